from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("missing", "Missing"), ("handed_in", "Handed in"), ("checked", "Looked at"), ("returned", "Given back")]


class CsDocument(models.Model):
    """A paper that is asked for, of one move-in, renovation or lease: where it stands, and its files."""

    _name = "cs.document"
    _description = "Document"
    _inherit = ["cs.system.fields.mixin"]
    _order = "res_model, res_id, sequence, id"
    _rec_name = "kind_id"
    _system_fields = frozenset(
        {"company_id", "kind_id", "required", "res_model", "res_id", "state", "handed_in_on", "checked_by_id"}
    )

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind_id = fields.Many2one("cs.document.kind", "Document", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(related="kind_id.sequence", store=True)
    hint = fields.Char(related="kind_id.hint")
    original = fields.Boolean(related="kind_id.original")
    required = fields.Boolean("It does not go without", readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Belongs to", model_field="res_model", required=True, readonly=True, index=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="missing", index=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    note = fields.Char("Remarks")
    handed_in_on = fields.Date("Handed in on", readonly=True)
    checked_by_id = fields.Many2one("res.users", "Looked at by", readonly=True, ondelete="restrict")

    _once = models.UniqueIndex("(res_model, res_id, kind_id)", "This document is asked for already.")

    def action_hand_in(self):
        """The papers lie on the counter."""
        return self._become("handed_in", ("missing",), handed_in_on=self.env.company._cs_today())

    def action_check(self):
        """The papers were looked at and are right."""
        handed_in_on = self.env.company._cs_today()
        self.filtered(lambda one: one.state == "missing")._become("handed_in", ("missing",), handed_in_on=handed_in_on)
        return self._become("checked", ("handed_in",), checked_by_id=self.env.uid)

    def action_return(self):
        """The originals went back to who brought them."""
        return self._become("returned", ("handed_in", "checked"))

    def action_missing(self):
        """What was handed in is not what was asked for."""
        return self._become("missing", ("handed_in", "checked"), handed_in_on=False, checked_by_id=False)

    def _become(self, state, before, **values):
        """
        :raises UserError: for a paper that stands elsewhere; AccessError: for who may not change it.
        """
        self.check_access("write")
        if self.filtered(lambda one: one.state not in before):
            raise UserError(self.env._("The document has gone another way meanwhile: look again."))
        # sudo: the state is written by verbs
        self.sudo().write({"state": state, **values})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_missing_only(self):
        if self.filtered(lambda one: one.state != "missing"):
            raise UserError(self.env._("What was handed in stays in the file."))
