from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppraisalAdjustment(models.Model):
    """What became known of a frozen period after its end, carried to the next one."""

    _name = "cs.appraisal.adjustment"
    _description = "Adjustment"
    _order = "appraisal_id, period_id, id"
    _allow_sudo_commands = False

    appraisal_id = fields.Many2one("cs.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(related="appraisal_id.user_id", store=True, index="btree_not_null")
    supervisor_id = fields.Many2one(related="appraisal_id.supervisor_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(related="appraisal_id.state", store=True, index=True)
    period_id = fields.Many2one(
        "cs.appraisal.period", "Of the period", required=True, readonly=True, index=True, ondelete="cascade"
    )
    source_id = fields.Many2one(
        "cs.appraisal.score", "Score at that time", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    name = fields.Char("Criterion", compute="_compute_name")
    old_points = fields.Float("Points then", digits=(8, 2), readonly=True)
    new_points = fields.Float("Points now", digits=(8, 2), readonly=True)
    points = fields.Float("Difference", digits=(8, 2), readonly=True)
    evidence = fields.Json(readonly=True)
    is_frozen = fields.Boolean(readonly=True)

    _source_uniq = models.UniqueIndex(
        "(appraisal_id, period_id, COALESCE(source_id, 0))", "A late fact is carried over once."
    )

    @api.depends("source_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for one in self:
            # sudo: what it is called belongs to the adjustment
            one.name = one.sudo().source_id.name or self.env._("Limit of the whole score")

    def action_open_evidence(self):
        """The records that came, went or are judged otherwise since the period was frozen."""
        self.check_access("read")
        self.ensure_one()
        changed = (self.evidence or {}).get("changes") or {}
        model = next(iter(changed), None)
        if not model:
            raise UserError(self.env._("There are no records behind this score."))
        return self.env["cs.indicator"]._open(model, changed[model], self.name)
