from odoo import api, fields, models

#: how a criterion came to its points
HOW = [
    ("facts", "from facts"),
    ("given", "given by people"),
    ("full", "full points, the sample is too small"),
    ("previous", "as before, the sample is too small"),
    ("skipped", "left out, the sample is too small"),
    ("hand", "to be given by hand"),
    ("error", "not computed"),
]


class CsAppraisalScore(models.Model):
    """Points of one person for one criterion, with the records that they were computed from."""

    _name = "cs.appraisal.score"
    _description = "Score"
    _order = "appraisal_id, position, id"
    _rec_name = "name"
    _allow_sudo_commands = False

    appraisal_id = fields.Many2one("cs.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(related="appraisal_id.user_id", store=True, index="btree_not_null")
    supervisor_id = fields.Many2one(related="appraisal_id.supervisor_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(related="appraisal_id.state", store=True, index=True)
    criterion_id = fields.Many2one(
        "cs.appraisal.criterion", "Criterion of the scheme", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # place among the criteria of the edition: what it was called then is read there
    position = fields.Integer(readonly=True)
    name = fields.Char("Criterion", compute="_compute_words")
    section = fields.Char("Group", compute="_compute_words")
    target = fields.Char(compute="_compute_words")
    value = fields.Float("Result", digits=(16, 4), readonly=True, aggregator="avg")
    has_value = fields.Boolean("Has a result", readonly=True)
    value_said = fields.Char("Result in words", compute="_compute_words")
    good = fields.Integer(readonly=True)
    counted = fields.Integer(readonly=True)
    points = fields.Float(digits=(8, 2), readonly=True, aggregator="avg")
    weight = fields.Float(digits=(8, 2), readonly=True, aggregator="avg", help="What the criterion weighed here.")
    how = fields.Selection(HOW, readonly=True)
    error = fields.Char(readonly=True)
    note = fields.Char(compute="_compute_words")
    evidence = fields.Json(readonly=True)
    previous_points = fields.Float("Points before the last run", digits=(8, 2), readonly=True)
    is_changed = fields.Boolean("Changed", readonly=True)
    changes = fields.Json(readonly=True)
    is_frozen = fields.Boolean(readonly=True)

    _criterion_uniq = models.Constraint("UNIQUE (appraisal_id, position)", "A criterion gives points once.")

    @api.depends("position", "value", "counted", "how", "error")
    @api.depends_context("lang")
    def _compute_words(self):
        for score in self:
            # sudo: the edition says what was appraised, to whoever may read the score
            content = score.sudo().appraisal_id.edition_id._criterion(score.position)
            score.name = content.get("name", "")
            score.section = content.get("section", "")
            score.target = content.get("target", "")
            score.value_said = f"{score.value:g}" if score.has_value else ""
            score.note = dict(self._fields["how"]._description_selection(self.env)).get(score.how, "")
