from base64 import b64encode

from odoo import models

from ...core.figures import svg

#: figures whose course is drawn, two beside each other
DRAWN = 6


class CsMonthReport(models.Model):
    """The report on paper and on the screen: one template, charts drawn as SVG."""

    _inherit = "cs.month.report"

    def _render_body(self):
        """The report as HTML, in the language of its company."""
        self.ensure_one()
        return self._in_company_language().env["ir.qweb"]._render("cs_department.month_report_body", self._paper())

    def _paper(self) -> dict:
        """What the template is filled with."""
        self.ensure_one()
        report = self._in_company_language()
        return {"report": report, "content": report.content, "charts": report._charts(report.content)}

    def _charts(self, content) -> dict[str, object]:
        """Name → chart as an image; courses of figures as a list."""
        times = content["times"]
        return {
            "trends": [self._trend_chart(row, content["trend_months"]) for row in self._drawn(content)],
            "months": self._month_chart(content),
            "first_response": self._bar_chart(times["labels"], times["series"]["first_response"]),
            "resolution": self._bar_chart(times["labels"], times["series"]["resolution"]),
            "week": _image(svg.week(content["week"]["rows"], content["week"]["grid"])),
            "causes": self._cause_chart(content["causes"]["bars"]),
            "backlog": self._bar_chart(content["backlog"]["labels"], content["backlog"]["values"], 640),
        }

    def _bar_chart(self, labels, values, width=480):
        return _image(svg.stacked(labels, [svg.Series("", values)], width=width, height=190))

    def _drawn(self, content) -> list[dict]:
        """Figures with a course of at least two months: those with a target first, rates before numbers."""
        known = [row for row in content["figures"] if sum(value is not None for value in row["trend"]) > 1]
        return sorted(known, key=lambda row: (not row["target"], not row["percent"]))[:DRAWN]

    def _trend_chart(self, row, labels) -> dict:
        series = [svg.Series("", row["trend"])]
        if row["target"]:
            series.append(svg.Series(self.env._("Target"), row["targets"], dashed=True))
        return {"name": row["name"], "image": _image(svg.lines(labels, series, width=480, height=190))}

    def _month_chart(self, content):
        months = content["months"]
        return _image(
            svg.stacked(months["labels"], [svg.Series(one["name"], one["values"]) for one in months["series"]])
        )

    def _cause_chart(self, bars):
        if not bars:
            return ""
        return _image(svg.pareto([b["name"] for b in bars], [b["value"] for b in bars], [b["percent"] for b in bars]))


def _image(drawing: str) -> str:
    """An address that browsers and the printing engine draw without asking anybody."""
    return "data:image/svg+xml;base64," + b64encode(drawing.encode()).decode()
