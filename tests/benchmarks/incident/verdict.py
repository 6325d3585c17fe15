"""What the rule book owes and what the addon told, side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from tests.benchmarks.incident import oracle, rulebook
from tests.benchmarks.incident.log import MISSING, Case, closer
from tests.benchmarks.incident.oracle import Life, Oracle, Table, Told, moment
from tests.benchmarks.incident.rulebook import URGED, Level
from tests.benchmarks.incident.rules_replay import RulesReplay

STEPS = """
    SELECT s.ticket_id, s.clock_id, c.clock_type, s.level_id, s.arming, s.urge_number, s.at
      FROM cs_escalation_step s LEFT JOIN cs_clock c ON c.id = s.clock_id
     ORDER BY s.id
"""
CLOCKS = "SELECT id, ticket_id, clock_type FROM cs_clock ORDER BY id"
NOTICES = "SELECT ticket_id, count(*) FROM cs_ticket_event WHERE event_type = 'notice' GROUP BY 1"
CLOSED = """
    SELECT ticket_id, at FROM cs_ticket_event WHERE event_type = 'closed' ORDER BY at, id
"""
TODOS = """
    SELECT a.res_id, a.user_id, count(*) FROM mail_activity a WHERE a.res_model = 'cs.ticket' GROUP BY 1, 2
"""
DRAWS = """
    SELECT k.code, d.ticket_id, t.team_id, y.period, d.stratum_id, d.position, d.drawn,
           (SELECT count(*) FROM cs_callback c WHERE c.draw_id = d.id)
      FROM cs_callback_draw d JOIN cs_callback_key y ON y.id = d.key_id
      JOIN cs_ticket t ON t.id = d.ticket_id JOIN cs_ticket_kind k ON k.id = t.kind_id
"""


@dataclass
class Verdict:
    """Counts of both sides, and every difference in words."""

    expected: Counter = field(default_factory=Counter)
    told: Counter = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    #: told, but not owed (also: told twice)
    idle: list[str] = field(default_factory=list)
    #: told outside the time between its moment and the next pass, or while the clock stood still
    untimely: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    latest: timedelta = timedelta()
    figures: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def differences(self) -> list[str]:
        return [
            *(f"lost: {line}" for line in self.lost),
            *(f"not owed: {line}" for line in self.idle),
            *(f"untimely: {line}" for line in self.untimely),
            *(f"other: {line}" for line in self.other),
        ]


def lives(cases: list[Case], whole: list[Case], passes: rulebook.Passes, seed: int) -> dict[str, Life]:
    """What is owed, case by case."""
    tables = {"": Table(None), **{name: Table(hours) for name, hours in rulebook.HOURS.items()}}
    judge = Oracle(tables, passes, closer(whole), seed)
    return {case.number: judge.expect(case) for case in cases}


def judge(replay: RulesReplay, owed: dict[str, Life]) -> Verdict:
    verdict = Verdict()
    _levels(verdict, replay, owed)
    _sent(verdict, replay)
    _endings(verdict, replay, owed)
    if replay.notices:
        _notices(verdict, replay, owed)
    _callbacks(verdict, replay, owed)
    return verdict


def _query(replay: RulesReplay, sql: str) -> list[tuple]:
    replay.env.cr.execute(sql)
    return replay.env.cr.fetchall()


def _said(number: str, clock: str, turn: int, level: Level, arming: int) -> str:
    name = f"{level.when} {level.amount:g} {level.unit}".strip()
    return f"{number} {clock} {turn}: {name}, armed {arming}"


def _levels(verdict: Verdict, replay: RulesReplay, owed: dict[str, Life]) -> None:
    """The notices of each case: the same ones, each once, in time."""
    numbers = {ticket: number for number, ticket in replay.tickets.items()}
    turns, seen = {}, Counter()
    for clock, ticket, kind in _query(replay, CLOCKS):
        turns[clock] = seen[ticket, kind]
        seen[ticket, kind] += 1
    found: dict[str, dict[tuple, list]] = defaultdict(lambda: defaultdict(list))
    for ticket, clock, kind, level_id, arming, urge, at in _query(replay, STEPS):
        level = replay.department.levels[level_id]
        key = (kind or URGED, turns.get(clock, 0), level, arming if clock else urge)
        found[numbers[ticket]][key].append(at)
        verdict.told[level] += 1
    for number, life in owed.items():
        mine = found[number]
        for told in life.told:
            verdict.expected[told.level] += 1
            key = (told.clock, told.turn, told.level, told.arming)
            moments = mine.pop(key, [])
            if not moments:
                verdict.lost.append(f"{_said(number, *key)}, owed since {moment(told.due)}")
                continue
            _timely(verdict, replay.passes, life, told, moments[0], number)
            if len(moments) > 1:
                verdict.idle.append(f"{_said(number, *key)}: told {len(moments)} times")
        verdict.idle += [f"{_said(number, *key)}, told {moments[0]}" for key, moments in mine.items()]


def _timely(verdict: Verdict, passes: rulebook.Passes, life: Life, told: Told, at, number: str) -> None:
    due = moment(told.due)
    hand = life.all.get((told.clock, told.turn))
    runs = hand.lively if hand else [(told.due, told.due)]
    lively = any(begin <= told.due and oracle.second(at) <= end for begin, end in runs if begin <= oracle.second(at))
    if not due <= at <= passes.next(due + timedelta(seconds=1)) or not lively:
        key = (told.clock, told.turn, told.level, told.arming)
        verdict.untimely.append(f"{_said(number, *key)}: owed {due}, told {at}, running {_spans(runs)}")
    verdict.latest = max(verdict.latest, at - due)


def _spans(runs: list[tuple[int, int]]) -> str:
    return ", ".join(f"{moment(begin)}–{moment(end)}" for begin, end in runs)


def _sent(verdict: Verdict, replay: RulesReplay) -> None:
    """The to-dos on people's desks are as many as the notices, case by case."""
    todos, steps = Counter(), Counter()
    for ticket, _user, count in _query(replay, TODOS):
        todos[ticket] += count
    for ticket, *_rest in _query(replay, STEPS):
        steps[ticket] += 1
    verdict.figures["to-dos made by levels"] = (steps.total(), todos.total())
    for ticket in steps.keys() | todos.keys():
        if steps[ticket] != todos[ticket]:
            verdict.other.append(f"case {ticket}: {steps[ticket]} levels told, {todos[ticket]} to-dos")


def _endings(verdict: Verdict, replay: RulesReplay, owed: dict[str, Life]) -> None:
    closed = defaultdict(list)
    for ticket, at in _query(replay, CLOSED):
        closed[ticket].append(at)
    urged = dict(_query(replay, "SELECT id, coalesce(urge_count, 0) FROM cs_ticket"))
    for number, life in owed.items():
        ticket = replay.tickets[number]
        wanted = [moment(at) for at in life.closings]
        if closed[ticket] != wanted:
            verdict.other.append(f"{number} closed at {closed[ticket]}, expected {wanted}")
        if urged[ticket] != life.urged:
            verdict.other.append(f"{number} urged {urged[ticket]} times, expected {life.urged}")
    verdict.figures["closings"] = (
        sum(len(life.closings) for life in owed.values()),
        sum(len(closed[ticket]) for ticket in replay.tickets.values()),
    )
    verdict.figures["urgings that count"] = (sum(life.urged for life in owed.values()), sum(urged.values()))


def _notices(verdict: Verdict, replay: RulesReplay, owed: dict[str, Life]) -> None:
    """Each time a case is about to close, its customer is told, where the log knows one."""
    sent, wanted = dict(_query(replay, NOTICES)), 0
    for number, life in owed.items():
        due = life.announcements if life.case.last.fact("caller_id") != MISSING else 0
        wanted += due
        if sent.get(replay.tickets[number], 0) != due:
            verdict.other.append(f"{number}: {sent.get(replay.tickets[number], 0)} closing notices, expected {due}")
    verdict.figures["closing notices to customers"] = (wanted, sum(sent.values()))


def _callbacks(verdict: Verdict, replay: RulesReplay, owed: dict[str, Life]) -> None:
    """Every case is looked at once, in its row; of each full block exactly so many are called."""
    wanted = Counter(life.look_for_callback for life in owed.values() if life.look_for_callback)
    kinds = {"incident": "Incident", "complaint_log": "Complaint"}
    rows, places, calls = Counter(), defaultdict(dict), 0
    for code, _ticket, _team, period, stratum, position, drawn, made in _query(replay, DRAWS):
        rows[kinds[code], period] += 1
        places[kinds[code], stratum][position] = drawn
        calls += made
        if made != drawn:
            verdict.other.append(f"draw {position} of row {stratum}: drawn {drawn}, {made} callbacks")
    expected = Counter()
    for (kind, _group, period), count in wanted.items():
        expected[kind, period] += count
    if rows != expected:
        verdict.other.append(f"cases looked at for callbacks: {dict(rows)}, expected {dict(expected)}")
    sizes = Counter((kind, count) for (kind, _group, _period), count in wanted.items())
    seen = Counter((kind, len(row)) for (kind, _stratum), row in places.items())
    if sizes != seen:
        verdict.other.append(f"rows of callbacks by length: {dict(seen)}, expected {dict(sizes)}")
    blocks = kept = 0
    for (kind, stratum), row in places.items():
        share, size = rulebook.KINDS[kind]
        if sorted(row) != list(range(len(row))):
            verdict.other.append(f"row {stratum} has gaps: {sorted(row)}")
        for begin in range(0, len(row) - size + 1, size):
            blocks += 1
            kept += sum(row[place] for place in range(begin, begin + size)) == share
        if not len(row) * share // size <= sum(row.values()) <= -(-len(row) * share // size):
            verdict.other.append(f"row {stratum}: {sum(row.values())} of {len(row)} drawn")
    verdict.figures["cases looked at for callbacks"] = (sum(wanted.values()), rows.total())
    verdict.figures["full blocks with exactly their share"] = (blocks, kept)
    verdict.figures["callbacks made of what was drawn"] = (sum(sum(row.values()) for row in places.values()), calls)
