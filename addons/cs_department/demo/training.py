"""Training of the department: sessions, exams with a re-sit, a rule to be read and signed, coaching."""

from datetime import timedelta

from .story import Story

HOTLINE = ("agent1", "agent2", "agent3")
#: points of the exam on products, out of 100
POINTS = {"agent1": 94, "agent2": 86, "agent3": 62}


class Training(Story):
    """What the people learn, and how it shows."""

    def plan_training(self) -> None:
        self.schedule(self._monthly_session(), self.days_ago(12))
        self.schedule(self._products(), self.days_ago(10))
        self.schedule(self._reading(), self.days_ago(4))
        self.schedule(self._coming_session(), self.days_ago(2))
        self.schedule(self._coaching(), self.days_ago(3))

    def _course(self, key):
        return self.env["cs.training.course"].search([("key", "=", key)], limit=1)

    def _session(self, course, starts_at, **more):
        return self.by("supervisor", "cs.training.session").create(
            {
                "name": course.name,
                "course_id": course.id,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=2),
                "trainer_id": self.user("supervisor").id,
                "place": "二楼会议室",
                **more,
            }
        )

    def _invite(self, logins, **more):
        people = [self.ref(f"demo_employee_{login}").id for login in logins]
        self.by("supervisor", "cs.training.assign").create({"employee_ids": [(6, 0, people)], **more}).action_apply()

    def _monthly_session(self):
        """Everybody is invited; two sign in themselves, one is missing."""
        begin = self.local((self.now - timedelta(days=10)).date(), 15)
        session = self._session(self._course("course_monthly"), begin, name="月度业务培训：冬季报修高峰应对")
        self._invite((*HOTLINE, "agent4", "agent5"), session_id=session.id)
        yield begin + timedelta(minutes=130)
        missing = session.attendance_ids.filtered(lambda row: row.user_id == self.user("agent5"))
        missing.with_user(self.user("supervisor")).action_absent()
        session.action_all_there()
        session.action_hold()

    def _products(self):
        """An exam on paper: two pass, one fails and sits it again."""
        course = self._course("course_products")
        self._invite(HOTLINE, course_id=course.id, due_on=self.now.date() + timedelta(days=3))
        yield 1200
        for login, points in POINTS.items():
            own = [("course_id", "=", course.id), ("user_id", "=", self.user(login).id), ("is_open", "=", True)]
            record = self.by("supervisor", "cs.training.record").search(own, limit=1)
            record.action_attended()
            self.by("supervisor", "cs.training.mark").create(
                {"record_id": record.id, "score": points, "note": "笔试加现场问答"}
            ).action_apply()

    def _reading(self):
        reading = self.by("manager", "cs.reading").create(
            {
                "name": "关于规范停车投诉答复口径的通知",
                "body": "<p>自即日起，停车收费与车位占用类投诉统一按《停车管理答复口径》答复，不得口头承诺减免。</p>"
                "<p>占用固定车位的，先通知秩序部到场，再电话联系车主，全程在工单中留痕。</p>",
                "team_ids": [(6, 0, (self.ref("demo_team_hotline") | self.ref("demo_team_desk")).ids)],
                "sign_by": self.now.date() + timedelta(days=1),
            }
        )
        reading.action_put_out()
        for login in ("agent1", "agent4", "agent2"):
            yield self.some(60, 300)
            reading.receipt_ids.filtered(lambda row, login=login: row.user_id == self.user(login)).with_user(
                self.user(login)
            ).sign()

    def _coming_session(self):
        """Next week's new equipment, for those who will be asked about it."""
        begin = self.local((self.now + timedelta(days=6)).date(), 14)
        session = self._session(self._course("course_launch") or self._course("course_monthly"), begin)
        session.name = "智能门禁上线培训"
        self._invite(HOTLINE, session_id=session.id)
        yield 30

    def _coaching(self):
        """The quality officer agrees on coaching after the weakest check of an agent."""
        people = [self.user(login).id for login in HOTLINE]
        done = [("state", "=", "done"), ("is_self", "=", False), ("second_of_id", "=", False)]
        check = self.env["cs.check"].search([*done, ("user_id", "in", people)], order="score, id", limit=1)
        if check:
            action = check.with_user(self.user("quality")).action_coach()
            self.by("quality", "cs.coaching").with_context(**action["context"]).create(
                {
                    "coach_id": self.user("supervisor").id,
                    "goal": action["context"]["default_goal"] or "开头语、结束语按规范使用",
                }
            )
        yield 30
