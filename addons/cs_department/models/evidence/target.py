from odoo import api, fields, models
from odoo.tools import format_date


class CsIndicatorTarget(models.Model):
    """What a figure ought to be from a day on, until the next target."""

    _name = "cs.indicator.target"
    _description = "Target of an indicator"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "indicator_id"
    _book_line_key = ("date_from",)
    _order = "date_from desc, id desc"

    indicator_id = fields.Many2one("cs.indicator", required=True, index=True, ondelete="cascade")
    date_from = fields.Date("In force from", required=True)
    value = fields.Float("Target", required=True, digits=(16, 4))

    _one_a_day = models.UniqueIndex("(indicator_id, date_from)", "There is a target from this day on already.")

    @api.depends("date_from", "value")
    def _compute_display_name(self):
        for target in self:
            target.display_name = f"{format_date(self.env, target.date_from)}: {target.value:g}"


class CsIndicator(models.Model):
    """Targets of a day."""

    _inherit = "cs.indicator"

    target_ids = fields.One2many("cs.indicator.target", "indicator_id", "Target values", copy=True)

    def _target_on(self, day) -> dict[int, float | None]:
        """Indicator id → its target in force on a day, ``None`` where there is none."""
        found = dict.fromkeys(self.ids)
        # sudo: a target is no secret to whoever sees the figure
        for target in self.sudo().target_ids.sorted("date_from"):
            if target.date_from <= day:
                found[target.indicator_id.id] = target.value
        return found
