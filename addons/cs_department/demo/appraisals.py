"""Quality checks, rewards and penalties of the weeks, and last month's appraisal."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from .story import Story

#: login → post of the person
POSTS = {
    "agent1": "热线客服专员",
    "agent2": "热线客服专员",
    "agent3": "热线客服专员",
    "agent4": "物业前台与客服管家",
    "agent5": "物业前台与客服管家",
}
PROFILES = {"热线客服专员": "job_profile_agent", "物业前台与客服管家": "job_profile_counter"}
#: shares of the days since the first of the month (the story may begin on any day)
RUN, RATED, SHOWN, APPEALED, DECIDED, FROZEN = 0.08, 0.16, 0.24, 0.32, 0.42, 0.6
#: months before that were appraised, for the trend
EARLIER = 2
#: talks of last month that are known
TALKS = 45
#: a check has so many of its items answered well
WELL = 0.88


class Appraisals(Story):
    """How work is judged: drawn checks, events, and a month that is appraised, appealed and frozen."""

    def plan_appraisals(self) -> None:
        self._give_posts()
        for months in range(EARLIER, 0, -1):
            first = self._first_of_month(months + 1)
            self.schedule(self._earlier_month(first), self.begin + timedelta(hours=EARLIER - months + 1))
        self.schedule(self._talks(), self.local(self._first_of_month(1), 10))
        self.schedule(self._checks(), self._in_month(0.02))
        self.schedule(self._praise(), self.days_ago(9))
        self.schedule(self._warning(), self.days_ago(6))
        self.schedule(self._appraisal(), self._in_month(RUN))

    def _in_month(self, share: float) -> datetime:
        """A moment of this month, the later the larger its share of the days gone by."""
        first = self.local(self.now.date().replace(day=1), 9)
        begin = min(first, self.now - timedelta(hours=12))
        return begin + (self.now - begin) * share

    def _first_of_month(self, back: int):
        """The first day of the month so many months before this one."""
        return self.now.date().replace(day=1) - relativedelta(months=back)

    # -- posts ---------------------------------------------------------------------------

    def _give_posts(self) -> None:
        """Posts have a profile with duties, qualifications and a scheme (in sudo)."""
        profiles = self.env["cs.job.profile"]
        known = {profile.key: profile for profile in profiles.search([("key", "in", list(PROFILES.values()))])}
        jobs = {}
        for name, key in PROFILES.items():
            # two posts
            profile = known.get(key, profiles)
            jobs[name] = self.env["hr.job"].create({"name": name, "cs_profile_id": profile.id})
        for place, (login, name) in enumerate(POSTS.items()):
            # five people: the last one is new
            joined = self.now.date() - timedelta(days=12 if place == len(POSTS) - 1 else 700 - 90 * place)
            person = self.ref(f"demo_employee_{login}")
            person.contract_date_start = joined
            person.job_id = jobs[name]

    # -- quality -------------------------------------------------------------------------

    def _checks(self):
        """The samples of last month are drawn, and checked one by one over the days."""
        for plan in self.env["cs.check.plan"].search([]):
            # each plan draws for itself
            plan._draw(self.env.company)
        todo = self.env["cs.check"].search([("state", "=", "todo")], order="id")
        share = 0.05
        # some are left for today's visitor
        for check in todo[: max(len(todo) - 6, 0)]:
            share = min(share + 0.03, 0.95)
            yield self._in_month(share)
            self._check(check)

    def _talks(self):
        """Talks of last month, as the telephone exchange hands them in."""
        rows = []
        for number in range(TALKS):
            login = ("agent1", "agent2", "agent3")[number % 3]
            begun = self.local(self._first_of_month(1) + timedelta(days=number % 27), 9 + number % 8)
            rows.append(
                {
                    "employee_id": self.ref(f"demo_employee_{login}").id,
                    "direction": "out" if number % 4 == 0 else "in",
                    "started_at": begun,
                    "seconds": 700 + 13 * number if number % 9 == 0 else self.some(40, 320),
                    "waited_seconds": self.some(3, 18),
                    "rings": self.some(1, 4),
                    "recording_url": f"https://recordings.example.com/{begun:%Y%m%d}-{number:03d}.mp3",
                    "reference": f"{begun:%Y%m%d}{number:03d}",
                }
            )
        self.env["cs.call"].create(rows)
        yield 5

    def _check(self, check):
        """Who is named checks; else the quality officer, and the manager once more."""
        checker = check.inspector_id or self.user("manager" if check.second_of_id else "quality")
        mine = check.with_user(checker)
        mine.begin()
        # sudo: the answers as the screen gives them
        answers = {
            str(answer.id): self._answer(answer, well=self.random.random() < WELL) for answer in check.sudo().answer_ids
        }
        mine.finish(answers, "整体良好。")

    def _answer(self, answer, well: bool) -> dict:
        if answer.kind == "text":
            return {"words": "无"}
        if answer.kind == "count":
            return {"value": 0} if well else {"value": 1, "note": "说了一次“这个不归我管”。"}
        best = {"scale": answer.top, "points": answer.points}.get(answer.kind, 1)
        worst = 1 if answer.kind == "scale" else 0
        # nobody fails what ends a check at once in this story
        good = well or answer.is_fatal
        return {"value": best if good else worst, "note": "" if good else "未按规范用语，已当面提醒。"}

    # -- rewards and penalties ------------------------------------------------------------

    def _rule(self, nature):
        rules = self.env["cs.merit.rule"].search([("nature", "=", nature), ("source", "=", "hand")], order="sequence")
        return rules[:1]

    def _propose(self, login, nature, words):
        self.by("supervisor", "cs.merit.propose").create(
            {
                "employee_ids": [(6, 0, self.ref(f"demo_employee_{login}").ids)],
                "rule_id": self._rule(nature).id,
                "words": words,
            }
        ).action_propose()
        return self.env["cs.merit.event"].search([], order="id desc", limit=1)

    def _praise(self):
        event = self._propose("agent1", "reward", "2栋业主送来锦旗，感谢王丽深夜协调电梯救援。")
        yield 90
        event.with_user(self.user("manager")).approve()

    def _warning(self):
        event = self._propose("agent3", "penalty", "工作时间浏览购物网站，经提醒后关闭。")
        yield 60
        event.with_user(self.user("manager")).approve()
        yield 300
        event.with_user(self.user("agent3")).appeal("当时在为业主查询净水器配件型号，有浏览记录为证。")

    # -- appraisal -----------------------------------------------------------------------

    def _period(self, first):
        period = self.by("manager", "cs.appraisal.period").create(
            {"date_from": first, "date_to": first + relativedelta(months=1, days=-1)}
        )
        period.action_run()
        return period

    def _earlier_month(self, first):
        """A month of before, without appeals."""
        period = self._period(first)
        self._rate(period)
        period.action_show()
        for one in period.sudo().appraisal_ids:  # sudo: everybody's, each acts for himself
            one.with_user(one.user_id).action_confirm()
        period.action_freeze()
        yield 5

    def _appraisal(self):
        period = self._period(self._first_of_month(1))
        yield self._in_month(RATED)
        self._rate(period)
        yield self._in_month(SHOWN)
        period.action_show()
        yield self._in_month(APPEALED)
        people = period.sudo().appraisal_ids  # sudo: everybody's, each acts for himself
        self._confirm(people)
        self._appeal(people)
        yield self._in_month(DECIDED)
        self._decide(people)
        yield self._in_month(FROZEN)
        self._confirm(people)
        period.action_freeze()

    def _rate(self, period):
        """Everybody who was asked gives points with a reason."""
        sheets = self.env["cs.appraisal.sheet"].search([("period_id", "=", period.id), ("state", "=", "asked")])
        for sheet in sheets:
            # each rater for himself
            mine = sheet.with_user(sheet.rater_id)
            for line in mine.line_ids:
                share = self.random.choice((0.7, 0.8, 0.85, 0.9, 0.95))
                line.write({"points": round(line.weight * share, 1), "reason": "平时工作中的观察，有工单和交接记录。"})
            mine.action_give()

    def _confirm(self, people):
        for one in people:
            if one.state == "shown" and one.user_id != self.user("agent2"):
                one.with_user(one.user_id).action_confirm()

    def _appeal(self, people):
        mine = people.filtered(lambda one: one.user_id == self.user("agent2"))
        if mine:
            mine.with_user(self.user("agent2")).appeal("有一件超时工单是等工程部备件，部门任务上有记录，请复核。")

    def _decide(self, people):
        appeal = people.appeal_ids.filtered(lambda one: one.state == "open")[:1]
        if appeal:
            appeal.with_user(self.user("manager")).decline("已核对：该单首次响应也超时，与备件无关，维持原评分。")
