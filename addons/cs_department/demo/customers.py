"""What customers say afterwards: to whoever calls them back, and on the forms they are sent."""

from datetime import datetime, timedelta

from ..core.flow import LIVE
from ..core.now import utcnow
from .story import Script, Story

#: working minutes ago at which somebody called last, but for a few tries of today
LAST_CALLS = 620
#: calls are made when so many hours are left, the rest waits at the desk
IN_GOOD_TIME = timedelta(hours=26)
#: of a hundred customers so many answer their form
ANSWERS = 44
#: working minutes ago since when a bad answer is not followed up yet
LATELY = 1100
#: how satisfied they are: 5 is very; every now and then somebody is not at all
MARKS, WEIGHTS = (5, 4, 3), (58, 36, 6)
#: calls after which the customer is not satisfied, and that reach nobody, in the order of the month
UNSATISFIED, UNREACHED = (5, 13), (8,)
#: working minutes of the past in which a case was registered that may still be open
YOUNG = 5000


class Customers(Story):
    """Callbacks, care calls and satisfaction."""

    def __init__(self, env):
        super().__init__(env)
        self.calls = 0
        self.fate: dict[int, str] = {}
        self.asked: set[int] = set()
        self.low = self.begin
        self.polled = self.polls = 0

    def plan_customers(self) -> None:
        self.schedule(self._calls(), self.hours.add(self.begin, 600))
        self.schedule(self._tries_of_today(), self.ago(170))
        self._plan_care()

    # -- callbacks ---------------------------------------------------------------

    def _calls(self) -> Script:
        """Agents call in the hours in which people are at home."""
        while utcnow() < self.ago(LAST_CALLS):
            for login in self.random.sample(("agent1", "agent2", "agent3", "agent4", "agent5"), 3):
                yield from self._call_next(login)
            yield self.some(150, 240)

    def _tries_of_today(self) -> Script:
        """This morning somebody is on the line, another one wants to be called later."""
        for login, outcome in (("agent2", "busy"), ("agent4", "call_again")):
            callback_id = self.by(login, "cs.callback").next_call()
            if callback_id:
                self._log(self.by(login, "cs.callback").browse(callback_id), outcome)
            yield 20

    def _call_next(self, login) -> Script:
        desk = self.by(login, "cs.callback")
        callback = desk.browse(desk.next_call() or ())
        if not callback:
            return
        if callback.due_at and callback.due_at > utcnow() + IN_GOOD_TIME and callback.round == 1:
            callback.release()
            return
        yield self.some(2, 6)
        self._log(callback, self._outcome(callback))

    def _outcome(self, callback) -> str:
        """How an attempt ends; what a call is fated to is settled at the first one."""
        if callback.id not in self.fate:
            self.calls += 1
            recent = utcnow() > self.ago(2600)
            ticket = callback.sudo().ticket_id  # sudo: the story knows its cases, callers need not
            if ticket.injured or not ticket:
                # whoever was hurt has been looked after; who is greeted is not asked
                self.fate[callback.id] = ""
            elif not recent and self._owed("unsatisfied", UNSATISFIED):
                self.fate[callback.id] = "unsatisfied"
            elif recent and ticket.registered_at > self.ago(YOUNG) and "unsatisfied now" not in self.fate.values():
                # one is being handled again when the visitor comes
                self.fate[callback.id] = "unsatisfied now"
            elif self.calls in UNREACHED or (recent and "unreached now" not in self.fate.values()):
                self.fate[callback.id] = "unreached now" if recent else "unreached"
            else:
                self.fate[callback.id] = self.random.choices(("", "no_answer", "busy"), (80, 14, 6))[0]
        fate = self.fate[callback.id]
        if fate.startswith("unreached"):
            return "no_answer"
        if fate in ("no_answer", "busy") and callback.attempt_count == 0:
            return fate
        if fate.startswith("unsatisfied") and callback.round == 1:
            return "unsatisfied"
        return "satisfied"

    def _owed(self, fate: str, calls) -> bool:
        """Whether another call ends so: its turn came, perhaps with a greeting, which asks nothing."""
        return list(self.fate.values()).count(fate) < sum(self.calls >= call for call in calls)

    def _log(self, callback, outcome) -> None:
        words, care = self.words, not callback.sudo().ticket_id  # sudo: see above
        if outcome == "no_answer":
            callback.log_attempt("no_answer", words["unreached"][min(callback.attempt_count, 2)])
            if callback.state == "given_up" and self.fate[callback.id] == "unreached":
                self.schedule(self._sign_off(callback), self.hours.add(utcnow(), 300))
        elif outcome == "busy":
            callback.log_attempt("busy", words["busy"])
        elif outcome == "call_again":
            callback.log_attempt("call_again", words["call_again"], again_at=self.hours.add(self.now, 90))
        elif outcome == "unsatisfied":
            said = words["unsatisfied"][len([f for f in self.fate.values() if f.startswith("unsatisfied")]) % 3 - 1]
            callback.log_attempt("reached", said, satisfied=False, answers=self._answers(callback, 2))
            if self.fate[callback.id] == "unsatisfied":
                ticket = callback.sudo().ticket_id.with_env(self.env)  # sudo: see above
                self.schedule(self._handled_again(ticket), self.hours.add(utcnow(), 60))
        elif care:
            said = words["care"][callback.event_id.code]
            callback.log_attempt("reached", said, satisfied=None, answers=self._answers(callback, 5))
        else:
            said = self.random.choice(words["satisfied_again" if callback.round > 1 else "satisfied"])
            mark = self.random.choice((5, 5, 4))
            callback.log_attempt("reached", said, satisfied=True, answers=self._answers(callback, mark))

    def _answers(self, callback, mark) -> dict:
        return self._form(callback.sudo().rule_id.survey_id, mark)  # sudo: see above

    def _form(self, survey, mark: int, comment: str = "") -> dict:
        """The questions of a form, answered by somebody so satisfied."""
        answers = {}
        for question in survey.question_ids:
            if question.question_type == "scale":
                answers[question.id] = min(max(mark + self.random.choice((0, 0, 0, -1, 1)), 1), 5)
            elif question.question_type == "simple_choice":
                choices = question.suggested_answer_ids
                answers[question.id] = choices[0 if mark > 3 else 1 if mark == 3 else -1].id
            elif comment:
                answers[question.id] = comment
        return answers

    def _handled_again(self, ticket) -> Script:
        words = self.words["handled_again"]
        self.by_agent(ticket).answer(words["answer"])
        yield self.some(200, 500)
        if ticket.state in LIVE:
            self.by_agent(ticket).resolve(words["resolution"])

    def _sign_off(self, callback) -> Script:
        callback.with_user(self.user("manager")).sign_off(self.words["sign_off_reason"])
        yield 1

    # -- care calls --------------------------------------------------------------

    def _plan_care(self) -> None:
        """Birthdays of this week and of other days, and people who have just moved in."""
        local = self.now + timedelta(hours=8)
        for number, customer in enumerate(self.customers[10:30]):
            # a birthday of each customer's own, none of the coming days
            day = local + timedelta(days=20 + number * 16)
            customer.cs_birthday = f"{day:%m-%d}"
        for customer, back in ((self.customers[7], 0), (self.customers[12], 0), (self.customers[20], 3)):
            day = local - timedelta(days=back)
            # as above
            customer.cs_birthday = f"{day:%m-%d}"
            midnight = datetime(day.year, day.month, day.day) - timedelta(hours=8)
            self.schedule(self._cares(customer, "birthday", midnight, str(day.year)), midnight)
        for customer, back in ((self.customers[33], 9), (self.customers[41], 8), (self.customers[46], 5)):
            moment = self.days_ago(back)
            self.schedule(self._cares(customer, "moved_in", moment), moment)

    def _cares(self, customer, event, at, occasion="") -> Script:
        self.env["cs.callback"]._cs_callback_event(customer, event, at, occasion)
        yield 1

    # -- satisfaction ------------------------------------------------------------

    def time_acted(self, records) -> None:
        """Who has been asked answers in a while, or never."""
        super().time_acted(records)
        if records._name != "cs.survey.invitation":
            return
        for one in records:
            if one.state == "asked" and one.id not in self.asked:
                self.asked.add(one.id)
                if self._will_answer(one):
                    pause = self.random.expovariate(1 / 420)
                    self.schedule(self._rates(one), self.hours.add(utcnow(), 5 + pause))

    def _will_answer(self, invitation) -> bool:
        if not invitation.campaign_id:
            return self.random.random() * 100 < ANSWERS
        # two of five, whoever was drawn
        self.polled += 1
        return self.polled % 5 in (0, 2)

    def _rates(self, invitation) -> Script:
        """A customer opens his link and fills in the form."""
        one = invitation._from_token(invitation._token())
        if not one or one._is_used():
            return
        mark = self._mark(one)
        comment = self._comment(one, mark) if mark < 3 or self.random.random() < 0.55 else ""
        channel = "mail" if one.by_mail else self.random.choice(("sms", "sms", "sms", "qr"))
        one._answer(self._form(one.survey_id, mark, comment), channel)
        follow_up = self.env["cs.ticket"].search([("follow_up_of_id", "=", one.ticket_id.id)]) if one.ticket_id else ()
        if follow_up and utcnow() < self.ago(LATELY):
            yield self.some(60, 200)
            yield from self._follows_up(follow_up)

    def _comment(self, invitation, mark) -> str:
        """What such a customer writes."""
        words, kind = self.words, invitation.ticket_id.kind_id.code
        if invitation.campaign_id:
            return self.random.choice(words["campaign_comments"])
        said = words["comments_repair"] if kind == "repair" else words["comments"]
        return self.random.choice(said[str(mark)])

    def _mark(self, invitation) -> int:
        """How satisfied a customer is; every ten days and lately somebody is not."""
        if invitation.campaign_id:
            # the department gets better from one quarter to the next
            self.polls += 1
            marks = (5, 4, 5, 4, 4, 5, 4, 5) if invitation.campaign_id.previous_id else (4, 4, 5, 3, 4, 5, 4, 3)
            return marks[self.polls % 8]
        now, wait = utcnow(), timedelta(days=10)
        lately = self.low < self.ago(LATELY) <= now
        if now - self.low > wait or lately:
            self.low = now
            return 1
        return self.random.choices(MARKS, WEIGHTS)[0]

    def _follows_up(self, ticket) -> Script:
        words = self.words["follow_up"]
        by_supervisor = ticket.with_user(self.user("supervisor"))
        by_supervisor.answer(words["answer"])
        yield self.some(30, 200)
        findings = {}
        if ticket.kind_id.code in ("complaint", "product"):
            findings = {"validity": "valid", "cause_id": self.ref("cause_fault").id}
        by_supervisor.resolve(words["resolution"], **findings)
