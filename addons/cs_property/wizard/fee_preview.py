from odoo import api, fields, models
from odoo.tools import formatLang


class CsFeePreview(models.TransientModel):
    """What a unit would pay for a month, as the fee rules stand."""

    _name = "cs.fee.preview"
    _description = "What a unit would pay"

    unit_id = fields.Many2one("cs.estate.unit", required=True)
    day = fields.Date("In the month of", required=True, default=lambda self: self.env.company._cs_today())
    result = fields.Text("Would pay", compute="_compute_result")

    @api.depends("unit_id", "day")
    def _compute_result(self):
        for preview in self:
            # one unit is asked for
            preview.result = preview._said() if preview.unit_id and preview.day else ""

    def _said(self) -> str:
        first = self.day.replace(day=1)
        last = fields.Date.end_of(first, "month")
        self.unit_id._origin.check_access("read")
        rows = self.env["cs.fee.rule"]._charges(self.unit_id._origin, first, last)
        if not rows:
            return self.env._("Nothing: no fee rule bills this unit in that month.")
        total = sum(row["amount"] for row in rows)
        said = [self._row_said(row) for row in rows]
        return "\n\n".join([*said, self.env._("Together %(amount)s", amount=formatLang(self.env, total, digits=2))])

    def _row_said(self, row) -> str:
        fee = self.env["cs.fee.item"].browse(row["item_id"]).name
        days = f"{row['date_from']} – {row['date_to']}"
        if row.get("error"):
            return f"{fee}, {days}: {row['error']}"
        amount = formatLang(self.env, row["amount"], digits=2)
        return f"{fee}, {days}: {amount}\n{row.get('explanation') or ''}".strip()
