from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

from ..money import exact

#: what a request asks for
ASKED = frozenset({"unit_id", "principal_ids", "day", "billed_too", "reason"})


class CsLateWaiver(models.Model):
    """A request not to charge late fees; somebody else approves it, large ones a manager."""

    _name = "cs.late.waiver"
    _description = "Waiver of late fees"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "amount", "asked_by_id", "answered_by_id", "answered_at", "refusal"})

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index="btree_not_null")
    principal_ids = fields.Many2many(
        "cs.billing.line",
        "cs_late_waiver_line_rel",
        "waiver_id",
        "line_id",
        string="Paid late",
        domain="[('unit_id', '=', unit_id), ('state', '=', 'billed'), ('principal_id', '=', False)]",
        help="Empty: all charges of the unit.",
    )
    day = fields.Date("Late fees up to", required=True, default=lambda self: self.env.company._cs_today())
    billed_too = fields.Boolean("Also what was billed", default=True, help="Late fees that were billed and not paid.")
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("asked", "To be approved"), ("approved", "Waived"), ("refused", "Not waived")],
        required=True,
        readonly=True,
        default="asked",
        index=True,
        tracking=True,
    )
    preview = fields.Monetary("Would be waived", compute="_compute_preview")
    amount = fields.Monetary("Amount waived", readonly=True)
    asked_by_id = fields.Many2one("res.users", "Asked by", readonly=True, default=lambda self: self.env.user)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    refusal = fields.Char("Why not", readonly=True)
    charge_ids = fields.One2many("cs.late.charge", "waiver_id", "What was waived", readonly=True)

    @api.depends("unit_id.code", "day")
    def _compute_display_name(self):
        for waiver in self:
            waiver.display_name = f"{waiver.unit_id.code or ''} · {waiver.day or ''}"

    @api.depends("unit_id", "principal_ids", "day", "billed_too", "state")
    def _compute_preview(self):
        for waiver in self:
            # one request is looked at
            waiver.preview = float(waiver._worth()) if waiver.day and waiver._sees_charges() else 0

    def _sees_charges(self) -> bool:
        """Whether the user sees charges of the unit: not those of another steward, nor of another company."""
        return bool(self.env["cs.billing.line"].search_count([("unit_id", "=", self.unit_id._origin.id)], limit=1))

    def write(self, vals):
        if not self.env.su and self.filtered(lambda waiver: waiver.state != "asked"):
            raise UserError(self.env._("A waiver that was answered stays as it is."))
        result = super().write(vals)
        if not self.env.su and vals.keys() & ASKED:
            # sudo: whoever changes a request asks for it, and does not approve it
            self.sudo().write({"asked_by_id": self.env.uid})
        return result

    @api.constrains("principal_ids", "unit_id")
    def _check_principals(self):
        for waiver in self:
            if waiver.sudo().principal_ids.unit_id - waiver.unit_id:  # sudo: compared only
                raise UserError(
                    waiver.env._("Only late fees of %(unit)s can be waived here.", unit=waiver.unit_id.code)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if self.filtered(lambda waiver: waiver.state != "asked"):
            raise UserError(self.env._("A waiver that was answered is kept."))

    # -- what it is about --------------------------------------------------------

    def _principals(self):
        # sudo: what is waived is decided by the verb, see there
        charges = self.env["cs.billing.line"].sudo()
        if self.principal_ids:
            return self.principal_ids.sudo()  # sudo: as above
        return charges.search(
            [("unit_id", "=", self.unit_id.id), ("state", "=", "billed"), ("principal_id", "=", False)]
        )

    def _billed_lines(self):
        """Late fees that were billed and of which nothing was paid."""
        if not self.billed_too:
            return self.env["cs.billing.line"]
        # sudo: as above
        return (
            self.env["cs.billing.line"]
            .sudo()
            .search(
                [
                    ("principal_id", "in", self._principals().ids),
                    ("state", "=", "billed"),
                    ("amount_paid", "=", 0),
                    ("amount_residual", ">", 0),
                ]
            )
        )

    def _worth(self):
        """What the request comes to."""
        billed = sum((exact(line.amount_residual) for line in self._billed_lines()), exact(0))
        return sum(self._principals()._late_until(self.day).values(), billed)

    # -- verbs -------------------------------------------------------------------

    def approve(self):
        """Waive: what is not billed yet is never billed, what was billed is taken back by a credit note.

        :raises AccessError: for one's own request, and above the limit for everybody but managers.
        """
        self._begin_answer()
        for waiver in self:
            # people approve one by one, or tick a few
            waiver._check_limit()
            waiver.sudo()._waive()  # sudo: the right was checked above; charges are the system's
        return True

    def refuse(self, reason=""):
        """
        :raises UserError: without a reason.
        """
        self._begin_answer()
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is not waived."))
        # sudo: as in approve
        self.sudo().write(
            {"state": "refused", "refusal": reason, "answered_by_id": self.env.uid, "answered_at": utcnow()}
        )
        return True

    def action_refuse(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Do Not Waive"),
            "res_model": "cs.late.waiver.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_waiver_ids": self.ids},
        }

    def _begin_answer(self):
        self.check_access("read")
        user = self.env.user
        accountant = user.has_group("cs_property.group_cs_fee_accountant")
        if not (self.env.su or accountant or user.has_group("cs_department.group_cs_manager")):
            raise AccessError(self.env._("Late fees are waived by accountants and managers."))
        for waiver in self:
            if waiver.state != "asked":
                raise UserError(self.env._("This request was answered already."))
            if waiver.asked_by_id == user and not self.env.su:
                raise AccessError(self.env._("Nobody approves his own request."))
        if self and not self.sudo().try_lock_for_update():  # sudo: whoever may answer holds the request
            raise UserError(self.env._("Somebody else is answering this request."))

    def _check_limit(self):
        limit = exact(self.company_id.sudo().cs_late_waiver_limit)  # sudo: the limit is a setting
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        if self._worth() > limit and not manager and not self.env.su:
            raise AccessError(
                self.env._("More than %(limit)s is waived by a manager.", limit=self.currency_id.format(float(limit)))
            )

    def _waive(self):
        principals, billed = self._principals(), self._billed_lines()
        dues = principals._late_dues(self.day)
        worth = self._worth()
        if not worth:
            raise UserError(self.env._("There is no late fee to waive."))
        rows = self.env["cs.late.charge"]
        old = rows.search([("line_id", "in", billed.ids), ("state", "=", "billed")])
        # what was billed stays counted as waived: it is not worked out again
        old.write({"state": "waived", "waiver_id": self.id})
        rows.create(
            [
                charge._late_row(dues[charge.id], self.day) | {"waiver_id": self.id, "state": "waived"}
                for charge in principals.browse(dues)
            ]
        )
        if billed:
            billed._void(self.reason)
        self.write(
            {
                "state": "approved",
                "amount": float(worth),
                "answered_by_id": self.env.uid,
                "answered_at": utcnow(),
            }
        )
