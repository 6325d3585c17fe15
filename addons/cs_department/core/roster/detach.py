"""Start a program away from the process that asks for it: ``python detach.py NICENESS LOG PROGRAM ARGUMENT…``.

A script of its own, started by the server and over in milliseconds. What it starts is
nobody's child (no zombie stays behind in a server that runs for months), has a process
group of its own (a stop of the server's group does not end it, and its whole family can
be ended at once), is nice to those who serve people, and does not inherit the limits
on processor time and memory that the server sets on its workers: a limit of 60 s of
processor time is used up by eight threads within eight seconds.

Prints the number of the process, which is that of its group, too.
"""

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

#: where memory runs out, this goes first, not the server
OOM_SCORE = "500"


def main(argv: list[str]) -> int:
    niceness, log, *command = argv
    child = os.fork()
    if child:
        sys.stdout.write(str(child))
        return 0
    os.setsid()
    os.nice(int(niceness))
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_DATA):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (hard, hard))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.execv(command[0], command)  # noqa: S606  # what the caller chose, no shell
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
