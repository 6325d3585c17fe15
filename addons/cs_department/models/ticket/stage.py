from typing import NamedTuple

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


class StageFacts(NamedTuple):
    """A stage as plain data, its name in the reader's language."""

    name: str
    state: str
    pauses_clock: bool


class CsTicketStage(models.Model):
    _name = "cs.ticket.stage"
    _description = "Stage of a case"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "stages"
    _pack_row = "D3"
    _pack_archive_last = True
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        STATES,
        "Means",
        required=True,
        copy=True,
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

    def write(self, vals):
        if "state" in vals:
            self._check_unused(vals["state"])
        result = super().write(vals)
        if "state" in vals or not vals.get("active", True):
            self._check_complete()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_last(self):
        self._check_complete(going=self)

    def _check_complete(self, going=None):
        """Every step needs a stage to lead to.

        :param going: stages that are about to be deleted.
        """
        # sudo: the stages of all are looked at, whoever changes one
        left = self.sudo().search([("id", "not in", going.ids if going else [])])
        there = set(left.mapped("state"))
        for state, label in self._fields["state"]._description_selection(self.env):
            if state not in there:
                raise UserError(
                    self.env._("Keep at least one stage that means “%(state)s”: cases could not go there.", state=label)
                )

    def _check_unused(self, state):
        """Cases carry a copy of their stage's state: it must not change under them."""
        changing = self.filtered(lambda stage: stage.state != state)
        # sudo: cases of other teams count as well
        tickets = self.env["cs.ticket"].sudo().with_context(active_test=False)
        used = tickets.search([("stage_id", "in", changing.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "Cases stand in the stage “%(stage)s”; make a new stage instead of changing what this one means.",
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
        stage = self._for_cache().search([("state", "=", state)], limit=1)
        if not stage:
            label = dict(self._fields["state"]._description_selection(self.env))[state]
            raise UserError(self.env._("There is no stage that means “%(state)s”.", state=label))
        return stage.id

    @tools.ormcache("self.env.lang")
    @api.model
    def _all_facts(self) -> dict[int, StageFacts]:
        # sudo: see _first_id
        everything = self.sudo().with_context(active_test=False)
        stages = everything.search([])  # pylint: disable=no-search-all  # a department has a dozen
        return {stage.id: StageFacts(stage.name, stage.state, stage.pauses_clock) for stage in stages}

    def _facts(self) -> StageFacts:
        """What the flow must know of this stage, without a query."""
        return self._all_facts()[self.id]
