from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...core.visit import House


class CsVisit(models.Model):
    """What is known of units before visits are drawn: in a constant number of queries."""

    _inherit = "cs.visit"

    @api.model
    def _houses(self, units, rule, today) -> list[House]:
        """Units for the core, with what speaks for a visit (in sudo)."""
        units.fetch(["code_order", "needs_care"])
        last = self._last_days(units)
        facts = {
            "new_owner": self._arrivals(units, today),
            "care": dict.fromkeys(units.filtered("needs_care").ids),
            "vacancy_ended": self._ended_vacancies(units, today),
            "complaint": self._complaints(units, rule),
            "arrears": self._in_arrears(units),
        }
        return [
            House(
                unit.id,
                unit.code_order or "",
                last.get(unit.id),
                {name: days[unit.id] for name, days in facts.items() if unit.id in days},
            )
            for unit in units
        ]

    @api.model
    def _last_days(self, units):
        found = self._read_group([("unit_id", "in", units.ids), ("state", "=", "done")], ["unit_id"], ["done_at:max"])
        return {unit.id: unit.company_id._cs_local_day(moment) for unit, moment in found}

    @api.model
    def _arrivals(self, units, today):
        domain = Domain("unit_id", "in", units.ids) & Domain("role", "in", ("owner", "tenant"))
        found = self.env["cs.unit.party"]._read_group(
            domain & Domain("date_from", "<=", today), ["unit_id"], ["date_from:max"]
        )
        return {unit.id: day for unit, day in found}

    @api.model
    def _ended_vacancies(self, units, today):
        domain = Domain("unit_id", "in", units.ids) & Domain("state", "=", "approved") & Domain("date_to", "<", today)
        found = self.env["cs.unit.vacancy"]._read_group(domain, ["unit_id"], ["date_to:max"])
        return {unit.id: day + timedelta(days=1) for unit, day in found}

    @api.model
    def _complaints(self, units, rule):
        domain = Domain("unit_id", "in", units.ids) & Domain("kind_id", "in", rule.complaint_kind_ids.ids)
        found = self.env["cs.ticket"]._read_group(
            domain & Domain("state", "!=", "cancelled"), ["unit_id"], ["registered_at:max"]
        )
        return {unit.id: unit.company_id._cs_local_day(moment) for unit, moment in found}

    @api.model
    def _in_arrears(self, units):
        found = self.env["cs.arrears.case"]._read_group(
            [("unit_id", "in", units.ids), ("state", "=", "open")], ["unit_id"], []
        )
        return {unit.id: None for (unit,) in found}
