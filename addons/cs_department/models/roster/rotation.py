from collections import defaultdict
from datetime import timedelta
from itertools import groupby

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.roster import rotation
from ...core.roster.problem import OFF

#: a day of work whose shift the roster decides
ANY = None


class CsRotation(models.Model):
    """A cycle of working days and days off that crews follow one behind the other."""

    _name = "cs.rotation"
    _description = "Rotation"
    _inherit = ["cs.roster.shared.mixin"]
    _book = "rotations"
    _book_lines = ("step_ids",)
    _pack_row = "D16"

    step_ids = fields.One2many("cs.rotation.step", "rotation_id", string="Days of the cycle", copy=True)
    days = fields.Integer(compute="_compute_days")
    follows_calendar = fields.Boolean(
        "Follows the public calendar",
        help="Public holidays are off, and a make-up working day is worked as the weekday that it stands for; the "
        "cycle goes on beneath.",
    )
    crew_ids = fields.One2many("cs.rotation.crew", "rotation_id", string="Crews")
    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends("step_ids")
    def _compute_days(self):
        for one in self:
            one.days = len(one.step_ids)

    @api.depends("step_ids.entry", "step_ids.template_id", "step_ids.sequence", "follows_calendar")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for one in self:
            one.sentence = one._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        days = [step._said() for step in self.step_ids.sorted("sequence")]
        if not days:
            return ""
        runs = [(day, len(list(group))) for day, group in groupby(days)]  # pylint: disable=bad-builtin-groupby  # runs
        said = self.env._(
            "A cycle of %(count)s days: %(days)s.",
            count=len(days),
            days=" – ".join(f"{length} × {day}" if length > 1 else day for day, length in runs),
        )
        if not self.follows_calendar:
            return said
        return self.env._("%(cycle)s Public holidays are off, make-up working days are worked.", cycle=said)

    @api.constrains("step_ids")
    def _check_steps(self):
        for one in self:
            if not one.step_ids:
                raise ValidationError(self.env._("The rotation “%(rotation)s” has no days yet.", rotation=one.name))

    def _cycle(self) -> list:
        """What each day of the cycle is: id of a shift, OFF, or ANY."""
        return [step._core_entry() for step in self.step_ids.sorted(lambda step: (step.sequence, step.id))]

    def action_spread_crews(self):
        """Put the crews evenly behind each other."""
        for one in self:
            crews = one.crew_ids.sorted("id")
            for crew, offset in zip(crews, rotation.even_offsets(one.days, len(crews)), strict=True):
                crew.offset = offset  # a rotation has a handful of crews, each with its own place


class CsRotationStep(models.Model):
    _name = "cs.rotation.step"
    _description = "Day of a rotation"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "rotation_id"
    _order = "sequence, id"

    rotation_id = fields.Many2one("cs.rotation", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    entry = fields.Selection(
        [("shift", "a shift"), ("any", "work, on any shift"), ("off", "a day off")],
        "Day",
        required=True,
        default="shift",
    )
    template_id = fields.Many2one("cs.shift.template", "Shift", index="btree_not_null", ondelete="restrict")

    @api.constrains("entry", "template_id")
    def _check_entry(self):
        for step in self:
            if (step.entry == "shift") != bool(step.template_id):
                raise ValidationError(self.env._("A day of a rotation is a certain shift, any work, or a day off."))

    def _said(self) -> str:
        if self.entry == "shift":
            return self.template_id.name or ""
        return self.env._("off") if self.entry == "off" else self.env._("work")

    def _core_entry(self):
        if self.entry == "shift":
            return self.template_id.id
        return OFF if self.entry == "off" else ANY


class CsRotationCrew(models.Model):
    """People who follow a rotation together."""

    _name = "cs.rotation.crew"
    _description = "Crew of a rotation"
    _inherit = ["hr.mixin"]
    _order = "team_id, rotation_id, offset, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    rotation_id = fields.Many2one("cs.rotation", required=True, index=True, ondelete="restrict")
    team_id = fields.Many2one("cs.team", required=True, index=True, check_company=True, ondelete="cascade")
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True, precompute=True)
    anchor = fields.Date(
        "Cycle begins on",
        required=True,
        default=lambda self: self.env["cs.roster"]._default_date_from(),
        help="The day on which the crew without an offset is at the first day of the cycle. A cycle by weekdays "
        "begins on a Monday.",
    )
    offset = fields.Integer("Offset (days)", help="At which day of the cycle the crew is when the cycle begins.")
    date_to = fields.Date("Until")
    employee_ids = fields.Many2many(
        "hr.employee", "cs_rotation_crew_employee_rel", "crew_id", "employee_id", string="People", check_company=True
    )

    _offset_sane = models.Constraint('CHECK ("offset" BETWEEN 0 AND 400)', "An offset is a number of days.")

    @api.constrains("employee_ids", "anchor", "date_to")
    def _check_one_crew(self):
        """Nobody follows two rotations on one day."""
        # sudo: crews of other teams count, too
        crews = self.sudo()
        others = crews.search([("employee_ids", "in", crews.employee_ids.ids)])
        for crew in crews:
            for other in others - crew:
                both = crew.employee_ids & other.employee_ids
                if both and crew._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(person)s is in the crew “%(crew)s” already.", person=both[0].name, crew=other.name
                        )
                    )

    def _overlaps(self, other) -> bool:
        """Whether two crews follow their rotations at the same time."""
        return (not self.date_to or self.date_to >= other.anchor) and (
            not other.date_to or other.date_to >= self.anchor
        )

    @api.model
    def _patterns(self, employees, days) -> dict[int, dict]:
        """Employee id → day of the roster → id of a shift or OFF, as their rotations have it.

        :param days: :class:`core.roster.days.Days` of the roster.
        """
        first, last = days.first, days.dates[-1]
        # sudo: the crews of people who step in from other teams
        crews = self.sudo().search(
            [
                ("employee_ids", "in", employees.ids),
                ("anchor", "<=", last),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", first),
            ]
        )
        found = defaultdict(dict)
        for crew in crews:
            cycle = crew.rotation_id._cycle()
            replaced = crew._by_calendar(cycle, days) if crew.rotation_id.follows_calendar else {}
            outside = [day for day in days.dates if day < crew.anchor or (crew.date_to and day > crew.date_to)]
            laid = rotation.lay_down(cycle, crew.anchor, crew.offset, first, days.number, replaced, outside)
            for employee in crew.employee_ids & employees:
                found[employee.id].update({day: entry for day, entry in laid.items() if entry is not ANY})
        return found

    def _by_calendar(self, cycle, days) -> dict:
        """What public holidays and make-up working days have instead of their place in the cycle."""
        instead = {day: days.exceptions[day] for day in days.dates if day in days.exceptions}
        return {
            day: OFF
            if weekday is None
            else rotation.entry_on(cycle, self.anchor, self.offset, day + timedelta(days=weekday - day.weekday()))
            for day, weekday in instead.items()
        }
