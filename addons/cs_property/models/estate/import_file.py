import base64
from collections.abc import Iterable

from odoo import api, fields, models
from odoo.addons.cs_department.core import import_file
from odoo.exceptions import UserError

from ...core import estate_sheet
from ...core.estate_sheet import COLUMNS, Line

STATES = [("draft", "Not imported yet"), ("waiting", "Being imported"), ("done", "Imported"), ("refused", "Refused")]
#: rows written in one transaction
BATCH = 500


class CsEstateImport(models.Model):
    """A sheet of units and their people: one row per person, or per unit without people.

    Rows that are wrong are named with their number and reason. Rows that were imported
    before change nothing, so that a job that was killed goes on where it was.
    """

    _name = "cs.estate.import"
    _description = "Import of units and people"
    _inherit = ["cs.system.fields.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "row_count", "good_count", "bad_count", "position", "error_ids", "bad_file"})

    name = fields.Char("File name")
    file = fields.Binary(required=True, attachment=True)
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    all_or_nothing = fields.Boolean("All or nothing", help="One bad row, and no row is imported.")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    good_count = fields.Integer("Good rows", readonly=True, copy=False)
    bad_count = fields.Integer("Bad rows", readonly=True, copy=False)
    position = fields.Integer("Rows done", readonly=True, copy=False)
    error_ids = fields.One2many("cs.estate.import.error", "import_id", "Problems", readonly=True)
    bad_file = fields.Binary("Rows to mend", readonly=True, copy=False, attachment=True)
    bad_file_name = fields.Char(compute="_compute_bad_file_name")

    @api.depends("name")
    def _compute_bad_file_name(self):
        for one in self:
            one.bad_file_name = self.env._("Bad rows of %(file)s.csv", file=(one.name or "").rpartition(".")[0])

    def action_import(self):
        """Check every row; the good ones are imported in the background."""
        self.check_access("write")
        self.env["cs.estate.unit"].check_access("create")
        for one in self:
            if one.state not in ("draft", "refused"):
                raise UserError(self.env._("This file was imported already."))
            one.sudo()._check_rows()  # sudo: the machine writes the outcome; the right was checked
        self.env.ref("cs_property.cron_estate_import").sudo()._trigger()  # sudo: starts the job, nothing else

    # -- what stands in the file ---------------------------------------------------

    def _read(self):
        """
        :return: the header, the rows that can be imported, and (row, reason) of the others.
        :raises UserError: for a file that cannot be read.
        """
        try:
            rows = list(import_file.rows(base64.b64decode(self.with_context(bin_size=False).file or b"")))
        except import_file.UnreadableFile as error:
            raise UserError(self.env._("The file cannot be read: %(reason)s", reason=error)) from error
        if not rows:
            raise UserError(self.env._("The file is empty."))
        header = rows[0][1]
        places = estate_sheet.columns(header)
        missing = [COLUMNS[name][0] for name in ("building", "number") if name not in places]
        if missing:
            raise UserError(self.env._("The file has no column %(names)s.", names=", ".join(missing)))
        good, bad = estate_sheet.read(rows[1:], places)
        return header, rows[1:], good, bad

    def _check_rows(self):
        header, rows, good, bad = self._read()
        good, unknown = self._with_known_types(good)
        bad = sorted([*bad, *unknown])
        self.error_ids.unlink()
        self.env["cs.estate.import.error"].create(
            [{"import_id": self.id, "row": number, "reason": self._reason(code, value)} for number, code, value in bad]
        )
        reasons = {number: self._reason(code, value) for number, code, value in bad}
        lines = [[*cells, str(number), reasons[number]] for number, cells in rows if number in reasons]
        titles = [*header, self.env._("Row in the file"), self.env._("Problem")]
        self.write(
            {
                "row_count": len(rows),
                "good_count": len(good),
                "bad_count": len(reasons),
                "position": 0,
                "bad_file": base64.b64encode(import_file.to_csv(titles, lines)) if lines else False,
                "state": "refused" if not good or (bad and self.all_or_nothing) else "waiting",
            }
        )

    def _with_known_types(self, lines: Iterable[Line]):
        types = self._types()
        good, unknown = [], []
        for line in lines:
            (
                good.append(line)
                if not line.type or line.type in types
                else unknown.append((line.row, "type", line.type))
            )
        return good, unknown

    def _types(self) -> dict[str, int]:
        """Names of types of units in every language → id."""
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            # languages are few, and so are types
            types = self.env["cs.unit.type"].with_context(lang=code)
            for one in types.search([], order="sequence desc, id desc"):  # pylint: disable=no-search-all
                found[one.name] = one.id
        return found

    def _reason(self, code, value) -> str:
        reasons = {
            "no_building": self.env._("The building is missing."),
            "no_number": self.env._("The number of the unit is missing."),
            "area": self.env._("“%(value)s” is no area.", value=value),
            "floor": self.env._("“%(value)s” is no floor.", value=value),
            "date": self.env._("“%(value)s” is no day.", value=value),
            "share": self.env._("“%(value)s” is no share between 0 and 100.", value=value),
            "role": self.env._("“%(value)s” is no role.", value=value),
            "type": self.env._("There is no type of unit “%(value)s”.", value=value),
            "twice": self.env._("The same person stands in row %(value)s already.", value=value),
            "overfull": self.env._("The owners of unit %(value)s would hold more than 100 percent.", value=value),
            "differs": self.env._("Unit %(value)s stands in another row with another area.", value=value),
        }
        return reasons[code]

    # -- the job -------------------------------------------------------------------

    @api.model
    def _cron_import(self):
        """Import what waits, batch by batch; killed at any instant, the next run goes on."""
        commit = self.env["ir.cron"]._commit_progress
        for one in self.search([("state", "=", "waiting")], order="id"):
            if not one.try_lock_for_update():
                continue
            _header, _rows, good, _bad = one._read()
            good, _unknown = one._with_known_types(good)
            if one.all_or_nothing:
                one._write_lines(good)
                commit(1)
                continue
            while one.position < len(good):
                one._write_lines(estate_sheet.batch(good, one.position, BATCH))
                if not commit(1):
                    return

    def _write_lines(self, lines):
        """Write rows in batches: buildings, stairs, units, persons, and who is where."""
        quiet = self.with_company(self.company_id).with_context(tracking_disable=True, mail_create_nolog=True)
        quiet._write_people(lines, quiet._write_units(lines, quiet._write_places(lines)))
        position = self.position + len(lines)
        self.write({"position": position, "state": "done" if position >= self.good_count else "waiting"})


class CsEstateImportError(models.Model):
    """A row of a file that could not be imported, and why."""

    _name = "cs.estate.import.error"
    _description = "Bad row of an import of units"
    _order = "row, id"

    import_id = fields.Many2one("cs.estate.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    row = fields.Integer(required=True)
    reason = fields.Char("Problem", required=True)
