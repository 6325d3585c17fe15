from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.roster.problem import OFF
from .run import ENDED

#: answers that a repair is asked for
ALTERNATIVES = 3


class CsRosterRun(models.Model):
    """A repair has more than one answer: each in words, one of them is chosen."""

    _inherit = "cs.roster.run"

    alternatives = fields.Json(readonly=True)
    before = fields.Json(readonly=True)  # the roster in force, who is away still on it
    choices = fields.Json(compute="_compute_choices")

    def _options(self, start):
        options = super()._options(start)
        if self.mode == "repair":
            options |= {"before": self.before, "alternatives": ALTERNATIVES}
        return options

    def _start_assignment(self, problem):
        if self.mode != "repair":
            return super()._start_assignment(problem)
        current = self.roster_id._assignment(problem)
        self.before = current
        return self._with_absent(current, problem)

    def _take_result(self, result):
        found = [one for one in result.get("alternatives") or () if self._fits(one.get("assignment"))]
        self.alternatives = [{"assignment": one["assignment"], "proven": bool(one.get("proven"))} for one in found]
        return super()._take_result(result)

    @api.depends("alternatives", "state")
    @api.depends_context("lang")
    def _compute_choices(self):
        for run in self:
            run.choices = run._say_choices() if run.mode == "repair" and run.state in ENDED else []

    def _say_choices(self) -> list[dict]:
        """The answers in words: who works what instead of what."""
        # sudo: colleagues are named, whatever else is known of them
        people = self.env["hr.employee"].sudo().browse(map(int, self.axes["people"]))
        shifts = [shift.name for shift in self.env["cs.shift.template"].browse(map(int, self.axes["shifts"]))]
        away = {change["employee"] for change in self.changes or () if change["do"] == "absent"}
        found = []
        for position, one in enumerate(self.alternatives or ()):
            moves = [
                self._say_move(person.name, day, old, new, shifts)
                for person, before, after in zip(people, self.before, one["assignment"], strict=True)
                for day, (old, new) in enumerate(zip(before, after, strict=True))
                if old != new and person.id not in away
            ]
            found.append({"position": position, "moves": moves, "proven": one["proven"]})
        return found

    def _say_move(self, name, day, old, new, shifts) -> str:
        words = {"name": name, "day": self.env["cs.roster.finding"]._say_day(self._iso(day))}
        if new == OFF:
            return self.env._("%(day)s %(name)s: off instead of %(old)s", old=shifts[old], **words)
        if old == OFF:
            return self.env._("%(day)s %(name)s: %(new)s on a day off", new=shifts[new], **words)
        return self.env._("%(day)s %(name)s: %(new)s instead of %(old)s", new=shifts[new], old=shifts[old], **words)

    def action_choose(self, position):
        """Take over one of the answers.

        :param position: its place among the answers, from 0.
        """
        self.ensure_one()
        self._roster_to_change()
        if not isinstance(position, int) or not 0 <= position < len(self.alternatives or ()):
            raise UserError(self.env._("There is no such answer."))
        # sudo: see write()
        run = self.sudo()
        run.assignment = run.alternatives[position]["assignment"]
        run._give_account(None)
        return self.action_apply()
