"""The useful part of Odoo's own test_lint, over our addons only.

Left out: what tests the checkers themselves, eslint (needs a program of its own), l10n (no localisation here),
docstrings (Odoo lints only `base` with it), pylint (./cs lint pylint runs its checkers), and the search for conflict
markers through all of Odoo (done here over our files).
"""

import contextlib
from pathlib import Path
from unittest.mock import patch

from odoo.addons.test_lint.tests import (
    lint_case,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_routes,
    test_test_holes,
)
from odoo.modules import Manifest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
OURS = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


class AsOne:
    """Odoo's checks open a subtest for every method of every model: report them as one test with all its findings."""

    def setUp(self):
        super().setUp()
        self.findings = []
        self.addCleanup(lambda: self.findings and self.fail("\n\n".join(self.findings)))

    @contextlib.contextmanager
    def subTest(self, msg=None, **params):
        try:
            yield
        except Exception as error:
            if params.get("module", OURS[0]) in OURS:  # not what addons of others do
                self.findings.append(f"{params}: {error}")


class OnlyOurs(AsOne):
    """Let a check of Odoo see our addons only, and let its warnings fail it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = [Manifest.for_addon(name) for name in OURS]
        stack = contextlib.ExitStack()
        stack.enter_context(patch.object(Manifest, "all_addon_manifests", lambda: ours))
        for module in (test_pofile,):
            stack.enter_context(patch.object(module, "get_modules", lambda: OURS))
        cls.addClassCleanup(stack.close)

    def run(self, result=None):
        with self.assertNoLogs("odoo.addons.test_lint", "WARNING"):
            return super().run(result)


class TestDunderInit(OnlyOurs, test_dunderinit.TestDunderinit):
    pass


class TestPropTranslation(OnlyOurs, test_i18n.TestI18n):
    pass


class TestIndex(AsOne, test_index.TestIndex):
    pass


class TestJsTranslations(OnlyOurs, test_jstranslate.TestJsTranslations):
    pass


class TestManifests(OnlyOurs, test_manifests.ManifestLinter):
    pass


class TestNaming(AsOne, test_naming.TestNaming):
    pass


class TestOnchangeDomains(OnlyOurs, test_onchange_domains.TestOnchangeDomains):
    pass


class TestOrmImport(OnlyOurs, test_orm_import.TestDunderinit):
    pass


class TestOverrideSignatures(AsOne, test_override_signatures.TestLintOverrideSignatures):
    pass


class TestPotDuplicates(OnlyOurs, test_pofile.PotLinter):
    pass


class TestRoutes(OnlyOurs, test_routes.RoutesLinter):
    pass


class TestTestHoles(OnlyOurs, test_test_holes.TestTestHoles):
    pass


class TestConflictMarkers(lint_case.LintCase):
    def test_conflict_markers(self):
        for path in self.iter_module_files("*.*", modules=OURS):
            if path.endswith((".py", ".js", ".xml", ".scss", ".po", ".pot", ".csv")):
                content = Path(path).read_bytes()
                self.assertFalse(b"<" * 7 in content or b">" * 7 in content, f"conflict markers in {path}")
