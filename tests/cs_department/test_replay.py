from pathlib import Path
from unittest import SkipTest

from tests.benchmarks.incident import compare, department, log
from tests.benchmarks.incident.replay import Replay
from tests.common import CsCase

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CASES = 40


class TestReplay(CsCase):
    """Some of the real cases of ``./cs bench incidents``: the log's figures come out of the mechanism."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not (DATA / "incidents").is_dir():
            raise SkipTest(f"The real cases are not there: put the project's shared data into {DATA}.")

    def test_the_figures_of_real_cases_come_out(self):
        whole = log.read(DATA)
        # cases that were reassigned after their resolution are told apart by the benchmark
        cases = [case for case in log.sample(whole, CASES) if not self.reassigned_late(case)]
        replay = Replay(self.env, department.build(self.env, cases), cases, whole)
        replay.commit = self.env.flush_all
        replay.play(lambda done, total: None)
        expected, seen = log.figures(cases), compare.seen(replay)
        for what, wanted, got in compare.lines(expected, seen):
            with self.subTest(what):
                self.assertAlmostEqual(got or 0, wanted or 0, 3)

    def reassigned_late(self, case):
        states = zip(case.events, case.events[1:], strict=False)
        return any(a.state in ("Resolved", "Closed") and b.reassigned > a.reassigned for a, b in states)


class TestResolvedAgain(CsCase):
    """A resolution that was not right is given again: the days until the closing begin anew."""

    def test_the_days_until_the_closing_begin_anew(self):
        with self.at("2026-03-04 02:00"):
            ticket = self.make_ticket()
            worker = ticket.with_user(ticket.user_id)
            worker.resolve("Valve changed", validity="valid", cause_id=self.cause.id)
        with self.at("2026-03-06 02:00"):
            worker.resolve("Valve and seal changed")
            self.assertEqual(ticket.reopen_count, 0)
        with self.at("2026-03-10 02:00"):
            self.env["cs.ticket"].search([("next_action_at", "<=", "2026-03-10 02:00:00")])._act_on_time()
            self.assertEqual(ticket.state, "resolved")
        with self.at("2026-03-11 02:00"):
            self.env["cs.ticket"].search([("next_action_at", "<=", "2026-03-11 02:00:00")])._act_on_time()
            self.assertEqual(ticket.state, "closed")
