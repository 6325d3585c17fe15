import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from psycopg2.extensions import TransactionRollbackError

from ...core import automation as core_automation
from ...core import conditions as core_conditions
from ...core.flow import LIVE
from ...core.now import utcnow
from .facts import AFTER_THE_END, TRIGGERS

_logger = logging.getLogger(__name__)


class CsAutomationRun(models.Model):
    """What rules did, did later, or could not do: one row per rule, case and event."""

    _name = "cs.automation.run"
    _description = "What an automatic action did"
    _inherit = ["cs.due.mixin"]
    _order = "id desc"
    _log_access = False
    _allow_sudo_commands = False

    rule_id = fields.Many2one("cs.automation.rule", required=True, index=True, ondelete="cascade")
    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="cascade")
    trigger = fields.Selection(TRIGGERS, "When", required=True)
    occurrence = fields.Integer(required=True, help="The step of the timeline that set the rule off.")
    at = fields.Datetime("Happened on", required=True)
    state = fields.Selection(
        [
            ("waiting", "Acts later"),
            ("done", "Done"),
            ("unfit", "No longer fitting"),
            ("failed", "Failed"),
            ("stopped", "Stopped: a loop"),
        ],
        required=True,
        default="waiting",
    )
    done_at = fields.Datetime("Acted on")
    note = fields.Text("What was done")
    causes = fields.Json("Rules that led to it")

    _once = models.UniqueIndex(
        "(rule_id, ticket_id, trigger, occurrence)", "A rule acts once on a case for what happened."
    )
    _waiting_idx = models.Index("(ticket_id, rule_id) WHERE state = 'waiting'")

    # -- something happened ----------------------------------------------------------

    @api.model
    def _set_off(self, trigger, tickets):
        """Let the rules act that these cases set off (in sudo, in the step's transaction)."""
        book, now = self.env["cs.automation.rule"], utcnow()
        listening = tickets.filtered(
            lambda ticket: any(trigger in rule.topics for rule in book._rules_of(ticket.company_id.id))
        )
        if not listening:
            return
        plans = listening._ask_rules(
            lambda company_id, facts, day: book._plans_for(company_id, facts, day, trigger),
        )
        names = frozenset().union(*(plan.names() for found in plans.values() for plan in found if not plan.is_later))
        facts = listening._automation_facts(names)
        chosen = {}
        for ticket in listening:
            for position, plan in enumerate(core_automation.acting(plans[ticket.id], facts[ticket.id], now)):
                chosen.setdefault(plan, []).append((position, ticket.id))
        runs = self._record(trigger, {plan: [id_ for _pos, id_ in found] for plan, found in chosen.items()}, now)
        runs.filtered(lambda run: run.state == "waiting" and not run.next_action_at)._perform()

    @api.model
    def _record(self, trigger, chosen, now):
        """A row for each rule and case, none for what is recorded already.

        :param chosen: plan → ids of the cases, in the order in which the rules act.
        """
        ids = {ticket_id for found in chosen.values() for ticket_id in found}
        steps = self._last_steps(ids)
        known = self.search_fetch(
            [
                ("ticket_id", "in", list(ids)),
                ("trigger", "=", trigger),
                ("occurrence", "in", list(set(steps.values()))),
            ],
            ["rule_id", "ticket_id", "occurrence"],
        )
        seen = {(run.rule_id.id, run.ticket_id.id, run.occurrence) for run in known}
        rows = []
        for plan, found in chosen.items():
            for ticket in self.env["cs.ticket"].browse(found):
                occurrence = steps.get(ticket.id, 0)
                if (plan.id, ticket.id, occurrence) not in seen:
                    rows.append(self._prepare_run(plan, ticket, trigger, occurrence, now))
        self._forget_earlier(rows)
        return self.create(rows)

    @api.model
    def _prepare_run(self, plan, ticket, trigger, occurrence, now) -> dict:
        causes = core_automation.caused_by(ticket.id)
        row = {
            "rule_id": plan.id,
            "ticket_id": ticket.id,
            "trigger": trigger,
            "occurrence": occurrence,
            "at": now,
            "causes": sorted(causes) or False,
        }
        if plan.id in causes or core_automation.is_too_deep():
            return {
                **row,
                "state": "stopped",
                "done_at": now,
                "note": self.env._("The rules set each other off: stopped here."),
            }
        if plan.is_later:
            return {**row, "next_action_at": ticket._automation_moment(plan, now)}
        return row

    @api.model
    def _last_steps(self, ticket_ids) -> dict[int, int]:
        """Ticket id → its newest step of the timeline that is not a rule's own."""
        found = self.env["cs.ticket.event"]._read_group(
            [("ticket_id", "in", list(ticket_ids)), ("event_type", "!=", "automation")], ["ticket_id"], ["id:max"]
        )
        return {ticket.id: step for ticket, step in found}

    @api.model
    def _forget_earlier(self, rows):
        """What happens again starts the wait anew: "n hours later" counts from the last time."""
        again = {(row["rule_id"], row["ticket_id"]) for row in rows if row.get("next_action_at")}
        if not again:
            return
        waiting = self.search(
            [("ticket_id", "in", [ticket_id for _rule, ticket_id in again]), ("state", "=", "waiting")]
        )
        earlier = waiting.filtered(lambda run: (run.rule_id.id, run.ticket_id.id) in again)
        earlier._end("unfit", self.env._("It happened again."))

    # -- acting ------------------------------------------------------------------------

    def _act_on_time(self):
        """The time of these rows has come: rules that act later look at the case now."""
        now, book = utcnow(), self.env["cs.automation.rule"]
        fitting = self.browse()
        for trigger, runs in self.grouped("trigger").items():
            tickets = runs.ticket_id
            plans = tickets._ask_rules(
                lambda company_id, facts, day, t=trigger: book._plans_for(company_id, facts, day, t)
            )
            names = frozenset().union(*(plan.names() for found in plans.values() for plan in found))
            facts = tickets._automation_facts(names)
            for run in runs:
                plan = next((plan for plan in plans[run.ticket_id.id] if plan.id == run.rule_id.id), None)
                if (
                    plan
                    and (trigger in AFTER_THE_END or run.ticket_id.state in LIVE)
                    and core_conditions.fits(plan.conditions, plan.match, facts[run.ticket_id.id], now)
                ):
                    fitting |= run
        (self - fitting)._end("unfit")
        fitting._perform()

    def _perform(self):
        """Let the rules of these rows act in their order, each on all of its cases at once."""
        by_rule = self.grouped("rule_id")
        for rule in self.rule_id.sorted():
            for company, runs in by_rule[rule].grouped(lambda run: run.ticket_id.company_id).items():
                runs._as_system(company)._perform_rule(rule)

    def _as_system(self, company):
        """The rows as the system of a company sees them: not as whoever happened to set the rule off."""
        context = {"lang": company.partner_id.lang, "allowed_company_ids": company.ids}
        done = self.env.context.get("__action_done")  # the guard of Odoo's automated actions
        if done is not None:
            context["__action_done"] = done
        return self.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))

    def _perform_rule(self, rule):
        """All cases at once; if that fails, each for itself. Nobody's own step fails with it."""
        try:
            self._try(rule)
        except TransactionRollbackError:
            raise
        except Exception as error:
            if len(self) == 1:
                self._fail(error)
                return
            for run in self:
                run._perform_rule(rule)

    def _try(self, rule):
        rule, tickets = rule.with_env(self.env), self.ticket_id
        links = [(rule_id, run.ticket_id.id) for run in self for rule_id in (rule.id, *(run.causes or ()))]
        with self.env.cr.savepoint(), core_automation.at_work(links):
            rule.action_ids._act(tickets)
            said = rule.action_ids._say()
            self._end("done", said)
            tickets._log_event("automation", new=rule.name, note=said)
            self.env.flush_all()  # what fails in the database fails here, inside the savepoint

    def _fail(self, error):
        """The rule could not act on one case: said on the rule and in the timeline."""
        words = say_fault(self.env, error)
        if not isinstance(error, UserError):
            _logger.warning("Rule %s failed on %s", self.rule_id, self.ticket_id, exc_info=error)
        self._end("failed", words)
        self.ticket_id._log_event("automation", new=self.rule_id.name, note=self.env._("Failed: %(why)s", why=words))

    def _end(self, state, note=""):
        self.write({"state": state, "done_at": utcnow(), "next_action_at": False, "note": note})


def say_fault(env, error) -> str:
    """Why something failed, for the timeline of a case: what is no message to people stays in the log."""
    if isinstance(error, UserError):
        return str(error)
    return env._("An unexpected fault; the log of the server says more.")
