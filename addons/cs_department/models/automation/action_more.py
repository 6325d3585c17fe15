from odoo import api, models
from odoo.exceptions import UserError

from ...core.now import utcnow
from ...core.spoken import by_rule


class CsAutomationAction(models.Model):
    """What a rule does towards the customer, and what other books then take over."""

    _inherit = "cs.automation.action"

    @api.constrains("template_id", "sms_template_id")
    def _check_templates(self):
        self.template_id._cs_refuse_foreign()
        self.sms_template_id._cs_refuse_foreign()

    def _act_notify(self, tickets):
        """Mail those customers who have an address."""
        reachable = tickets.filtered(lambda ticket: ticket.partner_id.email)
        if reachable:
            reachable._mail_customers(self.template_id)

    def _act_notify_sms(self, tickets):
        """Text those customers who have a number."""
        self.sms_template_id._cs_refuse_foreign()
        for ticket in tickets.filtered(lambda ticket: ticket.partner_id.phone):
            # a text message belongs to one case; its words are the manager's
            with by_rule():
                ticket._message_sms_with_template(
                    template=self.sms_template_id, partner_ids=ticket.partner_id.ids, put_in_queue=True
                )
            ticket._log_event("notice", note=self.sms_template_id.name)

    def _act_ask_approval(self, tickets):
        tickets.ask_approval("plan")

    def _act_propose_compensation(self, tickets):
        tickets.propose_compensation(amount=self.amount, reason=self._say_title())

    def _act_create_callback(self, tickets):
        """Ask the callback rules for a call by hand; each acting is an occasion of its own."""
        if not self.env["cs.callback.rule"].search_count([("event_id.code", "=", "by_hand")], limit=1):
            raise UserError(self.env._("No callback rule is for calls asked by hand."))
        self.env["cs.callback"]._cs_callback_event(tickets, "by_hand", occasion=str(utcnow()))

    def _act_send_survey(self, tickets):
        tickets.ask_satisfaction()
