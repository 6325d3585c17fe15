"""The launcher's own parts, without Odoo and without a server."""

import json
import os
import re
import socket
import stat
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest

from tests.benchmarks.report import Table, figure, pad, width
from tools import base, cli, demo, fetch, odoo, postgres, potool, testing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("CS_CACHE", str(tmp_path / "cache"))
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "CS_DB", "CS_EMBEDDED_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def mode(path):
    return stat.S_IMODE(Path(path).stat().st_mode)


# --- places and secrets -------------------------------------------------------


def test_folders_are_private_and_those_above_keep_their_rights(tmp_path):
    (tmp_path / "home").mkdir(mode=0o755)
    (tmp_path / "home").chmod(0o755)
    made = base.private_dir(tmp_path / "home" / "a" / "b")
    assert mode(made) == mode(made.parent) == 0o700
    assert mode(tmp_path / "home") == 0o755


def test_secrets_are_kept_and_readable_by_the_owner_only(state):
    first = base.secret("thing")
    assert len(first) >= 32
    assert base.secret("thing") == first
    assert base.secret("other") != first
    assert mode(base.state_dir() / "thing.secret") == 0o600


def test_state_is_merged_and_none_removes(state):
    base.update_state(a=1, b=2)
    base.update_state(b=None, c=3)
    assert base.load_state() == {"a": 1, "c": 3}
    assert mode(base.state_dir() / "state.json") == 0o600


def test_damaged_state_is_told_in_a_sentence(state):
    (base.state_dir() / "state.json").write_text("{")
    with pytest.raises(base.CsError, match="delete it"):
        base.load_state()


def test_two_checkouts_never_share_a_key():
    assert base.checkout_key(Path("/a/x")) != base.checkout_key(Path("/b/x"))


def test_relative_xdg_folder_is_ignored(monkeypatch):
    monkeypatch.delenv("CS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert base._xdg("XDG_CACHE_HOME", ".cache") == Path.home() / ".cache"


def test_hash_follows_names_and_contents_but_not_caches(tmp_path):
    folder = tmp_path / "addon"
    folder.mkdir()
    (folder / "a.py").write_text("1")
    first = base.hash_files([folder])
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.pyc").write_text("x")
    assert base.hash_files([folder]) == first
    (folder / "a.py").write_text("2")
    second = base.hash_files([folder])
    assert second != first
    (folder / "a.py").rename(folder / "b.py")
    assert base.hash_files([folder]) not in (first, second)


def test_taken_port_is_passed_over():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        taken = server.getsockname()[1]
        assert not base.port_free(taken)
        assert base.free_port(taken) > taken


def test_reused_process_id_is_not_taken_for_ours():
    assert base.alive(os.getpid(), "python")
    assert not base.alive(os.getpid(), "no such word in the command line")
    assert not base.alive(0, "")


def test_failing_program_is_told_with_what_to_do():
    with pytest.raises(base.CsError, match="Do this"):
        base.run(["false"], advice="Do this.")
    with pytest.raises(base.CsError, match=r"not found.*Do that"):
        base.run(["no-such-program-here"], advice="Do that.")


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1500, "2 kB"), (122_533_504, "123 MB"), (2.5e9, "2.5 GB")]
)
def test_sizes_for_people(size, text):
    assert base.human(size) == text


# --- which server, which names ------------------------------------------------


@pytest.mark.parametrize(
    ("conf", "environment", "expected"),
    [
        ("db_host = False", {}, None),
        ("db_host =", {}, None),
        ("db_host = db.example\ndb_user = me", {}, {"PGHOST": "db.example", "PGUSER": "me"}),
        ("db_host = False", {"PGHOST": "h"}, {}),
        ("db_host = False", {"PGSERVICE": "s"}, {}),
        ("db_host = False", {"PGUSER": "only-a-name"}, None),
        ("; db_host = h", {"PGHOST": "127.0.0.1", "PGPORT": "5", "CS_EMBEDDED_PORT": "5"}, None),
        ("; db_host = h", {"PGHOST": "127.0.0.1", "PGPORT": "6", "CS_EMBEDDED_PORT": "5"}, {}),
    ],
)
def test_server_named_by_the_user_wins(state, monkeypatch, conf, environment, expected):
    (state / "odoo.conf").write_text(f"[options]\n{conf}\n")
    monkeypatch.setattr(postgres, "ROOT", state)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert postgres.named_by_user() == expected


def test_database_names(state, monkeypatch):
    monkeypatch.setattr(postgres, "ROOT", state)
    assert odoo.database_name("test") == "cs_test"
    monkeypatch.setenv("PGHOST", "shared")
    assert odoo.database_name("test") == f"cs_{base.checkout_key()}_test"
    monkeypatch.setenv("CS_DB", "mine")
    assert odoo.database_name("demo") == "mine"
    assert odoo.database_name("base") != "mine"
    assert odoo.database_name("demo", "other") == "other"
    for bad in ("", "a b", "1a", "x;drop", "-x", "a" * 60):
        if bad:
            with pytest.raises(base.CsError):
                odoo.database_name("demo", bad)


ONE_LINE = """\
# deb http://old.example/debian x main
deb [arch=amd64 signed-by=/k] http://m.example/debian bookworm main
"""
DEB822 = """\
Types: deb
# URIs: http://no.example/debian
URIs: http://m.example/debian
Suites: bookworm
"""


@pytest.mark.parametrize(("name", "text"), [("sources.list", ONE_LINE), ("sources.list.d/debian.sources", DEB822)])
def test_mirror_is_the_one_apt_uses(tmp_path, name, text):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "aaa.list").write_text("deb http://vendor.example/apt stable main\n")
    (tmp_path / name).write_text(text)
    assert fetch.debian_mirror(tmp_path) == "http://m.example/debian"


def test_no_mirror_is_told_with_the_other_ways(tmp_path):
    with pytest.raises(base.CsError, match=r"ODOO_SOURCE.*ODOO_DEB"):
        fetch.debian_mirror(tmp_path)


def test_wrong_source_is_refused(tmp_path):
    with pytest.raises(base.CsError, match=r"no checkout of Odoo 19\.0"):
        fetch.use_source(tmp_path)
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(base.CsError):
        fetch.use_source(tmp_path)
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert fetch.use_source(tmp_path) == (tmp_path, (tmp_path / "addons",))


# --- what a log complains about -----------------------------------------------


def test_warnings_and_errors_are_found_with_their_lines():
    log = (
        "2026-01-01 00:00:00,000 1 INFO db odoo.modules: fine\n"
        "2026-01-01 00:00:00,000 1 WARNING db odoo.models: label used twice\n"
        "  second line of it\n"
        "2026-01-01 00:00:00,000 1 INFO db odoo.modules: fine, no ERROR here\n"
        "2026-01-01 00:00:00,000 1 ERROR db odoo.sql_db: bad query\n"
        "Traceback\n"
    )
    found = odoo.bad_lines(log)
    assert len(found) == 4
    assert found[1].strip() == "second line of it"
    assert odoo.bad_lines("") == []


# --- commands -----------------------------------------------------------------


def test_help_explains_every_command():
    commands = next(action.choices for action in cli.parser()._actions if action.choices)
    for name in commands:
        assert re.search(rf"^  {name}\b", cli.HELP, re.M), name


@pytest.mark.parametrize(
    ("words", "pure"),
    [
        (["tests/unit"], True),
        (["tests/unit/test_launcher.py::test_sizes_for_people", "-x"], True),
        (["tests/unit", "tests/cs_department"], False),
        (["-k", "unit"], False),
        ([], False),
    ],
)
def test_only_unit_tests_run_without_odoo(words, pure):
    assert testing.is_pure(words) is pure


def test_unknown_words_are_refused(capsys):
    assert cli.main(["stop", "now"]) == 2
    assert "does not know now" in capsys.readouterr().out


def test_unknown_gate_and_benchmark_are_named(state):
    with pytest.raises(base.CsError, match="no benchmark 'nothing'"):
        testing.bench(["nothing"], [])
    from tools import gates

    with pytest.raises(base.CsError, match="choose from ruff"):
        gates.lint(["nothing"], fix=False)


def test_demo_logins_are_read_and_empty_passwords_made_up(state, monkeypatch):
    folder = state / "addons" / "x" / "demo"
    folder.mkdir(parents=True)
    text = "login,password,role_en,role_zh\nann,demo,Agent,坐席\nbob,,Manager,经理\n"
    (folder / "logins.csv").write_text(text, "utf-8")
    monkeypatch.setattr(demo, "ADDONS", state / "addons")
    rows = {row["login"]: row for row in demo.demo_logins()}
    assert list(rows) == ["admin", "ann", "bob"]
    assert rows["ann"]["password"] == "demo"
    assert len(rows["bob"]["password"]) == 10


def test_only_the_logins_that_a_database_has_are_shown(state, monkeypatch, capsys):
    rows = [{"login": login, "password": "x", "role_en": "Role", "role_zh": "角色"} for login in ("admin", "ann")]
    monkeypatch.setattr(demo, "demo_logins", lambda: rows)
    base.put_state("passwords", "full", ["admin", "ann"])
    demo.print_logins("full")
    assert "ann" in capsys.readouterr().out
    base.put_state("passwords", "bare", ["admin"])
    demo.print_logins("bare")
    said = capsys.readouterr().out
    assert "ann" not in said
    assert "without demo data" in said
    base.put_state("passwords", "older", True)  # of a launcher that did not note them
    demo.print_logins("older")
    assert "ann" in capsys.readouterr().out


def test_a_demo_that_lost_its_data_is_no_demo(state, monkeypatch):
    where = SimpleNamespace(database=lambda *words: "")
    words = "WARNING x odoo.modules.loading: Module cs_department demo data failed to install, installed without"
    monkeypatch.setattr(odoo, "install", lambda *args, **more: words)
    with pytest.raises(base.CsError, match="demo data could not be loaded"):
        odoo.install_demo(where, "x", ["cs_department"])


def test_requirements_are_pinned_with_sums():
    for name in (*fetch.REQUIREMENTS, fetch.OCA):
        text = (ROOT / name).read_text("utf-8")
        packages = re.findall(r"^(\S+?)(?:\[.*\])?==\S+.*?(?=^\S|\Z)", text, re.M | re.S)
        blocks = re.split(r"^(?=\S)", text, flags=re.M)
        assert packages
        for block in filter(str.strip, blocks):
            assert "==" in block.splitlines()[0], block
            assert "--hash=sha256:" in block, block
        assert "://" not in text


# --- translations -------------------------------------------------------------


def po(path, *entries):
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for msgid, msgstr, flags in entries:
        file.append(polib.POEntry(msgid=msgid, msgstr=msgstr, flags=flags, occurrences=[(f"code:{msgid}", "0")]))
    file.save(str(path))
    return path


def test_translations_are_checked(tmp_path):
    pot = po(tmp_path / "a.pot", ("One", "", []), ("Gone", "", []))
    new = po(tmp_path / "b.pot", ("One", "", []), ("Late by %(n)s", "", []), ("Two", "", []), ("Unsure", "", []))
    zh = po(tmp_path / "zh_CN.po", ("One", "一", []), ("Late by %(n)s", "迟 %(m)s", []), ("Unsure", "?", ["fuzzy"]))
    found = "\n".join(potool.check(pot, new, zh))
    for text in ("a.pot lacks 'Two'", "a.pot still has 'Gone'", "placeholders", "does not translate 'Two'", "fuzzy"):
        assert text in found
    assert (
        potool.check(new, new, po(tmp_path / "zh.po", *((e.msgid, e.msgid, []) for e in polib.pofile(str(new))))) == []
    )


def test_translations_are_merged_and_known_terms_taken_over(tmp_path, capsys):
    pot = po(tmp_path / "a.pot", ("One", "", []), ("Two", "", []), ("Three", "", []))
    zh = po(tmp_path / "zh_CN.po", ("One", "一", []), ("Gone", "没", []))
    foreign = po(tmp_path / "mail.po", ("One", "壹", []), ("Two", "二", []))
    assert potool.merge(pot, zh, foreign) == 1
    merged = {entry.msgid: entry.msgstr for entry in polib.pofile(str(zh))}
    assert merged == {"One": "一", "Two": "二", "Three": ""}
    assert "missing: 'Three'" in capsys.readouterr().out


# --- benchmark tables ---------------------------------------------------------


def test_table_prints_counts_and_writes_json(tmp_path, capsys):
    table = Table("toy", ["--json", str(tmp_path / "t.json")])
    table.row("列表 of 80", 21, peer=480, floor=6, unit="ms", target="≤ 1/5 peer", met=True)
    table.row("kanban", 50.25, floor=25, unit="ms", target="≤ 1.5 floor", met=False)
    table.row("rows", 1_000_000)
    assert table.close() == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "targets met: 1 of 2"
    assert "MISSED" in out
    assert "1,000,000" in out
    read = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert (read["targets_met"], read["targets"]) == (1, 2)
    assert read["rows"][1]["ratio"] == pytest.approx(2.01)


def test_table_says_where_data_is_wanted(tmp_path):
    table = Table("toy", ["--data", str(tmp_path / "none")])
    with pytest.raises(SystemExit, match="--data"):
        _ = table.data


def test_chinese_columns_line_up():
    assert width("列表a") == 5
    assert pad("列表", 6) == "列表  "
    assert figure(None) == "–"
    assert figure(1234.5) == "1,234"
