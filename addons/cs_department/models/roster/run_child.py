"""Starting and ending the process that computes a roster, on this server.

It is started detached (see ``core/roster/detach.py``) by the scheduled action, never
in a web worker, and has neither the database nor its password.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

CORE = Path(__file__).parents[2] / "core"
DETACH = CORE / "roster" / "detach.py"
WORKER = "roster.worker"
NICENESS = 10
#: all the process gets to know of its surroundings
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TZ")


def host() -> str:
    """This server, among those that share the run folders."""
    return socket.gethostname()


def start(folder: Path) -> int:
    """Start the worker on a prepared folder.

    :return: the number of its process, and of its process group.
    :raises OSError, subprocess.SubprocessError: where it could not be started.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    # the core first; then where the running interpreter found OR-Tools
    environment["PYTHONPATH"] = os.pathsep.join([str(CORE), *filter(None, [os.environ.get("PYTHONPATH")])])
    worker = [sys.executable, "-m", WORKER, str(folder)]
    command = [sys.executable, "-I", str(DETACH), str(NICENESS), str(folder / "log"), *worker]
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own script
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=30, check=True
    )
    return int(done.stdout)


def is_alive(pid: int, folder: Path) -> bool:
    """Whether the process of this folder still runs on this server; another one may have its number by now."""
    with suppress(OSError):
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return False


def kill(pid: int, folder: Path):
    """End the process and all it has started, if it is still the one of this folder."""
    if pid > 1 and is_alive(pid, folder):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
