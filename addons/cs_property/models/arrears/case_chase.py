from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.cs_department.core import local_days
from odoo.addons.cs_department.core.now import utcnow
from odoo.tools import format_date
from pytz import timezone

from ...core import dunning
from ..money import exact
from .case import ATTENTION

#: cases opened in one transaction
OPENED = 500
#: cases looked at in one transaction: a message is on its way once it is through
LOOKED_AT = 100
RANKS = {name: rank for rank, (name, _label) in enumerate(ATTENTION)}


class CsArrearsCase(models.Model):
    """What time does: cases begin and end, promises break, stages are taken."""

    _inherit = "cs.arrears.case"

    @api.model
    def _cron_chase(self):
        """Open cases for what fell due, then look at each case whose day has come; safe to kill and run twice."""
        commit = self.env["ir.cron"]._commit_progress
        # sudo: the scheduler chases for every company
        for company in self.env["res.company"].sudo().search([("chart_template", "!=", False)]):
            # companies are few; each batch is a transaction of its own
            while self._open_for(company, limit=OPENED):
                commit()
        commit()
        self._cron_due(batch=LOOKED_AT)

    @api.model
    def _open_for(self, company, units=None, limit=None):
        """Open cases for what payers owe too long, net of money of theirs that is there.

        :param units: look at these only.
        :param limit: open so many at most.
        :return: the new cases, in sudo.
        """
        # sudo: cases are the system's
        cases, lines = self.sudo(), self.env["cs.billing.line"].sudo()
        today = company._cs_today()
        domain = [
            ("company_id", "=", company.id),
            ("amount_residual", ">", 0),
            ("move_id.invoice_date_due", "<", today),
            *([("unit_id", "in", units.ids)] if units is not None else []),
        ]
        owed = lines._read_group(domain, ["unit_id", "partner_id"], ["amount_residual:sum"])
        known = cases._read_group(
            [("company_id", "=", company.id), ("state", "!=", "closed")], ["unit_id", "partner_id"]
        )
        known = {(unit.id, payer.id) for unit, payer in known}
        owed = {(unit, payer): exact(sum_) for unit, payer, sum_ in owed if (unit.id, payer.id) not in known}
        least = max(exact(company.cs_arrears_minimum), Decimal("0.01"))
        there = defaultdict(Decimal)
        for line in self.env["cs.estate.unit"].browse({unit.id for unit, _payer in owed})._open_credits():
            there[line.cs_unit_id, line.partner_id] += exact(-line.amount_residual)
        worth = [pair for pair, sum_ in owed.items() if sum_ - there[pair] >= least]
        return cases.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": payer.id,
                    "company_id": company.id,
                    "opened_on": today,
                    "next_action_at": utcnow(),
                }
                for unit, payer in worth[:limit]
            ]
        )

    def _act_on_time(self):
        for company, cases in self.grouped("company_id").items():
            # what is stored is said in the company's language
            speaking = {"lang": company.partner_id.lang or "en_US", "tracking_disable": True}
            cases.with_company(company).with_context(**speaking)._chase()

    def _chase(self):
        """Bring the cases up to today and take the steps that are due (in sudo); then sleep until tomorrow."""
        facts = self._refresh()
        live = self.filtered(lambda case: case.state != "closed")
        live.step_ids._look_at_messages()
        live._take_steps(facts)
        live._note_attention(facts)
        now = utcnow()
        for zone, cases in live.grouped(lambda case: case.estate_id.tz).items():
            # one moment for each time zone
            tomorrow = local_days.day_of(now, timezone(zone)) + timedelta(days=1)
            cases._put_off(local_days.midnight(tomorrow, timezone(zone)))

    def _refresh(self) -> dict:
        """What is owed now, what became of promises, and what is over (in sudo).

        :return: case id → facts.
        """
        facts = self._facts()
        self._note_figures(facts)
        days = {case.id: facts[case.id].today for case in self}
        running = self.promise_ids.filtered(lambda promise: promise.state == "open")
        if running:
            running._judge(days, running.case_id._paid_totals())
        over = self.filtered(lambda case: not facts[case.id].debts and case.state != "closed")
        over._end(days)
        live = self.filtered(lambda case: case.state != "closed")
        live.filtered(lambda case: not facts[case.id].chased).write({"state": "held"})
        live.filtered(lambda case: facts[case.id].chased).write({"state": "open"})
        live._note_attention(facts)
        return facts

    def _end(self, days):
        """Nothing is owed too long any more: what was still to be done need not be."""
        if not self:
            return
        steps = self.step_ids.filtered(lambda step: step.state == "todo")
        steps.write({"state": "cancelled", "outcome": self.env._("Paid")})
        steps.callback_id.filtered(lambda call: call.state in ("todo", "held"))._end(
            "cancelled", self.env._("The arrears are paid.")
        )
        self.promise_ids.filtered(lambda promise: promise.state == "open").write({"state": "ended"})
        for day, cases in self.grouped(lambda case: days[case.id]).items():
            # one day for each time zone
            cases.write(
                {
                    "state": "closed",
                    "closed_on": day,
                    "next_action_at": False,
                    "attention": "none",
                    "attention_rank": RANKS["none"],
                    "promised_on": False,
                }
            )
        self._end_told()

    # -- stages ------------------------------------------------------------------------

    def _take_steps(self, facts):
        """Take the next stage of each case where its time has come, all in one go."""
        stages = self.env["cs.arrears.stage"]._of(self.estate_id)
        rows = []
        for case in self.filtered(lambda one: one._may_step()):
            fact, known = facts[case.id], stages[case.estate_id.id]
            last = case.stepped_on or None
            found = dunning.next_stage(
                known._plain(), set(case.step_ids.stage_id.ids), fact.days, dunning.total(fact.chased), last, fact.today
            )
            if found:
                rows.append(case._step_values(known.browse(found.key), fact))
        steps = self.env["cs.arrears.step"].create(rows)
        for step in steps:
            # each case is at its own stage; flushed as one statement
            step.case_id.write({"stage_id": step.stage_id.id, "stepped_on": step.day})
        steps._begin()

    def _may_step(self) -> bool:
        """Whether a step may be taken: not while it is disputed, promised, or the last step is still to be done."""
        waits = any(promise.state == "open" for promise in self.promise_ids)
        return self.state == "open" and not waits and not any(step.state == "todo" for step in self.step_ids)

    def _step_values(self, stage, fact) -> dict:
        """One step with its words and figures as they are today, for good."""
        lang = self.partner_id.lang or self.env.lang
        case, said = self.with_context(lang=lang), stage.with_context(lang=lang)
        pay_by = fact.today + timedelta(days=stage.pay_days)
        actor = stage._actor(self.unit_id)
        money = case.currency_id.format
        late = sum((debt.amount for debt in fact.chased if debt.late), fact.coming)
        text = said._said(
            {
                "payer": case.partner_id.name,
                "unit": case.unit_id.code,
                "estate": case.estate_id.name,
                "amount": money(float(dunning.total(fact.chased))),
                "late_fee": money(float(late)),
                "since": format_date(case.env, fact.chased[0].due),
                "days": fact.days,
                "pay_by": format_date(case.env, pay_by),
                "company": case.company_id.name,
                "steward": (case.steward_id or actor).name or "",
            }
        )
        return {
            "case_id": self.id,
            "stage_id": stage.id,
            "company_id": self.company_id.id,
            "channel": stage.channel,
            "user_id": actor.id,
            "day": fact.today,
            "amount": dunning.total(fact.chased),
            "pay_by": pay_by,
            "text": text,
            "rows": case._demanded(fact),
        }

    def _demanded(self, fact) -> list[dict]:
        """The charges that a letter lists, as they are today."""
        charges = self.env["cs.billing.line"].browse([debt.key for debt in fact.chased])
        money = self.currency_id.format
        rows = [
            {
                "fee": charge.item_id.name,
                "days": charge._days(),
                "due": fields.Date.to_string(debt.due),
                "amount": money(float(debt.amount)),
            }
            for charge, debt in zip(charges, fact.chased, strict=True)
        ]
        if fact.coming:
            rows.append(
                {
                    "fee": self.env._("Late fees until today, not billed yet"),
                    "days": "",
                    "due": "",
                    "amount": money(float(fact.coming)),
                }
            )
        return rows

    # -- the list of the day --------------------------------------------------------------

    def _note_attention(self, facts):
        """What stands on the list of the day, and why."""
        for case in self:
            wanted = case._attention(facts[case.id].today)
            open_lines = case.promise_ids.filtered(lambda promise: promise.state == "open").line_ids
            days = open_lines.filtered(lambda line: line.state == "open").mapped("day")
            # each case has its own; flushed as one statement
            case.write({"attention": wanted, "attention_rank": RANKS[wanted], "promised_on": min(days, default=False)})

    def _attention(self, today) -> str:
        if self.state == "closed":
            return "none"
        near = timedelta(days=self.company_id.cs_arrears_limitation_days)
        if self.limitation_on and self.limitation_on <= today + near:
            return "limitation"
        # what was made just now stands last in the cache
        promise = self.promise_ids.sorted("id", reverse=True)[:1]
        steps = self.step_ids.sorted("id", reverse=True)
        since = any(step.state == "done" and step.day > promise.last_on for step in steps) if promise else True
        if promise.state == "broken" and not since:
            return "broken"
        todo = steps.filtered(lambda step: step.state == "todo")[:1]
        if todo:
            return {"call": "call", "visit": "visit"}.get(todo.channel, "letter")
        return "failed" if self.state == "open" and steps[:1].state == "failed" and promise.state != "open" else "none"

    def _chasers(self):
        """Who is told of a case: the steward, else who manages the estate."""
        return self.steward_id or self.estate_id.manager_id
