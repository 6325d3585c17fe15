import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Date, Domain
from odoo.tools import format_date
from psycopg2.extensions import TransactionRollbackError

from ...core import visit as core
from .rule import FACTS
from .visit import SUPERVISOR

_logger = logging.getLogger(__name__)


class CsVisit(models.Model):
    """The plan of a month: drawn once for each steward, however often and late this runs."""

    _inherit = "cs.visit"

    @api.model
    def _cron_visits(self):
        """Draw what is not drawn yet, follow stewards who changed, miss what is over; safe to kill and to run twice."""
        pairs = [(company, steward) for company in self._estate_companies() for steward in self._stewards(company)]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(pairs))
        for company, steward in pairs:
            # a few dozens of stewards: the plan of each is one transaction
            self._draw_safely(company, steward)
            if not commit(1):
                return
        self._follow_stewards()
        self._cron_due()

    @api.model
    def action_draw(self):
        """Draw the plan of this month now.

        :raises AccessError: for anybody but supervisors.
        """
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Supervisors draw the plan of home visits."))
        # sudo: the rule book chooses the units, not who presses the button
        system = self.sudo()
        for steward in system._stewards(self.env.company):
            system._draw(self.env.company, steward)
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_visit_action")
        return {**action, "target": "main"}

    @api.model
    def _estate_companies(self):
        return [company for (company,) in self.env["cs.estate"]._read_group([("active", "=", True)], ["company_id"])]

    @api.model
    def _visited_units(self, company):
        """Units that may be visited: where people live or work (in sudo)."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("parent_id", "=", False)
            & Domain("occupancy", "!=", "vacant")
            & Domain("use", "in", ("living", "shop", "office"))
            & Domain("type_id.category", "!=", "parking")
        )

    @api.model
    def _stewards(self, company):
        """Who looks after units of a company, in a stable order (in sudo)."""
        domain = self._visited_units(company) & Domain("steward_id.active", "=", True)
        found = self.env["cs.estate.unit"]._read_group(domain, ["steward_id"])
        return [steward for (steward,) in found if company in steward.company_ids]

    def _draw_safely(self, company, steward):
        """A steward whose plan cannot be drawn does not hold up the others (in sudo)."""
        try:
            with self.env.cr.savepoint():
                self._draw(company, steward)
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("The home visits of user %s were not drawn", steward.id)

    @api.model
    def _draw(self, company, steward):
        """The visits that a steward makes in the current month, once (in sudo).

        :return: the new ones.
        """
        today = company._cs_today()
        month = today.replace(day=1)
        rule = self.env["cs.visit.rule"]._rule_for(company, today)
        of_month = Domain("is_drawn", "=", True) & Domain("month", "=", month) & Domain("company_id", "=", company.id)
        # who draws the same at this moment is waited for; the index of the month refuses what he made
        steward.partner_id.lock_for_update()
        if not rule or self.search_count(of_month & Domain("steward_id", "=", steward.id), limit=1):
            return self.browse()
        units = self.env["cs.estate.unit"].search(
            self._visited_units(company) & Domain("steward_id", "=", steward.id), order="code_order, id"
        )
        busy = self.search(Domain("unit_id", "in", units.ids) & (Domain("state", "=", "planned") | of_month)).unit_id
        owed = core.quota(len(units), rule.per_month, rule._percent("share"))
        drawn = core.draw(
            self._houses(units - busy, rule, today),
            rule._reasons(),
            owed,
            today,
            rule.rest_days,
            rule._percent("waiting_share"),
        )
        visits = self.with_context(tracking_disable=True).create(self._drawn_vals(company, steward, rule, month, drawn))
        visits._give_questions()
        return visits

    def _drawn_vals(self, company, steward, rule, month, drawn):
        lang = company.partner_id.lang or "en_US"
        speaks = self.with_context(lang=lang)
        units = {unit.id: unit for unit in self.env["cs.estate.unit"].browse([one.id for one in drawn])}
        last = self._last_days(self.env["cs.estate.unit"].browse(units))
        return [
            {
                "unit_id": one.id,
                "steward_id": steward.id,
                "partner_id": units[one.id].payer_id.id,
                "month": month,
                "due_on": Date.end_of(month, "month"),
                "rule_id": rule.id,
                "is_drawn": True,
                "points": one.points,
                "why": speaks._say_why(one, last.get(one.id)),
            }
            for one in drawn
        ]

    def _say_why(self, one, last_on) -> str:
        """Why this unit, for whoever asks."""
        labels = dict(self.env["cs.visit.reason"]._fields["fact"]._description_selection(self.env))
        said = [labels[fact] for fact, _label in FACTS if fact in one.facts]
        if one.waited:
            said.append(
                self.env._("last visit %(day)s", day=format_date(self.env, last_on))
                if last_on
                else self.env._("never visited")
            )
        return " · ".join(said)

    @api.model
    def _follow_stewards(self):
        """Visits that nobody has begun go to the steward that the unit has now (in sudo)."""
        waiting = self.search([("state", "=", "planned"), ("is_drawn", "=", True), ("attempt_count", "=", 0)])
        moved = waiting.filtered(
            lambda one: (
                one.check_id.state == "todo"
                and one.unit_id.steward_id.active
                and one.unit_id.steward_id != one.steward_id
            )
        )
        for steward, visits in moved.grouped(lambda one: one.unit_id.steward_id).items():
            # as many writes as there are new stewards
            visits.write({"steward_id": steward.id})
