from odoo import api, fields, models


class CsRosterSharedMixin(models.AbstractModel):
    """Shifts, posts and rotations of rule packs are there for every company, as kinds of cases are.

    Rules, demand and rotations name them by their keys: a second one of the same key would
    leave open which is meant. Those that one company of several makes itself are its own; where
    there is one company, they stand beside those of the packs and may be named by them.
    """

    _name = "cs.roster.shared.mixin"
    _description = "Shared by all companies when it comes with a rule pack"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        default=lambda self: self._default_company_id(),
        help="Empty: every company.",
    )

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.model
    def _default_company_id(self):
        # sudo: whether there are other companies, not which
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        return self.env.company if several else self.env["res.company"]

    @api.model
    def _pack_of_company(self, company):
        return {}

    @api.model
    def _pack_bring(self, company, records):
        return super(CsRosterSharedMixin, self.with_context(default_company_id=False))._pack_bring(company, records)
