"""Day reports, weekly summaries and the weekly meeting of the hotline."""

from datetime import datetime, timedelta

from odoo.fields import Command

from .story import Story

#: so many days of reports are told
REPORTED = 16
AGENTS = ("agent1", "agent2", "agent3", "agent4", "agent5")
DAY_WORDS = (
    "今日受理以报修和咨询为主，均已按时响应；昨日遗留的两件漏水工单已督促工程部完成维修并回访。",
    "来电高峰在上午九点到十点，已逐件登记派单；物业费疑问较多，已按话术解释。",
    "处理停车投诉时与秩序部现场核实，业主表示认可；其余工单正常流转。",
    "今日无逾期工单，完成回访三件，业主均满意；门禁卡补办需继续跟进。",
)
NEXT_WORDS = ("继续跟进未办结工单，下午回访。", "联系工程部确认备件到货时间。", "整理本周高频问题，补充到话术。")
WEEK_WORDS = (
    "本周共受理来电、到访和线上诉求，均做到首问负责、逐件登记。报修集中在给排水和门禁，已与工程部约定上午派单当日上门；"
    "投诉主要为夜间噪音和车位占用，均在24小时内答复业主，并与秩序部联合巡查。回访中业主对响应速度普遍认可，"
    "对个别维修需二次上门提出意见，已转工程部分析原因。"
)
IMPROVEMENTS = (
    "一是派单时把业主可上门时间写清楚，减少空跑；二是对漏水类报修先电话指导关阀止损；三是把停车收费标准整理成一页话术，"
    "统一口径，避免业主重复来电；四是每天下班前核对未办结清单，主动向业主反馈进展，不让业主催。"
)


class Reports(Story):
    """What people write at the end of a day and of a week, and talk about on Mondays."""

    def plan_reports(self) -> None:
        self.schedule(self._ask_for_reports(), self.days_ago(REPORTED + 1))
        for back in range(REPORTED, -1, -1):
            day = self.now.date() - timedelta(days=back)
            if day.weekday() < 5:
                self.schedule(self._day(day, back), self._at(day, 8, 40))
            if day.weekday() == 0:
                self.schedule(self._meeting(day), self._at(day, 9, 0))
            if day.weekday() == 4:
                self.schedule(self._week(day), self._at(day, 17, 10))

    def _ask_for_reports(self):
        rules = self.by("manager", "cs.report.rule").search([])
        rules.write({"date_from": self.days_ago(REPORTED).date(), "change_reason": "日报、周总结改为线上提交"})
        yield 5

    def _at(self, day, hour: int, minute: int) -> datetime:
        return self.local(day, hour) + timedelta(minutes=minute)

    def _to_hand_in(self, model, first, login):
        """What somebody owes of that day or week, in his own hands."""
        owed = [("date_from", "=", first), ("state", "=", "todo"), ("user_id", "=", self.user(login).id)]
        return self.by(login, model).search(owed)

    def _day(self, day, back):
        """Everybody confirms his report in the evening; one forgets it, who is away owes none."""
        self.env["cs.day.report"]._create_owed(self._at(day, 8, 40))
        yield self._at(day, 17, 35)
        number = day.toordinal()
        for place, login in enumerate(AGENTS):
            if back == 3 and login == "agent3":
                continue  # comes in late, the next day
            mine = self._to_hand_in("cs.day.report", day, login)
            if mine:
                mine.action_draw()
                mine.write(
                    {
                        "words": DAY_WORDS[(number + place) % len(DAY_WORDS)],
                        "plan": NEXT_WORDS[(number + place) % len(NEXT_WORDS)],
                    }
                )
                mine.hand_in()
        yield self._at(day + timedelta(days=1), 9, 20)
        handed = self.env["cs.day.report"].search([("date_from", "=", day), ("state", "=", "handed")])
        handed.with_user(self.user("manager")).mark_read()
        mine = self._to_hand_in("cs.day.report", day, "agent3")
        if mine:
            mine.write({"words": DAY_WORDS[0], "plan": NEXT_WORDS[0]})
            mine.hand_in()

    def _week(self, friday):
        monday = friday - timedelta(days=4)
        self.env["cs.week.summary"]._create_owed(self._at(friday, 17, 10))
        yield self._at(friday, 17, 40)
        last = friday + timedelta(days=7) > self.now.date()
        for login in AGENTS:
            if login == "agent2" and not last:
                continue
            mine = self._to_hand_in("cs.week.summary", monday, login)
            if mine:
                mine.write({"words": WEEK_WORDS, "improvements": IMPROVEMENTS, "plan": NEXT_WORDS[1]})
                mine.hand_in()
        yield self._at(friday + timedelta(days=3), 8, 50)
        handed = self.env["cs.week.summary"].search([("date_from", "=", monday), ("state", "=", "handed")])
        if handed:
            supervisor = handed.with_user(self.user("supervisor"))
            supervisor[0].answer_report("停车收费话术这条很好，请在例会上给大家讲一讲。")
            supervisor[1:].mark_read()

    def _meeting(self, day):
        """The week before, the plan of this one, and who does what until when."""
        meeting = self.by("supervisor", "cs.meeting").create(
            {
                "name": "热线组周例会",
                "team_id": self.ref("demo_team_hotline").id,
                "held_at": self._at(day, 9, 30),
                "place": "二楼会议室",
                "last_week": "响应及时率达标；两件漏水投诉办结偏慢，原因是备件未到。",
                "plan_ids": [
                    Command.create({"name": "完成3号楼漏水工单回访", "user_id": self.user("agent1").id}),
                    Command.create({"name": "整理物业费常见问题话术", "user_id": self.user("agent2").id}),
                ],
                "matter_ids": [
                    Command.create({"section": "matter", "name": "请工程部每日16点前反馈未完工单进度"}),
                    Command.create({"section": "matter", "name": "年底房屋检查，客服配合预约业主时间"}),
                ],
            }
        )
        meeting.invite()
        yield self._at(day, 10, 30)
        meeting.write(
            {
                "minutes": "会议确认：漏水类报修优先派单，当日反馈进度；话术统一口径，由张伟整理后发全组学习。",
                "action_ids": [
                    Command.create(
                        {
                            "name": "与工程部约定每日进度反馈方式",
                            "user_id": self.user("supervisor").id,
                            "deadline": day + timedelta(days=2),
                        }
                    ),
                    Command.create(
                        {
                            "name": "物业费话术定稿并组织学习",
                            "user_id": self.user("agent2").id,
                            "deadline": day + timedelta(days=4),
                        }
                    ),
                ],
            }
        )
        meeting.send_minutes()
        yield self._at(day + timedelta(days=2), 16, 0)
        meeting.action_ids[:1].with_user(self.user("supervisor")).done()
