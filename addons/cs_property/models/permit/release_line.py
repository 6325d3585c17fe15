from odoo import api, fields, models
from odoo.exceptions import UserError


class CsReleaseLine(models.Model):
    """One kind of thing that may leave with a pass."""

    _name = "cs.release.line"
    _description = "Item of a release pass"
    _bound_through = "pass_id"
    _inherit = ["cs.system.fields.mixin"]
    _order = "pass_id, sequence, id"
    _system_fields = frozenset({"released", "returned"})

    pass_id = fields.Many2one("cs.release.pass", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pass_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Item", required=True)
    quantity = fields.Integer(required=True, default=1)
    is_returnable = fields.Boolean("Has to come back")
    return_by = fields.Date("Due back")
    photo = fields.Image(max_width=1024, max_height=1024)
    released = fields.Integer("Left", readonly=True, default=0, copy=False)
    returned = fields.Integer("Came back", readonly=True, default=0, copy=False)

    _quantities = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1000000 AND released >= 0 AND released <= quantity"
        " AND returned >= 0 AND returned <= released)",
        "No more may leave than the pass says, and no more come back than has left.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._need_draft()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._need_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._need_draft()

    def _need_draft(self):
        """
        :raises UserError: for lines of a pass that somebody has looked at already.
        """
        if any(line.pass_id.state != "draft" for line in self):
            raise UserError(self.env._("The items of a pass are fixed once it is asked for."))


class CsReleaseMove(models.Model):
    """What passed the gate with a pass, out or back: once for each scan that the gate decided."""

    _name = "cs.release.move"
    _description = "Passage of the gate"
    _bound_through = "pass_id"
    _order = "id desc"
    _rec_name = "line_id"
    _allow_sudo_commands = False
    _log_access = False

    pass_id = fields.Many2one("cs.release.pass", required=True, readonly=True, index=True, ondelete="restrict")
    line_id = fields.Many2one("cs.release.line", "Item", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Selection([("out", "Left"), ("back", "Came back")], required=True, readonly=True)
    quantity = fields.Integer(required=True, readonly=True)
    moved_at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Guard", required=True, readonly=True, ondelete="restrict")
    post = fields.Char("Where", readonly=True)
