"""Get Odoo, the Python packages, Chromium and fonts; everything lands in the user's cache folder."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.base import (
    ROOT,
    CsError,
    cache_dir,
    clean_env,
    hash_files,
    human,
    locked,
    on_terminal,
    private_dir,
    run,
    step,
    sudo,
    tree_size,
    warn,
    which,
)

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
OCA = "requirements-oca.txt"

# Debian's package of Odoo 19 lives in the suite of the first line; the libraries and fonts its links
# point to are those of the second (its Font Awesome 4.7 is the one Odoo needs).
ODOO_SUITE, LIBRARY_SUITE = "sid", "bookworm"
ODOO_PACKAGE = "odoo-19"
LIBRARIES = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
CJK_FONTS = "fonts-noto-cjk"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
CHROMIUM_NPM = "@sparticuz/chromium@147.0.0"
# Left out of Debian's build; only blurs the background of video calls. Its absence breaks every page.
SELFIE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Toolchain:
    """Where the programs are."""

    python: Path
    odoo: Path  # the folder that holds the package `odoo`
    addons: tuple[Path, ...]  # Odoo's own addons outside that package
    bin: Path

    @property
    def odoo_script(self) -> Path:
        return self.python.parent / "odoo"

    def env(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        path = os.pathsep.join([str(self.bin), str(self.python.parent), os.environ.get("PATH", os.defpath)])
        fonts = cache_dir() / "fonts" / "fonts.conf"
        more = {"FONTCONFIG_FILE": str(fonts)} if fonts.exists() else {}
        return clean_env({"PATH": path} | more | (extra or {}))


# --- Debian -------------------------------------------------------------------


def debian_mirror(etc: Path = Path("/etc/apt")) -> str:
    """The Debian mirror this host already uses, read from its apt set-up."""
    files = [etc / "sources.list", *sorted(etc.glob("sources.list.d/*"))]
    for file in files:
        with contextlib.suppress(OSError):
            for line in file.read_text("utf-8", "replace").splitlines():
                match = re.match(r"\s*(?:deb\s+(?:\[[^]]*\]\s*)?|URIs:\s*)(\S+)", line)
                # the main archive ends in /debian; security, backports and other vendors do not
                if match and re.search(r"/debian/?$", match[1]):
                    return match[1]
    raise CsError(
        "No Debian mirror was found in /etc/apt, so Odoo's package cannot be fetched. Set ODOO_SOURCE to a checkout "
        "of Odoo 19.0 or ODOO_DEB to a downloaded odoo-19_*.deb, and run the command again."
    )


@contextlib.contextmanager
def private_apt() -> Iterator[list[str]]:
    """apt in folders of its own: no root needed, the host's package lists stay as they are."""
    if not which("apt-get") or not which("dpkg-deb") or not KEYRING.exists():
        raise CsError(
            "This host has no Debian package tools (apt-get, dpkg-deb, debian-archive-keyring). "
            "Set ODOO_SOURCE to a checkout of Odoo 19.0, and run the command again."
        )
    base = private_dir(cache_dir() / "apt")
    for folder in ("lists/partial", "cache/archives/partial", "debs"):
        (base / folder).mkdir(parents=True, exist_ok=True)
    mirror = debian_mirror()
    (base / "sources.list").write_text(
        "".join(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n" for suite in (ODOO_SUITE, LIBRARY_SUITE)), "utf-8"
    )
    options = {
        "Dir::Etc::sourcelist": base / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State": base,
        "Dir::State::Lists": base / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": base / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": 3,
    }
    words = ["apt-get", *([] if on_terminal() else ["-q"])] + [
        word for key, value in options.items() for word in ("-o", f"{key}={value}")
    ]
    run([*words, "update"], advice="Check the network and the mirror in /etc/apt, then run the command again.")
    yield words
    shutil.rmtree(base / "lists", ignore_errors=True)


def download_debs(apt: list[str], packages: list[str]) -> list[Path]:
    """Download packages (apt checks their signatures and sums); return the files."""
    folder = cache_dir() / "apt" / "debs"
    run(
        [*apt, "download", *packages],
        cwd=folder,
        show=on_terminal(),
        advice=f"If the archive has moved on, set ODOO_DEB to an {ODOO_PACKAGE}_*.deb or ODOO_SOURCE to a checkout.",
    )
    names = [package.partition("/")[0] for package in packages]
    newest = {name: max(folder.glob(f"{name}_*.deb"), key=lambda file: file.stat().st_mtime) for name in names}
    return list(newest.values())


def unpack_deb(deb: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    run(["dpkg-deb", "-x", deb, into], advice=f"The file {deb} seems damaged: delete it and run the command again.")


# --- Odoo ---------------------------------------------------------------------


def get_odoo() -> tuple[Path, tuple[Path, ...]]:
    """The folder that holds the package `odoo`, and the addons folders beside it."""
    if source := os.environ.get("ODOO_SOURCE"):
        return use_source(Path(source).expanduser().resolve())
    given = os.environ.get("ODOO_DEB", "")
    deb = Path(given).expanduser().resolve() if given else None
    if deb and not deb.is_file():
        raise CsError(f"ODOO_DEB names {deb}, which is no file: give the path of an {ODOO_PACKAGE}_*.deb.")
    label = hash_files([deb], "deb")[:8] if deb else "19.0"
    root = cache_dir() / f"odoo-{label}"
    library = root / "usr/lib/python3/dist-packages"
    if not (root / ".complete").exists():
        with step("Odoo 19 from Debian's archive", "download about 130 MB, 1.2 GB on disk") as facts:
            fetch_odoo(root, library, deb)
            facts.append(human(tree_size(root)))
    return library, ()


def use_source(source: Path) -> tuple[Path, tuple[Path, ...]]:
    release = source / "odoo" / "release.py"
    if not release.is_file() or not re.search(r"version_info\s*=\s*\(19,\s*0", release.read_text("utf-8")):
        raise CsError(f"ODOO_SOURCE names {source}, which is no checkout of Odoo 19.0: correct the path.")
    return source, (source / "addons",)


def fetch_odoo(root: Path, library: Path, deb: Path | None) -> None:
    draft = root.with_name(f"{root.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)
    beside = {name: sorted(deb.parent.glob(f"{name}_*.deb")) for name in LIBRARIES} if deb else {}
    debs = [deb, *(found[-1] for found in beside.values() if found)] if deb else []
    missing = [f"{name}/{LIBRARY_SUITE}" for name in LIBRARIES if not beside.get(name)]
    if not deb:
        missing.insert(0, f"{ODOO_PACKAGE}/{ODOO_SUITE}")
    if missing:
        with private_apt() as apt:
            debs += download_debs(apt, missing)
    for file in debs:
        unpack_deb(file, draft)
    selfie = draft / library.relative_to(root) / "odoo/addons" / SELFIE
    if not selfie.exists():
        selfie.parent.mkdir(parents=True, exist_ok=True)
        selfie.write_text("/* left out of this build: background blur in video calls */\n", "utf-8")
    (draft / ".complete").touch()
    draft.rename(root)
    shutil.rmtree(cache_dir() / "apt" / "debs", ignore_errors=True)


# --- Python packages ----------------------------------------------------------


def pip_index() -> dict[str, str]:
    """uv does not read pip's settings: hand it the index the user has set for pip, and the system's certificates."""
    env = {"UV_CACHE_DIR": str(cache_dir() / "uv"), "UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"}
    index = os.environ.get("PIP_INDEX_URL", "")
    if not index:
        with contextlib.suppress(CsError):
            index = run([sys.executable, "-m", "pip", "config", "get", "global.index-url"], advice="").strip()
    return env | ({"UV_DEFAULT_INDEX": index} if index and "UV_DEFAULT_INDEX" not in os.environ else {})


def get_uv() -> Path:
    """The installer, pinned with its sums in requirements-dev.txt."""
    home = cache_dir() / "uv-bin"
    text = (ROOT / "requirements-dev.txt").read_text("utf-8")
    match = re.search(r"^uv==(\S+)(?: *\\\n +--hash=\S+)+", text, re.M)
    if not match:
        raise CsError("requirements-dev.txt pins no 'uv' with its sums: restore that file from the repository.")
    program = home / match[1] / "bin" / "uv"
    if program.exists():
        return program
    with step("uv, the package installer", "about 25 MB"):
        folder = program.parent.parent
        advice = (
            "Python's venv and pip are needed (Debian: apt-get install python3-venv), and a reachable package index."
        )
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], advice=advice)
        pinned = folder / "uv.txt"
        pinned.write_text(match[0] + "\n", "utf-8")
        run([folder / "bin/python", "-m", "pip", "install", "-q", "--require-hashes", "-r", pinned], advice=advice)
    return program


def get_venv(odoo: Path) -> Path:
    """The virtual environment for these requirement files, this Python and this Odoo; returns its python."""
    files = [ROOT / name for name in (*REQUIREMENTS, OCA)]
    key = hash_files(files, sys.version, str(odoo))
    venv = cache_dir() / f"venv-{sys.version_info[0]}.{sys.version_info[1]}-{key[:10]}"
    python = venv / "bin/python"
    if (venv / ".complete").exists():
        os.utime(venv / ".complete")
        return python
    uv = get_uv()
    with step("Python packages", "download about 350 MB, 800 MB on disk") as facts:
        env = clean_env(pip_index())
        advice = "Check the network and the package index, then run the command again: what was fetched is kept."
        shutil.rmtree(venv, ignore_errors=True)
        run([uv, "venv", "-q", "--python", sys.executable, venv], env=env, advice=advice)
        watched = on_terminal()
        pip = [uv, "pip", "install", *([] if watched else ["-q"]), "--python", python, "--require-hashes"]
        run([*pip, *(word for file in files[:-1] for word in ("-r", file))], env=env, advice=advice, show=watched)
        run([*pip, "--no-deps", "-r", files[-1]], env=env, advice=advice, show=watched)
        link_odoo(venv, odoo)
        facts.append(human(tree_size(venv)))
        (venv / ".complete").touch()
    drop_old_venvs(venv)
    return python


def link_odoo(venv: Path, odoo: Path) -> None:
    """Let the environment import `odoo`, and give it the script that starts Odoo."""
    site = next(venv.glob("lib/python3*/site-packages"))
    (site / "odoo-source.pth").write_text(f"{odoo}\n", "utf-8")
    script = venv / "bin" / "odoo"
    script.write_text(f"#!{venv / 'bin/python'}\nimport odoo.cli\n\nodoo.cli.main()\n", "utf-8")
    script.chmod(0o755)


def drop_old_venvs(keep: Path, days: int = 14) -> None:
    """Environments of earlier requirement files that nothing has used for a while."""
    for venv in cache_dir().glob("venv-*"):
        mark = venv / ".complete"
        if venv != keep and mark.exists() and mark.stat().st_mtime < time.time() - days * 86400:
            shutil.rmtree(venv, ignore_errors=True)


def link_programs(python: Path) -> Path:
    """A folder for PATH: wkhtmltopdf with patched Qt under the name Odoo looks for."""
    folder = private_dir(cache_dir() / "bin" / python.parent.parent.name)
    link = folder / "wkhtmltopdf"
    target = python.parent / "wkhtmltopdf-pack"
    if target.exists() and not link.exists():
        link.symlink_to(target)
    return folder


def toolchain() -> Toolchain:
    """Everything needed to start Odoo; fetched when it is not there yet."""
    with locked(cache_dir() / ".fetch.lock", "fetching programs"):
        odoo, addons = get_odoo()
        python = get_venv(odoo)
        folder = link_programs(python)
    return Toolchain(python=python, odoo=odoo, addons=addons, bin=folder)


# --- Chromium and fonts -------------------------------------------------------

_apt_updated = False


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; say whether it was possible."""
    global _apt_updated  # noqa: PLW0603  (one update per command is enough)
    prefix = sudo()
    if prefix is None or not which("apt-get"):
        return False
    env = clean_env({"DEBIAN_FRONTEND": "noninteractive"})
    advice = f"Install {' '.join(packages)} by hand (apt-get install {' '.join(packages)}), then run the command again."
    if not _apt_updated:
        run([*prefix, "apt-get", "-q", "update"], env=env, advice=advice)
        _apt_updated = True
    run([*prefix, "apt-get", "-q", "install", "-y", "--no-install-recommends", *packages], env=env, advice=advice)
    return True


def get_browser(tools: Toolchain) -> Path:
    """Chromium for the browser tests, and fonts with Chinese characters. Never skipped: no browser is a failure."""
    get_cjk_fonts()
    names = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    found = which(*names)
    private = cache_dir() / "chromium" / "chromium"
    if not found and private.exists():
        found = str(private)
    if not found:
        with step("Chromium for the browser tests", "download about 90 MB"):
            if apt_install("chromium"):
                found = which(*names)
            elif which("npm") and which("node"):
                found = str(get_npm_chromium(private))
    if not found:
        raise CsError(
            "The browser tests need Chromium and it could not be installed here: install it (Debian: apt-get install "
            "chromium) or Node.js with npm, so that it can be fetched as a package, and run the command again."
        )
    link = tools.bin / "chromium"
    if which("google-chrome", "chromium") != found and not link.exists():
        link.symlink_to(found)
    try_browser(Path(found))
    return Path(found)


def try_browser(program: Path) -> None:
    run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--version"],
        advice=f"Chromium does not start: install the shared libraries that {program} needs.",
    )


def get_npm_chromium(target: Path) -> Path:
    """A headless build that is inside an npm package, for hosts where apt is not to be had."""
    folder = private_dir(target.parent)
    advice = "Install Chromium by hand (Debian: apt-get install chromium), then run the command again."
    run(
        [
            "npm",
            "install",
            "--loglevel=error",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--prefix",
            folder,
            CHROMIUM_NPM,
        ],
        advice=advice,
    )
    script = (
        "import('@sparticuz/chromium').then(async m => console.log(await m.default.executablePath()))"
        ".catch(e => { console.error(e); process.exit(1) })"
    )
    made = run(
        ["node", "--input-type=module", "-e", script], cwd=folder, env=clean_env({"TMPDIR": str(folder)}), advice=advice
    )
    shutil.move(made.strip().splitlines()[-1], target)
    return target


def has_cjk_fonts() -> bool:
    if (cache_dir() / "fonts" / "fonts.conf").exists():
        return True
    if which("fc-list"):
        return bool(run(["fc-list", ":lang=zh-cn"], advice="Install fontconfig anew, or remove it.").strip())
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def get_cjk_fonts() -> None:
    """Chinese characters in screenshots and PDF files."""
    private = cache_dir() / "fonts"
    if has_cjk_fonts():
        return
    with step("Chinese fonts", "download about 60 MB"):
        if apt_install(CJK_FONTS, "fontconfig"):
            return
        try:
            with private_apt() as apt:
                unpack_deb(download_debs(apt, [f"{CJK_FONTS}/{LIBRARY_SUITE}"])[0], private)
        except CsError as error:
            warn(f"no Chinese fonts: screenshots and PDF files show boxes instead. {error}")
            return
        (private / "fonts.conf").write_text(
            '<?xml version="1.0"?>\n<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"<dir>{private}/usr/share/fonts</dir><cachedir>{private}/cache</cachedir></fontconfig>\n",
            "utf-8",
        )
