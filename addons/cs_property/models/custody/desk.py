from odoo import api, models
from odoo.tools import format_date

#: rows of a section; the rest stands behind its title
SHOWN = 5
#: services of the counter: key, hotkey, place, what is done
SERVICES = (("key", "k", 50, "lend"), ("tool", "t", 51, "lend"), ("stored", "s", 52, "store"))


class CsDesk(models.AbstractModel):
    """Keys, tools and stored items at the counter's screen."""

    _inherit = "cs.desk"

    @api.model
    def _desk_finders(self, words):
        found = super()._desk_finders(words)
        items = self.env["cs.custody.item"]
        if not items.has_access("read"):
            return found
        mine = [("number", "=", words.upper()), ("company_id", "in", self.env.companies.ids), ("unit_id", "!=", False)]
        return found + [
            {"unit_id": item.unit_id.id, "why": f"{item.number} {item.name}"}
            for item in items.search(mine, limit=SHOWN)
        ]

    @api.model
    def _desk_services(self):
        services, deeds = super()._desk_services(), self.env["cs.custody.deed"]
        if not deeds.has_access("create"):
            return services
        names = {
            "key": self.env._("Lend a Key"),
            "tool": self.env._("Lend a Tool"),
            "stored": self.env._("Store an Item"),
        }
        return services + [
            {
                "key": f"custody_{book}",
                "name": names[book],
                "hotkey": hotkey,
                "sequence": sequence,
                "action": deeds._dialog(names[book], default_deed=deed, default_custody_book=book),
            }
            for book, hotkey, sequence, deed in SERVICES
        ]


class CsEstateUnit(models.Model):
    """What is kept for a unit, and what of it is out."""

    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        items = self.env["cs.custody.item"]
        if not items.has_access("read"):
            return sections
        kept = items.search([("unit_id", "=", self.id), ("state", "in", ("in", "out", "lost"))])
        if not kept:
            return sections
        out = kept.filtered(lambda item: item.state != "in" or item.custody_book == "stored")
        late = kept.filtered("is_overdue")
        rows = [
            {
                "text": f"{item.name} {item.number}",
                "note": item._desk_words(),
                "tone": "danger" if item in late or item.state == "lost" else "",
                "res_model": item._name,
                "res_id": item.id,
            }
            for item in out[:SHOWN]
        ]
        if here := len(kept - out):
            words = self.env._("%(count)s in the cabinet", count=here)
            rows.append({"text": words, "note": "", "tone": "", "res_model": False, "res_id": False})
        return [
            *sections,
            {
                "key": "custody",
                "sequence": 50,
                "title": self.env._("Keys and stored items"),
                "count": len(kept),
                "tone": "danger" if late else "warning" if out else "info",
                "rows": rows,
                "action": self.action_custody(),
            },
        ]

    def action_custody(self):
        """What is kept for this unit."""
        self.ensure_one()
        action = self.env["cs.desk"]._action("cs_property.cs_custody_item_action")
        return {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}}


class CsCustodyItem(models.Model):
    _inherit = "cs.custody.item"

    def _desk_words(self) -> str:
        """How it stands, in one line."""
        states = dict(self._fields["state"]._description_selection(self.env))
        stored = self.custody_book == "stored" and self.state == "in"
        # sudo: the counter is told who has it
        who = self.sudo().holder_id.name if self.state == "out" else self.sudo().owner_id.name if stored else ""
        said = [
            self.env._("Stored") if stored else states[self.state],
            who,
            self.env._("until %(day)s", day=format_date(self.env, self.due_on)) if self.due_on else "",
        ]
        return " · ".join(filter(None, said))

    def _scan_hindrance(self):
        if self.state in ("lost", "retired"):
            return self.env._("“%(item)s” is lost or no longer kept here.", item=self.name)
        return ""

    def _scan_card(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {**super()._scan_card(), "state": states[self.state]}
