from odoo import api, fields, models, tools

PRIORITIES = [("0", "Low"), ("1", "Moderate"), ("2", "High"), ("3", "Critical")]


class CsPriorityMatrix(models.Model):
    _name = "cs.priority.matrix"
    _description = "Priority from impact and urgency"
    _inherit = ["cs.cached.mixin"]
    _order = "impact, urgency"

    impact = fields.Selection(selection="_selection_level", required=True)
    urgency = fields.Selection(selection="_selection_level", required=True)
    priority = fields.Selection(PRIORITIES, required=True)

    _cell_uniq = models.UniqueIndex("(impact, urgency)", "This impact and urgency already have their priority.")

    @api.model
    def _selection_level(self):
        return [
            ("1", self.env._("High")),
            ("2", self.env._("Medium")),
            ("3", self.env._("Low")),
        ]

    @api.depends("impact", "urgency")
    @api.depends_context("lang")
    def _compute_display_name(self):
        levels = dict(self._selection_level())
        for cell in self:
            cell.display_name = self.env._(
                "impact %(impact)s × urgency %(urgency)s",
                impact=levels.get(cell.impact, ""),
                urgency=levels.get(cell.urgency, ""),
            )

    @tools.ormcache()
    @api.model
    def _cells(self) -> dict[tuple[str, str], str]:
        # sudo: every registration looks its priority up
        return {(cell.impact, cell.urgency): cell.priority for cell in self.sudo().search([])}

    @api.model
    def _priority(self, impact: str, urgency: str) -> str:
        """Priority of an impact and an urgency; moderate where the matrix is silent."""
        return self._cells().get((impact, urgency), "1")
