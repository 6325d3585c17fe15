"""What the tests of rule packs share."""

import base64
from pathlib import Path

from odoo.addons.cs_department.core.pack.reading import read

from tests.cs_department.helpers import TicketCase

PACKS = Path(__file__).parents[2] / "addons" / "cs_department" / "packs"
NAMES = sorted(path.stem for path in PACKS.glob("*.yaml"))


class PackCase(TicketCase):
    """TicketCase whose manager takes rule packs in."""

    def open_pack(self, key, **values):
        """The wizard of a shipped pack, showing its differences."""
        card = self.env["cs.pack"].search([("key", "=", key)])
        action = card.with_user(self.manager).action_choose()
        wizard = self.env["cs.pack.import"].with_user(self.manager).browse(action["res_id"])
        if values:
            wizard.write(values)
            wizard.action_check()
        return wizard

    def open_file(self, content, **values):
        """The wizard of a file, checked."""
        content = content if isinstance(content, bytes) else content.encode()
        wizard = (
            self.env["cs.pack.import"]
            .with_user(self.manager)
            .create({"file": base64.b64encode(content), "filename": "rules.yaml", **values})
        )
        wizard.action_check()
        return wizard

    def load(self, key, **values):
        """Take a shipped pack in, all of it."""
        wizard = self.open_pack(key, **values)
        wizard.reason = "Rules of the trade"
        wizard.action_apply()
        self.env.flush_all()
        return wizard

    def export(self, books=None, company=None):
        """The rules in force as text."""
        return self.env["cs.pack"].with_user(self.manager)._written(company or self.company, books)

    def differences(self, text, company=None):
        packs = self.env["cs.pack"].with_user(self.manager)
        books = packs._read(text.encode())["books"]
        return packs._differences(company or self.env["res.company"], books)

    def shipped(self, key):
        """The content of a shipped pack, as the system understands it."""
        packs = self.env["cs.pack"]
        return packs._read(packs._shipped_content(key))

    @staticmethod
    def head(key):
        return read((PACKS / f"{key}.yaml").read_bytes()).data
