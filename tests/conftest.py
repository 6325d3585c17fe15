"""What every test needs: tags for classes outside an addon, and no silent skipping of browser tests."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# a machine that does other things meanwhile draws its examples more slowly: that says nothing about the code
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

try:
    import pytest_odoo
    from odoo.tests.common import BaseCase
    from odoo.tools import config as odoo_config
except ImportError:  # tests/unit alone: no Odoo
    BaseCase = None

if BaseCase is not None:
    _init_subclass = BaseCase.__init_subclass__.__func__

    def _tagged_subclass(cls, **kwargs):
        """Odoo gives its default tags only to classes inside an addon; ours are outside and run after installation.

        ``standard`` keeps Odoo's blocker of requests to other hosts in force.
        """
        _init_subclass(cls, **kwargs)
        if cls.__module__.startswith("tests.") and getattr(cls, "test_tags", None) is None:
            cls.test_tags = {"standard", "post_install"}
            cls.test_module = cls.__module__.split(".")[1]

    BaseCase.__init_subclass__ = classmethod(_tagged_subclass)

    @contextmanager
    def _own_filestore(original, name):
        """Files of its own for each process, as hard links: pytest-odoo shares one folder, and the cleaning up in
        one database takes away what only another one knows."""
        folder = Path(odoo_config["data_dir"]) / "filestore"
        if original == name or not (folder / original).is_dir():
            yield
            return
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(folder / original, folder / name, copy_function=os.link)
        try:
            yield
        finally:
            shutil.rmtree(folder / name, ignore_errors=True)

    pytest_odoo._shared_filestore = _own_filestore


def pytest_configure(config):
    """Odoo skips browser tests where Chromium or websocket-client is missing: here that is an error."""
    if BaseCase is None or not getattr(config.option, "odoo_http", False):
        return
    if not any(
        shutil.which(name) for name in ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    ):
        raise pytest.UsageError("Chromium is missing: run the tests with ./cs test, which installs it.")
    try:
        import websocket  # noqa: F401
    except ImportError:
        raise pytest.UsageError("websocket-client is missing: run the tests with ./cs test.") from None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test skipped for want of a browser has not been run: count it as failed."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2]).lower()
        if any(word in reason for word in ("chrome", "chromium", "websocket")):
            report.outcome = "failed"
            report.longrepr = f"not run, and never to be skipped: {report.longrepr[2]}"
    return report
