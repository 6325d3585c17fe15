"""What every part of the launcher shares: places, messages, child processes, kept state."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"


class CsError(Exception):
    """A failure told to the user in a sentence that says what to do."""


# --- messages -----------------------------------------------------------------

_started = time.monotonic()


def say(text: str = "") -> None:
    print(text, flush=True)


def on_terminal() -> bool:
    """Somebody watches: let programs show their own progress."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def human(size: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def tree_size(path: Path) -> int:
    """Bytes on disk below ``path``; links are not followed and hard links count once."""
    seen: set[int] = set()
    total = 0
    for folder, _dirs, files in os.walk(path):
        for name in files:
            info = (Path(folder) / name).lstat()
            if info.st_ino not in seen:
                seen.add(info.st_ino)
                total += info.st_size
    return total


@contextlib.contextmanager
def step(what: str, expect: str = "") -> Iterator[list[str]]:
    """Announce a step with its expected size, then its real size and time.

    The block may append facts to the list it is given; they are shown at the end.
    """
    say(f"• {what}{f' ({expect})' if expect else ''} …")
    begin = time.monotonic()
    facts: list[str] = []
    yield facts
    facts.append(f"{time.monotonic() - begin:.0f} s")
    say(f"  done: {', '.join(facts)}")


# --- places -------------------------------------------------------------------


def private_dir(path: Path) -> Path:
    """A folder that only its owner reads; folders above it keep the rights they have."""
    missing = [parent for parent in (path, *path.parents) if not parent.exists()]
    for parent in reversed(missing):
        with contextlib.suppress(FileExistsError):
            parent.mkdir(mode=0o700)
    return path


def _xdg(variable: str, default: str) -> Path:
    value = Path(os.environ.get(variable, ""))
    return value if value.is_absolute() else Path.home() / default


def cache_dir() -> Path:
    """Downloads and installed programs, shared by every checkout of this user."""
    own = os.environ.get("CS_CACHE")
    return private_dir(Path(own).resolve() if own else _xdg("XDG_CACHE_HOME", ".cache") / "cs-odoo")


def checkout_key(root: Path = ROOT) -> str:
    """A short name for this checkout; two clones never share one."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:8]


def state_dir() -> Path:
    """Database passwords, ports, attachments and logs of this checkout."""
    own = os.environ.get("CS_STATE")
    base = Path(own).resolve() if own else _xdg("XDG_STATE_HOME", ".local/state") / "cs-odoo"
    return private_dir(base / f"{ROOT.name}-{checkout_key()}")


def log_dir() -> Path:
    return private_dir(state_dir() / "log")


def write_private(path: Path, text: str) -> None:
    """Write ``text`` whole or not at all, readable by the owner only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


@contextlib.contextmanager
def locked(path: Path, why: str) -> Iterator[None]:
    """Only one process at a time; tell the others what they wait for."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  waiting for another ./cs that is {why}")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


# --- kept state ---------------------------------------------------------------


def load_state() -> dict[str, Any]:
    path = state_dir() / "state.json"
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CsError(f"{path} is damaged: delete it, then run ./cs reset.") from error


def update_state(**values: Any) -> dict[str, Any]:
    """Merge values into the kept state; None removes a key."""
    with locked(state_dir() / ".state.lock", "writing its state"):
        state = load_state() | values
        state = {key: value for key, value in state.items() if value is not None}
        write_private(state_dir() / "state.json", json.dumps(state, indent=1, sort_keys=True))
    return state


def put_state(table: str, key: str, value: Any) -> None:
    """Set one entry of a kept table, or remove it with None; safe beside another ./cs."""
    with locked(state_dir() / ".state.lock", "writing its state"):
        state = load_state()
        entries = state.get(table, {})
        entries.pop(key, None)
        state[table] = entries if value is None else entries | {key: value}
        write_private(state_dir() / "state.json", json.dumps(state, indent=1, sort_keys=True))


def secret(name: str, size: int = 24) -> str:
    """A random password, made once and kept in the state folder; a short one where people type it."""
    path = state_dir() / f"{name}.secret"
    with locked(state_dir() / ".state.lock", "writing its state"):
        if not path.exists():
            write_private(path, secrets.token_urlsafe(size) if size >= 16 else secrets.token_hex(size))
    return path.read_text("utf-8").strip()


def hash_files(paths: Iterable[Path], *extra: str) -> str:
    """One hash over names and contents; folders are walked, caches left out."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        files = [path] if path.is_file() else sorted(item for item in path.rglob("*") if item.is_file())
        for file in files:
            if "__pycache__" in file.parts or file.suffix == ".pyc":
                continue
            with contextlib.suppress(FileNotFoundError):  # an editor may be at work
                digest.update(str(file.relative_to(path.parent)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


# --- child processes ----------------------------------------------------------


@dataclass(frozen=True)
class Result:
    code: int
    output: str


def clean_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment, less what would disturb Odoo."""
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "ODOO_RC", "OPENERP_SERVER")
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    return env | {"PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | dict(extra or {})


def run(
    command: Sequence[str | Path],
    *,
    advice: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    show: bool = False,
    stdin: str | None = None,
    **options: Any,
) -> str:
    """Run a command and return its output; when it fails, show the end of it and say ``advice``."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            env=dict(env) if env is not None else clean_env(),
            cwd=cwd,
            text=True,
            errors="replace",
            input=stdin if stdin is not None else None,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=None if show else subprocess.PIPE,
            stderr=None if show else subprocess.STDOUT,
            check=False,
            **options,
        )
    except FileNotFoundError as error:
        raise CsError(f"The program {words[0]} was not found. {advice}") from error
    if done.returncode:
        tail = "\n".join((done.stdout or "").strip().splitlines()[-25:])
        raise CsError(f"{tail}\n'{' '.join(words[:4])} …' failed with code {done.returncode}. {advice}".strip())
    return done.stdout or ""


def which(*names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def as_root() -> bool:
    return os.geteuid() == 0


def sudo() -> list[str] | None:
    """Words to put before a command that needs root; None when root is not to be had without a password."""
    if as_root():
        return []
    if which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wanted: int, span: int = 200) -> int:
    for port in range(wanted, wanted + span):
        if port_free(port):
            return port
    raise CsError(f"No free port from {wanted} to {wanted + span - 1}: stop some of the servers there.")


def alive(pid: int | None, word: str) -> bool:
    """Is ``pid`` a running process of this user whose command line has ``word``? Guards against reused ids."""
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return True  # no /proc on this system
    return word in line


def warn(text: str) -> None:
    print(f"  note: {text}", file=sys.stderr, flush=True)
