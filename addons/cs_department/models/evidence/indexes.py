from odoo import models


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    # figures of a month are read by the day on which a case was resolved
    _resolved_idx = models.Index("(resolved_at) WHERE resolved_at IS NOT NULL")


class CsClock(models.Model):
    _inherit = "cs.clock"

    _stopped_idx = models.Index("(stopped_at) WHERE state IN ('met', 'missed')")
    _overdue_idx = models.Index("(due_at) WHERE breached IS TRUE AND state IN ('running', 'paused')")


class CsTicketEvent(models.Model):
    _inherit = "cs.ticket.event"

    # the few steps that figures count, among the many that they do not
    _counted_idx = models.Index("(at) WHERE event_type IN ('reopened', 'transfer', 'promise_broken')")


class CsCallback(models.Model):
    _inherit = "cs.callback"

    _done_idx = models.Index("(done_at) WHERE done_at IS NOT NULL")
