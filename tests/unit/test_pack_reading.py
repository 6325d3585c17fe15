"""Files that are no rule pack are refused with the line that is wrong."""

from pathlib import Path

import pytest
import yaml
from cs_core.pack.checking import check
from cs_core.pack.problem import PackError
from cs_core.pack.reading import MAX_BYTES, read

PACKS = Path(__file__).parents[2] / "addons" / "cs_department" / "packs"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["books"],
    "properties": {
        "books": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "service_targets": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name"],
                        "properties": {
                            "name": {"type": "string", "minLength": 1},
                            "warn_percent": {"type": "integer", "minimum": 0, "maximum": 100},
                            "unit": {"enum": ["minute", "hour", "day"]},
                        },
                    },
                }
            },
        }
    },
}


def problems(text, schema=SCHEMA):
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(PackError) as caught:
        check(read(content), schema)
    return [(problem.line, problem.kind) for problem in caught.value.problems]


def rule(*lines):
    return "books:\n  service_targets:\n    complaints:\n" + "".join(f"      {line}\n" for line in lines)


def test_a_good_file_is_read_with_its_lines():
    source = read(rule("name: 投诉  # a comment", "warn_percent: 80", "unit: 'hour'").encode())
    check(source, SCHEMA)
    record = source.data["books"]["service_targets"]["complaints"]
    assert record == {"name": "投诉", "warn_percent": 80, "unit": "hour"}
    assert source.lines[("books", "service_targets", "complaints", "warn_percent")] == 5


def test_words_stay_the_words_that_were_typed():
    data = read(
        b"a: no\nb: 12:30\nc: 2026-03-04\nd: 010\ne: on\nf: 1e3\ng: 0x1F\nh: '5'\ni: 5\nj: 2.50\nk: true\nl:"
    ).data
    words = {"a": "no", "b": "12:30", "c": "2026-03-04", "d": "010", "e": "on", "f": "1e3", "g": "0x1F", "h": "5"}
    assert data == {**words, "i": 5, "j": 2.5, "k": True, "l": None}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["name: A", "warn_procent: 80"], [(5, "unknown_key")]),
        (["name: A", "warn_percent: eighty"], [(5, "type")]),
        (["name: A", "warn_percent: true"], [(5, "type")]),
        (["name: A", "warn_percent: 101"], [(5, "maximum")]),
        (["name: A", "warn_percent: -1"], [(5, "minimum")]),
        (["name: A", "unit: week"], [(5, "enum")]),
        (["name: A", "unit: hour", "name: B"], [(6, "duplicate")]),
        (["unit: hour"], [(3, "required")]),
        (["name: ''"], [(4, "minLength")]),
        (["name: [A"], [(5, "syntax")]),
        (["name: A: B"], [(4, "syntax")]),
        (["name: &a A", "unit: *a"], [(4, "alias")]),
        (["name: *a"], [(4, "alias")]),
        (["name: !!python/object/apply:os.system [ls]"], [(4, "tag")]),
        (["? [a, b]", ": c"], [(4, "key_type")]),
        (["\tname: A"], [(4, "tab")]),
        (['name: "a\\0b"'], [(4, "control_character")]),
        (["name: A\x07"], [(4, "control_character")]),
    ],
)
def test_what_is_wrong_is_named_by_line(lines, expected):
    assert problems(rule(*lines)) == expected


def test_half_a_character_is_refused():
    assert problems(rule('name: "\\ud800"'))[0][1] in ("syntax", "control_character")


def test_every_wrong_line_is_named_at_once():
    text = rule("name: A", "warn_percent: x", "unit: week", "colour: red")
    assert problems(text) == [(5, "type"), (6, "enum"), (7, "unknown_key")]


def test_a_misspelt_key_is_answered_with_the_nearest_one():
    with pytest.raises(PackError) as caught:
        check(read(rule("name: A", "warn_procent: 80").encode()), SCHEMA)
    assert caught.value.problems[0].values["near"] == "warn_percent"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (0, "empty")),
        (b" \n\n", (0, "empty")),
        (b"# only a comment\n", (1, "no_mapping")),
        (b"just words", (1, "no_mapping")),
        (b"- a\n- b", (1, "no_mapping")),
        ("books:\n  投诉: 1".encode("gb18030"), (2, "encoding")),
        ("books: {}".encode("utf-16"), (1, "encoding")),
        (b"PK\x03\x04\x14\x00", (1, "control_character")),
        (b"books: {}\n---\nbooks: {}\n", (2, "documents")),
        (b"a: 1\n" + b"#" * MAX_BYTES, (0, "too_large")),
        (b"a: " + b"[" * 20_000, (1, "too_deep")),
        (b"a: " + b"{a: " * 20_000, (1, "too_deep")),
        (b"a: [" + b"1," * 60_000 + b"]", (1, "too_many")),
        (b"books: 5", (1, "type")),
        (b"books: {Complaints: {}}", (1, "unknown_key")),
        (b"books: {service_targets: {Serious Accident: {name: A}}}", (1, "pattern")),
        (b"books: {service_targets: }", (1, "type")),
    ],
)
def test_files_that_are_no_packs(content, expected):
    assert problems(content)[0] == expected


def test_a_bomb_of_aliases_is_refused_at_its_first_line():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    assert problems(bomb) == [(1, "alias")]


def test_a_byte_order_mark_and_windows_lines_are_read():
    text = "\ufeff" + rule("name: A", "unit: week").replace("\n", "\r\n")
    assert problems(text) == [(5, "enum")]


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_packs_are_read_alike_by_every_reader_of_yaml(path):
    text = path.read_text("utf-8")
    assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader)
