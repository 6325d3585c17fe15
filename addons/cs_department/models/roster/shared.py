from odoo import api, fields, models


class CsRosterSharedMixin(models.AbstractModel):
    """Shifts, posts and rotations of rule packs are there for every company, as kinds of cases are.

    Rules, demand and rotations name them by their keys: a second one of the same key would
    leave open which is meant. Those that a company makes itself are its own.

    Where records of packs name such records (``_named_by_shared``) and there is one company, a new
    one is for every company, too: else a post of the pack could not have a scheme of one's own.
    """

    _name = "cs.roster.shared.mixin"
    _description = "Shared by all companies when it comes with a rule pack"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _named_by_shared = False

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
        several = not self._named_by_shared or self.env["res.company"].sudo().search_count([], limit=2) > 1
        return self.env.company if several else self.env["res.company"]

    @api.model
    def _pack_of_company(self, company):
        return {}

    @api.model
    def _pack_bring(self, company, records):
        return super(CsRosterSharedMixin, self.with_context(default_company_id=False))._pack_bring(company, records)
