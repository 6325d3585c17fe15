from odoo import api, models
from odoo.fields import Domain


class CsChosenFirst(models.AbstractModel):
    """What the company of other records follows from: an estate, a unit, a renovation.

    A new record has no company before one of these is chosen, so all that its user sees are offered;
    Odoo would offer those without a company, which are none.
    """

    _name = "cs.chosen.first.mixin"
    _description = "What the company of a record follows from"

    @api.model
    def _check_company_domain(self, companies):
        # what a field offers asks with "", the check of a record with its companies
        return Domain.TRUE if companies == "" else super()._check_company_domain(companies)


class CsEstate(models.Model):
    _name = "cs.estate"
    _inherit = ["cs.estate", "cs.chosen.first.mixin"]


class CsEstateUnit(models.Model):
    _name = "cs.estate.unit"
    _inherit = ["cs.estate.unit", "cs.chosen.first.mixin"]
