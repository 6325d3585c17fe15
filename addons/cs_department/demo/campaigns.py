"""The quarters before the month: their cases came in by file, their customers were asked."""

import base64
import csv
import io
from datetime import date, datetime, timedelta

from ..core.now import utcnow
from .story import Script, Story

#: cases of each quarter, customers asked
QUARTER_CASES, SAMPLE = 48, 32
_HEADER = [
    *("登记时间", "类型", "标题", "描述", "客户", "电话", "房号", "处理人", "状态", "处理结果", "办结时间", "关闭时间"),
    *("是否属实", "原因"),
]
#: what the old system knew of a case
_OLD = ("complaint", "repair", "enquiry", "service", "suggestion")


class Campaigns(Story):
    """Two quarters, each with its cases and its campaign."""

    def plan_campaigns(self) -> None:
        last = quarter_before(self.now.date() - timedelta(days=27))
        before = quarter_before(last)
        for first in (before, last):
            end = quarter_after(first)
            start = self.hours.next_open(datetime(end.year, end.month, end.day) + timedelta(days=2))
            self.schedule(self._quarter(first, end - timedelta(days=1)), start)

    def _quarter(self, first: date, last: date) -> Script:
        self._import(first, last)
        yield 60
        campaigns = self.by("manager", "cs.survey.campaign")
        quarter = (first.month + 2) // 3
        campaign = campaigns.create(
            {
                "name": f"{first.year}年第{quarter}季度客户满意度调查",
                "survey_id": self.ref("survey_campaign").id,
                "date_from": first,
                "date_to": last,
                "sample_size": SAMPLE,
                "least": 2,
                "valid_days": 21,
                "previous_id": campaigns.search([], limit=1).id,
            }
        )
        campaign.draw()
        yield 20
        campaign.start()
        yield utcnow() + timedelta(days=21, minutes=5)
        campaign.finish()

    def _import(self, first: date, last: date) -> None:
        """The supervisor brings in the old system's cases."""
        text = io.StringIO()
        file = csv.writer(text)
        file.writerow(_HEADER)
        old = [case for case in self.templates if case["kind"] in _OLD and case["category"] != "enquiry_foreign"]
        days = (last - first).days
        for number, customer in enumerate(self.random.sample(self.customers, QUARTER_CASES)):
            moment = datetime(first.year, first.month, first.day) + timedelta(
                days=number * days // QUARTER_CASES, hours=self.some(9, 17), minutes=self.some(0, 59)
            )
            file.writerow(self._old_case(self.random.choice(old), customer, moment))
        batch = self.by("supervisor", "cs.ticket.import").create(
            {
                "name": f"旧系统工单（{first:%Y年%m月}至{last:%m月}）",
                "file": base64.b64encode(text.getvalue().encode("utf-8-sig")),
                "file_name": f"旧系统工单{first:%Y%m}.csv",
                "tz": "Asia/Shanghai",
            }
        )
        for step in (batch.action_check, batch.action_import):
            step()
            while batch.is_busy:
                # what its scheduled action does, batch by batch
                batch.sudo()._run_batch()  # sudo: as that does

    def _old_case(self, case, customer, moment) -> list[str]:
        done = moment + timedelta(minutes=self.some(90, 2600))
        judged = case["kind"] == "complaint"
        times = [f"{at:%Y-%m-%d %H:%M}" for at in (moment, done, done + timedelta(days=3))]
        return [
            times[0],
            self.kind(case["kind"]).name,
            case["title"],
            case["text"],
            customer.name,
            customer.phone,
            customer.street,
            self.user(f"agent{self.some(1, 5)}").name,
            self.ref("stage_closed").name,
            self.random.choice(self.words["history"]["resolutions"]),
            times[1],
            times[2],
            {"valid": "属实", "invalid": "不属实"}[case["validity"]] if judged else "",
            self.ref(f"cause_{case['cause']}").name if judged else "",
        ]


def quarter_before(day: date) -> date:
    """The first day of the last quarter that was over on a day."""
    month = (day.month - 1) // 3 * 3 + 1
    return date(day.year - (month == 1), 10 if month == 1 else month - 3, 1)


def quarter_after(first: date) -> date:
    """The first day of the quarter that follows."""
    return date(first.year + (first.month == 10), 1 if first.month == 10 else first.month + 3, 1)
