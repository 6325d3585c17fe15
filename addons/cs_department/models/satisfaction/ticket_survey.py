from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow
from ..ticket.ticket import VERB

_lt = LazyTranslate(__name__)


class CsTicket(models.Model):
    """The customers of cases are asked how satisfied they are; a bad answer is followed up."""

    _inherit = "cs.ticket"

    low_answer_id = fields.Many2one(
        "survey.user_input",
        "Follows the answer",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="cs_department.group_cs_supervisor",
    )
    follow_up_of_id = fields.Many2one(
        "cs.ticket", "Follow-up of", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    invitation_ids = fields.One2many("cs.survey.invitation", "ticket_id", "Satisfaction", readonly=True)

    survey_state = fields.Selection(
        [("asked", "Asked"), ("answered", "Answered")], "Satisfaction asked", compute="_compute_survey"
    )
    survey_score = fields.Float("Score of the customer (0–100)", compute="_compute_survey", digits=(5, 0))

    _one_follow_up = models.UniqueIndex(
        "(low_answer_id) WHERE low_answer_id IS NOT NULL", "This answer is being followed up already."
    )

    def _compute_survey(self):
        """Whether the customer was asked, and what he said; of anonymous ones only the first."""
        # sudo: who sees the case sees its named answer
        invitations = self.env["cs.survey.invitation"].sudo()
        invitations = invitations.search_fetch(
            [("ticket_id", "in", self.ids)], ["ticket_id", "state", "score"], order="id"
        )
        found = invitations.grouped("ticket_id")
        for ticket in self:
            mine = found.get(ticket._origin, invitations.browse())
            answered = mine.filtered(lambda one: one.state == "answered")
            ticket.survey_score = answered[-1:].score
            ticket.survey_state = "answered" if answered else "asked" if mine else False

    def action_invitations(self):
        """Who was asked about the case, and what came of it."""
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_survey_invitation_action")
        return {**action, "domain": [("ticket_id", "in", self.ids)]}

    # -- asking ------------------------------------------------------------------

    def _happened(self, event):
        result = super()._happened(event)
        if event in ("resolved", "closed"):
            self._invite(event)
        elif event in ("reopened", "cancelled"):
            self._stop_asking()
        return result

    def _invite(self, event):
        """Invitations by the rules for this moment; each customer once per case and form (in sudo).

        :return: the new invitations.
        """
        book, now, rows = self.env["cs.survey.rule"], utcnow(), []
        customers = self.filtered("partner_id")
        rules = book._rules_for_event(customers, event)
        made = customers._invitations()
        known = {(one.ticket_id.id, one.partner_id.id, one.survey_id.id) for one in made}
        for ticket in customers:
            plan = book._plan(rules[ticket.id]) if rules[ticket.id] else None
            key = plan and (ticket.id, ticket.partner_id.id, plan.survey_id)
            if plan and key not in known:
                rows.append(ticket._prepare_invitation_vals(rules[ticket.id], plan, now))
        invitations = self.env["cs.survey.invitation"].create(rows)
        invitations.ticket_id._log_event("survey_asked")
        # what waited while the case was open again is asked now
        made._ask_again(now)
        return invitations

    def _prepare_invitation_vals(self, rule_id, plan, now):
        at = now + plan.delay
        return {
            "company_id": self.company_id.id,
            "ticket_id": self.id,
            "partner_id": self.partner_id.id,
            "survey_id": plan.survey_id,
            "rule_id": rule_id,
            "anonymous": plan.anonymous,
            "planned_at": at,
            "expires_at": at + plan.valid,
            "next_action_at": at,
        }

    def _invitations(self):
        """The invitations that there are, with what tells whether to ask (again)."""
        invitations, read = self.env["cs.survey.invitation"], ("ticket_id", "partner_id", "survey_id", "rule_id")
        return invitations.search_fetch([("ticket_id", "in", self.ids)], [*read, "state", "next_action_at"])

    def _stop_asking(self):
        """Nobody is asked about a case that is open again, until it is resolved."""
        planned = self.env["cs.survey.invitation"].search(
            [("ticket_id", "in", self.ids), ("state", "=", "planned"), ("next_action_at", "!=", False)]
        )
        planned.next_action_at = False

    def ask_satisfaction(self):
        """Ask the customers now, by the rule for the state of the case; nobody is asked twice.

        :raises UserError: for a case that has not ended, or that no rule asks about.
        """
        self.check_access("write")
        self._need_state({"resolved", "closed"}, self.env._("asked about"))
        # sudo: invitations are made for whoever acts, and by nobody directly
        system = self.sudo()
        for state, tickets in system.grouped("state").items():
            tickets._invite(state)
        planned = system.invitation_ids.filtered(lambda one: one.state == "planned")
        planned.write({"planned_at": utcnow(), "next_action_at": utcnow()})
        planned._act_on_time()
        if not system.invitation_ids:
            raise UserError(
                self.env._("No satisfaction rule asks about this case, or nobody is known as its customer.")
            )
        return True

    # -- what came of it ---------------------------------------------------------

    def _follow_low_answer(self, filed, kind_id):
        """The follow-up of a named answer, linked to its case, once."""
        kind = self.env["cs.ticket.kind"].browse(kind_id or ()) or self.kind_id
        copied = ["partner_id", "category_id", "area_id", "place", "order_ref", "severity_id"]
        if kind.is_product_complaint:
            # it is resolved with the same facts about the same product
            copied += ["product_id", "product_spec", "product_batch", "product_symptom", "product_condition"]
        also = {name: self._fields[name].convert_to_write(self[name], self) for name in copied}
        follow_up = self._open_follow_up(filed, self.company_id, self.team_id, kind, follow_up_of_id=self.id, **also)
        self._log_event("survey_low", new=follow_up.number)

    @api.model
    def _open_follow_up(self, filed, company, team, kind, **also):
        """A case for the supervisor about an answer with a low score (in sudo)."""
        company_env = self.with_company(company).with_context(cs_verb=VERB, lang=company.partner_id.lang).env
        unattended = sorted(company_env["cs.ticket.channel"]._unattended_ids())
        name = company_env._("Low satisfaction: %(score)s of 100", score=f"{filed.scoring_percentage:g}")
        follow_up = company_env["cs.ticket"].create(
            {
                "name": name,
                "company_id": company.id,
                "kind_id": kind.id,
                "team_id": team.id or self._team_id_for(company.id, kind.id, False),
                # nobody could be asked for what a kind demands
                "channel_id": unattended[0] if unattended else False,
                "description": filed.cs_comment or company_env._("The customer wrote nothing."),
                "low_answer_id": filed.id,
                **also,
            }
        )
        supervisor = follow_up._users_in_role("supervisor")[follow_up.id][:1]
        if supervisor and follow_up.user_id != supervisor:
            follow_up.write({"user_id": supervisor.id})
        follow_up._tell({follow_up.id: supervisor}, _lt("A customer is not satisfied"), by=("screen", "activity"))
        return follow_up.with_env(self.env)

    def _first_ended(self) -> dict:
        """Ticket id → event (resolved, closed) → when that happened first (in sudo)."""
        # sudo: the timeline is the machinery's
        steps = self.env["cs.ticket.event"].sudo()
        steps = steps._read_group(
            [("ticket_id", "in", self.ids), ("event_type", "in", ("resolved", "closed"))],
            ["ticket_id", "event_type"],
            ["at:min"],
        )
        found = {ticket_id: {} for ticket_id in self.ids}
        for ticket, event, at in steps:
            found[ticket.id][event] = at
        return found

    def _survey_scores(self) -> dict:
        """Ticket id → (form id, score) of the named answers."""
        # sudo: figures of the rule book, without a name
        answered = self.env["cs.survey.invitation"].sudo()
        answered = answered.search([("ticket_id", "in", self.ids), ("state", "=", "answered")])
        found = {ticket_id: [] for ticket_id in self.ids}
        for one in answered:
            found[one.ticket_id.id].append((one.survey_id.id, one.score))
        return found
