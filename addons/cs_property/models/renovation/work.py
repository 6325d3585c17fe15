from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsRenovationWork(models.Model):
    """Works that people may apply for, and those that nobody may do, with the sentence that says why."""

    _name = "cs.renovation.work"
    _description = "Work of a renovation"
    _inherit = ["cs.book.mixin"]
    _order = "forbidden, sequence, id"
    _book = "renovation_works"
    _pack_row = "P5"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    forbidden = fields.Boolean("Not allowed")
    reason = fields.Char("Why it is not allowed", translate=True)
    document_kind_ids = fields.Many2many(
        "cs.document.kind",
        string="Needs these documents",
        domain=[("occasion", "in", ("renovation", "renovation_work"))],
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.constrains("forbidden", "reason")
    def _check_reason(self):
        if self.filtered(lambda work: work.forbidden and not work.reason):
            raise ValidationError(self.env._("Say why the work is not allowed: applicants are told."))

    @api.depends_context("lang")
    @api.depends("name", "forbidden", "reason", "document_kind_ids.name")
    def _compute_sentence(self):
        for work in self:
            if work.forbidden:
                said = self.env._("not allowed: %(reason)s", reason=work.reason or "")
            elif work.document_kind_ids:
                papers = ", ".join(work.document_kind_ids.mapped("name"))
                said = self.env._("allowed, with: %(papers)s", papers=papers)
            else:
                said = self.env._("allowed")
            work.sentence = f"{work.name or ''}: {said}"
