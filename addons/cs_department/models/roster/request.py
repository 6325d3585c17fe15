from odoo import _lt, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.now import utcnow
from .request_mixin import WAITING


class CsShiftRequest(models.Model):
    """Colleagues swap shifts, somebody gives one away, or takes one that lacks people.

    This file holds what a request is and its verbs; ``request_rules`` holds it to the
    rules of the roster and carries it out.
    """

    _name = "cs.shift.request"
    _description = "Trade of shifts"
    _inherit = ["cs.duty.request.mixin"]
    _path = "cs-shift-requests"
    _asked_with = frozenset(
        {
            "employee_id",
            "reason",
            "kind",
            "shift_id",
            "colleague_id",
            "other_shift_id",
            "roster_id",
            "template_id",
            "date",
        }
    )
    _check_company_auto = True

    kind = fields.Selection(
        [("swap", "swap"), ("give", "give away"), ("take", "take an open shift")], required=True, default="swap"
    )
    roster_id = fields.Many2one(
        "cs.roster", required=True, index=True, ondelete="cascade", compute="_compute_from_shift", store=True,
        readonly=False, precompute=True, check_company=True,
    )  # fmt: skip
    shift_id = fields.Many2one("cs.shift", "My shift", index="btree_not_null", ondelete="cascade", check_company=True)
    colleague_id = fields.Many2one(
        "hr.employee", index="btree_not_null", check_company=True, help="Empty: whoever takes it first."
    )
    colleague_user_id = fields.Many2one(
        related="colleague_id.user_id", store=True, index="btree_not_null", string="User of the colleague"
    )
    other_shift_id = fields.Many2one(
        "cs.shift", "Shift of the colleague", index="btree_not_null", ondelete="cascade", check_company=True
    )
    template_id = fields.Many2one(
        "cs.shift.template", "Shift", required=True, compute="_compute_from_shift", store=True, readonly=False,
        precompute=True, ondelete="restrict",
    )  # fmt: skip
    date = fields.Date("Day", required=True, compute="_compute_from_shift", store=True, readonly=False, precompute=True)
    place = fields.Integer(readonly=True, help="Which of the people that are missing.")
    agreed_at = fields.Datetime("Colleague agreed on", readonly=True)
    verdict = fields.Json(readonly=True, help="What rules say about it, as data.")
    verdict_words = fields.Text("What rules say", compute="_compute_verdict_words")
    is_clean = fields.Boolean("No rule is met less well", readonly=True)
    can_agree = fields.Boolean(compute="_compute_can_agree")

    # two people cannot trade or take the same shift: the database decides who was first
    _one_of_mine = models.UniqueIndex(
        "(shift_id) WHERE state IN ('offered', 'asked') AND shift_id IS NOT NULL",
        "This shift is being traded already.",
    )
    _one_of_other = models.UniqueIndex(
        "(other_shift_id) WHERE state IN ('offered', 'asked') AND other_shift_id IS NOT NULL",
        "The shift of the colleague is being traded already.",
    )
    _one_takes = models.UniqueIndex(
        "(roster_id, date, template_id, place) WHERE kind = 'take' AND state IN ('asked', 'approved')",
        "Somebody was quicker and has taken this shift.",
    )
    _whole = models.Constraint(
        "CHECK (CASE kind WHEN 'take' THEN shift_id IS NULL AND other_shift_id IS NULL"
        " WHEN 'give' THEN shift_id IS NOT NULL AND other_shift_id IS NULL"
        " ELSE shift_id IS NOT NULL AND other_shift_id IS NOT NULL AND colleague_id IS NOT NULL END)",
        "A swap has two shifts and a colleague; who gives away names a shift, who takes one names the day.",
    )

    @api.depends("shift_id")
    def _compute_from_shift(self):
        for request in self:
            shift = request.shift_id
            request.roster_id = shift.roster_id or request.roster_id
            request.template_id = shift.template_id or request.template_id
            request.date = shift.date or request.date

    @api.depends("roster_id")
    def _compute_team_id(self):
        for request in self:
            request.team_id = request.roster_id.team_id

    @api.depends("employee_id", "kind", "template_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            # sudo: names of colleagues
            name = request.sudo().employee_id.name or ""
            what = " ".join(filter(None, (str(request.date or ""), request.template_id.name)))
            request.display_name = f"{name} · {kinds.get(request.kind, '')} · {what}"

    @api.depends_context("uid")
    @api.depends("state", "colleague_user_id", "user_id")
    def _compute_can_agree(self):
        for request in self:
            request.can_agree = request.state == "offered" and (
                request.colleague_user_id == self.env.user if request.colleague_id else not request.is_mine
            )

    # -- verbs -------------------------------------------------------------------------

    def _after_asking(self):
        for request in self:
            # one request is made at a time; each is told to other people
            known = request.sudo()  # sudo: nobody writes requests directly
            known.next_action_at = min(known._begins())
            known._note_verdict()
            if request.kind == "take":
                known._pass_or_ask()
            else:
                known.state = "offered"
                known._tell(
                    {known.id: known._whom_to_ask()}, _lt("A colleague asks you about a shift"), by=("screen", "mail")
                )

    def agree(self):
        """The colleague takes the shift, or swaps."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_unless(("offered",))
        me = self.env.user.employee_id
        if not self.can_agree or not me:
            raise AccessError(self.env._("Only the colleague who was asked agrees."))
        # sudo: nobody writes requests directly; the first to write is the one who agreed
        known = self.sudo()
        known.write({"colleague_id": me.id, "agreed_at": utcnow()})
        known._check_request()
        known._note_verdict()
        known._pass_or_ask()
        return True

    def decline(self, answer=""):
        """The colleague would rather not; of an offer to all it says nothing."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_unless(("offered",))
        if self.colleague_user_id != self.env.user:
            raise AccessError(self.env._("Only the colleague who was asked declines."))
        self._system_write({"state": "refused", **self._prepare_decision(answer)})
        self._tell_decision()
        return True

    def _pass_or_ask(self):
        """By itself where the company lets clean trades pass, else the supervisor is asked (in sudo)."""
        if self.is_clean and self.company_id.cs_swap_approval == "worse":
            self.write({"state": "approved", "decided_at": utcnow(), "next_action_at": False})
            self._carry_out()
            self._tell_decision()
        else:
            self.state = "asked"
            self._ask_supervisors()

    def _parties(self):
        # sudo: the user of a colleague is no secret
        request = self.sudo()
        return request.user_id | (request.colleague_user_id if request.agreed_at else self.env["res.users"])

    def _whom_to_ask(self):
        """The colleague, or everybody of the roster who could have it (in sudo)."""
        if self.colleague_id:
            return self.colleague_user_id
        return self.roster_id.employee_ids.user_id - self.user_id

    def _begins(self) -> list:
        """When the shifts of the request begin: by then it is settled."""
        shifts = self.shift_id | self.other_shift_id
        return shifts.mapped("start_at") or [self._taken_spans()[0][0]]

    # -- checks ------------------------------------------------------------------------

    def _check_request(self):
        for request in self:
            # sudo: the shift of a colleague is looked at by whoever asks for it
            request.sudo()._check_shifts()

    def _check_shifts(self):
        """Both shifts are still there, in force, in the future and of the right people (in sudo)."""
        if self.roster_id.state != "published":
            raise UserError(self.env._("Shifts are traded once the roster is published."))
        if min(self._begins()) <= utcnow():
            raise UserError(self.env._("The shift has begun: it is too late to trade it."))
        shifts = self.shift_id | self.other_shift_id
        if not self.roster_id.date_from <= self.date <= self.roster_id.date_to:
            raise UserError(self.env._("This day is not on the roster."))
        if self.kind != "take" and (
            shifts.filtered(lambda shift: shift.state != "published" or shift.roster_id != self.roster_id)
            or (self.shift_id.date, self.shift_id.template_id) != (self.date, self.template_id)
            or self.shift_id.employee_id != self.employee_id
            or (self.other_shift_id and self.other_shift_id.employee_id != self.colleague_id)
            or self.colleague_id == self.employee_id
        ):
            raise UserError(self.env._("The roster has changed meanwhile: look at the shifts again."))
        for person in self.employee_id | self.colleague_id:
            if person not in self.roster_id.employee_ids:
                raise UserError(self.env._("%(name)s is not on this roster.", name=person.name))


class CsShift(models.Model):
    """What is asked about a shift is settled when the shift is no longer what it was."""

    _inherit = "cs.shift"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancelled" or {"employee_id", "template_id", "date"} & vals.keys():
            self._settle_requests()
        return result

    def _settle_requests(self):
        # sudo: whoever changes the roster ends what others ask about its shifts
        requests = self.env["cs.shift.request"].sudo()
        about = Domain("shift_id", "in", self.ids) | Domain("other_shift_id", "in", self.ids)
        waiting = requests.search(about & Domain("state", "in", WAITING))
        if waiting:
            words = self.env._("The roster has changed meanwhile.")
            waiting.write({"state": "withdrawn", "answer": words, "next_action_at": False})
            waiting._end_told()
