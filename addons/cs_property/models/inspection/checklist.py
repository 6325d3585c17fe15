from odoo import api, fields, models

#: for what the estate is looked at
PURPOSES = [
    ("estate", "Outside areas and stairs"),
    ("environment", "Cleanliness"),
    ("greenery", "Greenery"),
    ("equipment", "Equipment"),
    ("fire", "Fire equipment"),
    ("advertising", "Advertising"),
    ("notice_board", "Notice boards"),
    ("vacant", "Vacant units"),
    ("guard", "Guards on duty"),
    ("cleaner", "Cleaners at work"),
    ("move_in", "Joint inspection at move-in"),
    ("renovation", "Renovation"),
    ("acceptance", "Acceptance of work"),
]


class CsChecklist(models.Model):
    """Checklists of what stands in an estate: its places, its units, its equipment."""

    _inherit = "cs.checklist"

    purpose = fields.Selection(selection_add=PURPOSES, ondelete={name: "set default" for name, _label in PURPOSES})
    subject = fields.Selection(selection_add=[("unit", "A unit")], ondelete={"unit": "set default"})


class CsChecklistItem(models.Model):
    _inherit = "cs.checklist.item"

    case_department_id = fields.Many2one(
        "hr.department",
        "Department of the case",
        ondelete="restrict",
        help="Who puts right what failed: it gets a task of the case. Empty: whoever looks after the spot.",
    )


class CsCheckPick(models.TransientModel):
    """Units can be chosen for a check, too."""

    _inherit = "cs.check.pick"

    unit_ids = fields.Many2many(
        "cs.estate.unit", string="Units", domain="[('company_id', '=', allowed_company_ids[0])]"
    )

    def _chosen(self):
        if self.subject != "unit":
            return super()._chosen()
        self.unit_ids.check_access("read")
        return [{"unit_id": unit.id} for unit in self.unit_ids]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids")
        if model == "cs.estate.unit" and ids:
            values |= {"subject": "unit", "unit_ids": [(6, 0, ids)]}
        return values
