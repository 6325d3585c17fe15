from odoo import api, fields, models
from odoo.exceptions import UserError


class CsRenovationRule(models.Model):
    """What holds for every renovation: when it is accepted, what stands on the permit, what fines are."""

    _name = "cs.renovation.rule"
    _description = "Rule of renovations"
    _inherit = ["cs.book.mixin"]
    _order = "id"
    _book = "renovation_rules"
    _pack_row = "P5"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    most_days = fields.Integer("Longest renovation (days)", required=True, default=90, help="Longer only by extension.")
    second_days = fields.Integer("Accepted again after (days)", required=True, default=90)
    again_days = fields.Integer(
        "Not accepted: once more after (days)", required=True, default=7, help="When the second acceptance fails."
    )
    posting_checklist_id = fields.Many2one(
        "cs.checklist",
        "Checklist of the posting",
        required=True,
        ondelete="restrict",
        domain=[("subject", "=", "unit")],
    )
    acceptance_checklist_id = fields.Many2one(
        "cs.checklist",
        "Checklist of the acceptance",
        required=True,
        ondelete="restrict",
        domain=[("subject", "=", "unit")],
    )
    fine_item_id = fields.Many2one("cs.fee.item", "Fines are charged as", required=True, ondelete="restrict")
    hours = fields.Char("Working hours", required=True, translate=True, help="Printed on the permit.")
    emergency_phone = fields.Char("Emergency phone", help="Printed on the permit. Empty: that of the company.")
    duties = fields.Text(
        "What the contractor is told", required=True, translate=True, help="Read at the briefing, and signed."
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _one = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active IS TRUE", "There is a rule already: change that one."
    )
    _sane = models.Constraint(
        "CHECK (most_days > 0 AND second_days >= 0 AND again_days >= 0)", "Days are not below nothing."
    )

    @api.model
    def _rule_for(self, company):
        """The company's own rule, else the shared one (in sudo).

        :raises UserError: where there is none.
        """
        rules = self.search([("company_id", "in", (False, company.id))])
        if not rules:
            raise UserError(self.env._("There is no rule of renovations: make one in the configuration."))
        return rules.sorted(lambda rule: not rule.company_id)[0]

    @api.depends_context("lang")
    @api.depends("most_days", "second_days", "again_days", "hours")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = self.env._(
                "At most %(most)s days; working hours %(hours)s; accepted when finished and %(days)s days later, "
                "once more %(again)s days after that where it fails.",
                most=rule.most_days,
                hours=rule.hours or "",
                days=rule.second_days,
                again=rule.again_days,
            )
