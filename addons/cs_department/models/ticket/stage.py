from odoo import api, fields, models, tools
from odoo.exceptions import UserError

STATES = [
    ("new", "New"),
    ("open", "In progress"),
    ("waiting", "Waiting"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


class CsTicketStage(models.Model):
    _name = "cs.ticket.stage"
    _description = "Stage of a case"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        STATES,
        "Means",
        required=True,
        help="What the stage stands for: the flow of a case goes by this.",
    )
    pauses_clock = fields.Boolean(
        "Clocks stand still",
        help="While a case waits here (for the customer), its clocks do not run.",
    )
    fold = fields.Boolean("Folded on the board")

    _pause_means_waiting = models.Constraint(
        "CHECK (NOT pauses_clock OR state = 'waiting')",
        "Clocks stand still only while waiting.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            self._check_unused(vals["state"])
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _check_unused(self, state):
        """Cases carry a copy of their stage's state: it must not change under them."""
        changing = self.filtered(lambda stage: stage.state != state)
        # sudo: cases of other teams count as well
        tickets = self.env["cs.ticket"].sudo().with_context(active_test=False)
        used = tickets.search([("stage_id", "in", changing.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "Cases stand in the stage “%(stage)s”; make a new stage instead of "
                    "changing what this one means.",
                    stage=used.stage_id.name,
                )
            )

    @tools.ormcache("state")
    @api.model
    def _first_id(self, state: str) -> int:
        """The first stage of a state.

        :raises UserError: when the department has no such stage.
        """
        # sudo: reading the stages is part of every change of stage
        stage = self.sudo().search([("state", "=", state)], limit=1)
        if not stage:
            label = dict(self._fields["state"]._description_selection(self.env))[state]
            raise UserError(
                self.env._("There is no stage that means “%(state)s”.", state=label)
            )
        return stage.id
