from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...core.ownership import Party, overfull

ROLES = [
    ("owner", "Owner"),
    ("tenant", "Tenant"),
    ("family", "Family"),
    ("shopkeeper", "Shopkeeper"),
    ("authorised", "Authorised person"),
]


class CsUnitParty(models.Model):
    """Who has to do with a unit, in which role, from when to when (local days of the estate, both included)."""

    _name = "cs.unit.party"
    _description = "Person of a unit"
    _order = "unit_id, role, date_from desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    # for whoever reads personal data; the others get the mask
    phone = fields.Char(related="partner_id.phone")
    phone_masked = fields.Char("Phone (masked)", related="partner_id.phone_masked")
    role = fields.Selection(ROLES, required=True, default="owner")
    share = fields.Float("Share (%)", digits=(6, 3), default=100, help="Of the ownership; all owners of a day: 100.")
    date_from = fields.Date("Since", required=True, default=lambda self: self.env.company._cs_today())
    date_to = fields.Date("Until")
    pays = fields.Boolean("Pays the fees", help="Instead of the owner.")
    item_ids = fields.Many2many(
        "cs.fee.item", string="Only these fees", help="Empty: whoever pays here pays all fees of the unit."
    )
    is_current = fields.Boolean("There now", compute="_compute_is_current", search="_search_is_current")
    note = fields.Char()

    _days_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The last day is before the first."
    )
    _share_sane = models.Constraint("CHECK (share >= 0 AND share <= 100)", "A share lies between 0 and 100 percent.")
    # hashtext: roles are words, and the operators of ranges come with PostgreSQL itself
    _once = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&,"
        " int8range(partner_id, partner_id, '[]') WITH &&,"
        " int8range(hashtext(role), hashtext(role), '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "This person stands here in this role on some of these days already.",
    )

    @api.depends("partner_id.name", "role", "unit_id.code")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for party in self:
            party.display_name = f"{party.unit_id.code or ''} {party.partner_id.name or ''} ({roles.get(party.role)})"

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env.company._cs_today()
        for party in self:
            party.is_current = bool(
                party.date_from and party.date_from <= today and (not party.date_to or today <= party.date_to)
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cs_today()
        return ["&", ("date_from", "<=", today), "|", ("date_to", "=", False), ("date_to", ">=", today)]

    @api.constrains("unit_id", "role", "share", "date_from", "date_to")
    def _check_shares(self):
        """
        :raises ValidationError: when the owners of a day hold more than the whole unit.
        """
        units = self.filtered(lambda one: one.role == "owner").unit_id
        if not units:
            return
        # two who add an owner at once collide here, instead of both finding room for theirs
        self.env.cr.execute(SQL("UPDATE cs_estate_unit SET code = code WHERE id = ANY(%s)", units.ids))
        for unit_id, parties in units._parties().items():
            found = overfull(parties)
            if found:
                raise ValidationError(
                    self.env._(
                        "Unit %(unit)s: its owners would hold %(total)s on %(day)s.",
                        unit=self.env["cs.estate.unit"].browse(unit_id).code,
                        total=f"{found[1].normalize():f} %",
                        day=fields.Date.to_string(found[0]),
                    )
                )

    def _as_party(self) -> Party:
        self.ensure_one()
        return Party(
            id=self.id,
            partner=self.partner_id.id,
            role=self.role,
            first=self.date_from,
            last=self.date_to or None,
            share=Decimal(str(round(self.share, 3))),
            pays=self.pays,
            items=frozenset(self.item_ids.ids),
        )

    def _leave(self, day):
        """They are no longer there from ``day`` on; who came on that day or later is taken out."""
        later = self.filtered(lambda one: one.date_from >= day)
        (self - later).write({"date_to": day - timedelta(days=1)})
        later.unlink()
