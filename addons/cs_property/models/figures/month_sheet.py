from odoo import models
from odoo.addons.cs_department.core import spreadsheet

_HEAD_COLOR = "#714b67"
_MONEY = "#,##0.00"
_AMOUNTS = ("opening", "charged", "received", "credited", "outstanding", "due", "due_received", "collection_rate")
_COUNTS = ("unit_count", "owner_count", "tenant_count", "shop_count", "vacant_count", "occupancy_rate")


class CsPropertyMonth(models.Model):
    """A frozen month on paper and as a spreadsheet: the figures that were kept, nothing read anew."""

    _inherit = "cs.property.month"

    def _sums(self, by) -> list[dict]:
        """The month by building, fee or steward: sums of the frozen rows.

        :param by: name of the field.
        :return: ``name`` and the amounts of each.
        """
        self.ensure_one()
        rows = []
        for value, lines in self.line_ids.grouped(by).items():
            row = {name: round(sum(lines.mapped(name)), 2) for name in _AMOUNTS[:-1]}
            rate = round(100 * row["due_received"] / row["due"], 2) if row["due"] else None
            rows.append({"name": value.display_name or self.env._("none"), **row, "collection_rate": rate})
        return rows

    def _labels(self, model, names) -> list[str]:
        return [self.env[model]._fields[name]._description_string(self.env) for name in names]

    def _workbook(self) -> bytes:
        """The file, in the language of the reader."""
        self.ensure_one()
        return spreadsheet.written(self._fill_book)

    def _fill_book(self, book):
        env = self.env
        book.set_properties({"title": self.name, "company": self.company_id.name})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "bg_color": _HEAD_COLOR, "font_color": "#ffffff", "text_wrap": True}
            ),
            "money": book.add_format({"num_format": _MONEY}),
        }
        page = self._page(book, looks, env._("Monthly figures"), ["", ""], self._head_rows(), top=2)
        page.write(0, 0, self.name, looks["title"])
        page.write(1, 0, f"{self.date_from} – {self.date_to}")
        heads = self._labels("cs.property.month.line", _AMOUNTS)
        for by, title in self._sections():
            rows = [[row["name"], *(row[name] for name in _AMOUNTS)] for row in self._sums(by)]
            self._page(book, looks, title, [title, *heads], rows)
        rows = [[place.building_id.name or "", *(place[name] for name in _COUNTS)] for place in self.place_ids]
        title = env._("Occupancy")
        self._page(book, looks, title, [title, *self._labels("cs.property.month.place", _COUNTS)], rows)

    def _sections(self):
        env = self.env
        return (
            ("building_id", env._("By building")),
            ("item_id", env._("By fee")),
            ("steward_id", env._("By steward")),
        )

    def _head_rows(self) -> list:
        """Label and figure of the whole estate."""
        names = ("unit_count", "occupied_count", "vacant_count", "occupancy_rate", *_AMOUNTS, "prepaid", "deposits")
        return [[label, self[name]] for label, name in zip(self._labels(self._name, names), names, strict=True)]

    def _page(self, book, looks, name, heads, rows, top=0):
        """A sheet with one table."""
        page = book.add_worksheet(name[: spreadsheet.PAGE_NAME])
        page.set_column(0, 0, 24)
        page.set_column(1, max(len(heads) - 1, 1), 14)
        page.write_row(top, 0, heads, looks["head"])
        for line, row in enumerate(rows, top + 1):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(line, column, value, looks["money"] if isinstance(value, float) else None)
        page.freeze_panes(top + 1, 1)
        page.fit_to_pages(1, 0)
        page.set_landscape()
        page.set_paper(9)  # A4
        return page
