from odoo import api, fields, models
from odoo.addons.cs_department.models.check.check import OPEN
from odoo.fields import Domain

INSPECTOR = "cs_property.group_cs_inspector"


class CsCheck(models.Model):
    """Checks of an estate: of a unit or a spot, for a round, a move-in, a renovation."""

    _inherit = "cs.check"
    _bound_by = ("unit_id", "spot_id")

    unit_id = fields.Many2one("cs.estate.unit", readonly=True, index="btree_not_null", ondelete="restrict")
    spot_id = fields.Many2one("cs.spot", readonly=True, index="btree_not_null", ondelete="restrict")
    round_id = fields.Many2one("cs.inspection.round", readonly=True, index="btree_not_null", ondelete="restrict")
    origin_ref = fields.Reference(
        selection="_origins", string="Asked for by", readonly=True, help="It learns when the check is finished."
    )

    @api.model
    def _origins(self) -> list[tuple[str, str]]:
        """What asks for checks, with the words for it; each area adds its own model.

        Its verb ``_check_done(check)`` is called when a check of it is finished (in sudo).
        """
        return []

    @api.model
    def _subject_fields(self):
        return {**super()._subject_fields(), "unit": "unit_id"}

    @api.model
    def _give(self, rows):
        """As usual; ``origin`` is the record that asks, unit and place follow from the spot (in sudo)."""
        spots = self.env["cs.spot"].browse({row["spot_id"] for row in rows if row.get("spot_id")})
        units = self.env["cs.estate.unit"].browse({row["unit_id"] for row in rows if row.get("unit_id")})
        (spots.unit_id | units).fetch(["code", "name"])
        filled = []
        for row in rows:
            values = {name: value for name, value in row.items() if name != "origin"}
            if row.get("origin"):
                values["origin_ref"] = f"{row['origin']._name},{row['origin'].id}"
            spot, unit = spots.browse(row.get("spot_id") or ()), units.browse(row.get("unit_id") or ())
            if spot:
                values = {"unit_id": spot.unit_id.id, "place": spot.display_name, **values}
            elif unit:
                values = {"place": unit.display_name, **values}
            filled.append(values)
        return super()._give(filled)

    def _same_again(self):
        return {**super()._same_again(), "unit_id": self.unit_id.id, "spot_id": self.spot_id.id}

    @api.model
    def _copied(self):
        return (*super()._copied(), "case_department_id")

    # -- who may check ---------------------------------------------------------------------------

    def _is_estate(self) -> bool:
        """Whether a place or unit of an estate is looked at."""
        return bool(self.unit_id or self.spot_id)

    def _inspector_hindrance(self):
        """Inspectors take what nobody has been given yet; what was given is checked by whom it was given to."""
        # sudo: asked about who he is, whatever else of it he sees
        check, user = self.sudo(), self.env.user
        free = check._is_estate() and not (check.inspector_id or check.is_self or check.second_of_id)
        if free and check.user_id != user and user.has_group(INSPECTOR) and check.company_id in user.company_ids:
            return None
        return super()._inspector_hindrance()

    @api.model
    def _desk_domain(self):
        domain = super()._desk_domain()
        user = self.env.user
        if user.has_group(INSPECTOR):
            free = Domain("inspector_id", "=", False) & Domain("user_id", "!=", user.id)
            estate = Domain("unit_id", "!=", False) | Domain("spot_id", "!=", False)
            domain |= Domain("state", "in", OPEN) & free & estate & Domain("second_of_id", "=", False)
        return domain

    # -- what follows ------------------------------------------------------------------------------

    def _close(self, note):
        result = super()._close(note)
        self._tell_origin()
        return result

    def _tell_origin(self):
        """Whoever asked for the check learns that it is finished (in sudo)."""
        if self.round_id:
            self.round_id._check_done(self)
        origin = self.origin_ref
        if origin and origin.exists() and hasattr(origin, "_check_done"):
            origin._check_done(self)


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    case_department_id = fields.Many2one("hr.department", "Department of the case", readonly=True, ondelete="set null")

    def _prepare_case(self):
        values, check = super()._prepare_case(), self.check_id
        unit, house = check.unit_id, check.company_id.partner_id
        if unit:
            # what a round finds in a unit is reported by the house, what is found with the owner is his
            values |= {"unit_id": unit.id, "partner_id": (house if check.round_id else unit.payer_id or house).id}
        area = (check.spot_id.estate_id or unit.estate_id).area_id
        return {**values, "area_id": area.id} if area else values
