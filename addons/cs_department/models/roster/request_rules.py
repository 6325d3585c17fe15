from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.roster import times
from ...core.roster.account_rules import FAIR_SHARES
from ...core.roster.exchange import Move, judge, open_shifts
from ...core.roster.problem import OFF
from ...core.roster.told import amount_told

#: what nobody minds: the shift has one more than it needs
_QUIET = frozenset({"over", "surplus"})


class CsShiftRequest(models.Model):
    """A trade held to the rules of the roster, and carried out."""

    _inherit = "cs.shift.request"

    @api.depends("verdict")
    @api.depends_context("lang")
    def _compute_verdict_words(self):
        for request in self:
            request.verdict_words = "\n".join(self._say_breach(row) for row in request.verdict or ())

    # -- held to the rules (all in sudo) ---------------------------------------------------

    def _moves(self, keys) -> list[Move]:
        """The cells as they would be; who has not been found yet is left out."""
        people = {employee: place for place, employee in enumerate(keys.employees)}
        shifts = {template: place for place, template in enumerate(keys.templates)}
        me, other = people.get(self.employee_id.id), people.get(self.colleague_id.id)
        day, kind = (self.date - self.roster_id.date_from).days, shifts.get(self.template_id.id)
        if me is None or kind is None:
            raise UserError(self.env._("People or shifts of the roster have changed: ask again."))
        if self.kind == "take":
            return [Move(me, day, kind)]
        moves = [Move(me, day, OFF)]
        if self.kind == "swap":
            theirs = self.other_shift_id
            there = (theirs.date - self.roster_id.date_from).days
            moves += [Move(other, there, OFF), Move(me, there, shifts[theirs.template_id.id])]
        if other is not None:
            moves.append(Move(other, day, kind))
        return moves

    def _judge(self):
        """Hold it to the rules: none that must be kept is broken anew, nobody has two shifts on a day.

        :return: the places of the roster, what gets worse by it, and how many people the
            shift lacks.
        :raises UserError: with the rules in words.
        """
        problem, keys = self.roster_id._problem()
        assignment, moves = self.roster_id._assignment(problem), self._moves(keys)
        self._check_free(assignment, moves, keys)
        # an offer to everybody has nobody on the shift yet: that is no gap
        waiting = self.kind == "give" and not self.colleague_id
        found = [one for one in judge(problem, assignment, moves).new if not (waiting and one.rule == "cover")]
        hard = [self._say_breach(self._prepare_breach(keys, one)) for one in found if one.weight is None]
        if hard:
            raise UserError(self.env._("This would break rules that must be kept:\n%(rules)s", rules="\n".join(hard)))
        place = ((self.date - self.roster_id.date_from).days, keys.templates.index(self.template_id.id))
        missing = open_shifts(problem, assignment).get(place, 0)
        if self.kind == "take" and not missing:
            raise UserError(self._too_late())
        worse = [
            replace(one, amount=amount_told(problem, one)) if one.rule in FAIR_SHARES else one
            for one in found
            if one.rule not in _QUIET
        ]
        return keys, worse, missing

    def _too_late(self) -> str:
        return self.env._("Somebody was quicker: nobody is missing on this shift any more.")

    def _check_free(self, assignment, moves, keys):
        """Whoever gets a shift has none on that day, or gives it away here."""
        given = {(move.person, move.day) for move in moves if move.shift == OFF}
        for move in moves:
            gets = move.shift != OFF and (move.person, move.day) not in given
            if gets and assignment[move.person][move.day] != OFF:
                name = self.env["hr.employee"].browse(keys.employees[move.person]).name
                day = fields.Date.to_string(self.roster_id._grid_date(move.day))
                raise UserError(self.env._("%(name)s has a shift on %(day)s already.", name=name, day=day))

    def _note_verdict(self):
        """What gets worse by it, for the colleague and the supervisor to read; the place of who takes a shift."""
        keys, worse, missing = self._judge()
        self.write({"verdict": [self._prepare_breach(keys, one) for one in worse], "is_clean": not worse})
        if self.kind == "take":
            self.place = self._free_place(missing)

    def _prepare_breach(self, keys, breach) -> dict:
        return {
            "employee": False if breach.person is None else keys.employees[breach.person],
            "rule": breach.rule,
            "amount": breach.amount,
            "template": False if breach.shift in (None, OFF) else keys.templates[breach.shift],
            "skill": breach.skill or False,
            "days": [fields.Date.to_string(self.roster_id._grid_date(day)) for day in breach.days],
        }

    @api.model
    def _say_breach(self, row) -> str:
        """One broken rule, as a supervisor would tell it to a colleague."""
        finding = self.env["cs.roster.finding"].new(
            {
                "kind": "gap" if row["rule"] == "cover" else "soft",
                "rule": row["rule"],
                "amount": row["amount"],
                "template_id": row["template"],
                "skill": row["skill"],
                "days": row["days"],
            }
        )
        if row["rule"] == "cover":
            return finding._say()
        labels = dict(self.env["cs.roster.finding"]._fields["rule"]._description_selection(self.env))
        # sudo: names of colleagues
        name = self.env["hr.employee"].sudo().browse(row["employee"] or ()).name
        return ": ".join(filter(None, (name, labels.get(row["rule"]), finding._say())))

    # -- open shifts ------------------------------------------------------------------------

    def _free_place(self, missing) -> int:
        """Which of the missing people the asker would be: the first that nobody has asked for.

        Two who ask at once get the same, and the database lets one of them in.
        """
        same = [
            ("roster_id", "=", self.roster_id.id),
            ("date", "=", self.date),
            ("template_id", "=", self.template_id.id),
        ]
        others = self.search(
            [*same, ("kind", "=", "take"), ("state", "in", ("asked", "approved")), ("id", "!=", self.id)]
        )
        if len(others.filtered(lambda one: one.state == "asked")) >= missing:
            raise UserError(self._too_late())
        taken = set(others.mapped("place"))
        return next(place for place in range(1, len(taken) + 2) if place not in taken)

    def _taken_spans(self):
        return times.spans_of(self.date, self.template_id._local_spans(), self.roster_id.tz)

    # -- carried out -------------------------------------------------------------------------

    def _carry_out(self):
        """The shifts change hands; what was held to the rules is what happens (in sudo)."""
        # sudo: the supervisor has approved, or the company's setting has
        request = self.sudo()
        roster, mine, theirs = request.roster_id, request.shift_id, request.other_shift_id
        # whoever comes second waits here, starts anew and finds the roster as the first left it
        roster._grid_lock()
        request._judge()
        # the old ones go first: nobody is in two places at once
        (mine | theirs).write({"state": "cancelled"})
        taker = request.employee_id if request.kind == "take" else request.colleague_id
        rows = [request._prepare_shift(taker, request.date, request.template_id)]
        if theirs:
            rows.append(request._prepare_shift(request.employee_id, theirs.date, theirs.template_id))
        self.env["cs.shift"].sudo().create(rows)  # sudo: as above

    def _prepare_shift(self, employee, day, template) -> dict:
        return {
            "roster_id": self.roster_id.id,
            "employee_id": employee.id,
            "date": day,
            "template_id": template.id,
            "state": "published",
            "origin": "swap",
        }
