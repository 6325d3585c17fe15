from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.passes import plate


class CsVisitorRule(models.Model):
    """Purposes of visits: how long a pass holds, how many may come, who confirms."""

    _name = "cs.visitor.rule"
    _description = "Rule of visits"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "visitor_rules"
    _pack_row = "P10"
    _reason_needed = True

    name = fields.Char("Purpose of the visit", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    needs_host = fields.Boolean("Host confirms", default=True, help="When the visitor is registered by staff.")
    valid_hours = fields.Integer("Holds for hours", required=True, default=12)
    days_ahead = fields.Integer("Registered ahead by days at most", required=True, default=7)
    most_people = fields.Integer("People at most", required=True, default=10)
    overstay_minutes = fields.Integer("Overstayed after minutes", required=True, default=30)

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (valid_hours > 0 AND days_ahead >= 0 AND most_people > 0 AND overstay_minutes >= 0)",
        "A visit has an hour and a person at least.",
    )


class CsVisitorBarred(models.Model):
    """Who is not let in, and why: by plate or telephone."""

    _name = "cs.visitor.barred"
    _description = "Barred visitor"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    plate = fields.Char("Vehicle plate", index="btree_not_null", tracking=True)
    phone = fields.Char(
        "Telephone",
        index="btree_not_null",
        tracking=True,
        groups="cs_property.group_cs_counter,cs_department.group_cs_supervisor",
    )
    reason = fields.Char("Why", required=True, tracking=True)
    until = fields.Date(tracking=True, help="Empty: until somebody lifts it.")
    active = fields.Boolean(default=True, tracking=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._plain(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._plain(vals))

    @api.model
    def _plain(self, vals):
        """Plates and telephones as they are compared."""
        digits = {key: digits_of(vals[key]) for key in ("phone",) if vals.get(key)}
        plates = {key: plate(vals[key]) for key in ("plate",) if vals.get(key)}
        return {**vals, **digits, **plates}

    @api.constrains("plate", "phone")
    def _check_said(self):
        for one in self:
            if not one.plate and not one.phone:
                raise ValidationError(self.env._("Say the plate or the telephone by which the visitor is known."))

    @api.model
    def _why_barred(self, company, number, phone) -> str:
        """Why a visitor is barred today, or nothing (in sudo)."""
        ways = [("plate", plate(number or "")), ("phone", digits_of(phone or ""))]
        ways = [(name, "=", value) for name, value in ways if value]
        if not ways:
            return ""
        domain = ["|"] * (len(ways) - 1) + ways
        today = company._cs_today()
        domain = [
            "&",
            "&",
            ("company_id", "=", company.id),
            "|",
            ("until", "=", False),
            ("until", ">=", today),
            *domain,
        ]
        return self.search(domain, limit=1).reason or ""


def digits_of(phone: str) -> str:
    """The last eleven digits of a telephone number: what is compared."""
    return "".join(sign for sign in phone if sign.isdigit())[-11:]
