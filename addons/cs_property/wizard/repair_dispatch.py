from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CsRepairDispatch(models.TransientModel):
    """Who could go, the best first, each with the reason; one click sends him."""

    _name = "cs.repair.dispatch"
    _description = "Sending a technician"

    order_id = fields.Many2one("cs.repair.order", "Repair order", required=True, readonly=True)
    place = fields.Char(compute="_compute_place")
    planned_at = fields.Datetime("Planned for")
    line_ids = fields.One2many(
        "cs.repair.dispatch.line",
        "dispatch_id",
        "Who could go",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
    )

    @api.depends("order_id")
    def _compute_place(self):
        for dialog in self:
            dialog.place = dialog.order_id.display_name

    @api.depends("order_id")
    def _compute_line_ids(self):
        for dialog in self:
            if not dialog.order_id:
                dialog.line_ids = False
                continue
            dialog.order_id._need_dispatcher()
            # sudo: skills and presence are looked up for whoever sends, as in routing
            order = dialog.order_id.sudo()
            needed = order._skills_needed()
            dialog.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": place,
                            "user_id": one.user_id,
                            "fits": one.fits(needed),
                            "why": order._worker_words(one),
                        }
                    )
                    for place, one in enumerate(order._workers())
                ),
            ]


class CsRepairDispatchLine(models.TransientModel):
    _name = "cs.repair.dispatch.line"
    _description = "Technician who could be sent"
    _order = "sequence, id"

    dispatch_id = fields.Many2one("cs.repair.dispatch", required=True, readonly=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    user_id = fields.Many2one("res.users", "Technician", readonly=True)
    fits = fields.Boolean("On duty with the skill", readonly=True)
    why = fields.Char("Reason", readonly=True)

    def action_send(self):
        """Send this one.

        :raises UserError: for who cannot be sent.
        """
        if len(self) != 1 or not self.exists():
            raise UserError(self.env._("Choose somebody of the team."))
        self.dispatch_id.order_id.dispatch(self.user_id.id, self.dispatch_id.planned_at)
        return {"type": "ir.actions.act_window_close"}
