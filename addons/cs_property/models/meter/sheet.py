import base64
from datetime import date

from odoo import api, fields, models
from odoo.addons.cs_department.core import import_file
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

#: more than any dial can show
LARGEST = 10**12
#: headings that a sheet of readings may have
_HEADINGS = {
    "meter": ("meter", "number of the meter", "serial", "表号", "表计", "表计编号"),
    "unit": ("unit", "房号", "房屋", "房间"),
    "value": ("value", "reading", "value read", "读数", "本次读数", "止码", "本期读数"),
    "date": ("date", "day", "日期", "抄表日期"),
}


class CsMeterImport(models.TransientModel):
    """A sheet of readings: meter or unit, value, perhaps the day. Bad rows are named and come back as a file."""

    _name = "cs.meter.import"
    _description = "Import of readings"

    estate_id = fields.Many2one("cs.estate", required=True)
    item_id = fields.Many2one("cs.fee.item", "Metered fee", domain=[("kind", "=", "fee")], help="Empty: any.")
    day = fields.Date("Read on", required=True, default=lambda self: self.env.company._cs_today())
    file = fields.Binary("Sheet (XLSX or CSV)", required=True, attachment=False)
    file_name = fields.Char()
    all_or_nothing = fields.Boolean("All or nothing", help="One bad row, and no row is imported.")
    report = fields.Text("What came of it", readonly=True)
    bad_file = fields.Binary("Bad rows", readonly=True, attachment=False)
    bad_name = fields.Char(readonly=True)

    def action_import(self):
        """Take in the readings; what is wrong is said row by row.

        :raises UserError: for a file that is no sheet of readings.
        """
        self.ensure_one()
        self.env["cs.meter.reading"].check_access("create")
        header, lines = self._lines()
        places = self._places(header)
        good, bad = [], []
        meters = self._known_meters()
        for number, cells in lines:
            try:
                good.append((number, cells, self._row(cells, places, meters)))
            except UserError as error:
                bad.append((number, cells, str(error.args[0])))
        if not (bad and self.all_or_nothing):
            failed = self._write_rows(good)
            bad = sorted(bad + failed)
            good = [row for row in good if row[0] not in {number for number, _cells, _error in failed}]
        else:
            good = []
        self._say(header, len(good), bad)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _lines(self):
        try:
            rows = list(import_file.rows(base64.b64decode(self.file)))
        except import_file.UnreadableFile as error:
            raise UserError(self.env._("This file is neither an XLSX workbook nor a CSV text.")) from error
        if len(rows) < 2:
            raise UserError(self.env._("The sheet has no rows."))
        return rows[0][1], rows[1:]

    def _places(self, header) -> dict:
        """Which column is what."""
        known = [cell.strip().lower() for cell in header]
        places = {
            name: next((place for place, cell in enumerate(known) if cell in words), None)
            for name, words in _HEADINGS.items()
        }
        if places["value"] is None or (places["meter"] is None and places["unit"] is None):
            raise UserError(self.env._("The first row needs the headings: meter or unit, value; perhaps date."))
        return places

    def _known_meters(self) -> dict:
        """("meter", number) and ("unit", code) → meters in use."""
        domain = [("estate_id", "=", self.estate_id.id), ("removed_on", "=", False)]
        if self.item_id:
            domain.append(("item_id", "=", self.item_id.id))
        found = {}
        for meter in self.env["cs.meter"].search(domain):
            found.setdefault(("meter", meter.name), []).append(meter.id)
            if meter.unit_id:
                found.setdefault(("unit", meter.unit_id.code), []).append(meter.id)
        return found

    def _row(self, cells, places, meters) -> dict:
        """
        :raises UserError: why the row cannot be taken.
        """
        cell = {
            name: cells[place].strip() if place is not None and place < len(cells) else ""
            for name, place in places.items()
        }
        key = ("meter", cell["meter"]) if cell["meter"] else ("unit", cell["unit"])
        found = meters.get(key, [])
        if not found:
            raise UserError(self.env._("There is no meter “%(meter)s”.", meter=key[1]))
        if len(found) > 1:
            raise UserError(self.env._("“%(unit)s” has several meters: say which.", unit=key[1]))
        try:
            value = float(cell["value"].replace(",", ""))
        except ValueError as error:
            raise UserError(self.env._("“%(text)s” is no number.", text=cell["value"])) from error
        if not 0 <= value < LARGEST:
            raise UserError(self.env._("“%(text)s” is no number.", text=cell["value"]))
        return {"meter_id": found[0], "value": value, "date": self._day(cell["date"]), "source": "sheet"}

    def _day(self, text):
        if not text:
            return self.day
        try:
            return date.fromisoformat(text[:10].replace("/", "-"))
        except ValueError as error:
            raise UserError(self.env._("“%(text)s” is no day: write it like 2026-03-31.", text=text)) from error

    def _write_rows(self, good) -> list:
        """Write the rows in one go; only where that fails, row by row.

        :return: rows that failed, with the reason.
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["cs.meter.reading"].create([values for _number, _cells, values in good])
        except (UserError, ValidationError, IntegrityError):
            self.env.invalidate_all()
            failed = self._write_singly(good)
            if failed and self.all_or_nothing:
                raise UserError(
                    self.env._("Row %(row)s: %(reason)s Nothing was imported.", row=failed[0][0], reason=failed[0][2])
                ) from None
            return failed
        return []

    def _write_singly(self, good) -> list:
        failed = []
        for number, cells, values in good:
            # the bad row is found, the others are imported
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self.env["cs.meter.reading"].create(values)
            except IntegrityError:
                self.env.invalidate_all()
                failed.append((number, cells, self.env._("The meter was read on this day already.")))
            except (UserError, ValidationError) as error:
                self.env.invalidate_all()
                failed.append((number, cells, str(error.args[0])))
        return failed

    @api.model
    def _reason_heading(self) -> str:
        return self.env._("Reason")

    def _say(self, header, good, bad):
        rows = [self.env._("%(count)s readings were imported.", count=good)]
        rows += [self.env._("Row %(row)s: %(reason)s", row=number, reason=reason) for number, _cells, reason in bad]
        self.report = "\n".join(rows)
        self.bad_file = self.bad_name = False
        if bad:
            lines = [[*cells, reason] for _number, cells, reason in bad]
            self.bad_file = base64.b64encode(import_file.to_csv([*header, self._reason_heading()], lines))
            self.bad_name = "bad_rows.csv"
