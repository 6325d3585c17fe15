from odoo import models
from odoo.exceptions import UserError


class CsBookVersion(models.Model):
    """A change of the rule book is put out to be read and signed."""

    _inherit = "cs.book.version"

    def action_put_to_sign(self):
        """A draft of the reading, to choose the people."""
        self.ensure_one()
        self.check_access("read")
        return _open(self.env["cs.reading"]._of_version(self))


class CsRuleChange(models.Model):
    """As above, from the change that a manager has decided on."""

    _inherit = "cs.rule.change"

    def action_put_to_sign(self):
        """A draft of the reading about the accepted change."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "in_force":
            raise UserError(self.env._("Only a change that was accepted is put out to be signed."))
        record = self.env[self.model].browse(self.draft_id or self.original_id)
        version = self.env["cs.book.version"]._last_of(record, False)
        if not version:
            version = self.env["cs.book.version"]._last_of(self.env[self.model].browse(self.original_id), False)
        if not version:
            raise UserError(self.env._("The history knows nothing of this change."))
        return _open(self.env["cs.reading"]._of_version(version.sudo(False)))


def _open(reading):
    return {
        "type": "ir.actions.act_window",
        "res_model": reading._name,
        "res_id": reading.id,
        "views": [(False, "form")],
    }
