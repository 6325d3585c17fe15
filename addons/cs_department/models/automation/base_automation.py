import logging

from odoo import api, fields, models, tools
from psycopg2.extensions import TransactionRollbackError

from .facts import TRIGGERS
from .run import say_fault

_logger = logging.getLogger(__name__)

#: our triggers among Odoo's own
PREFIX = "cs_"


class BaseAutomation(models.Model):
    """Administrators go further than managers: Odoo's automated actions hear what happens to a case."""

    _inherit = "base.automation"

    trigger = fields.Selection(
        selection_add=[(PREFIX + name, label) for name, label in TRIGGERS],
        ondelete={PREFIX + name: "cascade" for name, _label in TRIGGERS},
    )
    cs_is_event = fields.Boolean("Listens to cases", compute="_compute_cs_is_event")

    @api.depends("trigger")
    def _compute_cs_is_event(self):
        for automation in self:
            automation.cs_is_event = (automation.trigger or "").startswith(PREFIX)

    def _update_registry(self):
        result = super()._update_registry()
        self.env.registry.clear_cache()
        return result

    @tools.ormcache()
    @api.model
    def _cs_listened_to(self) -> frozenset[str]:
        """The triggers of ours that some automation in force waits for."""
        # sudo: whoever acts on a case sets off what administrators made
        everybody = self.sudo().with_context(active_test=True)
        found = everybody.search([("trigger", "in", [PREFIX + name for name, _label in TRIGGERS])])
        return frozenset(found.mapped("trigger"))

    @api.model
    def _cs_set_off(self, event, tickets):
        """Run the automated actions that wait for this (in sudo)."""
        if PREFIX + event not in self._cs_listened_to():
            return
        for automation in self._get_actions(tickets, [PREFIX + event]):
            # an administrator's automations are few; one that fails does not stop the case
            try:
                with self.env.cr.savepoint():
                    automation._process(automation._filter_post(tickets, feedback=True))
                    self.env.flush_all()
            except TransactionRollbackError:
                raise
            except Exception as error:
                _logger.warning("Automation %s failed on %s", automation, tickets, exc_info=error)
                name = automation.sudo().name  # sudo: the name only, for the timeline
                why = say_fault(self.env, error)
                tickets._log_event("automation", new=name, note=self.env._("Failed: %(why)s", why=why))


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _happened(self, event):
        result = super()._happened(event)
        if self:
            self.env["base.automation"]._cs_set_off(event, self)
        return result
