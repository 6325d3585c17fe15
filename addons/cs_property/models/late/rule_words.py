from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words


class CsLateRule(models.Model):
    """A rule for late payment in the words of the rule book."""

    _inherit = "cs.late.rule"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends(
        *("late_item_id", "item_ids", "estate_ids", "rate", "grace_days", "from_due"),
        *("cap_percent", "minimum", "since"),
    )
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._in_words() if rule.late_item_id else ""

    def _in_words(self) -> str:
        self.ensure_one()
        fees = (
            words.listed(self.env, self.item_ids.mapped("name"), "unit") if self.item_ids else self.env._("every fee")
        )
        places = words.listed(self.env, self.estate_ids.mapped("name"), "unit") if self.estate_ids else ""
        parts = [
            places,
            self.env._("%(rate)s of 10,000 a day of what is open", rate=f"{self.rate:g}"),
            self._say_grace(),
            self.env._("at most %(percent)s %% of the fee", percent=f"{self.cap_percent:g}")
            if self.cap_percent
            else "",
            self.env._("not billed below %(amount)s", amount=f"{self.minimum:.2f}") if self.minimum else "",
            self.env._("not for days before %(day)s", day=self.since) if self.since else "",
            self.env._("never while it is disputed"),
        ]
        return self.env._(
            "Paying %(fees)s late: %(rule)s.", fees=fees, rule=words.clauses(self.env, [part for part in parts if part])
        )

    def _say_grace(self) -> str:
        if not self.grace_days:
            return self.env._("from the day after the due day")
        if self.from_due:
            return self.env._("from the due day, where it is paid more than %(days)s days late", days=self.grace_days)
        return self.env._("after %(days)s days of grace", days=self.grace_days)
