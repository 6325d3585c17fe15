from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from odoo import models
from odoo.fields import Domain
from pytz import timezone

from ...core import local_days
from ...core.now import utcnow
from ...core.roster import demands, limits, times
from ...core.roster.days import Days
from ...core.roster.problem import OFF, Cover, Person, Problem, Shift, Wish
from .people import HISTORY_DAYS
from .rule import OF_ROSTER

#: price of a gap where no rule has one: what is needed is always aimed at
_ANY_PRICE = 1


class Keys(NamedTuple):
    """What the places in a problem stand for.

    :param employees: and templates: record ids, in the order of people and shifts.
    :param rules: (person, name of a rule) → id of the roster rule by which it holds.
    :param kinds: kind of a rule about the whole roster → its id.
    :param never: (person, shift) → id of the rule by which it is impossible.
    :param demands: id of the demand of each row of cover, ``False``: the rotation's.
    """

    employees: tuple[int, ...]
    templates: tuple[int, ...]
    rules: dict[tuple[int, str], int]
    kinds: dict[str, int]
    never: dict[tuple[int, int], int]
    demands: tuple[int | bool, ...]


class Facts(NamedTuple):
    """All that was read for a problem, in the terms of the database; see ``_problem_facts``."""

    days: Days
    zero: datetime
    now: datetime
    today: int
    people: Any
    templates: Any
    shifts: tuple[Shift, ...]
    index: dict[int, int]
    laid: dict[int, dict[int, Any]]
    rules: Any
    patterns: dict[int, dict[int, int]]


class CsRoster(models.Model):
    """A roster as the engine's problem, and a solution as shifts."""

    _inherit = "cs.roster"

    def _problem(self, whole=False) -> tuple[Problem, Keys]:
        """Everything that decides this roster, read with a fixed number of queries.

        Days that are over are fixed as they were. Of a published roster every departure
        counts as a change.

        :param whole: with the demand of days that are over, and with shifts that nobody
            asks for, for showing and for edits by hand.
        """
        self.ensure_one()
        # sudo: whoever makes a roster needs leave, contracts and calendars of people whose file he may not open
        roster = self.sudo().with_context(active_test=True)
        facts = roster._problem_facts(whole)
        people, rules, never, target = roster._problem_people(facts)
        rows = roster._problem_cover(facts, people)
        people = roster._with_shares(facts, people, [row for row, _source in rows], target)
        rows = [(row, source) for row, source in rows if whole or row.day >= facts.today]
        kinds = {rule.kind: rule.id for rule in reversed(facts.rules) if rule.kind in OF_ROSTER}
        soon = next((rule.value for rule in facts.rules if rule.kind == "change_soon"), 0)
        problem = Problem(
            days=facts.days.number,
            shifts=facts.shifts,
            people=people,
            cover=tuple(row for row, _source in rows),
            weeks=roster._problem_weeks(facts, people),
            weekends=facts.days.weekends(),
            holidays=facts.days.of_kind("holiday"),
            soon=frozenset(day for day in range(facts.days.number) if facts.today <= day < facts.today + soon),
            forbidden=roster._problem_forbidden(facts),
            cover_is_hard=any(rule.kind == "cover" and rule.strength == "must" for rule in facts.rules),
        )
        sources = tuple(source for _row, source in rows)
        keys = Keys(tuple(facts.people.ids), tuple(facts.templates.ids), rules, kinds, never, sources)
        return problem, keys

    # -- reading -----------------------------------------------------------------

    def _days(self) -> Days:
        """The days of the roster, with the public holidays and make-up days of its company."""
        exceptions = {
            day.date: day.weekday
            for day in self.env["cs.calendar.exception"]._exception_days()
            if not day.calendar_ids and day.company_id in (False, self.company_id.id)
        }
        return Days(self.date_from, (self.date_to - self.date_from).days + 1, exceptions)

    def _problem_facts(self, whole) -> Facts:
        days, zone, now = self._days(), timezone(self.tz), utcnow()
        people = self.employee_ids.sorted("id")
        laid = defaultdict(dict)
        for shift in self.shift_ids.filtered(lambda shift: shift.state != "cancelled"):
            laid[shift.employee_id.id][days.index(shift.date)] = shift
        patterns = self._patterns_here(people, days)
        used = {entry for row in patterns.values() for entry in row.values() if entry != OFF}
        used |= {shift.template_id.id for row in laid.values() for shift in row.values()}
        templates = self._roster_templates(used, whole)
        zero = local_days.midnight(days.first, zone)
        return Facts(
            days=days,
            zero=zero,
            now=now,
            today=days.index(local_days.day_of(now, zone)),
            people=people,
            templates=templates,
            shifts=tuple(self._problem_shift(template, days, zero) for template in templates),
            index={template.id: place for place, template in enumerate(templates)},
            laid=laid,
            rules=self.env["cs.roster.rule"]._of_team(self.team_id, self.date_from, self.date_to),
            patterns=patterns,
        )

    def _patterns_here(self, people, days) -> dict[int, dict]:
        """The rotations of the people, as far as they are about shifts of this team.

        Whoever steps in from another team follows its rotation there, not here.
        """
        found = self.env["cs.rotation.crew"]._patterns(people, days)
        worked = {person: {entry for entry in row.values() if entry != OFF} for person, row in found.items()}
        asked = self.env["cs.shift.template"].browse(set().union(*worked.values()))
        ours = set(asked.filtered(lambda one: not one.team_ids or self.team_id in one.team_ids).ids)
        return {person: row for person, row in found.items() if worked[person] <= ours}

    def _roster_templates(self, used, whole):
        """The shifts that this roster asks for, and those that it has already.

        :param whole: with all that somebody could put on it by hand.
        """
        wanted = {one.template for one in self._demands() if one.needed}
        domain = Domain("id", "in", list(used | wanted))
        if whole:
            domain |= Domain("active", "=", True) & Domain("company_id", "in", (self.company_id.id, False))
        found = self.env["cs.shift.template"].with_context(active_test=False).search(domain)
        return found.filtered(
            lambda template: (
                template.id in used
                or (template.active and (not template.team_ids or self.team_id in template.team_ids))
            )
        )

    def _demands(self) -> list[demands.Demand]:
        return self.env["cs.roster.demand"]._of_team(self.team_id, self.date_from, self.date_to)

    def _problem_shift(self, template, days, zero) -> Shift:
        spans = template._local_spans()
        moments = [times.spans_of(day, spans, self.tz) for day in days.dates]
        return Shift(
            key=str(template.id),
            minutes=template.minutes,
            times=tuple((_minutes(laid[0][0] - zero), _minutes(laid[-1][1] - zero)) for laid in moments),
            night=template.is_night,
            unpopular=template.is_unpopular,
        )

    # -- people ------------------------------------------------------------------

    def _problem_people(self, facts) -> tuple[tuple[Person, ...], dict, dict, dict]:
        """The people, by which rules on record their limits hold, and the minutes of their contracts."""
        people, days = facts.people, facts.days
        skills, away = self._skills_of_people(people), self._away_days(people, days)
        target = self._contract_minutes(people, days, away)
        work, leave = self._other_work(people, days), self._leave_spans(people, days)
        past, known = self._past_of(work, days, facts.zero), self._known_days(people, days)
        on_record = self._core_limits(facts)
        months, minutes = days.months(), [shift.minutes for shift in facts.shifts]
        needed = {place: set(map(str, one.skill_ids.ids)) for place, one in enumerate(facts.templates)}
        elsewhere = defaultdict(list)
        for one in work:
            elsewhere[one.employee_id].append(one)
        wishes = self._wishes_of(facts)
        built, rules, never = [], {}, {}
        for place, person in enumerate(people):
            known_skills = skills.get(person.id, frozenset())
            limit = limits.limits_of(on_record, person.id, person.job_id.id, months, target.get(person.id), minutes)
            rules.update({(place, name): source for name, source in limit.sources.items()})
            never.update({(place, shift): source for shift, source in limit.never.items()})
            unfit = {shift for shift, asked in needed.items() if asked - known_skills} | limit.never.keys()
            pinned = self._pinned(facts, person)
            rest = limit.rules.get("rest")
            closed = self._cannot(facts, unfit, away.get(person.id, ()), leave.get(person.id, ()))
            closed |= self._busy(facts, elsewhere[person.id], rest.value if rest and rest.weight is None else 0)
            row = facts.laid.get(person.id, {})
            # what is over or has begun is no impossibility any more
            fixed = {
                (day, shift)
                for day, shift in pinned.items()
                if day < facts.today or (day in row and row[day].start_at <= facts.now)
            }
            current = {day: facts.index[row[day].template_id.id] if day in row else OFF for day in range(days.number)}
            built.append(
                Person(
                    key=str(person.id),
                    skills=known_skills,
                    rules=limit.rules,
                    cannot=frozenset(closed - fixed),
                    pinned=pinned,
                    wishes=wishes.get(person.id, ()),
                    pattern={
                        day: facts.index.get(entry, OFF) for day, entry in facts.patterns.get(person.id, {}).items()
                    },
                    current=current if self.state == "published" else {},
                    past=self._bearable(past.get(person.id, ()), limit.rules, facts.days, known[person.id]),
                    known_days=known[person.id],
                    max_of_shift=limit.max_of_shift,
                )
            )
        return tuple(built), rules, never, target

    def _core_limits(self, facts) -> list[limits.Limit]:
        """The rules about people, as plain data."""
        return [
            limits.Limit(
                id=rule.id,
                kind=rule.kind,
                value=rule.value,
                weight=None if rule.strength == "must" else rule.weight,
                employees=frozenset(rule.employee_ids.ids),
                jobs=frozenset(rule.job_ids.ids),
                shifts=frozenset(facts.index[one.id] for one in rule._shifts_meant(facts.templates)),
            )
            for rule in facts.rules
            if rule.kind not in OF_ROSTER
        ]

    def _pinned(self, facts, person) -> dict[int, int]:
        """Days that stay as they are: fixed shifts, and what is over or has begun."""
        row, pinned = facts.laid.get(person.id, {}), {}
        for day in range(facts.days.number):
            shift = row.get(day)
            if day < facts.today or (shift and (shift.is_pinned or shift.start_at <= facts.now)):
                pinned[day] = facts.index[shift.template_id.id] if shift else OFF
        return pinned

    def _cannot(self, facts, unfit, away, leaves) -> set[tuple[int, int]]:
        """(day, shift) that are impossible for somebody himself."""
        number = facts.days.number
        closed = {(day, shift) for shift in unfit for day in range(number)}
        closed |= {(day, shift) for day in away for shift in range(len(facts.shifts))}
        for start, end, whole in leaves:
            low, high = _minutes(start - facts.zero), _minutes(end - facts.zero)
            for place, shift in enumerate(facts.shifts):
                for day, (begin, finish) in enumerate(shift.times):
                    # an evening before a day of leave may end after midnight, a night may not
                    touched = begin < high and finish > low and (not whole or shift.night or begin >= low)
                    if touched:
                        closed.add((day, place))
        if 0 <= facts.today < number:
            now = _minutes(facts.now - facts.zero)
            closed |= {
                (facts.today, place) for place, shift in enumerate(facts.shifts) if shift.times[facts.today][0] <= now
            }
        return closed

    def _busy(self, facts, work, rest) -> set[tuple[int, int]]:
        """(day, shift) in which somebody works elsewhere, or would not have rested before what comes after."""
        closed = set()
        for one in work:
            day = facts.days.index(one.date)
            low, high = _minutes(one.start - facts.zero), _minutes(one.end - facts.zero)
            before = rest if day >= facts.days.number else 0
            for place, shift in enumerate(facts.shifts):
                if one.roster_id and 0 <= day < facts.days.number:
                    closed.add((day, place))
                closed |= {
                    (number, place)
                    for number, (begin, finish) in enumerate(shift.times)
                    if begin < high and finish + before > low
                }
        return closed

    def _bearable(self, past, rules, days, known):
        """The past without what no roster could mend: hours of a week that were too many already."""
        limit = rules.get("max_week_minutes")
        if not limit or limit.weight is not None:
            return tuple(past)
        monday = -days.first.weekday()
        excess = sum(one.minutes for one in past if monday <= one.day < 0) - limit.value
        mended = []
        for one in past:
            less = max(0, min(one.minutes, excess)) if monday <= one.day < 0 else 0
            excess -= less
            mended.append(type(one)(one.day, one.start, one.end, int(one.minutes - less), one.night))
        return tuple(mended)

    def _wishes_of(self, facts) -> dict[int, tuple[Wish, ...]]:
        """Employee id → wishes, priced by the rules about wishes."""
        days = facts.days
        price = {rule.kind: rule.weight for rule in reversed(facts.rules) if rule.kind in ("wish", "wish_strong")}
        if not price:
            return {}
        wishes = self.env["cs.shift.wish"].search(
            [
                ("employee_id", "in", facts.people.ids),
                ("date_from", "<=", days.dates[-1]),
                ("date_to", ">=", days.first),
            ]
        )
        found = defaultdict(dict)
        for wish in wishes:
            weight = price.get("wish_strong" if wish.is_important else "wish")
            if not weight or (wish.template_id and wish.template_id.id not in facts.index):
                continue
            shift = facts.index[wish.template_id.id] if wish.template_id else None
            for number in map(days.index, wish._dates()):
                if 0 <= number < days.number:
                    # wished twice is wished once
                    found[wish.employee_id.id][number, shift] = Wish(number, weight, wish.wish in ("on", "work"), shift)
        return {employee: tuple(mine[place] for place in sorted(mine, key=str)) for employee, mine in found.items()}

    # -- the whole ---------------------------------------------------------------

    def _problem_weeks(self, facts, people):
        """Weeks from Monday on; the days before the roster count, unless they alone break a rule."""
        monday = -facts.days.first.weekday()
        for person in people:
            off = person.rules.get("week_days_off")
            worked = {past.day for past in person.past if monday <= past.day < 0}
            if off and off.weight is None and len(worked) > 7 - off.value:
                return facts.days.weeks(0)
        return facts.days.weeks(HISTORY_DAYS)

    def _problem_forbidden(self, facts) -> frozenset[tuple[int, int]]:
        return frozenset(
            (facts.index[first.id], facts.index[then.id])
            for rule in facts.rules
            if rule.kind == "succession"
            for first in rule.template_ids & facts.templates
            for then in rule.next_template_ids & facts.templates
        )

    def _problem_cover(self, facts, people) -> list[tuple[Cover, int | bool]]:
        """How many people are needed, and by which demand.

        A shift without a demand on a day is needed by those whom the rotation has on it,
        and by nobody else.
        """
        price = next((rule.weight for rule in facts.rules if rule.kind == "cover"), _ANY_PRICE)
        over, spread = (self._prices_of_shifts(facts, kind) for kind in ("over", "surplus"))
        rows = []
        needed = [pair for pair in demands.needed_on(self._demands(), facts.days) if pair[1].template in facts.index]
        whole = {(day, one.template) for day, one in needed if not one.skill}
        for day, one in needed:
            shift, skill = facts.index[one.template], str(one.skill) if one.skill else None
            extra = 0 if skill else over.get(shift, 0)
            # people are counted once: where there is a need for anybody, its row counts all of them
            even = spread.get(shift, 0) if not skill or (day, one.template) not in whole else 0
            rows.append((Cover(day, shift, one.needed, price * one.priority, extra, skill, even), one.id))
        asked = {(row.day, row.shift) for row, _source in rows}
        laid = Counter(
            (day, shift)
            for person in people
            for day, shift in {**person.pattern, **person.pinned}.items()
            if shift != OFF and (day, shift) not in person.cannot
        )
        cells = ((day, shift) for day in range(facts.days.number) for shift in range(len(facts.shifts)))
        return rows + [(Cover(*cell, laid[cell], price, price), False) for cell in cells if cell not in asked]

    def _prices_of_shifts(self, facts, kind) -> dict[int, int]:
        """Shift → weight of the first rule of a kind that is about it."""
        return {
            facts.index[one.id]: rule.weight
            for rule in reversed(facts.rules)
            if rule.kind == kind
            for one in rule._shifts_meant(facts.templates)
        }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
