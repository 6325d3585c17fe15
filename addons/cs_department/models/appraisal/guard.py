from odoo import models


class CsAppraisalPeriod(models.Model):
    """How far a period is, its verbs say."""

    _name = "cs.appraisal.period"
    _inherit = ["cs.appraisal.period", "cs.system.fields.mixin"]
    _system_fields = frozenset(
        {"state", "is_frozen", "frozen_at", "frozen_by_id", "started_at", "computed_at", "warning"}
    )
