from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.roster import demands
from ..rulebook import words

#: fields of the weekdays, Monday first
ON = ("on_monday", "on_tuesday", "on_wednesday", "on_thursday", "on_friday", "on_saturday", "on_sunday")


class CsRosterDemand(models.Model):
    """How many people a shift needs on which days."""

    _name = "cs.roster.demand"
    _description = "People needed"
    _inherit = ["cs.book.mixin"]
    _book = "roster_demands"
    _pack_row = "D16"
    _order = "team_id, sequence, id"
    _check_company_auto = True
    _rec_name = "template_id"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: every company.",
    )
    team_id = fields.Many2one(
        "cs.team",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
        help="Empty: every team that has the shift.",
    )
    template_id = fields.Many2one(
        "cs.shift.template", "Shift", required=True, index=True, check_company=True, ondelete="restrict"
    )
    day_type = fields.Selection(
        [
            ("every", "every day"),
            ("workday", "on working days"),
            ("weekend", "on weekends"),
            ("holiday", "on public holidays"),
            ("weekdays", "on certain weekdays"),
        ],
        "Days",
        required=True,
        default="every",
        help="Of several entries for a shift the narrower one holds: public holidays before certain weekdays, these "
        "before weekends and working days, these before every day.",
    )
    on_monday = fields.Boolean("Monday")
    on_tuesday = fields.Boolean("Tuesday")
    on_wednesday = fields.Boolean("Wednesday")
    on_thursday = fields.Boolean("Thursday")
    on_friday = fields.Boolean("Friday")
    on_saturday = fields.Boolean("Saturday")
    on_sunday = fields.Boolean("Sunday")
    skill_id = fields.Many2one(
        "hr.skill", "With the skill", index="btree_not_null", help="Empty: everybody on the shift counts."
    )
    needed = fields.Integer("People", required=True, default=1)
    priority = fields.Selection(
        [("1", "usual"), ("3", "important"), ("10", "before all others")],
        "Counts",
        required=True,
        default="1",
        help="When people are short, gaps come first where they matter least.",
    )
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two entries of a book cannot share a key.")
    _needed_sane = models.Constraint("CHECK (needed BETWEEN 0 AND 1000)", "A shift needs up to a thousand people.")

    @api.depends("team_id")
    def _compute_company_id(self):
        for demand in self:
            demand.company_id = demand.team_id.company_id or demand.company_id

    @api.constrains("day_type", *ON)
    def _check_weekdays(self):
        for demand in self:
            if demand.day_type == "weekdays" and not demand._weekdays():
                raise ValidationError(self.env._("Choose at least one weekday."))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for demand in self:
            if demand.date_from and demand.date_to and demand.date_to < demand.date_from:
                raise ValidationError(self.env._("What is needed would end before it begins."))

    @api.depends("team_id", "template_id", "day_type")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for demand in self:
            parts = (demand.team_id.name, demand.template_id.name, words.label(demand, "day_type"))
            demand.display_name = " · ".join(filter(None, parts))

    def _weekdays(self) -> frozenset[int]:
        return frozenset(number for number, name in enumerate(ON) if self[name])

    # -- in words ----------------------------------------------------------------

    @api.depends(lambda self: tuple(sorted(self._book_fields())))
    @api.depends_context("lang")
    def _compute_sentence(self):
        for demand in self:
            demand.sentence = demand._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        if not self.template_id:
            return ""
        said = self.env._(
            "%(days)s %(people)s on %(shift)s",
            days=self._say_days(),
            people=self._say_people(),
            shift=self.template_id.name,
        )
        if self.priority != "1":
            said = self.env._("%(demand)s (%(priority)s)", demand=said, priority=words.label(self, "priority"))
        # sudo: the name of a team is no secret
        team = self.sudo().team_id.name
        if not team:
            return self.env._("%(rule)s.", rule=words.capital(said))
        return self.env._("%(cases)s: %(rule)s.", cases=team, rule=said)

    def _say_days(self) -> str:
        if self.day_type != "weekdays":
            return words.label(self, "day_type")
        names = [
            label
            for _value, label in self.env["cs.calendar.exception"]._fields["weekday"]._description_selection(self.env)
        ]
        return self.env._("on %(days)s", days=words.listed(self.env, [names[day] for day in sorted(self._weekdays())]))

    def _say_people(self) -> str:
        if not self.skill_id:
            return self.env._("%(count)s people", count=self.needed)
        # sudo: the name of a skill is no secret
        return self.env._("%(count)s people with “%(skill)s”", count=self.needed, skill=self.sudo().skill_id.name)

    # -- asking ------------------------------------------------------------------

    @api.model
    def _of_team(self, team, first, last) -> list[demands.Demand]:
        """The demand of a team in force at some time between two days, as plain data."""
        found = (
            # sudo: a roster meets the demand, whoever makes it
            self.sudo()
            .with_context(active_test=False)
            .search([("company_id", "in", (team.company_id.id, False)), ("team_id", "in", (team.id, False))])
        )
        own = {demand.key for demand in found if demand.company_id}
        in_force = found.filtered(
            lambda demand: (
                demand.active
                and (demand.company_id or demand.key not in own)
                and (not demand.date_from or demand.date_from <= last)
                and (not demand.date_to or demand.date_to >= first)
            )
        )
        return [demand._prepare_core() for demand in in_force]

    def _prepare_core(self) -> demands.Demand:
        return demands.Demand(
            id=self.id,
            template=self.template_id.id,
            skill=self.skill_id.id or None,
            needed=self.needed,
            priority=int(self.priority),
            day_type=self.day_type,
            weekdays=self._weekdays(),
            own=bool(self.team_id),
            date_from=self.date_from or None,
            date_to=self.date_to or None,
        )
