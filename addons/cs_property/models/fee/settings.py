from odoo import api, fields, models
from odoo.addons.cs_department.models.answers import notification
from odoo.exceptions import AccessError, UserError

_GROUP = "cs_property.group_cs_fee_accountant"
_MANAGER = "cs_department.group_cs_manager"


class CsFeeSettings(models.TransientModel):
    """The settings of fees, for accountants and managers who are no Odoo administrators.

    Values live on the company; this page reads them when it opens and writes them back when it
    is saved. An area adds a field here and ``cs_`` with its name there. What checks the accountant is set by managers.
    """

    _name = "cs.fee.settings"
    _description = "Settings of fees"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    is_manager = fields.Boolean(compute="_compute_is_manager")
    fee_journal_id = fields.Many2one(
        "account.journal",
        "Journal of fees",
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        groups=_GROUP,
        help="Invoices of fees are numbered here.",
    )
    fee_income_account_id = fields.Many2one(
        "account.account",
        "Income from fees",
        domain="[('company_ids', 'parent_of', company_id), ('account_type', 'in', ('income', 'income_other'))]",
        groups=_GROUP,
        help="Of fees that are billed for the first time; later each fee has its account on its product.",
    )
    deposit_account_id = fields.Many2one(
        "account.account",
        "Deposits held",
        domain="[('company_ids', 'parent_of', company_id), ('reconcile', '=', True),"
        " ('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        groups=_GROUP,
        help="Changed only while no deposit is held.",
    )

    @api.model
    def _company_fields(self) -> dict[str, str]:
        """Field of this page → field of the company: the one of the same name, after ``cs_``."""
        ours = self.env["res.company"]._fields
        return {name: f"cs_{name}" for name in self._fields if f"cs_{name}" in ours}

    @api.model
    def _controls(self) -> set[str]:
        """Fields of this page that managers alone change: they check who bills and who takes money."""
        return set()

    @api.depends("company_id")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Settings")

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_is_manager(self):
        self.is_manager = self.env.user.has_group(_MANAGER)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # sudo: the accounts are made with the first bill; whoever opens the page finds them
        company = self.env.company.sudo()
        for name, source in self._mine().items():
            if name in fields:
                values[name] = self._fields[name].convert_to_write(company[source], company)
        return values

    @api.model
    def _mine(self) -> dict[str, str]:
        """Fields of the page that the user sees."""
        return {
            name: source
            for name, source in self._company_fields().items()
            if self._has_field_access(self._fields[name], "read")
        }

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

        :raises AccessError: for others than accountants and managers, and for another company.
        """
        user = self.env.user
        if not (user.has_group(_GROUP) or user.has_group(_MANAGER)) or self.company_id - self.env.companies:
            raise AccessError(self.env._("Only accountants and managers change the settings of fees."))
        for page in self:
            # one page is saved at a time
            # sudo: accountants and managers own these fields of the company, and no others
            company = page.company_id.sudo()
            values = {source: page._value(name) for name, source in page._mine().items()}
            changed = {name: value for name, value in values.items() if value != page._now(company, name)}
            page._check_controls(changed)
            page._check_deposits(changed)
            company.write(changed)

    def _value(self, name):
        return self._fields[name].convert_to_write(self[name], self)

    @api.model
    def _now(self, company, name):
        return company._fields[name].convert_to_write(company[name], company)

    def _check_controls(self, changed):
        controls = {self._company_fields()[name] for name in self._controls()}
        if controls & changed.keys() and not self.env.user.has_group(_MANAGER):
            raise AccessError(self.env._("What checks the accountants is set by a manager."))

    def _check_deposits(self, changed):
        if "cs_deposit_account_id" not in changed:
            return
        # sudo: asks whether there is any, whoever may see which
        company = self.company_id.sudo()
        held = [("account_id", "=", company.cs_deposit_account_id.id), ("reconciled", "=", False)]
        posted = [("company_id", "=", company.id), ("parent_state", "=", "posted")]
        if company.cs_deposit_account_id and company.env["account.move.line"].search_count(held + posted, limit=1):
            raise UserError(self.env._("Deposits are held on this account: give them back or use them first."))

    def action_save(self):
        """Saving has applied the page already."""
        return notification(self.env._("Settings saved."))
