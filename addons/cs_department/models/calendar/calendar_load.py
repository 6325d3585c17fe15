import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import holidays
from ..answers import CLOSE, notification

#: problems named in one message; a file that is all wrong need not be listed whole
_SHOWN = 20


class CsCalendarLoad(models.TransientModel):
    _name = "cs.calendar.load"
    _description = "Load a year of public holidays"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one("res.company", help="Empty: every company.")

    def action_load(self):
        """Load the file, update days that are there already and tell the outcome."""
        self.ensure_one()
        year = self._parse()
        self._load(year)
        off = sum(day.off for day in year.days)
        words = self.env._(
            "%(year)s is loaded. Days off: %(off)s. Make-up working days: %(work)s.",
            year=str(year.year),
            off=off,
            work=len(year.days) - off,
        )
        return notification(words, next=CLOSE)

    def _parse(self) -> holidays.Year:
        try:
            return holidays.parse_year(base64.b64decode(self.file))
        except holidays.HolidayFileError as error:
            lines = [self._problem_text(problem) for problem in error.problems]
            more = len(lines) - _SHOWN
            if more > 0:
                lines[_SHOWN:] = [self.env._("… and %(count)s more rows.", count=more)]
            raise UserError("\n".join(lines)) from error

    def _problem_text(self, problem: holidays.Problem) -> str:
        """One problem of the file as a sentence that says what to do."""
        values = {"row": problem.row, "value": problem.value}
        match problem.code:
            case "not_json":
                return self.env._("This is not a JSON file. Choose the year's file.")
            case "no_year":
                return self.env._("The file does not say which year it is for.")
            case "no_days":
                return self.env._(
                    "The file for %(value)s holds no days: the holidays are not announced yet.",
                    **values,
                )
            case "bad_date":
                return self.env._(
                    "Day %(row)s: “%(value)s” is not a date. Write it as 2026-01-31.",
                    **values,
                )
            case "far":
                return self.env._("Day %(row)s: %(value)s is not in the year of the file.", **values)
            case "no_name":
                return self.env._("Day %(row)s (%(value)s) has no name.", **values)
            case "bad_flag":
                return self.env._(
                    "Day %(row)s (%(value)s): “isOffDay” must be true or false.",
                    **values,
                )
        return self.env._("Day %(row)s: %(value)s stands in the file twice.", **values)

    def _load(self, year: holidays.Year) -> models.BaseModel:
        """Create the year's days; those of the same company and date are updated."""
        exceptions = self.env["cs.calendar.exception"]
        existing = exceptions.search(
            [
                ("date", "in", [day.date for day in year.days]),
                ("company_id", "=", self.company_id.id),
            ]
        ).grouped("date")
        fresh = []
        loaded = exceptions
        for day in year.days:
            vals = {"kind": "off" if day.off else "work", "source": year.source}
            if found := existing.get(day.date):
                found.write(vals)  # some 40 rows in a year, each with its own values
                loaded |= found
            else:
                fresh.append(
                    {
                        **vals,
                        "date": day.date,
                        "name": holidays.ENGLISH.get(day.name, day.name),
                        "company_id": self.company_id.id,
                    }
                )
        created = exceptions.with_context(lang="en_US").create(fresh)
        self._add_chinese(created, {day.date: day.name for day in year.days})
        return loaded | created

    @api.model
    def _add_chinese(self, days: models.BaseModel, names: dict) -> None:
        """Give the days their own names where the database speaks Chinese."""
        if self.env["res.lang"]._get_data(code="zh_CN"):
            for day in days:  # translations are written record by record
                day.update_field_translations("name", {"zh_CN": names[day.date]})
