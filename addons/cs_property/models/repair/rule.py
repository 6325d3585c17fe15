from odoo import api, fields, models
from odoo.exceptions import UserError


class CsRepairRule(models.Model):
    """What holds for every repair: how long a quote holds, how work is accepted, what it is charged as."""

    _name = "cs.repair.rule"
    _description = "Rule of repairs"
    _inherit = ["cs.book.mixin"]
    _order = "id"
    _book = "repair_rules"
    _pack_row = "P4"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    quote_days = fields.Integer("A quote holds (days)", required=True, default=15)
    accept_days = fields.Integer("Accepted within (days)", required=True, default=1)
    needs_photo = fields.Boolean("Finished with a photo", default=True, help="Without one the work is not finished.")
    fee_item_id = fields.Many2one(
        "cs.fee.item", "Charged as", required=True, ondelete="restrict", domain=[("kind", "=", "service")]
    )
    team_ids = fields.Many2many(
        "cs.team",
        string="Teams that repair",
        ondelete="restrict",
        help="Workers are sent from the first of them that belongs to the company. Empty: from the team of the case.",
    )
    checklist_id = fields.Many2one(
        "cs.checklist",
        "Checklist of the acceptance",
        required=True,
        ondelete="restrict",
        domain=[("subject", "=", "unit")],
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _one = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active IS TRUE", "There is a rule already: change that one."
    )
    _sane = models.Constraint("CHECK (quote_days > 0 AND accept_days >= 0)", "A quote holds for a day at least.")

    @api.model
    def _rule_for(self, company):
        """The company's own rule, else the shared one (in sudo).

        :raises UserError: where there is none.
        """
        rules = self.search([("company_id", "in", (False, company.id))])
        if not rules:
            raise UserError(self.env._("There is no rule of repairs: make one in the configuration."))
        return rules.sorted(lambda rule: not rule.company_id)[0]

    @api.depends_context("lang")
    @api.depends("quote_days", "accept_days", "checklist_id.name", "fee_item_id.name", "needs_photo")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = self.env._(
                "A quote holds %(days)s days; work is accepted within %(within)s days by “%(list)s”; "
                "it is charged as %(fee)s after that.",
                days=rule.quote_days,
                within=rule.accept_days,
                list=rule.checklist_id.name or "",
                fee=rule.fee_item_id.name or "",
            )
