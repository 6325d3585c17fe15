from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list
from odoo.tools.translate import LazyTranslate

from ...core import approval as core_approval
from ...core.now import utcnow
from .approval_rule import NOUNS

_lt = LazyTranslate(__name__)

TO_DO = "mail.mail_activity_data_todo"


class CsApproval(models.Model):
    """One request for approval: what shall leave the house, who is asked, what they said.

    Written by the verbs only; what was approved is evidence. Who is asked sees the words
    and the number of the case here, whether he may open the case or not.
    """

    _name = "cs.approval"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    what = fields.Selection(NOUNS, "What is approved", required=True, readonly=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, readonly=True, index=True, ondelete="cascade")
    ticket_number = fields.Char("Number", related="ticket_id.number")
    ticket_name = fields.Char("Case subject", related="ticket_id.name")
    ticket_description = fields.Html("What happened", related="ticket_id.description")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    rule_id = fields.Many2one("cs.approval.rule", readonly=True, index="btree_not_null", ondelete="set null")
    words = fields.Text("What is to be approved", readonly=True)
    fingerprint = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [
            ("asked", "To be approved"),
            ("approved", "Approved"),
            ("refused", "Not approved"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="asked",
        index=True,
    )
    proposer_id = fields.Many2one("res.users", "Proposed by", readonly=True, index="btree_not_null")
    asked_at = fields.Datetime("Asked on", required=True, readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    used_at = fields.Datetime("Sent on", readonly=True)
    note = fields.Text("Why not", readonly=True)
    step_ids = fields.One2many("cs.approval.step", "approval_id", "Who is asked", readonly=True)
    user_ids = fields.Many2many("res.users", string="Whose turn it is", readonly=True)
    may_answer = fields.Boolean(compute="_compute_may_answer")

    _one_open = models.UniqueIndex(
        "(ticket_id, what) WHERE state = 'asked' AND what != 'compensation'",
        "The approval was asked for already.",
    )
    _covers_idx = models.Index("(ticket_id, fingerprint) WHERE state = 'approved'")

    @api.depends("what", "ticket_id.number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        nouns = dict(self._fields["what"]._description_selection(self.env))
        for approval in self:
            approval.display_name = f"{nouns.get(approval.what, '')} · {approval.ticket_number or ''}"

    @api.depends("state", "user_ids", "proposer_id", "rule_id.self_approval")
    @api.depends_context("uid")
    def _compute_may_answer(self):
        for approval in self:
            approval.may_answer = approval.state == "asked" and approval._is_asked(self.env.user)

    def _is_asked(self, user) -> bool:
        """Whether it is this user's turn; where nobody is known, it is every manager's."""
        if self.user_ids:
            return user in self.user_ids
        # sudo: whether one's own proposal may be approved is a fact of the rule
        own = user == self.proposer_id and not self.sudo().rule_id.self_approval
        return user.has_group("cs_department.group_cs_manager") and not own

    # -- asking --------------------------------------------------------------

    @api.model
    def _ask(self, rows: list[dict], proposer):
        """Ask for approvals; an earlier open request about the same is withdrawn (in sudo).

        :param rows: values of each; ``rule_id`` 0 = no rule speaks of it, managers are asked.
        :param proposer: a user, or nobody where a rule proposes.
        """
        # sudo: requests are written by verbs, which have checked the right to ask
        book, system = self.env["cs.approval.rule"], self.sudo()
        now = utcnow()
        quiet = system.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        asked = quiet.create([{**row, "asked_at": now, "proposer_id": proposer.id} for row in rows])
        steps = []
        for approval in asked:
            # requests are made one by one, or a few by a rule
            amount = approval.amount if approval.what == "compensation" else None
            tiers = book.browse(approval.rule_id.id)._chain(amount) if approval.rule_id else ()
            steps += approval._prepare_steps(tiers, proposer)
        self.env["cs.approval.step"].sudo().create(steps)  # sudo: see above
        for approval in asked:
            # each has people of its own
            approval._next_turn()
        return asked

    def _prepare_steps(self, tiers, proposer) -> list[dict]:
        """The steps of one request, each with those who may answer it."""
        ticket, own = self.ticket_id, self.rule_id.self_approval
        managers = ticket._users_in_role("manager")[ticket.id].ids
        people = [(tier.role, tier._recipients(ticket)[ticket.id].ids) for tier in tiers] or [("manager", managers)]
        return [
            {
                "approval_id": self.id,
                "sequence": number,
                "role": role,
                "user_ids": [fields.Command.set(core_approval.candidates(users, proposer.id, own, managers))],
            }
            for number, (role, users) in enumerate(people)
        ]

    def _withdraw(self):
        """What was asked is not asked any more (in sudo)."""
        open_ones = self.filtered(lambda approval: approval.state == "asked")
        open_ones.write({"state": "withdrawn", "user_ids": [fields.Command.clear()]})
        open_ones.activity_unlink([TO_DO])
        # the new request comes after the old one is over: only one can be open
        open_ones.flush_recordset(["state"])

    # -- answering -----------------------------------------------------------

    def approve(self, note=""):
        """Approve, as the one whose turn it is.

        :raises AccessError: where it is somebody else's turn.
        :raises UserError: where it was answered or withdrawn already.
        """
        return self._answer(core_approval.APPROVED, note)

    def refuse(self, reason=""):
        """Do not approve; the proposer is told why.

        :raises UserError: without a reason.
        """
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why it is not approved."))
        return self._answer(core_approval.REFUSED, reason)

    def pass_on(self, user):
        """Let a named colleague answer in one's place; managers may do that for anybody.

        :raises UserError: for the one who proposed it, or nobody.
        """
        self._begin_answer(or_manager=True)
        user = self.env["cs.ticket"]._browse_argument("res.users", user)
        for approval in self.sudo():  # sudo: see _begin_answer
            if (
                not user
                or not user._is_internal()
                or approval.company_id not in user.company_ids
                or (user == approval.proposer_id and not approval.rule_id.self_approval)
            ):
                raise UserError(self.env._("Name a colleague who did not propose it himself."))
            approval._turn().write({"user_ids": [fields.Command.set(user.ids)]})
            # the colleague is told, the others no longer
            approval._next_turn()
        return True

    def withdraw(self):
        """Take back what one proposed oneself.

        :raises AccessError: for everybody else but managers.
        """
        self.check_access("read")
        for approval in self:
            if self.env.user not in approval.proposer_id and not self._is_manager():
                raise AccessError(self.env._("Only the one who asked takes it back."))
        # sudo: written by the verbs only
        self.sudo()._withdraw()
        return True

    def _is_manager(self) -> bool:
        return self.env.su or self.env.user.has_group("cs_department.group_cs_manager")

    def _begin_answer(self, or_manager=False):
        """Hold the requests and see whether the user may answer them.

        Two answers at once collide here: the second is run again and finds the first.
        """
        self.check_access("read")
        if self:
            self.flush_recordset()
            self.env.cr.execute(SQL("UPDATE cs_approval SET state = state WHERE id IN %s", tuple(self.ids)))
            self.invalidate_recordset()
        for approval in self:
            if approval.state != "asked":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(request)s: %(state)s already.", request=approval.display_name, state=states[approval.state]
                    )
                )
            if not approval._is_asked(self.env.user) and not (or_manager and self._is_manager()):
                raise AccessError(
                    self.env._(
                        "%(request)s is to be approved by %(who)s.",
                        request=approval.display_name,
                        who=approval._say_who(),
                    )
                )

    def _answer(self, answer, note):
        self._begin_answer()
        now = utcnow()
        for approval in self.sudo():  # sudo: written by the verbs only, after their checks
            # people approve one by one, or tick a few
            approval._turn().write({"answer": answer, "user_id": self.env.uid, "at": now, "note": note or False})
            approval._next_turn()
        return True

    def _turn(self):
        """The step whose turn it is, or none."""
        _state, step_id = core_approval.standing([(step.id, step.answer or None) for step in self.step_ids])
        return self.env["cs.approval.step"].browse(step_id or ()).sudo()  # sudo: see _answer

    def _next_turn(self):
        """Tell those whose turn it is; after the last answer, say what became of it (in sudo)."""
        self.invalidate_recordset(["step_ids"])
        state, _step = core_approval.standing([(step.id, step.answer or None) for step in self.step_ids])
        self.activity_unlink([TO_DO])
        if state == "asked":
            self.user_ids = self._turn().user_ids
            self._tell_asked()
            return
        last = self.step_ids.filtered("answer")[-1:]
        self.write(
            {
                "state": state,
                "answered_at": utcnow(),
                "user_ids": [fields.Command.clear()],
                "note": last.note if state == core_approval.REFUSED else False,
            }
        )
        self.ticket_id._log_event(state, new=self.display_name, note=last.note or "")
        self._after_answer(state)

    def _after_answer(self, state):
        """What an approval sets free, or a refusal ends (in sudo). Extended by what is approved."""
        self._tell_proposer(state)
        if self.what == "plan" and state == core_approval.APPROVED:
            self.ticket_id.task_ids._start_next()

    # -- telling -------------------------------------------------------------

    def _tell_asked(self):
        """An activity and a sign on the screen for those whose turn it is."""
        kind = self.env.ref(TO_DO)
        rows = []
        for user in self.user_ids:
            said = self.with_context(lang=user.lang)
            rows.append(
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": self.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "automated": True,
                    "summary": said.env._("To approve: %(what)s", what=said.display_name),
                    "date_deadline": self.ticket_id._rule_day(),
                }
            )
        # one is told on the screen and by the list; no mail for each click
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)
        self.ticket_id._alert_users(self.user_ids, _lt("To be approved"))

    def _tell_proposer(self, state):
        """The proposer, or who answers for the case, learns what became of it."""
        user = self.proposer_id or self.ticket_id.user_id
        if user:
            approved = state == core_approval.APPROVED
            title = _lt("Approved") if approved else _lt("Not approved")
            # what is approved is for the proposer to send; a compensation is for accounting to pay
            by = ("screen",) if approved and self.what == "compensation" else ("activity", "screen")
            self.ticket_id._tell({self.ticket_id.id: user}, title, words=self.note or self.display_name, by=by)

    def _say_who(self) -> str:
        """The names of those whose turn it is."""
        # sudo: the names of colleagues are no secret
        names = self.sudo().user_ids.mapped("name")
        return format_list(self.env, names) if names else self.env._("a manager")

    # -- buttons -------------------------------------------------------------

    def action_refuse(self):
        return self._answer_dialog("refuse", self.env._("Do Not Approve"))

    def action_pass_on(self):
        return self._answer_dialog("pass_on", self.env._("Pass On"))

    def action_open_ticket(self):
        """The case, for those who may open it."""
        self.ensure_one()
        return self.ticket_id.get_formview_action()

    def _answer_dialog(self, verb, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cs.approval.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verb": verb, "default_approval_ids": self.ids},
        }
