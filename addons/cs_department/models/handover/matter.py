from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.now import utcnow
from .item import KINDS


class CsHandoverMatter(models.Model):
    """Something that is handed over again and again until it is closed.

    What stands behind it closes it: a case, a callback, a task. What was typed in is
    closed by hand.
    """

    _name = "cs.handover.matter"
    _description = "Matter that is handed over"
    _order = "since, id"
    _allow_sudo_commands = False

    post_id = fields.Many2one("cs.duty.post", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    team_id = fields.Many2one("cs.team", index=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    name = fields.Char("What", required=True, readonly=True)
    words = fields.Text("What must be known", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    since = fields.Datetime("Open since", required=True, readonly=True)
    item_ids = fields.One2many("cs.handover.item", "matter_id", "In handovers", readonly=True)
    told_count = fields.Integer("Times handed over", compute="_compute_told_count")
    closed_at = fields.Datetime("Closed on", readonly=True, index=True)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True)
    closed_words = fields.Char("What became of it", readonly=True)

    # two snapshots at once do not make two of it
    _one_open = models.UniqueIndex(
        "(post_id, company_id, res_model, res_id) WHERE closed_at IS NULL AND res_id IS NOT NULL",
        "This is handed over already.",
    )
    _open_idx = models.Index("(post_id, company_id) WHERE closed_at IS NULL")

    @api.depends("item_ids.handover_id.state")
    def _compute_told_count(self):
        told = self._told_in()
        for matter in self:
            matter.told_count = told.get(matter.id, 0)

    def _told_in(self) -> dict[int, int]:
        """Matter → how many handovers have told of it, those discarded left out."""
        groups = (
            self.env["cs.handover.item"]
            # sudo: how often something was told is the same for every reader
            .sudo()
            ._read_group(
                [("matter_id", "in", self.ids), ("handover_id.state", "!=", "cancelled")], ["matter_id"], ["__count"]
            )
        )
        return {matter.id: count for matter, count in groups}

    def close(self, words=""):
        """It is dealt with: no further handover tells of it.

        :raises UserError: without a word of what became of it.
        """
        self.check_access("read")
        if not str(words or "").strip():
            raise UserError(self.env._("Say what became of it."))
        # sudo: who may read the matter may close it; the fields are the system's
        self.sudo().filtered(lambda matter: not matter.closed_at)._close(str(words).strip(), self.env.user)
        return True

    def _close(self, words="", user=None):
        """(in sudo)"""
        self.write({"closed_at": utcnow(), "closed_words": words, "closed_by_id": user.id if user else False})

    def action_close(self):
        """Ask what became of it."""
        return self.env["cs.handover.word"]._dialog(self, "close", self.env._("Close"))
