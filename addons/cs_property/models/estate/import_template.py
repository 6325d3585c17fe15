from odoo import api, models
from odoo.addons.cs_department.core import spreadsheet

from ...core import estate_sheet

_HEAD_COLOR = "#714b67"
_NEEDED = ("building", "number")


class CsEstateImport(models.Model):
    """The sheet to fill in: headings and an example in the reader's language, and what each column means."""

    _inherit = "cs.estate.import"

    @api.model
    def _template(self) -> bytes:
        return spreadsheet.written(self._fill_template)

    @api.model
    def _fill_template(self, book):
        looks = {
            "head": book.add_format({"bold": True, "bg_color": _HEAD_COLOR, "font_color": "#ffffff"}),
            "example": book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        names = list(estate_sheet.COLUMNS)
        titles = [self._title(name) + ("*" if name in _NEEDED else "") for name in names]
        page = book.add_worksheet(self.env._("Units and People")[: spreadsheet.PAGE_NAME])
        # cells are text: 0101 keeps its zero, and a telephone all its digits
        page.set_column(0, len(names) - 1, 14, looks["text"])
        page.write_row(0, 0, titles, looks["head"])
        for line, example in enumerate(self._examples(), 1):
            page.write_row(line, 0, [example.get(name, "") for name in names], looks["example"])
        page.freeze_panes(1, 0)
        self._fill_explanations(book, looks, names)

    @api.model
    def _fill_explanations(self, book, looks, names):
        env = self.env
        page = book.add_worksheet(env._("How to Fill It In")[: spreadsheet.PAGE_NAME])
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 90)
        page.write_row(0, 0, [env._("Column"), env._("What to write")], looks["head"])
        words = self._explanations()
        rows = [[self._title(name), words[name]] for name in names]
        rows.append(
            [
                env._("In general"),
                env._(
                    "One row is one person in a unit: a unit with three people has three rows, one without people has"
                    " one. The columns marked * are needed. Rows whose building is “%(example)s” are not imported.",
                    example=self._example_word(),
                ),
            ]
        )
        for line, row in enumerate(rows, 1):
            page.write_row(line, 0, row, looks["wrap"])

    @api.model
    def _is_chinese(self) -> bool:
        return (self.env.lang or "").startswith("zh")

    @api.model
    def _example_word(self) -> str:
        return estate_sheet.EXAMPLES[0 if self._is_chinese() else 1]

    @api.model
    def _role_word(self, role) -> str:
        return estate_sheet.ROLES[role][0 if self._is_chinese() else 1]

    @api.model
    def _examples(self) -> list[dict]:
        env, word = self.env, self._example_word()
        kinds = {kind.category: kind.name for kind in env["cs.unit.type"].search([], order="sequence desc, id desc")}
        return [
            {
                "building": word,
                "stair": "2",
                "number": "1201",
                "floor": "12",
                "type": kinds.get("dwelling", ""),
                "area": "89.50",
                "inside_area": "72.30",
                "handed_over_on": "2024-06-30",
                "person": env._("Li Ming"),
                "phone": "13800001234",
                "role": self._role_word("owner"),
                "share": "100",
                "since": "2024-06-30",
            },
            {
                "building": word,
                "number": "B1-017",
                "floor": "-1",
                "type": kinds.get("parking", ""),
                "area": "12.50",
                "parent": f"{word}-2-1201",
                "person": env._("Li Ming"),
                "phone": "13800001234",
                "role": self._role_word("owner"),
            },
        ]

    @api.model
    def _explanations(self) -> dict[str, str]:
        env = self.env
        types = ", ".join(env["cs.unit.type"].search([]).mapped("name"))  # pylint: disable=no-search-all
        roles = ", ".join(self._role_word(role) for role in estate_sheet.ROLES)
        return {
            "building": env._("Number of the building, like 3. Garages and yards are buildings too."),
            "stair": env._("Number of the stair, like 2; empty where the building has one only."),
            "number": env._("Number of the door, like 1201."),
            "floor": env._("Empty: what stands before the last two digits of the number. Below ground: -1."),
            "type": env._("One of: %(types)s. Empty: the first of them.", types=types),
            "area": env._("Charged area in square metres, the same in all rows of a unit."),
            "inside_area": env._("In square metres."),
            "parent": env._(
                "For a parking space or storage room: the code of the flat that it belongs to, like 3-2-1201."
            ),
            "handed_over_on": env._("The day on which the unit was handed over, like 2024-06-30."),
            "person": env._("Name of one person; empty for a unit without people."),
            "phone": env._("The same name with the same number is the same person, in all units."),
            "role": env._("One of: %(roles)s. Empty: the first of them.", roles=roles),
            "share": env._("Percent of the ownership, for owners; empty: 100."),
            "since": env._("First day; empty: the day of the handover, else the day of the import."),
        }
