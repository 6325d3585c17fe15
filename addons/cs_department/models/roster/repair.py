from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core.now import utcnow
from ...core.roster.account import account, coverage
from ...core.roster.answers import answers
from ...core.roster.changed import absent, without
from ...core.roster.problem import OFF

#: so many people are named for a shift, who is asked first comes first
NAMED = 8


class CsRosterRepair(models.TransientModel):
    """Somebody is away: who takes the shifts.

    People who can step in alone are named at once, ranked by what it costs them and by
    what they have had; a computation finds chains of changes where nobody can.
    """

    _name = "cs.roster.repair"
    _description = "Mending of a roster"

    roster_id = fields.Many2one("cs.roster", required=True, readonly=True, ondelete="cascade")
    roster_people_ids = fields.Many2many(related="roster_id.employee_ids")
    employee_id = fields.Many2one("hr.employee", "Who is away", domain="[('id', 'in', roster_people_ids)]")
    cause = fields.Selection(
        [("sick", "Sick"), ("leave", "Leave"), ("resignation", "Has left"), ("other", "Other")],
        "Why",
        required=True,
        default="sick",
    )
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Until", required=True)
    is_looked = fields.Boolean()
    hole_ids = fields.One2many("cs.roster.repair.hole", "repair_id")

    @api.depends("employee_id", "roster_id")
    def _compute_display_name(self):
        for repair in self:
            repair.display_name = self.env._("Somebody is away")

    @api.onchange("cause")
    def _onchange_cause(self):
        """Whoever has left does not come back on this roster."""
        if self.cause == "resignation":
            self.date_to = self.roster_id.date_to

    # -- asking ------------------------------------------------------------------

    def action_look(self):
        """The shifts that are open now, and who can take each of them."""
        self.ensure_one()
        roster = self._roster()
        if not self.employee_id:
            raise UserError(self.env._("Who is away?"))
        case = self._case()
        if case is None:
            raise UserError(self.env._("%(name)s is not on this roster.", name=self.employee_id.name))
        problem, person, before, after = case
        self.hole_ids = [Command.clear()] + [
            Command.create(self._prepare_hole(problem, after, person, day, shift))
            for day, shift in enumerate(before[person])
            if shift != OFF and after[person][day] == OFF
        ]
        self.is_looked = True
        if not self.hole_ids:
            raise UserError(
                self.env._(
                    "%(name)s has no shift on these days of %(roster)s.", name=self.employee_id.name, roster=roster.name
                )
            )
        return self._again()

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _roster(self):
        """The roster, with the rights of whoever mends it."""
        roster = self.roster_id
        roster.check_access("write")
        if roster.state == "closed":
            raise UserError(self.env._("A closed roster is kept as it was."))
        return roster

    def _days(self) -> range:
        """The days of the absence, counted from the first day of the roster; what is over stays as it was."""
        roster = self.roster_id
        today = fields.Datetime.context_timestamp(self.with_context(tz=roster.tz), utcnow()).date()
        first, last = max(self.date_from, roster.date_from, today), min(self.date_to, roster.date_to)
        return range((first - roster.date_from).days, (last - roster.date_from).days + 1)

    def _case(self):
        """The problem without the one who is away, his place in it, and the roster with and without his shifts."""
        problem = self.roster_id._problem()[0]
        person = next((i for i, one in enumerate(problem.people) if one.key == str(self.employee_id.id)), None)
        if person is None:
            return None
        before = self.roster_id._assignment(problem)
        days = self._days()
        return absent(problem, person, days), person, before, without(before, person, days)

    def _prepare_hole(self, problem, after, person, day, shift) -> dict:
        """One open shift and who can take it."""
        lacking = [
            row
            for row, count in zip(problem.cover, coverage(problem, after), strict=True)
            if (row.day, row.shift) == (day, shift) and count < row.needed
        ]
        skill = next((row.skill for row in lacking if row.skill), None)
        found = answers(problem, after, day, shift, skill, but=(person,))[:NAMED]
        return {
            "date": self.roster_id.date_from + timedelta(days=day),
            "template_id": int(problem.shifts[shift].key),
            "skill": skill,
            "is_needed": bool(lacking),
            "answer_ids": [
                Command.create(self._prepare_answer(problem, answer, rank)) for rank, answer in enumerate(found, 1)
            ],
        }

    @staticmethod
    def _prepare_answer(problem, answer, rank) -> dict:
        return {
            "rank": rank,
            "employee_id": int(problem.people[answer.person].key),
            "before_id": False if answer.before == OFF else int(problem.shifts[answer.before].key),
            "leaves": answer.leaves,
            "rules": sorted({breach.rule for breach in answer.broken}),
            "due": answer.due,
        }

    # -- acting ------------------------------------------------------------------

    def action_apply(self):
        """The chosen people take the shifts; the shifts of who is away are taken off."""
        self.ensure_one()
        roster = self._roster()
        case = self._case()
        if case is None or not self.hole_ids:
            raise UserError(self.env._("Look first who can take the shifts."))
        problem, _person, _before, after = case
        rows = [list(row) for row in after]
        places = {one.key: index for index, one in enumerate(problem.people)}
        kinds = {one.key: index for index, one in enumerate(problem.shifts)}
        chosen = self.hole_ids.answer_ids.filtered("is_chosen")
        for answer in chosen:
            hole = answer.hole_id
            place, kind = places.get(str(answer.employee_id.id)), kinds.get(str(hole.template_id.id))
            day = (hole.date - roster.date_from).days if hole.date else -1
            if place is None or kind is None or not 0 <= day < problem.days:
                raise UserError(self.env._("Look first who can take the shifts."))
            rows[place][day] = kind
        self._check_together(problem, after, rows, {places[str(one.id)] for one in chosen.employee_id})
        roster._apply(tuple(map(tuple, rows)), "repair")
        roster._message_log(body=self._say_done(chosen))
        return {"type": "ir.actions.act_window_close", "infos": {"applied": True}}

    def _check_together(self, problem, after, rows, people):
        """Each answer is good alone; two for one person may be too much."""
        before = {(breach.person, breach.rule) for breach in account(problem, after, people).hard}
        for breach in account(problem, rows, people).hard:
            if (breach.person, breach.rule) not in before:
                labels = dict(self.env["cs.roster.finding"]._fields["rule"]._description_selection(self.env))
                # sudo: colleagues are named, whatever else is known of them
                name = self.env["hr.employee"].sudo().browse(int(problem.people[breach.person].key)).name
                raise UserError(
                    self.env._(
                        "%(name)s cannot take all these shifts: %(rule)s.",
                        name=name,
                        rule=labels.get(breach.rule, breach.rule),
                    )
                )

    def _say_done(self, chosen) -> str:
        """For the record of the roster."""
        # colleagues read the record of the roster: that somebody is away, not why
        said = [
            self.env._("%(name)s away, %(first)s to %(last)s.", name=self.employee_id.name,
                       first=self.date_from, last=self.date_to)
        ]  # fmt: skip
        said += [
            self.env._("%(name)s takes %(shift)s on %(day)s.", name=answer.employee_id.name,
                       shift=answer.hole_id.template_id.name, day=answer.hole_id.date)
            for answer in chosen
        ]  # fmt: skip
        left = self.hole_ids.filtered(lambda hole: hole.is_needed and not hole.answer_ids.filtered("is_chosen"))
        said += [
            self.env._("Nobody yet: %(shift)s on %(day)s.", shift=hole.template_id.name, day=hole.date) for hole in left
        ]
        return " ".join(said)

    def action_compute(self):
        """Have chains of changes sought: others move so that the shifts are taken."""
        self.ensure_one()
        roster = self._roster()
        days = [(roster.date_from + timedelta(days=day)).isoformat() for day in self._days()]
        if not self.employee_id or not days:
            raise UserError(self.env._("Who is away, and on which days of this roster?"))
        change = {"do": "absent", "employee": self.employee_id.id, "dates": days}
        words = self.env._(
            "%(name)s is away from %(first)s to %(last)s.", name=self.employee_id.name, first=days[0], last=days[-1]
        )
        return self.env["cs.roster.run"]._ask(roster, "repair", changes=[change], change_words=[words]).action_show()


class CsRosterRepairHole(models.TransientModel):
    _name = "cs.roster.repair.hole"
    _description = "Shift that nobody has any more"
    _order = "date, id"

    repair_id = fields.Many2one("cs.roster.repair", required=True, ondelete="cascade", index=True)
    date = fields.Date("Day", readonly=True)
    template_id = fields.Many2one("cs.shift.template", "Shift", readonly=True)
    skill = fields.Char(readonly=True)
    is_needed = fields.Boolean(readonly=True, help="There are enough people on the shift without this one.")
    answer_ids = fields.One2many("cs.roster.repair.answer", "hole_id")


class CsRosterRepairAnswer(models.TransientModel):
    _name = "cs.roster.repair.answer"
    _description = "Somebody who can step in"
    _order = "rank, id"

    hole_id = fields.Many2one("cs.roster.repair.hole", required=True, ondelete="cascade", index=True)
    repair_id = fields.Many2one(related="hole_id.repair_id")
    rank = fields.Integer("Ask as number", readonly=True)
    employee_id = fields.Many2one("hr.employee", "Person", readonly=True)
    before_id = fields.Many2one("cs.shift.template", readonly=True)
    leaves = fields.Integer(readonly=True)
    rules = fields.Json(readonly=True)
    due = fields.Float(readonly=True)
    is_chosen = fields.Boolean("Takes it")
    words = fields.Char("What it means", compute="_compute_words")
    due_words = fields.Char("So far", compute="_compute_words")

    @api.depends("before_id", "leaves", "rules", "due")
    @api.depends_context("lang")
    def _compute_words(self):
        labels = dict(self.env["cs.roster.finding"]._fields["rule"]._description_selection(self.env))
        for answer in self:
            answer.words = answer._say_consequences(labels)
            answer.due_words = answer._say_due()

    def _say_consequences(self, labels) -> str:
        """What the colleague loses by it."""
        if self.before_id:
            said = [self.env._("moves from %(shift)s", shift=self.before_id.name)]
            if self.leaves:
                said.append(self.env._("where %(count)s would be missing then", count=self.leaves))
        else:
            said = [self.env._("is called in on a day off")]
        said += [labels[rule] for rule in self.rules or () if rule in labels]
        return ", ".join(said)

    def _say_due(self) -> str:
        """Who is asked first follows what everybody has had."""
        count = f"{abs(self.due):.1f}"
        if self.due >= 0.05:
            return self.env._("%(count)s fewer than due", count=count)
        if self.due <= -0.05:
            return self.env._("%(count)s more than due", count=count)
        return ""

    def action_choose(self):
        """This one takes the shift, or does not after all."""
        self.ensure_one()
        self.repair_id._roster()
        chosen = not self.is_chosen
        self.hole_id.answer_ids.is_chosen = False
        self.is_chosen = chosen
        return self.repair_id._again()


class CsRoster(models.Model):
    _inherit = "cs.roster"

    def action_repair(self):
        """Somebody is away: open what is asked about it; ``default_`` values of the context are kept."""
        self.ensure_one()
        return self._open_repair()

    def _open_repair(self, **values):
        """The page of somebody's absence.

        :param values: of ``cs.roster.repair``, where they are known already.
        """
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("A closed roster is kept as it was."))
        today = fields.Datetime.context_timestamp(self.with_context(tz=self.tz), utcnow()).date()
        day = min(max(today, self.date_from), self.date_to)
        repairs = self.env["cs.roster.repair"]
        asked = {name: value for name, value in repairs.default_get(["date_from", "date_to"]).items() if value}
        return repairs.create({"date_from": day, "date_to": day, **asked, **values, "roster_id": self.id})._again()
