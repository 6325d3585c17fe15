from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.masking import mask_phone
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core.passes import plate

CLERK = "cs_property.group_cs_counter"
STATES = [
    ("asked", "Host to confirm"),
    ("expected", "Expected"),
    ("in", "Inside"),
    ("left", "Left"),
    ("refused", "Host refuses"),
    ("cancelled", "Cancelled"),
]


class CsVisitor(models.Model):
    """A visit: who comes to which unit, when the pass holds, when the gate let him in and out."""

    _name = "cs.visitor"
    _description = "Visitor"
    _inherit = [
        *("cs.system.fields.mixin", "cs.scan.mixin", "cs.link.mixin", "cs.due.mixin", "cs.tell.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "valid_from desc, id desc"
    _check_company_auto = True
    _scan_kind = "V"
    _link_path = "/cs/v/"
    _system_fields = frozenset(
        {
            *("state", "number", "scan_serial", "in_at", "out_at", "in_user_id", "out_user_id", "overstayed_at"),
            *("next_action_at", "origin"),
        }
    )

    number = fields.Char(readonly=True, copy=False)
    name = fields.Char("Visitor", required=True)
    phone = fields.Char("Telephone", groups=CLERK)
    phone_masked = fields.Char("Telephone (masked)", compute="_compute_phone_masked")
    plate = fields.Char("Vehicle plate", index="btree_not_null")
    people = fields.Integer("Number of people", required=True, default=1)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one("res.partner", "Host", required=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one("cs.visitor.rule", "Purpose of the visit", required=True, ondelete="restrict")
    valid_from = fields.Datetime(required=True, default=lambda self: utcnow())
    valid_until = fields.Datetime(
        compute="_compute_valid_until", store=True, readonly=False, precompute=True, required=True
    )
    note = fields.Char("Remarks")
    origin = fields.Selection(
        [("desk", "Counter"), ("resident", "Resident"), ("gate", "Gate")], readonly=True, default="desk"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="expected", index=True, copy=False)
    in_at = fields.Datetime("Came in", readonly=True, copy=False)
    out_at = fields.Datetime("Went out", readonly=True, copy=False)
    in_user_id = fields.Many2one("res.users", "Let in by", readonly=True, copy=False, ondelete="restrict")
    out_user_id = fields.Many2one("res.users", "Let out by", readonly=True, copy=False, ondelete="restrict")
    overstayed_at = fields.Datetime("Overstay told", readonly=True, copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_overdue", search="_search_overdue")
    visitor_link = fields.Char("Link for the visitor", compute="_compute_visitor_link", groups=CLERK)

    _number_uniq = models.UniqueIndex("(company_id, number)", "Visits are numbered once.")
    _sane = models.Constraint(
        "CHECK (valid_until > valid_from AND people > 0)", "A visit ends after it begins, and somebody comes."
    )
    _in_then_out = models.Constraint(
        "CHECK ((out_at IS NULL OR in_at IS NOT NULL) AND (state != 'in' OR in_at IS NOT NULL))",
        "Nobody leaves who did not come.",
    )

    @api.depends("phone")
    def _compute_phone_masked(self):
        for one in self:
            one.phone_masked = mask_phone(one.sudo().phone, "CN")  # sudo: masked for whoever may not see it

    @api.depends("rule_id", "valid_from")
    def _compute_valid_until(self):
        for one in self:
            one.valid_until = (one.valid_from or utcnow()) + timedelta(hours=one.rule_id.valid_hours or 1)

    @api.depends("state", "valid_until")
    def _compute_overdue(self):
        now = utcnow()
        for one in self:
            one.is_overdue = one.state == "in" and one.valid_until < now

    @api.model
    def _search_overdue(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        late = Domain("state", "=", "in") & Domain("valid_until", "<", utcnow())
        return late if (True in value) == (operator == "in") else ~late

    @api.depends("state")
    def _compute_visitor_link(self):
        for one in self:
            one.visitor_link = one._link_url() if one.state in ("expected", "in") else False

    @api.depends("number", "name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.number or ''} {one.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create([self._plain(vals) for vals in vals_list])
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever registers a visit gives it a number
        for one in visits.sudo():  # sudo: numbers and states are the system's
            # each visit has a number of its own; flushed as one statement
            one.number = numbers.with_company(one.company_id).next_by_code("cs.visitor")
            if one.rule_id.needs_host and one.origin != "resident":
                one.state = "asked"
        return visits

    def write(self, vals):
        fixed = vals.keys() & {
            "unit_id",
            "partner_id",
            "rule_id",
            "plate",
            "phone",
            "name",
            "valid_from",
            "valid_until",
        }
        if fixed and not self.env.su and any(one.in_at for one in self):
            raise UserError(self.env._("Who has come in is not changed any more."))
        return super().write(self._plain(vals))

    @api.model
    def _plain(self, vals):
        return {**vals, "plate": plate(vals["plate"])} if vals.get("plate") else vals

    @api.constrains("rule_id", "valid_from", "valid_until", "people")
    def _check_rule(self):
        for one in self:
            rule = one.rule_id
            if one.people > rule.most_people:
                raise ValidationError(self.env._("%(most)s people at most for this purpose.", most=rule.most_people))
            if one.valid_until > one.valid_from + timedelta(hours=rule.valid_hours):
                raise ValidationError(
                    self.env._("A pass for this purpose holds for %(hours)s hours at most.", hours=rule.valid_hours)
                )
            if one.valid_from > utcnow() + timedelta(days=rule.days_ahead + 1):
                raise ValidationError(
                    self.env._("Visits are registered %(days)s days ahead at most.", days=rule.days_ahead)
                )

    @api.constrains("plate", "phone", "unit_id")
    def _check_barred(self):
        barred = self.env["cs.visitor.barred"].sudo()  # sudo: whoever registers a visit is told the reason only
        for one in self.sudo():  # sudo: the telephone is masked for most
            # one or a few at once
            reason = barred._why_barred(one.company_id, one.plate, one.phone)
            if reason:
                raise ValidationError(self.env._("This visitor is barred: %(why)s", why=reason))

    # -- verbs of the counter ---------------------------------------------------------------

    def _of_clerk(self, *states):
        """
        :raises AccessError: for who is no clerk; UserError: when it is not possible any more.
        """
        self.ensure_one()
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Visitors are registered at the counter."))
        self.check_access("write")
        one = self.sudo()  # sudo: states are written by verbs
        if not one.try_lock_for_update():
            raise UserError(self.env._("A colleague has this visit in hand just now: look again."))
        one.invalidate_recordset(["state"])
        if one.state not in states:
            raise UserError(self.env._("Visit %(number)s: this is not possible any more.", number=one.number))
        return one

    def action_confirm(self):
        """The host confirmed, on the telephone."""
        for record in self:
            # one on the telephone
            record._of_clerk("asked").state = "expected"
        return True

    def action_host_refuses(self):
        for record in self:
            # one on the telephone
            record._of_clerk("asked").state = "refused"
        return True

    def action_cancel(self):
        for record in self:
            # one on the telephone
            record._of_clerk("asked", "expected").state = "cancelled"
        return True

    # -- links ---------------------------------------------------------------------------------

    def _link_facts(self):
        return (self.scan_serial, self.state == "asked")

    def _link_open(self):
        return self.state in ("asked", "expected", "in")

    def _page_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_facts(self):
        """Plain words for the visitor's page."""
        return {
            "company": self.company_id.name,
            "number": self.number,
            "name": self.name,
            "unit": f"{self.unit_id.estate_id.name} {self.unit_id.code}",
            "state": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "open": self.state == "expected" and self.valid_until > utcnow(),
            "span": self._span_words(),
            "qr": self._scan_picture().decode() if self.state in ("expected", "in") else "",
        }

    def _scan_span(self):
        return self.valid_from, self.valid_until

    def _span_words(self) -> str:
        zone = self.unit_id.estate_id.tz
        return " – ".join(format_datetime(self.env, day, tz=zone, dt_format="short") for day in self._scan_span())
