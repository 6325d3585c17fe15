from odoo import api, fields, models


class CsArrearsBucket(models.Model):
    """How long something is overdue, as the aging report groups it."""

    _name = "cs.arrears.bucket"
    _description = "Age of arrears"
    _inherit = ["cs.book.mixin"]
    _order = "days_from, id"
    _book = "arrears_buckets"
    _pack_row = "P16"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    days_from = fields.Integer("From days overdue", required=True, help="It ends where the next one begins.")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _days_sane = models.Constraint("CHECK (days_from >= 0)", "Nothing is overdue for less than no days.")

    @api.model
    def _bounds(self, company) -> list[tuple]:
        """First day and number of each age that counts for a company."""
        # sudo: ages of arrears are the same for everybody who reads them
        buckets = self.sudo().search([("company_id", "in", [False, company.id])])
        # of two ages that begin on the same day the company's own counts
        buckets = buckets.sorted(lambda bucket: not bucket.company_id)
        return [(bucket.days_from, bucket.id) for bucket in buckets]

    def _in_words(self) -> str:
        self.ensure_one()
        return self.env._("Arrears from %(count)s days on.", count=self.days_from)
