from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsSignoff(models.Model):
    """One tier of one sign-off: who may decide, and who decided what. Written by the verbs only."""

    _name = "cs.signoff"
    _description = "Sign-off"
    _order = "attempt, sequence, id"
    _allow_sudo_commands = False
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Signed off", model_field="res_model", required=True, readonly=True, index=True)
    what = fields.Char(required=True, readonly=True)
    attempt = fields.Integer(required=True, readonly=True, default=1)
    sequence = fields.Integer("Tier", required=True, readonly=True)
    role = fields.Char(required=True, readonly=True)
    role_name = fields.Char("Who signs off", compute="_compute_role_name")
    user_ids = fields.Many2many("res.users", string="May sign off", readonly=True)
    asked_by_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, ondelete="restrict")
    asked_at = fields.Datetime("Asked on", required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Later"),
            ("asked", "To be signed off"),
            ("approved", "Signed off"),
            ("refused", "Not signed off"),
            ("void", "Not wanted any more"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime("Decided on", readonly=True)
    words = fields.Char("Why", readonly=True)

    _once = models.UniqueIndex("(res_model, res_id, what, attempt, sequence)", "This tier is asked already.")
    _one_asked = models.UniqueIndex(
        "(res_model, res_id, what) WHERE state = 'asked'", "One tier after the other is asked."
    )
    _decided = models.Constraint(
        "CHECK (state NOT IN ('approved', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id))",
        "Nobody signs off what he asked for himself.",
    )

    @api.depends("role")
    @api.depends_context("lang")
    def _compute_role_name(self):
        names = dict(self.env["cs.signoff.tier"]._fields["role"]._description_selection(self.env))
        for signoff in self:
            signoff.role_name = names.get(signoff.role, signoff.role)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Who signed off what stays."))
