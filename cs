#!/usr/bin/env python3
"""The project's launcher: get, run, test and check everything. See ./cs --help."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  (a sentence instead of a syntax error)
    sys.exit("cs: Python 3.11 or newer is needed; start it as: python3.11 cs COMMAND")

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tools.cli import main

sys.exit(main(sys.argv[1:]))
