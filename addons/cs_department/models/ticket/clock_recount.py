import logging

from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.fields import Domain

from ...core import clock as core_clock
from ...core.now import utcnow

_logger = logging.getLogger(__name__)

#: when working hours, closures or holidays were last changed (naive UTC, ISO)
CHANGED_AT = "cs_department.hours_changed_at"


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _cs_hours_changed(self):
        """Have the live clocks counted anew, soon and in the background."""
        super()._cs_hours_changed()
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        # sudo: whoever changes hours moves the deadlines that count in them
        parameters = self.env["ir.config_parameter"].sudo()
        moment = fields.Datetime.to_string(utcnow())
        if parameters.get_param(CHANGED_AT) != moment:
            parameters.set_param(CHANGED_AT, moment)
        cron = self.env.ref("cs_department.cron_recount", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # sudo: as above


class CsClock(models.Model):
    """Clocks counted anew after the hours that they count in were changed."""

    _inherit = "cs.clock"

    counted_at = fields.Datetime("Counted anew on")

    @api.model
    def _recount_domain(self):
        """Live clocks in working hours, started and last counted before the change."""
        # sudo: the moment of the change is a figure of the system
        changed = self.env["ir.config_parameter"].sudo().get_param(CHANGED_AT)
        if not changed:
            return Domain.FALSE
        return Domain(
            [
                ("state", "in", ("running", "paused")),
                ("calendar_id", "!=", False),
                ("started_at", "<=", changed),
                "|",
                ("counted_at", "=", False),
                ("counted_at", "<", changed),
            ]
        )

    @api.model
    def _cron_recount(self, batch=500):
        """Count batch by batch; each batch is kept, what is left goes on after a stop."""
        commit = self.env["ir.cron"]._commit_progress
        domain = self._recount_domain()
        commit(remaining=self.search_count(domain))
        while clocks := self.search(domain, limit=batch, order="id").try_lock_for_update():
            clocks._recount()
            if not commit(len(clocks)):
                break

    def _recount(self):
        """The same targets from the same starts, on the hours as they are now."""
        now = utcnow()
        # never earlier than the change: it may lie within this very second
        counted = max(now, fields.Datetime.to_datetime(self.env["ir.config_parameter"].get_param(CHANGED_AT)))
        moved = self.browse()
        for clock in self:
            # each clock has figures of its own; the ORM flushes them as one statement
            due_at = clock.due_at
            try:
                clock._retarget(clock._target_minutes_now(), now)
            except core_clock.NoWorkingTime as error:
                _logger.info("Clock %s keeps its deadline: %s", clock.id, error)
            if clock.due_at != due_at:
                moved |= clock
        self.write({"counted_at": counted})
        # sudo: the language of a company is no secret
        for lang, tickets in moved.ticket_id.grouped(lambda ticket: ticket.company_id.sudo().partner_id.lang).items():
            # nobody acts here: the timeline is written in the language of each company
            speaking = tickets.with_context(lang=lang)
            speaking._log_event("clock_moved", note=speaking.env._("working hours changed"))
        self.ticket_id._refresh_due()

    def _target_minutes_now(self) -> float:
        """The target of the clock's rule on today's hours, as it was if the rule is gone."""
        target = self.rule_id.target_ids.filtered(lambda line: line.clock_type == self.clock_type)
        if not target:
            return self.target_minutes
        spec = core_clock.Target(target.amount, target.unit)
        return core_clock.target_minutes(spec, self.started_at, self._time())
