import logging

from odoo import api, fields, models
from odoo.addons.sms.tools.sms_api import SmsApiBase
from odoo.exceptions import UserError

from . import transport

_logger = logging.getLogger(__name__)

#: one transaction sends so many messages: what was sent is soon known for good
BATCH = 10


class GatewayApi(SmsApiBase):
    """Odoo's text messages through the gateway of a company."""

    def __init__(self, env, gateway):
        super().__init__(env)
        self.gateway = gateway

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        results, unreachable = [], ""
        for message in messages:
            for number in message["numbers"]:
                # a gateway that is down is not asked again for each message of the batch
                if not unreachable:
                    result, unreachable = self._send_to(number, message["content"])
                else:
                    result = {"state": "server_error", "failure_reason": unreachable}
                results.append({"uuid": number["uuid"], **result})
        return results

    def _send_to(self, number, text) -> tuple[dict, str]:
        """The result of one message, and why the gateway cannot be reached (if so)."""
        if not number["number"]:
            return {"state": "sms_number_missing"}, ""
        try:
            taken, said = self.gateway._send_one(number["number"], text or "")
        except transport.NotSent as error:
            why = self.env._("The gateway could not be reached: %(why)s", why=error)
            return {"state": "server_error", "failure_reason": why}, why
        except UserError as error:  # a description that is not allowed any more
            return {"state": "server_error", "failure_reason": str(error)}, ""
        except Exception:  # one that went wrong meanwhile must not hold up the queue
            _logger.exception("Text message through gateway %s failed", self.gateway.id)
            why = self.env._("An unexpected fault; the log of the server says more.")
            return {"state": "server_error", "failure_reason": why}, ""
        if taken:
            return {"state": "success"}, ""
        return {"state": "server_error", "failure_reason": said}, ""


class SmsSms(models.Model):
    _inherit = "sms.sms"

    cs_company_id = fields.Many2one(
        "res.company", "Sent for the company", default=lambda self: self.env.company, ondelete="set null"
    )

    def _get_sms_company(self):
        return self.mail_message_id.record_company_id or self.cs_company_id or super()._get_sms_company()

    def _split_by_api(self):
        """Messages of a company with a gateway leave by it, the others as before."""
        gateways, others = self.env["cs.sms.gateway"], self.browse()
        for company, messages in self.grouped(lambda sms: sms._get_sms_company()[:1]).items():
            gateway_id = gateways._id_for(company.id)
            if gateway_id:
                # sudo: the queue sends whoever wrote the message
                yield GatewayApi(self.env, gateways.sudo().browse(gateway_id)), messages
            else:
                others |= messages
        if others:
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        if self.env.context.get("sms_api") or not self.env["cs.sms.gateway"]._is_used():
            return super()._send(unlink_failed, unlink_sent, raise_exception)
        for api_, messages in self._split_by_api():
            # the scheduled action sends all companies' messages at once
            super(SmsSms, messages.with_context(sms_api=api_))._send(unlink_failed, unlink_sent, raise_exception)
        return None

    @api.model
    def _get_send_batch_size(self):
        size = super()._get_send_batch_size()
        return min(size, BATCH) if self.env["cs.sms.gateway"]._is_used() else size
