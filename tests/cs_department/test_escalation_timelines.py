"""Any timeline of pauses, reclassifying, urging, late passes and restarts: what is told is what a minute hand tells.

The oracle below knows the book's sentences and a clock on the wall, nothing of the addon: it walks through the life of
a case minute by minute, over the Spring Festival of 2026 with its make-up days.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cs_department.test_escalation import LadderCase

#: Thursday 2026-02-12 09:00 in Shanghai
BEGIN = datetime(2026, 2, 12, 1, 0)
SPAN = 16 * 24 * 60
SHANGHAI = timedelta(hours=8)
OFF = {date(2026, 2, day) for day in range(15, 24)}
MADE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
WORKED = bytearray(SPAN)
for _minute in range(SPAN):
    _local = BEGIN + timedelta(minutes=_minute) + SHANGHAI
    _open = _local.date() in MADE_UP or (_local.weekday() < 5 and _local.date() not in OFF)
    WORKED[_minute] = _open and (9 <= _local.hour < 12 or 14 <= _local.hour < 18)

HOUR, DAY = 60, 7 * 60
#: category → target (min), and (severity of the case: None or severe) → levels as (name, point on the clock's scale)
TARGETS = (20 * HOUR, 30 * HOUR)


def levels_of(target, severe):
    """The two ladders in plain arithmetic: name → minutes used up."""
    if severe:
        return {"at once": 0, "half": target / 2, "due": target}
    return {"two hours before": target - 2 * HOUR, "half": target / 2, "due": target, "a day late": target + DAY}


class MinuteHand:
    """Walks through a life and writes down what must be told."""

    def __init__(self):
        self.now = self.used = 0
        self.running, self.ended = True, False
        self.category = self.severe = 0
        self.done, self.told, self.urged = set(), Counter(), 0
        self.look()

    def look(self):
        for name, point in levels_of(TARGETS[self.category], self.severe).items():
            if self.running and self.used >= point and name not in self.done:
                self.done.add(name)
                self.told[name] += 1

    def walk(self, minute):
        while self.now < minute:
            if self.running:
                self.used += WORKED[self.now]
            self.now += 1
            self.look()

    def do(self, deed):
        if self.ended:
            return
        if deed == "wait":
            self.running = False
        elif deed == "resume":
            self.running = True
        elif deed == "resolve":
            self.running, self.ended = False, True
        elif deed == "urge":
            self.urged += 1
            self.told["urged"] += self.urged == 2
        elif deed in ("category", "severity"):
            if deed == "category":
                self.category = 1 - self.category
            else:
                self.severe = 1 - self.severe
            # what lies ahead (again) is told again
            points = levels_of(TARGETS[self.category], self.severe)
            self.done -= {name for name, point in points.items() if point > self.used}
        self.look()


deeds = st.lists(
    st.tuples(
        st.integers(0, 2 * 24 * 60),
        st.sampled_from(["wait", "resume", "category", "severity", "urge", "pass", "killed", "pass", "resolve"]),
    ),
    min_size=3,
    max_size=14,
)


class Undo(Exception):
    """Ends an example, or a pass that is killed, and takes back what it did."""


class TestTimelines(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_urge_minutes = 0
        cls.env["cs.sla.rule"].search([]).action_archive()
        cls.severe = cls.major

    def setUp(self):
        super().setUp()
        self.set_target("resolution", 20)
        self.set_target("resolution", 30, sequence=0, category_ids=[(6, 0, self.other_category.ids)])
        half = self.level("before", 50, "percent", role="manager", words="half")
        due = self.level("at", role="supervisor", words="due")
        self.ladder(
            self.level("before", 2, "hour", role="agent", words="two hours before"),
            half,
            due,
            self.level("after", 1, "day", role="manager", words="a day late"),
            self.level("urged", 2, "time", clock_type="urged", words="urged"),
        )
        self.ladder(self.level("start", words="at once"), half, due, sequence=0, severity_ids=[(6, 0, self.severe.ids)])

    def live(self, timeline):
        """The same life through the addon; passes come when they come.

        :return: what was told.
        """
        ticket, minute = None, 0
        with self.at(BEGIN):
            ticket = self.make_ticket(user_id=self.agent.id)
        for wait, deed in timeline:
            minute = min(minute + wait, SPAN - 1)
            moment = BEGIN + timedelta(minutes=minute)
            if deed == "pass":
                self.run_due(moment)
            elif deed == "killed":
                self.killed_pass(moment)
            else:
                with self.at(moment):
                    self.act(ticket, deed)
            self.env.flush_all()
            self.env.invalidate_all()
        self.run_due(BEGIN + timedelta(minutes=SPAN - 1))
        return ticket

    def killed_pass(self, moment):
        """A pass whose worker dies before it commits; what is cached or not sent yet dies with it."""
        heard = list(self.heard)
        try:
            with self.env.cr.savepoint():
                self.run_due(moment)
                raise Undo
        except Undo:
            self.heard[:] = heard
            self.env.invalidate_all()

    def act(self, ticket, deed):
        if ticket.state not in ("new", "open", "waiting"):
            return
        if deed == "wait" and ticket.state != "waiting":
            self.wait_for_customer(ticket)
        elif deed == "resume" and ticket.state == "waiting":
            ticket.resume()
        elif deed == "resolve":
            self.resolve(ticket)
        elif deed == "urge":
            ticket.urge()
        elif deed == "category":
            other = self.other_category if ticket.category_id == self.category else self.category
            ticket.write({"category_id": other.id})
        elif deed == "severity":
            ticket.write({"severity_id": False if ticket.severity_id else self.severe.id})

    def test_what_is_told_is_what_a_minute_hand_tells(self):
        seen = Counter()

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(deeds)
        @example([(300, "severity"), (10, "severity"), (10, "severity"), (2000, "pass"), (10, "killed"), (10, "pass")])
        @example([(600, "wait"), (9000, "category"), (10, "resume"), (600, "category"), (600, "category")])
        @example([(2880, "urge"), (10, "urge"), (10, "urge"), (2880, "pass"), (2880, "category")])
        def prove(timeline):
            hand, minute = MinuteHand(), 0
            for wait, deed in timeline:
                minute = min(minute + wait, SPAN - 1)
                hand.walk(minute)
                hand.do(deed)
            hand.walk(SPAN - 1)
            try:
                with self.env.cr.savepoint():
                    self.heard = self.ear()
                    ticket = self.live(timeline)
                    steps = self.steps(ticket)
                    told = Counter(step.level_id.words for step in steps)
                    self.assertEqual(told, +hand.told)
                    # the ledger, the timeline and the notices are one
                    self.assertEqual(self.event_types(ticket).count("escalated"), len(steps))
                    self.assertEqual(len(self.heard), len(steps) + hand.urged)
                    keys = [(step.clock_id.id, step.level_key, step.arming, step.urge_number) for step in steps]
                    self.assertEqual(len(keys), len(set(keys)))
                    seen.update(told)
                    raise Undo
            except Undo:
                self.env.invalidate_all()
                self.env.registry.clear_cache()

        prove()
        self.assertEqual(set(seen), {"at once", "two hours before", "half", "due", "a day late", "urged"})
