from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow

from ...core.passes import plate

SHOWN = 5


class CsDesk(models.AbstractModel):
    """Passes and visitors at the counter's screen."""

    _inherit = "cs.desk"

    @api.model
    def _desk_finders(self, words):
        found = super()._desk_finders(words)
        if not self.env["cs.visitor"].has_access("read"):
            return found
        own, car = [("company_id", "in", self.env.companies.ids)], plate(words)
        for name in ("cs.release.pass", "cs.visitor"):
            # two books
            model = self.env[name]
            by = [("number", "=", words.upper())]
            if len(car) > 3:
                by = ["|", *by, ("plate", "=", car)]
            rows = model.search([*own, *by], limit=SHOWN)
            found += [{"unit_id": row.unit_id.id, "why": f"{row.number} {row.plate or ''}".strip()} for row in rows]
        return found

    @api.model
    def _desk_services(self):
        services = super()._desk_services()
        rows = (
            ("release", "cs.release.pass", self.env._("Release Pass"), "p", 60, "cs_release_pass_action_new"),
            ("visitor", "cs.visitor", self.env._("Visitor"), "v", 61, "cs_visitor_action_new"),
        )
        return services + [
            {
                "key": key,
                "name": name,
                "hotkey": hotkey,
                "sequence": sequence,
                "action": self.env["ir.actions.act_window"]._for_xml_id(f"cs_property.{action}"),
            }
            for key, model, name, hotkey, sequence, action in rows
            if self.env[model].has_access("create")
        ]


class CsEstateUnit(models.Model):
    """What the counter is told of passes and visitors of one unit."""

    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        return super()._desk_sections() + self._pass_sections()

    def _pass_sections(self) -> list[dict]:
        """The card of passes and visitors of one unit, or none: a query for each book."""
        releases, visits = self.env["cs.release.pass"], self.env["cs.visitor"]
        if not visits.has_access("read"):
            return []
        releases = releases.search_fetch(
            [
                "&",
                ("unit_id", "=", self.id),
                "|",
                ("state", "in", ("waiting", "valid", "partial")),
                ("is_pending_return", "=", True),
            ],
            ["number", "state", "rule_id", "is_pending_return", "return_by", "company_id"],
        )
        visits = visits.search_fetch(
            [
                ("unit_id", "=", self.id),
                ("state", "in", ("asked", "expected", "in")),
                "|",
                ("valid_until", ">=", utcnow()),
                ("state", "=", "in"),
            ],
            ["number", "name", "state", "valid_until"],
        )
        if not releases and not visits:
            return []
        rows = [row._desk_row() for row in [*visits[:SHOWN], *releases[:SHOWN]]]
        late = any(one.is_overdue for one in [*visits, *releases])
        return [
            {
                "key": "passes",
                "sequence": 70,
                "title": self.env._("Passes and visitors"),
                "count": len(releases) + len(visits),
                "tone": "warning" if late else "info",
                "rows": rows,
                "action": False,
            },
        ]


class CsReleasePass(models.Model):
    _inherit = "cs.release.pass"

    def _desk_row(self) -> dict:
        return _row(self, f"{self.number} {self.rule_id.display_name}")


class CsVisitor(models.Model):
    _inherit = "cs.visitor"

    def _desk_row(self) -> dict:
        return _row(self, f"{self.number} {self.name}")


def _row(record, text) -> dict:
    states = dict(record._fields["state"]._description_selection(record.env))
    return {
        "text": text,
        "note": states[record.state],
        "tone": "warning" if record.is_overdue else "",
        "res_model": record._name,
        "res_id": record.id,
    }
