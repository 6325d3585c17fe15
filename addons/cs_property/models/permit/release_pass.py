from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core.passes import plate

CLERK = "cs_property.group_cs_counter"
STATES = [
    ("draft", "Being written"),
    ("waiting", "Waiting"),
    ("valid", "Valid"),
    ("partial", "Partly released"),
    ("done", "Released"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
#: a guard may let things through
OPEN = ("valid", "partial")


class CsReleasePass(models.Model):
    """Things that leave the estate: asked for at the counter, consented to by the owner, let through once."""

    _name = "cs.release.pass"
    _description = "Release pass"
    _inherit = [
        *("cs.system.fields.mixin", "cs.scan.mixin", "cs.signed.mixin", "cs.signoff.mixin", "cs.link.mixin"),
        *("cs.due.mixin", "mail.thread"),
    ]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True
    _scan_kind = "R"
    _link_path = "/cs/r/"
    _system_fields = frozenset(
        {
            *("state", "number", "scan_serial", "failed_checks", "issued_at", "issued_by_id", "is_pending_return"),
            *("next_action_at", "released_at", "return_told_on"),
        }
    )

    number = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one("res.partner", "Applicant", required=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one("cs.release.rule", "Reason to leave", required=True, index=True, ondelete="restrict")
    plate = fields.Char("Vehicle plate", index="btree_not_null")
    valid_from = fields.Datetime(required=True, default=lambda self: utcnow())
    valid_until = fields.Datetime(
        compute="_compute_valid_until", store=True, readonly=False, precompute=True, required=True
    )
    note = fields.Text()
    line_ids = fields.One2many("cs.release.line", "pass_id", "Items", copy=True)
    consent_ids = fields.One2many("cs.release.consent", "pass_id", "Consent of the owner", readonly=True)
    move_ids = fields.One2many("cs.release.move", "pass_id", "Passages", readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    failed_checks = fields.Text("Checks that failed", readonly=True, copy=False)
    issued_at = fields.Datetime(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    released_at = fields.Datetime("Left on", readonly=True, copy=False)
    is_pending_return = fields.Boolean("Out and not back", readonly=True, copy=False, index="btree_not_null")
    return_by = fields.Date("Due back", compute="_compute_return_by", store=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_overdue", search="_search_overdue")
    return_told_on = fields.Date(readonly=True, copy=False)
    resident_link = fields.Char("Link for the resident", compute="_compute_resident_link", groups=CLERK)

    _number_uniq = models.UniqueIndex("(company_id, number)", "Passes are numbered once.")
    _span_sane = models.Constraint("CHECK (valid_until > valid_from)", "A pass ends after it begins.")

    @api.depends("rule_id", "valid_from")
    def _compute_valid_until(self):
        for one in self:
            hours = one.rule_id.valid_hours or 1
            one.valid_until = (one.valid_from or utcnow()) + timedelta(hours=hours)

    @api.depends("line_ids.return_by", "line_ids.is_returnable")
    def _compute_return_by(self):
        for one in self:
            days = one.line_ids.filtered(lambda line: line.is_returnable and line.return_by).mapped("return_by")
            one.return_by = min(days, default=False)

    @api.depends("is_pending_return", "return_by")
    def _compute_overdue(self):
        for one in self:
            today = one.company_id._cs_today() if one.company_id else False
            one.is_overdue = bool(today and one.is_pending_return and one.return_by and one.return_by < today)

    @api.model
    def _search_overdue(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        late = Domain("is_pending_return", "=", True) & Domain("return_by", "<", self.env.company._cs_today())
        return late if (True in value) == (operator == "in") else ~late

    @api.depends("state")
    def _compute_resident_link(self):
        for one in self:
            one.resident_link = one._link_url() if one.state in OPEN else False

    # -- made --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        passes = super().create([self._plain(vals) for vals in vals_list])
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever writes a pass gives it a number
        for one in passes.sudo():  # sudo: numbers are the system's
            # each pass has a number of its own; flushed as one statement
            one.number = numbers.with_company(one.company_id).next_by_code("cs.release.pass")
        return passes

    def write(self, vals):
        fixed = vals.keys() & {"unit_id", "partner_id", "rule_id", "plate", "valid_from", "valid_until", "line_ids"}
        if fixed and not self.env.su and any(one.state != "draft" for one in self):
            raise UserError(self.env._("A pass is fixed once it is asked for: cancel it and write another."))
        return super().write(self._plain(vals))

    @api.model
    def _plain(self, vals):
        return {**vals, "plate": plate(vals["plate"])} if vals.get("plate") else vals

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("A pass that was asked for is cancelled, not deleted."))

    # -- signatures and links ------------------------------------------------------------

    @api.model
    def _signature_roles(self):
        return {"owner": self.env._("Owner"), "applicant": self.env._("Applicant")}

    def _signature_words(self, role):
        one = self._signing()
        items = "; ".join(f"{line.name} × {line.quantity}" for line in one.line_ids)
        return f"{one.number} {one.unit_id.code} {one.partner_id.name} {one.plate or ''} {items}"

    def _was_signed(self, role):
        """An owner who signs on the screen consents."""
        if role == "owner":
            asked = self.consent_ids.filtered(lambda consent: consent.state == "asked")
            if asked:
                asked[0]._answer(True, "screen")

    def _link_facts(self):
        return (self.scan_serial, self.partner_id.id)

    def _link_open(self):
        return self.state in (*OPEN, "done")

    def _page_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_facts(self):
        """Plain words for the resident's page."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "company": self.company_id.name,
            "number": self.number,
            "unit": f"{self.unit_id.estate_id.name} {self.unit_id.code}",
            "state": states[self.state],
            "open": self.state in OPEN and self.valid_until > utcnow(),
            "span": self._span_words(),
            "qr": self._scan_picture().decode(),
            "items": [f"{line.name} {line.released}/{line.quantity}" for line in self.line_ids],
        }

    def _span_words(self) -> str:
        zone = self.unit_id.estate_id.tz
        return " – ".join(format_datetime(self.env, day, tz=zone, dt_format="short") for day in self._scan_span())

    def _scan_span(self):
        return self.valid_from, self.valid_until

    # -- verbs -----------------------------------------------------------------------------

    def _need_clerk(self, *states):
        """The pass for a verb (in sudo), locked.

        :raises AccessError: for who is no clerk; UserError: when a colleague was quicker.
        """
        self.ensure_one()
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Passes are written at the counter."))
        self.check_access("write")
        one = self.sudo()  # sudo: states are written by verbs
        if not one.try_lock_for_update():
            raise UserError(self.env._("A colleague has this pass in hand just now: look again."))
        one.invalidate_recordset(["state"])
        if one.state not in states:
            raise UserError(self.env._("Pass %(number)s: this is not possible any more.", number=one.number))
        return one

    def action_ask(self):
        """Ask for what the rule wants: the owner's consent, the checks, a sign-off; issue it when nothing is open."""
        for record in self:
            # one at the counter
            one = record._need_clerk("draft")
            one._need_sane()
            one.state = "waiting"
            one._ask_owners()
            one._go_on()
        return True

    def action_paper_consent(self):
        """An owner consented on paper, which the clerk has seen."""
        one = self._need_clerk("waiting")
        asked = one.consent_ids.filtered(lambda consent: consent.state == "asked")
        if not asked:
            raise UserError(self.env._("Nobody is asked for consent."))
        asked[0]._answer(True, "document", self.env.user.name)
        return True

    def action_owner_signs(self):
        return self.action_sign("owner")

    def action_cancel(self):
        for record in self:
            # one at the counter
            one = record._need_clerk("draft", "waiting", "valid", "partial", "refused")
            one._void_signoff()
            one.write({"state": "cancelled", "next_action_at": False})
        return True

    def action_reissue(self):
        """Print it anew: the code that was lost is void."""
        one = self._need_clerk(*OPEN)
        one._scan_reissue()
        return True

    def _need_sane(self):
        if not self.line_ids:
            raise UserError(self.env._("Say what is to leave."))
        if self.valid_until > self.valid_from + timedelta(hours=self.rule_id.valid_hours):
            raise UserError(
                self.env._("A pass for this reason holds for %(hours)s hours at most.", hours=self.rule_id.valid_hours)
            )
        if self.valid_until <= utcnow():
            raise UserError(self.env._("This pass would have expired already."))
        back = self.line_ids.filtered(lambda line: line.is_returnable and not line.return_by)
        back.write({"return_by": self.company_id._cs_today() + timedelta(days=self.rule_id.return_days)})
