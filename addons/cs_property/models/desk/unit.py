from odoo import models
from odoo.addons.cs_department.core.flow import LIVE
from odoo.tools import formatLang

#: rows of a section; the rest stands behind its title
SHOWN = 5


class CsEstateUnit(models.Model):
    """What the counter's screen says of one unit."""

    _inherit = "cs.estate.unit"

    def _desk_people(self) -> list[dict]:
        """Who has to do with the unit today; telephones masked as for the caller."""
        self.ensure_one()
        roles = dict(self.party_ids._fields["role"]._description_selection(self.env))
        people = self.party_ids.filtered("is_current")
        return [
            {
                "id": party.id,
                "partner_id": party.partner_id.id,
                "name": party.partner_id.name,
                "role": roles[party.role],
                "phone": party.phone_masked or "",
                "pays": party.partner_id == self.payer_id,
            }
            for party in people.sorted(lambda one: (list(roles).index(one.role), one.id))
        ]

    def _desk_sections(self) -> list[dict]:
        """What the counter is told of this one unit, by area; only what the caller may read.

        :return: ``{"key", "sequence", "title", "count", "tone", "rows", "action"}`` each; tone is
            ``info``, ``warning``, ``danger`` or ``muted``; rows are ``{"text", "note", "tone", "res_model",
            "res_id"}``; the action opens the whole list, or is ``False``.
        """
        self.ensure_one()
        return [self._desk_debts(), self._desk_cases(), *self._desk_held()]

    def _desk_debts(self) -> dict:
        charges = self.env["cs.billing.line"]
        found = charges
        if charges.has_access("read"):
            found = charges.search([("unit_id", "=", self.id), ("amount_residual", ">", 0)], order="due_on, id")
        today = self.company_id._cs_today()
        late = found.filtered(lambda one: one.due_on and one.due_on < today)
        rows = [
            {
                "text": f"{charge.item_id.name} {charge._days()}",
                "note": self._desk_money(charge.amount_residual),
                "tone": "danger" if charge in late else "",
                "res_model": charge._name,
                "res_id": charge.id,
            }
            for charge in found[:SHOWN]
        ]
        return {
            "key": "debts",
            "sequence": 10,
            "title": self.env._("Owed"),
            "count": self._desk_money(sum(found.mapped("amount_residual"))) if found else "",
            "tone": "danger" if late else "info",
            "rows": rows,
            "action": self.action_charges() if found else False,
        }

    def _desk_cases(self) -> dict:
        cases = self.env["cs.ticket"].search(
            [("unit_id", "=", self.id), ("state", "in", sorted(LIVE))], order="registered_at desc"
        )
        rows = [
            {
                "text": f"{case.number} {case.name}",
                "note": case.stage_id.name or "",
                "tone": "warning" if case.breached else "",
                "res_model": case._name,
                "res_id": case.id,
            }
            for case in cases[:SHOWN]
        ]
        others = self.open_ticket_count - len(cases)
        if others > 0:
            rows.append(
                {
                    "text": self.env._("%(count)s that others deal with", count=others),
                    "note": "",
                    "tone": "",
                    "res_model": False,
                    "res_id": False,
                }
            )
        return {
            "key": "cases",
            "sequence": 20,
            "title": self.env._("Open cases"),
            "count": self.open_ticket_count or "",
            "tone": "warning" if cases.filtered("breached") else "info",
            "rows": rows,
            "action": self.action_tickets(),
        }

    def _desk_held(self) -> list[dict]:
        """Deposits that are held, and those that somebody still has to pay."""
        if not self.env["cs.deposit"].has_access("read"):
            return []
        held = self.env["cs.deposit"].search([("unit_id", "=", self.id), ("state", "=", "held")])
        asked = self.env["cs.deposit.claim"].search([("unit_id", "=", self.id), ("state", "=", "open")])
        rows = [
            {
                "text": claim.item_id.name,
                "note": self.env._("%(amount)s to be paid", amount=self._desk_money(claim.amount)),
                "tone": "warning",
                "res_model": False,
                "res_id": False,
            }
            for claim in asked
        ]
        rows += [
            {
                "text": one.item_id.name,
                "note": self._desk_money(one.amount_held),
                "tone": "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in held
        ]
        if not rows:
            return []
        return [
            {
                "key": "deposits",
                "sequence": 30,
                "title": self.env._("Deposits"),
                "count": len(rows),
                "tone": "warning" if asked else "info",
                "rows": rows[:SHOWN],
                "action": False,
            }
        ]

    def _desk_money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.currency_id)
