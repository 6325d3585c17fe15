from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words


class CsRenovationViolationKind(models.Model):
    """What may go wrong on a site: how bad it is, until when it is put right, what it costs."""

    _name = "cs.renovation.violation.kind"
    _description = "Kind of violation"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "renovation_violations"
    _pack_row = "P5"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    severity = fields.Selection(
        [("minor", "Minor"), ("serious", "Serious")],
        required=True,
        default="minor",
        help="Serious ones are told to supervisors at once.",
    )
    rectify_days = fields.Integer("Put right within (days)", default=1, help="0: at once, on the same day.")
    fine_from = fields.Float("Fine from", digits=(16, 2))
    fine_to = fields.Float("Fine up to", digits=(16, 2), help="0: no fine is foreseen.")
    stops_work = fields.Boolean("Work stops", help="Permit and worker passes say “stopped” until it is put right.")
    words = fields.Char("What the notice says", translate=True)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _sane = models.Constraint(
        "CHECK (rectify_days >= 0 AND fine_from >= 0 AND (fine_to = 0 OR fine_to >= fine_from))",
        "Days are not below nothing, and the highest fine is not below the lowest.",
    )

    @api.depends_context("lang")
    @api.depends("name", "severity", "rectify_days", "fine_from", "fine_to", "stops_work")
    def _compute_sentence(self):
        for kind in self:
            parts = [
                words.label(kind, "severity"),
                self.env._("put right within %(days)s days", days=kind.rectify_days)
                if kind.rectify_days
                else self.env._("put right on the same day"),
                self.env._("fine %(least)s to %(most)s", least=f"{kind.fine_from:g}", most=f"{kind.fine_to:g}")
                if kind.fine_to
                else "",
                self.env._("work stops") if kind.stops_work else "",
            ]
            kind.sentence = f"{kind.name or ''}: {words.clauses(self.env, parts)}"
