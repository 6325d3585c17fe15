from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

#: people shown on the form, those with the most records; the rest is counted
_SHOWN = 20
#: where records nearly always say it
_USUAL = {
    "person_field": ("user_id", "employee_id", "giver_id"),
    "date_field": ("date", "asked_on", "registered_at", "stopped_at", "answered_at", "done_at", "at", "create_date"),
    "team_field": ("team_id",),
}
#: what stands behind a figure
_UNITS = {"percent": " %", "CNY": " ¥"}


class CsIndicator(models.Model):
    """What an indicator gives for the last month, at once, also before it is saved."""

    _inherit = "cs.indicator"

    code_list = fields.Text("Codes", compute="_compute_code_list")
    # figures of people: for those who define what is counted
    trial = fields.Json("Last month", compute="_compute_trial", groups="cs_department.group_cs_manager")

    @api.depends(
        "source", "model", "domain", "good_domain", "aggregate", "value_field", "person_field", "date_field",
        "team_field", "formula", "unit", "digits", "better", "company_id",
    )  # fmt: skip
    @api.depends_context("lang", "company")
    def _compute_trial(self):
        for indicator in self:
            # a form shows one; lists do not show it
            indicator.trial = indicator._tried(indicator.company_id._origin or self.env.company)

    @api.depends("source", "code", "company_id")
    @api.depends_context("lang", "company")
    def _compute_code_list(self):
        """What a formula can name: each code with the name of its indicator."""
        known = self._of_company(self.env.company)
        lines = [f"{code}: {indicator.name}" for code, indicator in known.items()]
        for indicator in self:
            indicator.code_list = "\n".join(line for line in lines if not line.startswith(f"{indicator.code}: "))

    @api.onchange("model")
    def _onchange_model(self):
        """Who and when are nearly always told by the same fields."""
        if not self.model or self.source != "records":
            return
        counted = self.env[self.model]._fields
        for name, usual in _USUAL.items():
            self[name] = next((path for path in usual if path in counted), False)
        self.domain, self.good_domain, self.value_field = "[]", False, False

    @api.model
    def _last_month(self, company) -> tuple[date, date]:
        """First and last local day of the month before this one."""
        today = company._cs_today()
        end = today.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end

    def _tried(self, company) -> dict:
        """The figures of the last month, as the form shows them.

        ``month``, ``error``, ``total`` and ``rows`` (the people with the most records, each with
        ``name``, ``value``, ``counted``, ``open``), ``more`` (people not shown); of a formula ``parts``: the
        names of what it is computed from, and in each row their figures.
        """
        self.ensure_one()
        begin, end = self._last_month(company)
        said = {"month": format_date(self.env, begin, date_format="MMMM y"), "rows": [], "error": ""}
        try:
            self._checked()
        except UserError as error:
            return {**said, "error": str(error.args[0])}
        people = self._read(begin, end, company)[self.id]
        total = self._read(begin, end, company, by=())[self.id][()]
        if total.error:
            return {**said, "error": total.error}
        first = sorted((key[0] for key in people), key=lambda one: (-people[one,].counted, one))
        # sudo: the names of colleagues
        employees = self.env["hr.employee"].sudo().browse([one for one in first[:_SHOWN] if one])
        names = {person.id: person.name for person in employees}
        rows = [self._trial_row(people[one,], names.get(one), (begin, end, company), one) for one in first[:_SHOWN]]
        return {
            **said,
            "parts": [{"id": part, "name": self.browse(part).name} for part, _fact in total.parts],
            "total": self._trial_row(total, self.env._("Everybody"), (begin, end, company), None),
            "rows": rows,
            "more": len(first) - len(rows),
        }

    def _trial_row(self, fact, name, span, person_id) -> dict:
        parts = [self.sudo().browse(part)._trial_cell(found, span, person_id) for part, found in fact.parts]
        return {
            "name": name or self.env._("Nobody of the staff"),
            "counted": fact.counted,
            **self._trial_cell(fact, span, person_id),
            "parts": parts,
        }

    def _trial_cell(self, fact, span, person_id) -> dict:
        """One figure, and the list of its records."""
        value = self._say_value_of(fact.value) if not fact.error else fact.error
        cell = {"value": value, "open": False}
        if self.source == "records" and fact.counted and person_id is not False:
            person = self.env["hr.employee"].browse(person_id or ())
            domain = self._records_domain(*span, person=person or None)
            cell["open"] = {"model": self.model, "domain": _plain(list(domain)), "name": self.name or ""}
        return cell

    def _say_value_of(self, value) -> str:
        """A figure with its unit, as people of the reader's country write it; “–”: there is none."""
        if value is None:
            return "–"
        return formatLang(self.env, float(value), digits=self.digits) + _UNITS.get(self.unit, "")


def _plain(value):
    """The domain as the web client takes it."""
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value
