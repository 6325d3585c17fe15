import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import import_file, import_headers
from .import_column import TARGETS

_PREVIEW = 8
#: columns of the template, in the order in which people fill them in
_TEMPLATE = (
    "number",
    "registered_at",
    "kind",
    "category",
    "channel",
    "subject",
    "description",
    "customer",
    "customer_phone",
    "place",
    "impact",
    "urgency",
    "team",
    "agent",
    "stage",
    "step_at",
    "step_user",
    "step_note",
    "message",
    "resolution",
    "resolved_at",
    "closed_at",
    "tags",
)


class CsTicketImport(models.Model):
    """The files of an import: the one that comes in, the template, the bad rows."""

    _inherit = "cs.ticket.import"

    preview = fields.Html(compute="_compute_preview", sanitize=False)
    template_file = fields.Binary("Template", compute="_compute_template_file")

    # -- the file that comes in ------------------------------------------------

    def _data(self) -> bytes:
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    @api.onchange("file")
    def _onchange_file(self):
        """Show the head of the file and what its columns seem to hold."""
        if self.file:
            self.update(self._prepare_head_vals(self._data()))
            if self.file_name:
                self.name = self.file_name

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_head(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_head(vals))

    def _with_head(self, vals):
        """Columns belong to the file: callers that bring only the file get them too."""
        if not vals.get("file") or vals.get("column_ids"):
            return vals
        head = self._prepare_head_vals(base64.b64decode(vals["file"]))
        named = {"name": vals["file_name"]} if vals.get("file_name") and not vals.get("name") else {}
        return {**head, **named, **vals}

    @api.model
    def _prepare_head_vals(self, data: bytes) -> dict:
        """Values of an import from the first rows of its file.

        :raises UserError: for a file that is neither CSV nor XLSX.
        """
        try:
            rows = import_file.head(data, _PREVIEW)
            encoding = "xlsx" if import_file.is_xlsx(data) else import_file.encoding(data)
        except import_file.UnreadableFile as error:
            raise UserError(self._say_unreadable(str(error))) from error
        if len(rows) < 2:
            raise UserError(self.env._("The file has a header at most, but no rows."))
        header = rows[0][1]
        targets = import_headers.recognise(header, self._labels())
        creatable = ("customer", "tags")
        columns = [
            {
                "position": position,
                "header": name,
                "sample": " · ".join(
                    cells[position] for _number, cells in rows[1:4] if position < len(cells) and cells[position]
                )[:120],
                "target": targets[position] or False,
                "if_unknown": "create" if targets[position] in creatable else "reject",
            }
            for position, name in enumerate(header)
        ]
        return {
            "head_rows": rows,
            "encoding": encoding,
            "column_ids": [fields.Command.clear(), *map(fields.Command.create, columns)],
        }

    @api.model
    def _labels(self) -> dict[str, str]:
        """Label of a meaning, as written and in every language of the database → the meaning."""
        field = self.env["cs.ticket.import.column"]._fields["target"]
        return {
            label: target
            for code in (None, *dict(self.env["res.lang"].get_installed()))
            for target, label in field._description_selection(self.with_context(lang=code).env)
        }

    def _say_unreadable(self, code: str) -> str:
        known = {
            "encoding": self.env._("The text of the file cannot be read. Save it as CSV (UTF-8) or XLSX."),
            "xls": self.env._("This is an old Excel file. Save it as XLSX or CSV."),
            "empty": self.env._("The file is empty."),
            "xlsx": self.env._("The workbook cannot be read; it may be damaged. Save it again, or as CSV."),
        }
        return known.get(code) or self.env._("The file cannot be read: %(reason)s", reason=code)

    @api.depends("head_rows")
    def _compute_preview(self):
        for batch in self:
            rows = batch.head_rows or []
            batch.preview = self.env["ir.qweb"]._render(
                "cs_department.cs_ticket_import_preview", {"header": rows[:1], "rows": rows[1:]}
            )

    # -- the bad rows, given back ------------------------------------------------

    def _make_rejected_file(self):
        """All rows of the bad cases as they came, with the reason beside the first bad one."""
        self.ensure_one()
        reasons = {}
        for error in self.error_ids:
            reasons.setdefault(error.row, []).append(error.reason)
        wanted = set(reasons)
        for case in self.case_ids.filtered(lambda case: case.state == "bad"):
            wanted.update(row for row, _cells in case.rows)
        if not wanted:
            self.rejected_file = False
            return
        rows = import_file.rows(self._data())
        _number, header = next(rows)
        lines = (
            [*(cells + [""] * len(header))[: len(header)], str(number), "; ".join(reasons.get(number, ()))]
            for number, cells in rows
            if number in wanted
        )
        columns = [*header, self.env._("Row in the file"), self.env._("Problem")]
        self.rejected_file = base64.b64encode(import_file.to_csv(columns, lines))

    # -- the template ------------------------------------------------------------

    def _template_name(self) -> str:
        return self.env._("Import of cases, template.xlsx")

    def _compute_template_file(self):
        for batch in self:
            batch.template_file = base64.b64encode(batch._make_template())

    def _make_template(self) -> bytes:
        """A workbook to fill in, with an explanation of every column on its second sheet."""
        # a heavy library that only workbooks need
        from openpyxl import Workbook
        from openpyxl.styles import Font

        labels = dict(self.env["cs.ticket.import.column"]._fields["target"]._description_selection(self.env))
        book = Workbook()
        sheet = book.active
        sheet.title = self.env._("Cases")
        sheet.append([labels[target] for target in _TEMPLATE])
        for line in self._template_examples():
            sheet.append([line.get(target, "") for target in _TEMPLATE])
        guide = book.create_sheet(self.env._("How to fill it in"))
        guide.append([self.env._("Column"), self.env._("Technical name"), self.env._("What to write")])
        notes = self._template_notes()
        for target, _label in TARGETS:
            guide.append([labels[target], target, notes.get(target, "")])
        guide.append([])
        for sentence in self._template_rules():
            guide.append([sentence])
        for page, widths in ((sheet, [16] * len(_TEMPLATE)), (guide, [26, 20, 100])):
            for cell in page[1]:
                cell.font = Font(bold=True)
            for position, width in enumerate(widths):
                page.column_dimensions[page.cell(1, position + 1).column_letter].width = width
            page.freeze_panes = "A2"
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _template_examples(self) -> list[dict[str, str]]:
        stages = self.env["cs.ticket.stage"]
        stage = {name: stages.browse(stages._first_id(name)).name for name in ("new", "open", "resolved")}
        kinds = self.env["cs.ticket.kind"].search([], limit=2)
        channel = self.env["cs.ticket.channel"].search([], limit=1)
        first = {
            "number": "A-0001",
            "registered_at": "2026-03-02 09:15",
            "kind": kinds[-1:].name or "",
            "channel": channel.name or "",
            "subject": self.env._("The lift stops between two floors"),
            "customer": self.env._("Li Hua"),
            "customer_phone": "13800001234",
            "place": "3-2-501",
            "impact": self.env._("High"),
            "urgency": self.env._("High"),
            "stage": stage["new"],
        }
        step = {
            "number": "A-0001",
            "stage": stage["open"],
            "step_at": "2026-03-02 09:40",
            "step_note": self.env._("Sent to engineering"),
        }
        end = {
            "number": "A-0001",
            "stage": stage["resolved"],
            "step_at": "2026-03-02 16:05",
            "message": self.env._("The door contact was replaced; the lift runs again."),
            "resolution": self.env._("Door contact replaced"),
        }
        return [first, step, end]

    def _template_rules(self) -> list[str]:
        return [
            self.env._("The first row of a case number is the case; further rows with the same number are its steps."),
            self.env._("Times: 2026-03-02 09:15, 2/3/2026 9:15 or a date cell of the spreadsheet."),
            self.env._("Blank cells, ? and - mean that nothing is known. Columns may be left out or added."),
            self.env._("Delete the example rows before you import."),
        ]

    def _template_notes(self) -> dict[str, str]:
        """What may stand in a column: the names that are known here."""

        def names(model: str, field: str = "name") -> str:
            # sudo: names of the configuration, shown to those who import
            return ", ".join(self.env[model].sudo().search([], limit=60).mapped(field))

        levels = ", ".join(label for _value, label in self.env["cs.priority.matrix"]._selection_level())
        known = self.env._("One of: %(names)s")
        return {
            "number": self.env._("The number in the old system. Rows with the same number belong together."),
            "kind": known % {"names": names("cs.ticket.kind")},
            "category": self.env._("Branches with a slash, e.g. Repair / Lift. Known: %(names)s")
            % {"names": names("cs.ticket.category", "display_name")},
            "channel": known % {"names": names("cs.ticket.channel")},
            "customer": self.env._("Found by exact telephone number, else reference, else name."),
            "impact": known % {"names": levels},
            "urgency": known % {"names": levels},
            "severity": known % {"names": names("cs.severity")},
            "team": known % {"names": names("cs.team")},
            "agent": self.env._("Login or name of the user."),
            "stage": known % {"names": names("cs.ticket.stage")},
            "tags": self.env._("Several are separated by commas."),
            "registered_at": self.env._("Required, unless the first step has a time."),
            "step_at": self.env._("Required on every further row of a case."),
            "resolved_at": self.env._("May be left out where a step says it."),
            "closed_at": self.env._("May be left out where a step says it."),
        }
