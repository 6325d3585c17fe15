from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...core import sms as core_sms
from ..answers import notification
from . import transport

_lt = LazyTranslate(__name__)

#: the hosts that may be asked, separated by commas; none: every host of the internet
HOSTS = "cs_department.sms_hosts"
REFUSALS = {
    "no_address": _lt("“%(part)s” is no address of the form https://…"),
    "host_is_fixed": _lt("The host cannot be filled in: %(part)s"),
    "unknown_placeholder": _lt("%(part)s is not known: use {number}, {text} and {secret}."),
    "missing_placeholder": _lt("%(part)s is missing: the message could not be sent."),
    "bad_header": _lt("This header cannot be sent: %(part)s"),
    "no_json": _lt("The body is no JSON: %(part)s"),
}


class CsSmsGateway(models.Model):
    """How a company sends text messages through an HTTP gateway of its own choice."""

    _name = "cs.sms.gateway"
    _description = "Text message gateway"
    _inherit = ["cs.cached.mixin"]
    _order = "company_id, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    url = fields.Char("Address", required=True, help="May contain {number}, {text} and {secret}, not in the host.")
    method = fields.Selection([("POST", "POST"), ("GET", "GET")], required=True, default="POST")
    body_kind = fields.Selection(
        [("form", "form fields"), ("json", "JSON"), ("text", "plain text")], "Body is", required=True, default="form"
    )
    headers = fields.Text(help="One per line: Name: value")
    body = fields.Text(default="mobile={number}&content={text}&key={secret}")
    secret = fields.Char(
        groups="base.group_system", copy=False, help="Put in where {secret} stands, shown to nobody else."
    )
    charset = fields.Selection([("utf-8", "UTF-8"), ("gbk", "GBK")], "Encoding", required=True, default="utf-8")
    number_format = fields.Selection(
        [("national", "13800001234"), ("digits", "8613800001234"), ("international", "+8613800001234")],
        "Numbers as",
        required=True,
        default="national",
    )
    success_by = fields.Selection(
        [
            ("status", "the answer is no error (HTTP 2xx)"),
            ("text", "the answer contains"),
            ("json", "a value in it is"),
        ],
        "Sent when",
        required=True,
        default="status",
    )
    success_path = fields.Char("Where in the answer", help="In JSON, e.g. result.0.code")
    success_value = fields.Char("This")
    message_path = fields.Char("Where the reason stands", help="In JSON, e.g. message; shown where a message fails.")
    timeout = fields.Integer("Waits at most (s)", required=True, default=10)
    allow_private = fields.Boolean(
        "Local address allowed", help="The gateway may stand in the local network; redirects are never followed."
    )
    test_number = fields.Char("Number for the test")

    _one_per_company = models.UniqueIndex(
        "(company_id) WHERE active IS TRUE", "A company sends through one gateway at a time."
    )
    _timeout_sane = models.Constraint("CHECK (timeout BETWEEN 1 AND 60)", "Wait between 1 and 60 seconds.")

    @api.constrains("url", "method", "body_kind", "headers", "body", "success_by", "success_path", "success_value")
    def _check_description(self):
        for gateway in self:
            try:
                core_sms.check(gateway._prepare_core())
            except core_sms.BadDescription as error:
                words = REFUSALS[error.reason]._translate(self.env.lang or "en_US")
                raise ValidationError(words % {"part": error.part}) from error
            gateway._check_host()
            if gateway.success_by != "status" and not gateway.success_value:
                raise ValidationError(self.env._("Say what the answer contains when a message was sent."))
            if gateway.success_by == "json" and not gateway.success_path:
                raise ValidationError(self.env._("Say where in the answer the value stands."))

    def _check_host(self):
        # sudo: the list is the server administrator's, read for every message
        allowed = self.env["ir.config_parameter"].sudo().get_param(HOSTS, "").split(",")
        host = core_sms.split_url(self.url).hostname
        if not core_sms.is_allowed_host(host, allowed):
            raise ValidationError(self.env._("%(host)s is not on the list of allowed hosts.", host=host))

    def _prepare_core(self) -> core_sms.Gateway:
        self.ensure_one()
        # sudo: the secret is put in by the system, whoever sends
        secret = self.sudo().secret
        return core_sms.Gateway(
            url=self.url or "",
            method=self.method,
            body_kind=self.body_kind,
            headers=self.headers or "",
            body=self.body or "",
            secret=secret or "",
            charset=self.charset,
            number_format=self.number_format,
            success_by=self.success_by,
            success_path=self.success_path or "",
            success_value=self.success_value or "",
            message_path=self.message_path or "",
        )

    @tools.ormcache("company_id")
    @api.model
    def _id_for(self, company_id: int) -> int | bool:
        """The gateway of a company."""
        # sudo: whoever writes a message, it leaves by the company's gateway
        return self._for_cache().search([("company_id", "=", company_id)], limit=1).id

    @tools.ormcache()
    @api.model
    def _is_used(self) -> bool:
        """Whether any company has a gateway of its own."""
        # sudo: see _id_for
        return bool(self._for_cache().search([], limit=1))

    def _send_one(self, number, text) -> tuple[bool, str]:
        """Send one message.

        :return: whether the gateway took it, and what it said.
        :raises core_sms.NotSent: when the gateway could not be asked.
        """
        self.ensure_one()
        self._check_host()
        gateway = self._prepare_core()
        try:
            status, answer = transport.ask(core_sms.build(gateway, number, text), self.timeout, self.allow_private)
        except transport.NotSent as error:
            # what is said here stands beside the message, for all who read the case
            raise transport.NotSent(core_sms.redacted(gateway, str(error))) from error
        taken, said = core_sms.verdict(gateway, status, answer)
        return taken, core_sms.redacted(gateway, said)

    def action_test(self):
        """Send a message to the number for the test, and show what the gateway says."""
        self.ensure_one()
        if not self.env.user._is_system():
            raise AccessError(self.env._("Only administrators test the gateway."))
        if not (self.test_number or "").strip():
            raise UserError(self.env._("Enter a number for the test."))
        text = self.env._("Test message of %(company)s", company=self.company_id.name)
        try:
            taken, said = self._send_one(self.test_number, text)
        except transport.NotSent as error:
            raise UserError(self.env._("The gateway could not be reached: %(why)s", why=error)) from error
        if not taken:
            raise UserError(self.env._("The gateway refused the message: %(why)s", why=said))
        return notification(said, title=self.env._("The gateway took the message"))
