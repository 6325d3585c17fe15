"""What the tests of previews share: cases that live through a timeline, and what is counted.

The proof of a book: a set of cases lives under today's rules; the change is previewed; an
identical set lives with the change in force. What the preview said of both sides must be
what came about, measure by measure.
"""

from datetime import datetime

from tests.cs_department.helpers import TicketCase


def moment(text):
    """A naive UTC moment from "YYYY-MM-DD HH:MM"."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M") if isinstance(text, str) else text


#: books whose rules act on cases by themselves, as people would
ACTING = ("cs.escalation.rule", "cs.automation.rule", "cs.callback.rule", "cs.survey.rule", "cs.compensation.rule")


class PreviewCase(TicketCase):
    """Drafts, previews, lives.

    Shipped rules that act on cases sleep, so that nobody but the test's people does.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for book in filter(cls.env.registry.models.__contains__, ACTING):
            cls.env[book].search([]).write({"active": False})

    def make_draft(self, rule, user=None, **values):
        """The draft of a change of a rule, with other values."""
        change = self.env["cs.rule.change"].with_user(user or self.manager)._start(rule.with_user(user or self.manager))
        draft = change._draft()
        draft.write(values)
        self.env.flush_all()
        return draft

    def preview_of(self, rule, at, user=None, days=30):
        """A preview made at a moment, run to its end."""
        with self.at(moment(at)):
            action = rule.with_user(user or self.manager).action_preview()
            preview = self.env["cs.rule.preview"].with_user(user or self.manager).browse(action["res_id"])
            if preview.days != days:
                preview.days = days
                preview.action_run()
            while preview.state == "running":
                preview.sudo()._run_batch()
        return preview

    def counts(self, preview):
        """Measure (and word) → cases today, cases with the change."""
        return {
            line.measure + (f" {line.word}" if line.word else ""): (line.today_count, line.then_count)
            for line in preview.line_ids
        }

    def outcomes(self, preview, side):
        """Ticket id → measure → value, of one side."""
        self.env.flush_all()
        cases = self.env["cs.rule.preview.case"].sudo().search([("preview_id", "=", preview.id)])
        return {case.ticket_id.id: case.today if side == "today" else case.after for case in cases}

    # -- living ------------------------------------------------------------------

    def live(self, tickets_of, deeds, until):
        """Let cases live: people act at their moments, time acts in between, promptly.

        :param tickets_of: list that the deeds fill and that time is to act on.
        :param deeds: (moment, what to do).
        """
        last = datetime.min
        for at, act in sorted(((moment(at), act) for at, act in deeds), key=lambda deed: deed[0]):
            self.pass_time(tickets_of, last, at)
            with self.at(at):
                act()
            self.env.flush_all()
            last = at
        self.pass_time(tickets_of, last, moment(until))

    def pass_time(self, tickets_of, since, until):
        """Every pass of the time-driven work from one second up to and including another."""
        for _turn in range(500):
            self.env.flush_all()
            due = [t.next_action_at for t in tickets_of if t.next_action_at and t.next_action_at <= until]
            if not due:
                return
            since = max(since, min(due))
            self.run_due(since)
            self.env.invalidate_all()
        self.fail("time does not pass")
