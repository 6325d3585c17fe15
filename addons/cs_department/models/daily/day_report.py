from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: so many cases are named in a draft
NAMED = 15


class CsDayReport(models.Model):
    """The report of a day: drafted from the day's records, confirmed by the person (D18)."""

    _name = "cs.day.report"
    _description = "Day report"
    _inherit = ["cs.report.mixin"]
    _report = "day"
    _path = "cs-day-reports"
    _list_action = "cs_department.cs_day_report_action"
    _own_words = ("leftovers", "words", "plan", "matters")
    _reminder = _lt("Your day report is due")

    leftovers = fields.Text("What was left over from yesterday")
    words = fields.Text("Work of the day")
    plan = fields.Text("For tomorrow")
    matters = fields.Text("Needs help or a decision")

    def _draft(self, figures):
        """Leftovers first, then what was done, then what is open, case by case."""

        def cases(code, only=None):
            ids = [key for key in figures[code]["ids"] if only is None or key in only]
            return self.env["cs.ticket"].browse(ids)

        open_ids = set(figures["open"]["ids"])
        overdue = set(figures["overdue"]["ids"])
        return {
            "leftovers": self._name_cases(cases("leftover"), overdue),
            "words": self._name_cases(cases("resolved"), overdue),
            "plan": self._name_cases(cases("open", open_ids), overdue),
        }

    def _name_cases(self, cases, overdue) -> str:
        """One line per case: its number, what it is about, how it stands."""
        states = dict(cases._fields["state"]._description_selection(self.env))
        lines = []
        for case in cases[:NAMED]:
            how = self.env._("overdue") if case.id in overdue else states[case.state]
            lines.append(f"{case.display_name} – {how}")
        if len(cases) > NAMED:
            lines.append(self.env._("and %(count)s more", count=len(cases) - NAMED))
        return "\n".join(lines)
