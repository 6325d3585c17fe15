import base64

from odoo import api, fields, models
from odoo.addons.cs_department.core import import_file
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...core import estate_sheet
from ...core.estate_sheet import Known
from ..money import exact

STATES = [
    ("draft", "Not imported yet"),
    ("checked", "Looked through"),
    ("waiting", "Being imported"),
    ("done", "Imported"),
    ("refused", "Refused"),
]
#: codes of units asked for in one query
ASKED = 1000
#: what the preview counts
_FORESEEN = ("new_building_count", "new_unit_count", "known_unit_count", "new_person_count")


class CsEstateImport(models.Model):
    """A sheet of units and their people: one row per person, or per unit without people.

    It is looked through first: rows that are wrong are named with their number and reason, and it is
    said what would come in. A unit comes in with all its rows or not at all.
    """

    _name = "cs.estate.import"
    _description = "Import of units and people"
    _inherit = ["cs.system.fields.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset(
        {
            "state",
            "row_count",
            "good_count",
            "bad_count",
            "held_count",
            "position",
            "error_ids",
            "bad_file",
            "trouble",
            *_FORESEEN,
        }
    )

    name = fields.Char("File name")
    file = fields.Binary("Sheet (XLSX or CSV)", required=True, attachment=True)
    estate_id = fields.Many2one(
        "cs.estate",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self._only_estate(),
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    all_or_nothing = fields.Boolean(
        "All or nothing", default=True, help="One bad row, and no row is imported. All rows come in at one moment."
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    good_count = fields.Integer("Good rows", readonly=True, copy=False)
    bad_count = fields.Integer("Bad rows", readonly=True, copy=False)
    held_count = fields.Integer(
        "Rows that wait", readonly=True, copy=False, help="Good rows of units that have a bad row: they stay out too."
    )
    new_building_count = fields.Integer("New buildings", readonly=True, copy=False)
    new_unit_count = fields.Integer("New units", readonly=True, copy=False)
    known_unit_count = fields.Integer(
        "Units that are there already", readonly=True, copy=False, help="They stay as they are; new people are added."
    )
    new_person_count = fields.Integer("New people of units", readonly=True, copy=False)
    position = fields.Integer("Rows done", readonly=True, copy=False)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    trouble = fields.Char("What stopped it", readonly=True, copy=False)
    error_ids = fields.One2many("cs.estate.import.error", "import_id", "Problems", readonly=True)
    bad_file = fields.Binary("Rows to mend", readonly=True, copy=False, attachment=True)
    bad_file_name = fields.Char(compute="_compute_bad_file_name")

    @api.model
    def _only_estate(self):
        estates = self.env["cs.estate"].search([("company_id", "=", self.env.company.id)], limit=2)
        return estates if len(estates) == 1 else estates.browse()

    @api.depends("name")
    def _compute_bad_file_name(self):
        for one in self:
            one.bad_file_name = self.env._("Bad rows of %(file)s.csv", file=(one.name or "").rpartition(".")[0])

    @api.depends("position", "good_count")
    def _compute_progress(self):
        for one in self:
            one.progress = 100 * one.position / one.good_count if one.good_count else 0

    def write(self, vals):
        """
        :raises UserError: for another file, once it is being imported.
        """
        if {"file", "estate_id", "all_or_nothing"} & vals.keys():
            if any(one.state in ("waiting", "done") for one in self):
                raise UserError(self.env._("This file was imported already."))
            # sudo: what was found in the old file is no longer true
            self.sudo()._forget()
        return super().write(vals)

    def _forget(self):
        self.error_ids.unlink()
        counts = dict.fromkeys(("row_count", "good_count", "bad_count", "held_count", "position", *_FORESEEN), 0)
        self.write({"state": "draft", "bad_file": False, "trouble": False, **counts})

    # -- verbs ---------------------------------------------------------------------

    def action_check(self):
        """Look every row through and say what would happen; nothing is imported."""
        self._need_mine()
        for one in self:
            if one.state in ("waiting", "done"):
                raise UserError(self.env._("This file was imported already."))
            one.sudo()._check_rows()  # sudo: the machine writes the outcome; the right was checked

    def action_import(self):
        """Import in the background what was looked through; a sheet that was not is looked through first."""
        self._need_mine()
        for one in self:
            if one.state not in ("draft", "checked", "refused"):
                raise UserError(self.env._("This file was imported already."))
            if one.state != "checked":
                one.sudo()._check_rows()  # sudo: as above
        # sudo: as above; what was refused stays refused
        self.sudo().filtered(lambda one: one.state == "checked").state = "waiting"
        self.env.ref("cs_property.cron_estate_import").sudo()._trigger()  # sudo: starts the job, nothing else

    def action_template(self):
        """The empty sheet, to be filled in."""
        self._need_mine()
        return {"type": "ir.actions.act_url", "url": "/cs/estate-import/template", "target": "download"}

    def _need_mine(self):
        self.check_access("write")
        self.env["cs.estate.unit"].check_access("create")

    # -- what stands in the file ---------------------------------------------------

    def _read(self):
        """
        :return: the rows with the header first, the lines that can be taken, the rows that cannot.
        :raises UserError: for a file that cannot be read.
        """
        try:
            rows = list(import_file.rows(base64.b64decode(self.with_context(bin_size=False).file or b"")))
        except import_file.UnreadableFile as error:
            raise UserError(self.env._("The file cannot be read: %(reason)s", reason=error)) from error
        if not rows:
            raise UserError(self.env._("The file is empty."))
        places = estate_sheet.columns(rows[0][1])
        missing = [self._title(name) for name in ("building", "number") if name not in places]
        if missing:
            raise UserError(self.env._("The file has no column %(names)s.", names=", ".join(missing)))
        return rows, *estate_sheet.read(rows[1:], places)

    @api.model
    def _title(self, name) -> str:
        """The heading of a column for the reader."""
        return estate_sheet.title(name, self.env.lang or "en_US")

    def _check_rows(self):
        self._forget()
        rows, lines, bad = self._read()
        register = self._known_units({one for line in lines for one in (line.code, line.parent) if one})
        good, bad, held = estate_sheet.judge(lines, bad, self._types(), register)
        self._name_rows(rows, bad, held)
        self.write(
            {
                "row_count": len(good) + len(bad) + len(held),
                "good_count": len(good),
                "bad_count": len(bad),
                "held_count": len(held),
                "state": "refused" if not good or (bad and self.all_or_nothing) else "checked",
                **self._foreseen(good, register),
            }
        )

    def _name_rows(self, rows, bad, held):
        """The rows that stay out, each with its reason, and as a file to mend."""
        reasons = {one.row: self._reason(one.reason, one.value) for one in [*bad, *held]}
        self.env["cs.estate.import.error"].create(
            [
                {"import_id": self.id, "row": one.row, "reason": reasons[one.row], "is_held": one.reason == "held"}
                for one in [*bad, *held]
            ]
        )
        lines = [[*cells, str(number), reasons[number]] for number, cells in rows[1:] if number in reasons]
        titles = [*rows[0][1], self.env._("Row in the file"), self.env._("Problem")]
        self.bad_file = base64.b64encode(import_file.to_csv(titles, lines)) if lines else False

    def _known_units(self, codes) -> dict[str, Known]:
        """Code → what the estate has of these units already."""
        units = self.env["cs.estate.unit"].with_context(active_test=False)
        today, found = self.company_id._cs_today(), {}
        for some in split_every(ASKED, sorted(codes)):
            # a constant number of queries for so many codes
            for unit in units.search([("estate_id", "=", self.estate_id.id), ("code", "in", list(some))]):
                owners = [one for one in unit.party_ids if one.role == "owner"]
                found[unit.code] = Known(
                    people=frozenset((one.role, one.partner_id.name) for one in unit.party_ids),
                    owned=sum(exact(one.share) for one in owners if not one.date_to or one.date_to >= today),
                    is_part=bool(unit.parent_id),
                )
        return found

    def _foreseen(self, lines, register) -> dict:
        buildings = self.env["cs.estate.building"].search([("estate_id", "=", self.estate_id.id)])
        codes = {line.code for line in lines}
        come = [
            line
            for line in lines
            if line.person and (line.role, line.person) not in register.get(line.code, Known()).people
        ]
        return {
            "new_building_count": len({line.building for line in lines} - set(buildings.mapped("code"))),
            "new_unit_count": len(codes - register.keys()),
            "known_unit_count": len(codes & register.keys()),
            "new_person_count": len(come),
        }

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
            "long": self.env._("“%(value)s…” is too long for a number.", value=value),
            "area": self.env._("“%(value)s” is no area.", value=value),
            "floor": self.env._("“%(value)s” is no floor.", value=value),
            "date": self.env._("“%(value)s” is no day.", value=value),
            "share": self.env._("“%(value)s” is no share between 0 and 100.", value=value),
            "role": self.env._("“%(value)s” is no role.", value=value),
            "type": self.env._("There is no type of unit “%(value)s”.", value=value),
            "twice": self.env._("The same person stands in row %(value)s already.", value=value),
            "overfull": self.env._("The owners of unit %(value)s would hold more than the whole.", value=value),
            "differs": self.env._("Unit %(value)s stands in another row with another area.", value=value),
            "parent": self.env._("There is no unit %(value)s that this one could belong to.", value=value),
            "parents": self.env._("Unit %(value)s belongs to another unit in another row.", value=value),
            "nested": self.env._("Unit %(value)s belongs to a unit itself: nothing can belong to it.", value=value),
            "held": self.env._("Good, but waits for row %(value)s, which is bad.", value=value),
        }
        return reasons[code]


class CsEstateImportError(models.Model):
    """A row of a file that stays out, and why."""

    _name = "cs.estate.import.error"
    _description = "Bad row of an import of units"
    _order = "is_held, row, id"

    import_id = fields.Many2one("cs.estate.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    row = fields.Integer(required=True)
    reason = fields.Char("Problem", required=True)
    is_held = fields.Boolean("Waits for another row")
