from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...core.approval import fingerprint
from ...core.flow import LIVE
from ...core.now import utcnow


class CsTicket(models.Model):
    """What of a case must be approved before it leaves the house."""

    _inherit = "cs.ticket"

    approval_ids = fields.One2many("cs.approval", "ticket_id", "Approvals", readonly=True)
    plan_approval = fields.Selection(
        [
            ("missing", "Must be approved"),
            ("asked", "To be approved"),
            ("approved", "Approved"),
            ("refused", "Not approved"),
        ],
        "Approval of the plan",
        compute="_compute_plan_approval",
    )
    ready_reply_id = fields.Many2one("cs.approval", "Approved reply", compute="_compute_ready_reply_id")
    ready_reply = fields.Text("Approved words", compute="_compute_ready_reply_id")

    @api.depends("plan", "approval_ids.state", "kind_id", "category_id", "severity_id", "priority")
    def _compute_plan_approval(self):
        # sudo: the mark is the same for all who see the case
        system = self.sudo()
        rules = system._approval_rules("plan")
        for ticket in system:
            mark = False
            if rules[ticket.id] and ticket.plan:
                words = fingerprint(ticket.plan)
                said = ticket.approval_ids.filtered_domain([("what", "=", "plan"), ("fingerprint", "=", words)])
                states = said.mapped("state")
                mark = next((s for s in ("approved", "asked", "refused") if s in states), "missing")
            ticket.plan_approval = mark

    @api.depends("approval_ids.state", "approval_ids.used_at")
    def _compute_ready_reply_id(self):
        for ticket in self:
            # sudo: the mark is the same for all who see the case
            ready = ticket.sudo().approval_ids.filtered(
                lambda a: a.what == "reply" and a.state == "approved" and not a.used_at
            )
            if ticket.state not in LIVE | {"resolved"}:
                ready = ready.browse()
            ticket.ready_reply_id = ready[:1]
            ticket.ready_reply = ready[:1].words

    # -- which rule ----------------------------------------------------------

    def _approval_rules(self, what) -> dict:
        """Ticket id → id of the rule that asks for an approval of this, or ``False``."""
        book = self.env["cs.approval.rule"]
        if not book._speaks_for(self.company_id):
            # a case that is being typed has no number yet
            return {ticket.id: False for ticket in self}
        return self._ask_rules(lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, what))

    def _is_approved(self, what, words) -> bool:
        """Whether exactly these words of one case were approved."""
        self.ensure_one()
        return bool(self._approvals_of(what, words))

    def _approvals_of(self, what, words):
        # sudo: an approval counts, whoever sends
        approvals = self.env["cs.approval"].sudo()
        return approvals.search(
            [
                ("ticket_id", "=", self.id),
                ("what", "=", what),
                ("state", "=", "approved"),
                ("fingerprint", "=", fingerprint(words)),
            ]
        )

    # -- asking --------------------------------------------------------------

    def ask_approval(self, what, words=""):
        """Ask those whom the rule names to approve a plan or a written reply.

        :param what: ``plan`` or ``reply``.
        :param words: what shall be sent; for a plan the plan of the case, unless others
            are given, which then become the plan.
        :raises UserError: without words, or where no rule asks for an approval.
        """
        self.check_access("write")
        if what not in ("plan", "reply"):
            raise UserError(self.env._("Say whether the plan or a reply is to be approved."))
        self._need_state(LIVE | {"resolved"}, self.env._("sent for approval"))
        if what == "plan" and words:
            self.write({"plan": words})
        rows = []
        rules = self._approval_rules(what)
        for ticket in self:
            said = ticket.plan if what == "plan" else words
            self._need_words(said, self.env._("There are no words to approve yet."))
            if not rules[ticket.id]:
                raise UserError(self.env._("No rule asks for an approval of that: it can be sent."))
            rows.append(ticket._prepare_approval(what, said, rules[ticket.id]))
        self._withdraw_approvals(what)
        self.env["cs.approval"]._ask(rows, self._proposer())
        nouns = dict(self.env["cs.approval"]._fields["what"]._description_selection(self.env))
        self._log_event("approval_asked", new=nouns[what])
        return True

    @api.model
    def _proposer(self):
        """Who proposes: the user, or nobody where a rule or the machinery does."""
        return self.env.user.browse() if self.env.uid == SUPERUSER_ID else self.env.user

    def _prepare_approval(self, what, words, rule_id) -> dict:
        return {
            "what": what,
            "ticket_id": self.id,
            "company_id": self.company_id.id,
            "rule_id": rule_id,
            "words": words,
            "fingerprint": fingerprint(words),
        }

    def _withdraw_approvals(self, what):
        """Open requests about the same are over: there are newer words."""
        # sudo: written by the verbs only; another agent may have asked
        approvals = self.env["cs.approval"].sudo()
        approvals.search([("ticket_id", "in", self.ids), ("what", "=", what), ("state", "=", "asked")])._withdraw()

    def action_ask_plan_approval(self):
        return self.ask_approval("plan")

    # -- refusing ------------------------------------------------------------

    def _refuse_unapproved(self, what, words):
        """Nothing leaves the house before those whom a rule names have approved it.

        :raises UserError: saying who must approve.
        """
        rules = self._approval_rules(what)
        for ticket in self:
            if rules[ticket.id] and not ticket._is_approved(what, words):
                ticket._raise_unapproved(what, rules[ticket.id])

    def _raise_unapproved(self, what, rule_id):
        nouns = dict(self.env["cs.approval"]._fields["what"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(case)s: %(what)s must be approved by %(who)s first, word for word as it is sent.",
                case=self.display_name,
                what=nouns[what],
                who=self._say_approvers(rule_id),
            )
        )

    def _say_approvers(self, rule_id) -> str:
        """Who approves what costs nothing, in order: role, then names."""
        ticket = self.sudo()  # sudo: who fills a role is no secret
        parts = []
        for tier in self.env["cs.approval.rule"].browse(rule_id)._chain():
            names = format_list(self.env, tier._recipients(ticket)[ticket.id].mapped("name"))
            role = dict(tier._fields["role"]._description_selection(self.env))[tier.role]
            parts.append(names if tier.role == "named" or not names else f"{role} ({names})")
        return " → ".join(parts)

    def _use_approval(self, what, words):
        """The approved words were sent."""
        for ticket in self:
            # one message, one case
            ticket._approvals_of(what, words).filtered(lambda a: not a.used_at).write({"used_at": utcnow()})
