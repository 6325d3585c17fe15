from odoo import api, fields, models
from odoo.fields import Domain

from ...core.flow import LIVE

HISTORY_LIMIT = 10


class CsTicket(models.Model):
    """One-screen registration: who calls, and what we know of him."""

    _inherit = "cs.ticket"

    caller = fields.Char(
        "Telephone or name",
        store=False,
        help="Type a telephone number or a name. A known customer comes up with his "
        "cases; an unknown caller becomes a contact when the case is saved.",
    )
    caller_number = fields.Char(
        "Telephone of the caller",
        store=False,
        help="Number of a caller who is not a contact yet.",
    )
    customer_live_ids = fields.Many2many("cs.ticket", compute="_compute_customer_cases", string="Open cases")
    customer_past_ids = fields.Many2many("cs.ticket", compute="_compute_customer_cases", string="Earlier cases")
    duplicate_count = fields.Integer("Open cases about the same", compute="_compute_customer_cases")

    @api.depends("partner_id", "category_id")
    def _compute_customer_cases(self):
        by_partner = {}
        for partner in self.partner_id._origin:
            # forms show one customer; lists do not show these fields
            # any!: the cases are held to their own rules, the customer's is known already
            by_partner[partner.id] = self.search_fetch(
                Domain("partner_id", "any!", Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)),
                ["state", "category_id"],
                order="registered_at desc",
                limit=3 * HISTORY_LIMIT,
            )
        for ticket in self:
            cases = by_partner.get(ticket.partner_id._origin.id, self.browse())
            others = cases - ticket._origin
            live = others.filtered(lambda t: t.state in LIVE)
            ticket.customer_live_ids = live[:HISTORY_LIMIT]
            ticket.customer_past_ids = (others - live)[:HISTORY_LIMIT]
            ticket.duplicate_count = len(
                live.filtered(lambda t, same=ticket.category_id: same and t.category_id == same)
            )

    @api.onchange("caller")
    def _onchange_caller(self):
        """Bring up the customer of a number or a name; keep what is new for saving."""
        text = (self.caller or "").strip()
        if not text:
            return
        partner = self._find_caller(text)
        if partner:
            self.partner_id = partner
            self.caller_name = False
        elif looks_like_phone(text):
            # another number is another caller
            self.partner_id = False
            self.caller_number = text
        elif text not in (self.partner_id.name or ""):
            self.partner_id = False
            self.caller_name = text

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        area = self.partner_id.cs_area_id
        if area and not self.area_id and area.company_id == self.company_id:
            self.area_id = area
        self.customer_class_id = self.partner_id._cs_customer_class()

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        self.impact = self.kind_id.impact or self.impact
        self.urgency = self.kind_id.urgency or self.urgency

    @api.onchange("impact", "urgency")
    def _onchange_priority(self):
        self.priority = self.env["cs.priority.matrix"]._priority(self.impact, self.urgency)

    @api.onchange("cause_id")
    def _onchange_cause_id(self):
        self.responsible_department_id = self.cause_id.department_id or self.responsible_department_id

    @api.model
    def _find_caller(self, text):
        """The customer of an exact telephone number, or the only one of a name."""
        partners = self.env["res.partner"]
        if looks_like_phone(text):
            return partners._cs_find_by_phone(text)[:1]
        named = partners.search([("name", "=ilike", text)], limit=2)
        return named if len(named) == 1 else partners

    @api.model
    def _prepare_caller_vals(self, vals_list: list[dict]) -> list[dict]:
        """Turn what was typed about the caller into a customer.

        Known numbers give that customer; the rest become contacts in one batch.
        """
        prepared, new = [], {}
        for position, original in enumerate(vals_list):
            vals = dict(original)
            text = (vals.pop("caller", None) or "").strip()
            number = (vals.pop("caller_number", None) or "").strip()
            phone = (vals.get("caller_phone") or number).strip()
            name = (vals.get("caller_name") or "").strip()
            if looks_like_phone(text):
                phone = phone or text
            elif not vals.get("partner_id"):
                name = name or text
            if phone and not vals.get("caller_phone"):
                vals["caller_phone"] = phone
            if not vals.get("partner_id") and (phone or name):
                # a lookup by an indexed key per typed caller: imports bring partners
                partner = phone and self.env["res.partner"]._cs_find_by_phone(phone)[:1]
                if partner:
                    vals["partner_id"] = partner.id
                else:
                    new[position] = self._prepare_contact_vals(name, phone)
            if name:
                vals["caller_name"] = name
            prepared.append(vals)
        # sudo: any employee may register a caller who is not a contact yet
        contacts = self.env["res.partner"].sudo().create(list(new.values()))
        for position, contact in zip(new, contacts, strict=True):
            prepared[position]["partner_id"] = contact.id
        return prepared

    @api.model
    def _take_caller_phones(self, vals_list: list[dict]) -> list[str]:
        """Take the numbers out that the user may give, but not write as a field."""
        if self._has_field_access(self._fields["caller_phone"], "write"):
            return [""] * len(vals_list)
        return [vals.pop("caller_phone", None) or "" for vals in vals_list]

    def _keep_caller_phones(self, numbers: list[str]):
        for ticket, number in zip(self, numbers, strict=True):
            # each caller has his own number; the ORM flushes the batch as one statement
            if number:
                ticket._system_write({"caller_phone": number})

    @api.model
    def _prepare_contact_vals(self, name, phone) -> dict:
        return {
            "name": name or self.env._("Unnamed caller"),
            "phone": phone,
            "company_id": False,
        }


def looks_like_phone(text: str) -> bool:
    """Whether what was typed is a number rather than a name."""
    digits = sum(character.isdigit() for character in text)
    return digits >= 5 and digits * 2 > len(text.replace(" ", ""))
