"""What managers make of the figures: targets, the report of the month before, and who gets it."""

from datetime import timedelta

from .story import Script, Story

#: code of an indicator → what this company wants of it
TARGETS = {
    "first_response_in_time": 95,
    "resolved_in_time": 90,
    "solved_first_time": 90,
    "repeat_rate": 5,
    "complaint_rate": 25,
    "callback_rate": 90,
    "callbacks_in_window": 95,
    "callback_satisfied": 95,
    "satisfaction_all": 90,
    "response_rate": 40,
}
COMMENT = """<p>本月受理量平稳,报修占比最高。首次响应较上月有所改善,秩序维护部逾期环节较多,已约谈并落实整改。</p>
<p>下月重点:一、夜间来电响应;二、整改措施按期复查;三、回访不满意工单逐件跟进。</p>"""


class Figures(Story):
    """The manager sets targets, and on the morning of today reports the month that has ended."""

    def plan_figures(self) -> None:
        self.schedule(self._figures(), self.hours.next_open(self.now - timedelta(days=1)))

    def _figures(self) -> Script:
        indicators = self.env["cs.indicator"].sudo()._of_company(self.env.company)
        self.env["cs.indicator.target"].with_context(cs_change_reason="年度服务目标").create(
            [
                {"indicator_id": indicators[code].id, "date_from": f"{self.now.year}-01-01", "value": value}
                for code, value in TARGETS.items()
            ]
        )
        yield 5
        report = self.by("manager", "cs.month.report").create({"comments": COMMENT})
        report.issue()
        people = self.user("manager") | self.user("supervisor")
        self.by("manager", "cs.report.schedule").create(
            [
                {"name": "客服月报（管理层）", "user_ids": [(6, 0, people.ids)], "day": 3, "hour": 9},
                {
                    "name": "坐席日报",
                    "report": "people",
                    "user_ids": [(6, 0, people.ids)],
                    "hour": 8,
                },
            ]
        )
