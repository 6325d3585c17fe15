from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsHandoverLapse(models.Model):
    """What somebody owed a handover and did not do; figures count them by person and month."""

    _name = "cs.handover.lapse"
    _description = "Lapse in a handover"
    _order = "at desc, id desc"
    _allow_sudo_commands = False
    _log_access = False

    handover_id = fields.Many2one("cs.handover", required=True, index=True, ondelete="cascade")
    post_id = fields.Many2one("cs.duty.post", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    employee_id = fields.Many2one("hr.employee", "Who", required=True, index=True)
    user_id = fields.Many2one("res.users", index="btree_not_null")
    kind = fields.Selection(
        [
            ("give", "Not handed over"),
            ("take", "Not taken over"),
            ("unrecorded", "Item not recorded"),
        ],
        "What",
        required=True,
    )
    at = fields.Datetime("When", required=True, index=True)
    amount = fields.Integer("Times", default=1, required=True)
    words = fields.Text("What was missing")
    excused_at = fields.Datetime()
    excused_by_id = fields.Many2one("res.users", "Excused by")
    excuse = fields.Char("Why excused")
    counts = fields.Integer("Counted", compute="_compute_counts", store=True, help="Times, unless excused.")

    _once = models.UniqueIndex(
        "(handover_id, employee_id, kind) WHERE kind <> 'unrecorded'", "This is counted already."
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for lapse in self:
            lapse.display_name = labels.get(lapse.kind, "")

    @api.depends("amount", "excused_at")
    def _compute_counts(self):
        for lapse in self:
            lapse.counts = 0 if lapse.excused_at else lapse.amount

    def excuse_lapse(self, reason=""):
        """A supervisor does not count it, and says why.

        :raises AccessError: for anybody but supervisors, and for one's own.
        :raises UserError: without a reason.
        """
        self.check_access("read")
        if not self.env.user.has_group("cs_department.group_cs_supervisor") or self.env.user in self.user_id:
            raise AccessError(self.env._("A supervisor excuses it, nobody his own."))
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why it is excused."))
        # sudo: the row is the system's, the right was checked
        self.sudo().write({"excused_at": utcnow(), "excused_by_id": self.env.uid, "excuse": str(reason).strip()})
        return True

    def action_excuse(self):
        """Ask for the reason."""
        return self.env["cs.handover.word"]._dialog(self, "excuse_lapse", self.env._("Excuse"))
