from odoo import models


class CsClock(models.Model):
    """Clocks that ended in a period are counted without looking at all that ever ran."""

    _inherit = "cs.clock"

    _ended_idx = models.Index(
        "(stopped_at) INCLUDE (clock_type, ticket_id, task_id, spent_minutes) WHERE state IN ('met', 'missed')"
    )


class CsTicket(models.Model):
    """Cases of a period are counted by all their sides from one index."""

    _inherit = "cs.ticket"

    _period_idx = models.Index(
        "(company_id, registered_at) INCLUDE (kind_id, channel_id, team_id, cause_id, state) WHERE active IS TRUE"
    )
    _resolved_idx = models.Index("(company_id, resolved_at) WHERE resolved_at IS NOT NULL")
