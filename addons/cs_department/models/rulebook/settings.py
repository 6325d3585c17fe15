from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..answers import notification


class CsSettings(models.TransientModel):
    """The settings of the department, for managers who are no Odoo administrators.

    Values live on the company and on the teams; this page reads them when it opens and
    writes them back when it is saved.
    """

    _name = "cs.settings"
    _description = "Customer service settings"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    default_team_id = fields.Many2one(
        "cs.team",
        "Default team",
        domain="[('company_id', '=', company_id)]",
        help="Takes the cases for which neither kind nor category names a team.",
    )
    calendar_warning_days = fields.Integer(
        "Holiday warning (days ahead)",
        help="Warn when deadlines so many days ahead reach a year whose public holidays are not loaded.",
    )
    identity_required = fields.Boolean(
        "Identity check before disclosure",
        help="Agents confirm who is calling before they tell a caller personal data.",
    )

    urge_minutes = fields.Integer(
        "Time between two urgings (min)",
        help="Urging the same case again counts only after so many minutes. 0: every time.",
    )

    callback_minutes = fields.Integer(
        "Callback left lying (min)",
        help="A call that somebody took and did not make is free for others after so many minutes.",
    )

    preview_days = fields.Integer(
        "Rule changes are tried on (days)",
        help="A preview of a rule change looks at the cases of so many last days, unless one asks for others.",
    )

    due_soon_minutes = fields.Integer(
        "Due soon (min ahead)", help="Boards call a case due soon when so many minutes are left."
    )
    risk_percent = fields.Integer(
        "At risk (% of the time left)",
        help="Boards call a case at risk when so much of its time is left, where its target has no warning. "
        "A case shows it from its next step on.",
    )

    link_days = fields.Integer(
        "Customer's page (days after closing)",
        help="So long after its closing the customer can still open the page of his case by its link.",
    )

    #: field of this page → field of the company
    _COMPANY_FIELDS = {
        "link_days": "cs_link_days",
        "due_soon_minutes": "cs_due_soon_minutes",
        "risk_percent": "cs_risk_percent",
        "calendar_warning_days": "cs_calendar_warning_days",
        "identity_required": "cs_identity_required",
        "urge_minutes": "cs_urge_minutes",
        "callback_minutes": "cs_callback_minutes",
        "preview_days": "cs_preview_days",
    }

    @api.depends("company_id")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Settings")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company
        fields_of = self._company_fields().items()
        current = {name: self._fields[name].convert_to_write(company[source], company) for name, source in fields_of}
        current["default_team_id"] = self._default_team(company).id
        values.update((k, v) for k, v in current.items() if k in fields)
        return values

    @api.model
    def _company_fields(self) -> dict[str, str]:
        """Fields of this page that live on the company."""
        return self._COMPANY_FIELDS

    @api.model
    def _default_team(self, company):
        return self.env["cs.team"].search([("company_id", "=", company.id), ("is_default", "=", True)], limit=1)

    @api.model_create_multi
    def create(self, vals_list):
        pages = super().create(vals_list)
        pages._apply()
        return pages

    def write(self, vals):
        result = super().write(vals)
        self._apply()
        return result

    def _apply(self):
        """Write the page's values where they live.

        :raises AccessError: for anybody but a manager, and for another company.
        """
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        if not manager or self.company_id - self.env.companies:
            raise AccessError(self.env._("Only managers change the settings."))
        for page in self:
            # one page is saved at a time
            values = {source: page[name] for name, source in self._company_fields().items()}
            # sudo: managers own these fields of the company, and no others
            page.company_id.sudo().write(values)
            page._apply_default_team()

    def _apply_default_team(self):
        before = self._default_team(self.company_id)
        if before == self.default_team_id:
            return
        before.is_default = False
        self.env.flush_all()  # the one default team is a unique index: free it first
        self.default_team_id.is_default = True

    def action_save(self):
        """Saving has applied the page already."""
        return notification(self.env._("Settings saved."))
