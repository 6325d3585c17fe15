from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html
from odoo.tools.translate import LazyTranslate

from ...core.spoken import by_rule
from .tell_mixin import AUTOMATIC

_lt = LazyTranslate(__name__)


class CsTicket(models.Model):
    """Mail and other words: the gateway, the customer's replies, notices by rule."""

    _inherit = "cs.ticket"

    # -- in ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to a team becomes a case; one thread stays one case."""
        author_id = msg_dict.get("author_id") or self._contact_of_stranger(msg_dict)
        values = {
            "name": " ".join((msg_dict.get("subject") or "").split()) or self.env._("(no subject)"),
            "partner_id": author_id,
            "email_from": msg_dict.get("from"),
            "description": msg_dict.get("body"),
            **(custom_values or {}),
        }
        values = {name: value for name, value in values.items() if value}
        # the mail is stored after its case: what the case sends on creation refers to it
        case = super(CsTicket, self.with_context(cs_mail_id=msg_dict.get("message_id")))
        return case.message_new(msg_dict, custom_values=values).with_env(self.env)

    @api.model
    def _contact_of_stranger(self, msg_dict):
        """An unknown sender becomes a contact, as an unknown caller does."""
        # sudo: the gateway acts for anybody
        partners = self.env["res.partner"].sudo()
        return partners._find_or_create_from_emails([msg_dict.get("from") or ""])[0].id

    def message_update(self, msg_dict, update_vals=None):
        """The customer wrote again: his case says so, its state stays ours to change."""
        # the gateway comes in sudo; by RPC this is a public method of every thread
        self.check_access("write")
        result = super().message_update(msg_dict, update_vals=update_vals)
        # sudo: whether the sender is one of us; the gateway acts for anybody
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id") or ())
        if not any(user._is_internal() for user in author.user_ids):
            self._customer_wrote()
        return result

    def _customer_wrote(self):
        """Show that the customer waits for an answer; what closes by itself waits, too."""
        self._system_write({"unread_reply": True})
        self._log_event("customer")
        self._alert_users(self.user_id, _lt("The customer wrote"))
        # sudo: dates are figures of the system, rules act whoever wrote
        system = self.sudo()
        system.filtered(lambda ticket: ticket.state == "resolved")._refresh_due()
        system._happened("customer_wrote")

    # -- out -----------------------------------------------------------------

    def _mail_get_primary_email(self):
        # sudo: the server addresses mails; what the agent sees of it is masked there
        return super(CsTicket, self.sudo())._mail_get_primary_email()

    def _post_answers(self, body, by):
        """One message on each case with the words that the customer got."""
        words = plaintext2html(body)
        if by != "mail":
            self._message_log_batch(bodies=dict.fromkeys(self.ids, words))
            return
        for ticket in self:
            # a mail belongs to one case
            ticket._mail_answer(words)

    def _mail_answer(self, words):
        self.ensure_one()
        # sudo: the address is masked for the agent, the mail goes out all the same
        if not self.partner_id.sudo().email:
            raise UserError(
                self.env._(
                    "%(customer)s has no mail address; answer by telephone and note what was said.",
                    customer=self.partner_id.display_name or self.display_name,
                )
            )
        self.with_context(cs_answering=True).message_post(
            body=words,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
        )

    def _message_post_after_hook(self, message, msg_values):
        """A comment that an agent sends to the customer is an answer."""
        result = super()._message_post_after_hook(message, msg_values)
        to_customer = (
            message.message_type == "comment"
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and self.partner_id in message.partner_ids
        )
        inside = not self.env.user.share and self.env.user._is_internal()
        if to_customer and inside and not self.env.context.get("cs_answering") and self.has_access("write"):
            self._after_answer()
        return result

    def _send_notices(self, event):
        """Mail the customers what a rule says they are told at this point (in sudo)."""
        book, by_template = self.env["cs.notice.rule"], {}
        reachable = self.filtered(lambda t: t.partner_id.email)
        rules = reachable._ask_rules(lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, event))
        for ticket in reachable:
            if rules[ticket.id]:
                template = book.browse(rules[ticket.id]).template_id
                by_template.setdefault(template, self.browse())
                by_template[template] |= ticket
        for template, tickets in by_template.items():
            # one batch per template; mails leave with the queue
            tickets._mail_customers(template, event != "registered" or self.env.context.get("cs_mail_id"))

    def _mail_customers(self, template, threaded=True):
        """Mail the customers of these cases what a rule says (in sudo).

        :param threaded: as a reply to what was said before.
        :raises UserError: for a template that is about something else.
        """
        template._cs_refuse_foreign()
        with by_rule():
            mails = template.send_mail_batch(self.ids, email_values={"headers": AUTOMATIC})
        if threaded:
            self._thread_notices(mails)
        self._log_event("notice", note=template.name)

    def _thread_notices(self, mails):
        """Let a reply find its case: sent notices are deleted, so they refer to words that stay."""
        first_mail = self.env.context.get("cs_mail_id")
        if first_mail:
            mails.references = first_mail
            return
        # a reply to a note would be taken for a note
        said = [("message_type", "in", ("email", "comment")), ("subtype_id.internal", "=", False)]
        words = self.env["mail.message"]._read_group(
            [("model", "=", self._name), ("res_id", "in", self.ids), *said], ["res_id"], ["id:recordset"]
        )
        kept = {ticket_id: messages.sorted("id")[:1].message_id for ticket_id, messages in words}
        for mail in mails.filtered(lambda mail: kept.get(mail.res_id)):
            # each mail belongs to a thread of its own
            mail.references = kept[mail.res_id]
