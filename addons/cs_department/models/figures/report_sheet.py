from odoo import models

from ...core import spreadsheet

_WIDE, _NARROW = 28, 13
_HEAD_COLOR = "#714b67"


class CsMonthReport(models.Model):
    """The report as a spreadsheet: the same figures, as numbers, with charts of the program itself."""

    _inherit = "cs.month.report"

    def _workbook(self) -> bytes:
        """The file, in the language of the company."""
        self.ensure_one()
        return spreadsheet.written(self._in_company_language()._fill_book)

    def _fill_book(self, book):
        """Its pages, in the language of the record."""
        book.set_properties({"title": self.name, "company": self.company_id.name})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": _HEAD_COLOR, "font_color": "#ffffff"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        content = self.content
        self._sheet_figures(book, looks, content)
        self._sheet_course(book, looks, content)
        self._sheet_volumes(book, looks, content)
        self._sheet_causes(book, looks, content)
        self._sheet_week(book, looks, content)
        self._sheet_improvements(book, looks, content)

    def _page(self, book, looks, name, heads, rows, top=0):
        """A sheet with one table; the number of its last line."""
        page = book.add_worksheet(name[: spreadsheet.PAGE_NAME])
        page.set_column(0, 0, _WIDE)
        page.set_column(1, max(len(heads) - 1, 1), _NARROW)
        page.freeze_panes(top + 1, 1)
        page.write_row(top, 0, heads, looks["head"])
        self._fill(page, rows, top + 1)
        page.fit_to_pages(1, 0)
        page.set_landscape()
        page.set_paper(9)  # A4
        return page

    def _fill(self, page, rows, top, look=None):
        for line, row in enumerate(rows, top):
            for column, value in enumerate(row):
                if value is not None and value != "":
                    page.write(line, column, value, look)

    def _sheet_figures(self, book, looks, content):
        """Key figures beside their targets and the months they are compared with."""
        env = self.env
        heads = [
            env._("Indicator"),
            env._("This month"),
            env._("Target"),
            content["last"],
            content["year"],
            env._("Sample"),
            env._("Target reached"),
        ]
        reached = {True: env._("yes"), False: env._("no"), None: ""}
        rows = [
            [
                row["name"],
                row["value"],
                row["targets"][-1] if row["target"] else None,
                row["before_value"],
                row["year_value"],
                row["sample"],
                reached[row["on_target"]],
            ]
            for row in content["figures"]
        ]
        page = self._page(book, looks, env._("Key figures"), heads, rows, top=2)
        page.write(0, 0, self.name, looks["title"])
        page.write(1, 0, content["period"]["name"])

    def _sheet_course(self, book, looks, content):
        """Month by month, a line per figure, and charts of those with a target."""
        name = self.env._("Trend")
        months = content["trend_months"]
        rows = [[row["name"], *row["trend"]] for row in content["figures"]]
        page = self._page(book, looks, name, ["", *months], rows)
        below = len(rows) + 3
        drawn = self._drawn(content)
        targets = [[self.env._("Target: %(name)s", name=row["name"]), *row["targets"]] for row in drawn]
        self._fill(page, targets, below)
        for place, row in enumerate(drawn):
            chart = book.add_chart({"type": "line"})
            line = content["figures"].index(row) + 1
            span = {"categories": [name, 0, 1, 0, len(months)]}
            chart.add_series(
                span | {"name": row["name"], "values": [name, line, 1, line, len(months)], "marker": {"type": "circle"}}
            )
            if row["target"]:
                values = [name, below + place, 1, below + place, len(months)]
                chart.add_series(span | {"name": self.env._("Target"), "values": values, "line": {"dash_type": "dash"}})
            chart.set_title({"name": row["name"], "name_font": {"size": 11}})
            chart.set_legend({"position": "bottom"})
            chart.set_size({"width": 480, "height": 240})
            page.insert_chart(below + len(drawn) + 1 + 13 * (place // 2), 1 + 6 * (place % 2), chart)

    def _sheet_volumes(self, book, looks, content):
        """Cases per month and kind as stacked columns, then by channel and team."""
        env = self.env
        name, months = env._("Volumes"), content["months"]
        rows = [[one["name"], *one["values"]] for one in months["series"]]
        page = self._page(book, looks, name, ["", *months["labels"]], rows)
        if rows:
            chart = book.add_chart({"type": "column", "subtype": "stacked"})
            for line, row in enumerate(rows, 1):
                chart.add_series(
                    {
                        "name": row[0],
                        "categories": [name, 0, 1, 0, len(months["labels"])],
                        "values": [name, line, 1, line, len(months["labels"])],
                    }
                )
            chart.set_title({"name": env._("Cases per month"), "name_font": {"size": 11}})
            chart.set_size({"width": 720, "height": 300})
            page.insert_chart(len(rows) + 2, 5, chart)
        line = len(rows) + 2
        for title, part in (
            (env._("By kind"), "kinds"),
            (env._("By channel"), "channels"),
            (env._("By team"), "teams"),
        ):
            page.write_row(line, 0, [title, env._("This month"), content["last"], content["year"]], looks["head"])
            lines = [[row["name"], row["value"], row["last"], row["year"]] for row in content["volumes"][part]]
            self._fill(page, lines, line + 1)
            line += len(lines) + 2

    def _sheet_causes(self, book, looks, content):
        """Causes as a Pareto chart; departments and times beside it."""
        env = self.env
        name, bars = env._("Causes and times"), content["causes"]["bars"]
        rows = [[bar["name"], bar["value"], bar["percent"]] for bar in bars]
        page = self._page(book, looks, name, [env._("Cause"), env._("Cases"), env._("together (%)")], rows)
        if rows:
            span = {"categories": [name, 1, 0, len(rows), 0]}
            chart = book.add_chart({"type": "column"})
            chart.add_series(span | {"name": env._("Cases"), "values": [name, 1, 1, len(rows), 1]})
            line = book.add_chart({"type": "line"})
            line.add_series(
                span | {"name": env._("together (%)"), "values": [name, 1, 2, len(rows), 2], "y2_axis": True}
            )
            line.set_y2_axis({"min": 0, "max": 100})
            chart.combine(line)
            chart.set_title({"name": env._("Causes"), "name_font": {"size": 11}})
            chart.set_size({"width": 640, "height": 300})
            page.insert_chart(0, 5, chart)
        below = max(len(rows) + 2, 17)
        times = content["times"]
        heads = [env._("Working time"), env._("First response"), env._("Resolution")]
        series = zip(times["labels"], times["series"]["first_response"], times["series"]["resolution"], strict=True)
        page.write_row(below, 0, heads, looks["head"])
        self._fill(page, series, below + 1)
        below += len(times["labels"]) + 2
        heads = [env._("Department"), env._("Tasks ended"), env._("Tasks late"), env._("Minutes late")]
        page.write_row(below, 0, heads, looks["head"])
        legs = [[row["name"], row["value"], row["late"], row["minutes"]] for row in content["legs"]]
        self._fill(page, legs, below + 1)

    def _sheet_week(self, book, looks, content):
        """The grid of the week, the darker the more."""
        grid = content["week"]["grid"]
        hours = list(range(len(grid[0])))
        rows = [[name, *counts] for name, counts in zip(content["week"]["rows"], grid, strict=True)]
        page = self._page(book, looks, self.env._("Weekday and hour"), ["", *hours], rows)
        page.set_column(1, len(hours), 4)
        shades = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#b58aa9"}
        page.conditional_format(1, 1, len(rows), len(hours), shades)

    def _sheet_improvements(self, book, looks, content):
        """Corrective actions with their checks, then what customers suggested."""
        env = self.env
        keys = ("number", "name", "cause", "department", "action", "person", "date", "state", "result", "again")
        heads = [
            env._("Case"),
            env._("Subject"),
            env._("Cause"),
            env._("Responsible department"),
            env._("Corrective action"),
            env._("Put right by"),
            env._("Re-check"),
            env._("State"),
            env._("Found at the check"),
            env._("Repeats since"),
        ]
        rows = [[row[key] for key in keys] for row in content["improvements"]["rows"]]
        page = self._page(book, looks, env._("Improvements"), heads, [])
        self._fill(page, rows, 1, looks["text"])
        line = len(rows) + 3
        page.write_row(line, 0, [env._("Category"), env._("This month"), content["last"]], looks["head"])
        categories = [[row["name"], row["value"], row["last"]] for row in content["categories"]]
        self._fill(page, categories, line + 1)
        line += len(categories) + 2
        page.write_row(line, 0, [env._("Product"), env._("Cause"), env._("Cases")], looks["head"])
        self._fill(page, [[row["name"], row["cause"], row["value"]] for row in content["products"]], line + 1)
        line += len(content["products"]) + 2
        heads = [env._("Case"), env._("Suggestion"), env._("Finding"), env._("What was done")]
        page.write_row(line, 0, heads, looks["head"])
        told = [[row[key] for key in ("number", "name", "found", "answer")] for row in content["suggestions"]]
        self._fill(page, told, line + 1, looks["text"])
