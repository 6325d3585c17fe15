from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("asked", "To be approved"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]


class CsUnitVacancy(models.Model):
    """Days on which nobody lives in a unit, approved by somebody else than who wrote them."""

    _name = "cs.unit.vacancy"
    _description = "Vacancy of a unit"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "asked_by_id", "decided_by_id"})

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    date_from = fields.Date("Vacant since", required=True, tracking=True)
    date_to = fields.Date("Vacant until", tracking=True)
    reason = fields.Char("Why vacant", required=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="asked", tracking=True, copy=False)
    asked_by_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, default=lambda self: self.env.user, copy=False
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)

    _days_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The last day is before the first."
    )
    _once = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (state = 'approved')",
        "The unit is vacant on some of these days already.",
    )

    @api.depends("unit_id.code", "date_from")
    def _compute_display_name(self):
        for vacancy in self:
            vacancy.display_name = f"{vacancy.unit_id.code or ''} {vacancy.date_from or ''}".strip()

    def write(self, vals):
        """
        :raises UserError: for days of a vacancy that was decided.
        """
        if vals.keys() & {"unit_id", "date_from", "reason"} and any(one.state != "asked" for one in self):
            raise UserError(self.env._("This was decided already. Only its last day can be changed."))
        if "date_to" in vals and not self.env.su:
            # sudo: whoever may change the days may not approve them: they are decided again
            self.filtered(lambda one: one.state == "approved").sudo().write({"state": "asked"})
        result = super().write(vals)
        if not self.env.su and vals.keys() & {"unit_id", "date_from", "date_to", "reason"}:
            # sudo: whoever changes a request asks for it, and does not approve it
            self.sudo().write({"asked_by_id": self.env.uid})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_undecided(self):
        if any(vacancy.state == "approved" for vacancy in self):
            raise UserError(self.env._("An approved vacancy stays: bills were made by it. Say its last day instead."))

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        """
        :raises AccessError: for somebody who is not a superior of who asked, or asked himself.
        """
        self.check_access("read")
        for vacancy in self:
            if vacancy.state != "asked":
                raise UserError(self.env._("This was decided already. Only its last day can be changed."))
            if not vacancy._may_decide(self.env.user):
                raise AccessError(
                    self.env._("A vacancy is decided by the superior of %(who)s.", who=vacancy.asked_by_id.name)
                )
        # sudo: the right to decide was checked; nobody else writes states
        self.sudo().write({"state": state, "decided_by_id": self.env.uid})

    def _may_decide(self, user) -> bool:
        self.ensure_one()
        # sudo: superiors are read from staff records
        asked = self.asked_by_id.sudo()
        if self.env.su:
            return True
        if user == asked:
            return False
        # sudo: as above, and who manages the estate
        superiors = asked.employee_ids.parent_id.user_id | self.unit_id.sudo().estate_id.manager_id
        return user in superiors or user.has_group("cs_department.group_cs_manager")
