from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.handover import Relief

#: a handover that somebody still has to sign
ACTIVE = ("open", "given")


class CsHandover(models.Model):
    """A post is handed over from one shift to the next.

    This file holds what a handover *is*, and that nobody changes it once both have
    signed. Beside it stand ``handover_open`` (opening, the snapshot), ``handover_record``
    (what the giver fills in), ``handover_sign`` (answers and signatures),
    ``handover_due`` (what time does, leaving, release) and ``handover_desk`` (the
    screen). Nobody writes one directly: the verbs do.

    Another app has its own things handed over by naming its model in
    :meth:`_handover_sources`.
    """

    _name = "cs.handover"
    _description = "Shift handover"
    _inherit = ["cs.due.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "opened_at desc, id desc"
    _allow_sudo_commands = False
    _check_company_auto = True

    post_id = fields.Many2one("cs.duty.post", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    team_id = fields.Many2one("cs.team", index=True, ondelete="restrict", readonly=True)
    user_ids = fields.Many2many("res.users", "cs_handover_user_rel", string="Concerned", readonly=True)
    state = fields.Selection(
        [
            ("open", "Being filled in"),
            ("given", "To be taken over"),
            ("done", "Signed by both"),
            ("cancelled", "Discarded"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    opened_at = fields.Datetime("Opened on", required=True, readonly=True)
    snapshot_at = fields.Datetime("As of", required=True, readonly=True)
    shift_id = fields.Many2one("cs.shift", ondelete="set null", readonly=True, index="btree_not_null")
    ends_at = fields.Datetime("End of the shift", readonly=True)
    next_at = fields.Datetime("Next shift begins", readonly=True)

    giver_id = fields.Many2one("hr.employee", "Handed over by", readonly=True, index="btree_not_null")
    given_at = fields.Datetime("Handed over on", readonly=True)
    given_by_pin = fields.Boolean(readonly=True)
    # in the row itself, so that it is frozen with it
    given_signature = fields.Binary("Signature of who goes", readonly=True, attachment=False)
    given_words = fields.Text("To whoever comes", readonly=True)
    expected_id = fields.Many2one("hr.employee", "Expected relief", readonly=True)
    taker_id = fields.Many2one("hr.employee", "Taken over by", readonly=True, index="btree_not_null")
    taken_at = fields.Datetime("Taken over on", readonly=True)
    taken_by_pin = fields.Boolean(readonly=True)
    taken_signature = fields.Binary("Signature of who comes", readonly=True, attachment=False)

    released_at = fields.Datetime("Released on", readonly=True)
    released_by_id = fields.Many2one("res.users", "Released by", readonly=True)
    release_reason = fields.Char("Why released", readonly=True)
    alerted_at = fields.Datetime("Supervisor alerted on", readonly=True)
    end_reason = fields.Char("Why discarded", readonly=True)

    item_ids = fields.One2many("cs.handover.item", "handover_id", "Items", readonly=True)
    item_count = fields.Integer("Number of items", readonly=True)
    question_count = fields.Integer("Questions", readonly=True)

    # who opens first opens it for both; a shift is handed over once
    _one_active = models.UniqueIndex(
        "(post_id, company_id) WHERE state IN ('open', 'given')", "The handover of this post is open already."
    )
    _one_a_shift = models.UniqueIndex(
        "(post_id, company_id, ends_at) WHERE state <> 'cancelled' AND ends_at IS NOT NULL",
        "This shift has been handed over already.",
    )

    @api.depends("post_id", "opened_at")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for handover in self:
            moment = handover.ends_at or handover.opened_at
            local = fields.Datetime.context_timestamp(handover, moment) if moment else None
            handover.display_name = f"{handover.post_id.name or ''} {local:%Y-%m-%d %H:%M}" if local else ""

    # -- frozen --------------------------------------------------------------------

    def write(self, vals):
        # what both signed is evidence: not even the machinery changes it
        if self.filtered(lambda handover: handover.state in ("done", "cancelled")):
            raise AccessError(self.env._("A handover that both have signed cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Handovers are kept; one opened by mistake is discarded."))

    # -- for those who tell of it -----------------------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-handover-records/{self.id}"

    def _local_today(self, now):
        return self.team_id._local_day(now) if self.team_id else fields.Datetime.context_timestamp(self, now).date()

    def _supervisors(self):
        """Who is told when nobody relieves: the team's supervisor, else the managers (in sudo)."""
        self.ensure_one()
        named = self.team_id.supervisor_id.filtered("active")
        return named or self.env["cs.ticket"]._managers_of_company(self.company_id)

    def _relief(self) -> Relief:
        """What the roster says about this change of shift."""
        return Relief(self.ends_at, self.next_at, self.post_id.never_empty, self.company_id._cs_handover_grace())

    @api.model
    def _handover_sources(self) -> list[str]:
        """Models that have things handed over, in the order in which a record is claimed.

        Each has ``_handover_items(scope) -> list[Found]``, what is live at a post, and
        ``_handover_now() -> {id: (open, words)}``, how records stand now; both read in
        batch, in sudo and in the language of the context.
        """
        return [
            "cs.ticket",
            "cs.callback",
            "cs.ticket.task",
            "cs.duty.post.line",
            "hr.leave",
            "cs.shift",
            "cs.shift.duty",
        ]
