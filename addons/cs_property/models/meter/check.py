from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

from ...core import meter as core_meter
from ..money import exact


class CsMeterCheck(models.Model):
    """From when on a reading is looked at before it counts."""

    _name = "cs.meter.check"
    _description = "Check of readings"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "meter_checks"
    _pack_row = "P14"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first check that fits estate and fee counts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    estate_ids = fields.Many2many("cs.estate", help="Empty: all.")
    item_ids = fields.Many2many("cs.fee.item", string="Metered fees", help="Empty: all.")
    jump_percent = fields.Float("More than usual by (%)", digits=(8, 2), help="0: never asked.")
    jump_least = fields.Float("And by at least (usage)", digits=(12, 2))
    zero_days = fields.Integer("Nothing used for (days)", help="0: never asked.")
    history = fields.Integer("Compared with the last readings", default=6)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (jump_percent >= 0 AND jump_least >= 0 AND zero_days >= 0 AND history > 0)",
        "Figures of a check are not below nothing, and it compares with one reading at least.",
    )

    @api.depends_context("lang")
    @api.depends("estate_ids", "item_ids", "jump_percent", "jump_least", "zero_days", "history")
    def _compute_sentence(self):
        for check in self:
            check.sentence = check._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        fees = words.listed(self.env, self.item_ids.mapped("name"), "unit") or self.env._("every meter")
        doubts = [self.env._("the value is lower than before")]
        if self.jump_percent:
            doubts.append(
                self.env._(
                    "the usage is more than the average of the last %(count)s readings by %(percent)s %% and %(least)s",
                    count=self.history,
                    percent=f"{self.jump_percent:g}",
                    least=f"{self.jump_least:g}",
                )
            )
        if self.zero_days:
            doubts.append(self.env._("nothing was used for %(days)s days", days=self.zero_days))
        return self.env._(
            "A reading of %(fees)s is looked at where %(doubts)s.",
            fees=fees,
            doubts=words.listed(self.env, doubts, "or"),
        )

    @api.model
    def _for_meters(self, meters) -> dict:
        """The check of each meter: meter id → :class:`core.meter.Check`."""
        # sudo: the rule works for whoever reads a meter
        checks = self.sudo().search([("company_id", "in", [False, *meters.company_id.ids])])
        return {one.id: next((rule for rule in checks if rule._fits(one)), self.browse())._terms() for one in meters}

    def _fits(self, meter) -> bool:
        return (
            (not self.company_id or self.company_id == meter.company_id)
            and (not self.estate_ids or meter.estate_id in self.estate_ids)
            and (not self.item_ids or meter.item_id in self.item_ids)
        )

    def _terms(self):
        if not self:
            return core_meter.Check()
        return core_meter.Check(exact(self.jump_percent), exact(self.jump_least), self.zero_days, self.history)
