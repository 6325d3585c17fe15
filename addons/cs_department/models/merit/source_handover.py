from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from .source import Source

_lt = LazyTranslate(__name__)


class CsHandoverItem(models.Model):
    """A duty is that of whoever goes, or, before the shift, of whoever comes."""

    _inherit = "cs.handover.item"

    duty_of_id = fields.Many2one(
        "hr.employee", "Duty of", compute="_compute_duty_of_id", store=True, index="btree_not_null"
    )

    @api.depends("kind", "moment", "handover_id.giver_id", "handover_id.taker_id")
    def _compute_duty_of_id(self):
        for item in self:
            handover = item.handover_id
            whose = handover.taker_id if item.moment == "before" else handover.giver_id
            item.duty_of_id = whose if item.kind == "duty" else False


class CsMeritRule(models.Model):
    """Lapses in handovers are facts, unless a supervisor excuses them."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        standing = [("excused_at", "=", False)]
        lapses = {"model": "cs.handover.lapse", "person": "employee_id", "day": "at", "words": "words"}
        signatures = [("kind", "in", ("give", "take")), *standing]
        duties = [("kind", "=", "duty"), ("is_done", "=", False), ("handover_id.state", "=", "done")]
        return {
            **super()._merit_sources(),
            "handover_unrecorded": Source(
                _lt("handover: item not recorded"), domain=[("kind", "=", "unrecorded"), *standing], **lapses
            ),
            "handover_missing": Source(_lt("handover: signature missing"), domain=signatures, **lapses),
            "duty_missed": Source(
                _lt("handover: duty of the shift not done"),
                "cs.handover.item",
                duties,
                "duty_of_id",
                "opened_at",
                "note",
            ),
        }
