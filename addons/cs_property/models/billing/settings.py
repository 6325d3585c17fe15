from odoo import fields, models


class ResCompany(models.Model):
    """How fees are billed."""

    _inherit = "res.company"

    cs_billing_second_person = fields.Boolean("Billing needs a second person", default=True)
    cs_billing_outlier_percent = fields.Float("Charges that differ much (%)", default=30)
    cs_billing_use_prepayments = fields.Boolean("Use prepayments when billing", default=True)

    _cs_billing_sane = models.Constraint(
        "CHECK (cs_billing_outlier_percent >= 0)", "A difference is not below nothing."
    )


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    billing_second_person = fields.Boolean(
        "Billing needs a second person", help="Whoever computed a billing run does not approve it."
    )
    billing_outlier_percent = fields.Float(
        "Charges that differ much (%)",
        help="Charges that differ so much from the last time stand first in the sheet of a run. 0: never.",
    )
    billing_use_prepayments = fields.Boolean(
        "Use prepayments when billing", help="What a payer paid beforehand settles new charges by the order of payment."
    )

    def _controls(self):
        return super()._controls() | {"billing_second_person"}
