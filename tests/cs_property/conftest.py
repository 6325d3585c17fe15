"""Fixtures of the tests of property management."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cs_property.own_server import OwnServer


@pytest.fixture
def own_server():
    """A database server that the test may crash."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"cs_own_pg_{os.getpid()}"
    folder.mkdir()
    server = OwnServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)
