from odoo import models


class CsEstateImport(models.Model):
    """What a batch of good rows becomes: everything that is there already stays as it is."""

    _inherit = "cs.estate.import"

    def _write_places(self, lines):
        """Buildings and stairs that are missing.

        :return: code of a building → building, (building id, code of a stair) → stair.
        """
        buildings = {
            one.code: one for one in self.env["cs.estate.building"].search([("estate_id", "=", self.estate_id.id)])
        }
        missing = [code for code in dict.fromkeys(line.building for line in lines) if code not in buildings]
        made = self.env["cs.estate.building"].create(
            [{"estate_id": self.estate_id.id, "code": code, "name": code} for code in missing]
        )
        buildings |= {one.code: one for one in made}
        stairs = {
            (one.building_id.id, one.code): one
            for one in self.env["cs.estate.stair"].search([("estate_id", "=", self.estate_id.id)])
        }
        wanted = dict.fromkeys((buildings[line.building].id, line.stair) for line in lines if line.stair)
        keys = [key for key in wanted if key not in stairs]
        made = self.env["cs.estate.stair"].create(
            [{"building_id": building_id, "code": code, "name": code} for building_id, code in keys]
        )
        return buildings, stairs | dict(zip(keys, made, strict=True))

    def _write_units(self, lines, places):
        """
        :return: code of a unit → unit, for all units of these lines.
        """
        first = {}
        for line in lines:
            first.setdefault(line.code, line)
        units = self.env["cs.estate.unit"].with_context(active_test=False)
        known = units.search([("estate_id", "=", self.estate_id.id), ("code", "in", list(first))])
        found = {unit.code: unit for unit in known}
        missing = [line for code, line in first.items() if code not in found]
        types, usual = self._types(), self.env["cs.unit.type"].search([], limit=1)
        made = units.create([self._unit_vals(line, places, types, usual) for line in missing])
        found |= {unit.code: unit for unit in made}
        self._write_parents([line for line in first.values() if line.parent], found)
        return found

    def _write_parents(self, lines, found):
        """Parking spaces and storage rooms hang under their unit, unless they hang somewhere already."""
        codes = {line.parent for line in lines} - found.keys()
        units = self.env["cs.estate.unit"].with_context(active_test=False)
        known = units.search([("estate_id", "=", self.estate_id.id), ("code", "in", list(codes))])
        parents = found | {unit.code: unit for unit in known}
        children = {}
        for line in lines:
            if not found[line.code].parent_id:
                children.setdefault(parents[line.parent], []).append(found[line.code].id)
        for parent, ids in children.items():
            # one write per flat that has something of its own
            units.browse(ids).parent_id = parent

    def _unit_vals(self, line, places, types, usual) -> dict:
        buildings, stairs = places
        building = buildings[line.building]
        stair = stairs.get((building.id, line.stair))
        kind = self.env["cs.unit.type"].browse(types[line.type]) if line.type else usual
        uses = {"dwelling": "living", "commercial": "shop"}
        return {
            "estate_id": self.estate_id.id,
            "building_id": building.id,
            "stair_id": stair.id if stair else False,
            "name": line.number,
            "code": line.code,
            "floor": line.floor,
            "type_id": kind.id,
            "use": uses.get(kind.category, "other"),
            "area": float(line.area),
            "inside_area": float(line.inside_area),
            "handed_over_on": line.handed_over_on,
        }

    def _write_people(self, lines, units):
        """Persons are the same when name and telephone are; without a telephone everybody is somebody else."""
        lines = [line for line in lines if line.person]
        parties = units and self.env["cs.unit.party"].search([("unit_id", "in", [unit.id for unit in units.values()])])
        there = {(one.unit_id.id, one.role, one.partner_id.name) for one in parties or ()}
        lines = [line for line in lines if (units[line.code].id, line.role, line.person) not in there]
        partners = self._write_partners(lines)
        today = self.company_id._cs_today()
        self.env["cs.unit.party"].create(
            [
                {
                    "unit_id": units[line.code].id,
                    "partner_id": partners[line.row].id,
                    "role": line.role,
                    "share": float(line.share) if line.role == "owner" else 0,
                    "date_from": line.since or line.handed_over_on or today,
                }
                for line in lines
            ]
        )

    def _write_partners(self, lines) -> dict:
        """Row → person."""
        partners = self.env["res.partner"]
        known = partners.search(
            [
                ("phone", "in", [line.phone for line in lines if line.phone]),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        found = {(one.name, one.phone): one for one in known}
        keys = {line.row: (line.person, line.phone or line.row) for line in lines}
        missing = [key for key in dict.fromkeys(keys.values()) if key not in found]
        made = partners.create(
            [
                {"name": name, "phone": phone if isinstance(phone, str) else False, "company_id": self.company_id.id}
                for name, phone in missing
            ]
        )
        found |= dict(zip(missing, made, strict=True))
        return {row: found[key] for row, key in keys.items()}
