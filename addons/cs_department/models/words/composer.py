from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..approval.ticket_reply import said


class CsBannedComposerMixin(models.AbstractModel):
    """A dialog that sends words: it shows banned ones first, once for the same words."""

    _name = "cs.banned.composer.mixin"
    _description = "Dialog that shows banned words before it sends"

    banned_html = fields.Html("Words to look at", compute="_compute_banned_html", sanitize=False)
    banned_seen = fields.Char()

    def _banned_text(self) -> str:
        """The words that would leave."""
        raise NotImplementedError

    def _banned_records(self):
        """What they are about, or an empty recordset."""
        raise NotImplementedError

    @api.depends("body")
    def _compute_banned_html(self):
        book = self.env["cs.banned.word"]
        for dialog in self:
            # one dialog is open at a time
            hits = dialog._banned_hits()
            dialog.banned_html = book._show_html(hits)

    def _banned_hits(self):
        book = self.env["cs.banned.word"]
        if not book._watched():
            return []
        return book._find(self._banned_text(), book._company_of(self._banned_records()))

    def _show_banned(self, title):
        """The dialog again, with what to look at; nothing where he has seen it."""
        self.ensure_one()
        book, hits = self.env["cs.banned.word"], self._banned_hits()
        seen = book._signature(hits)
        if not hits or (seen == self.banned_seen and not any(hit.stops for hit in hits)):
            return None
        records = self._banned_records()
        self.env["cs.banned.hit"]._count(hits, records, book._company_of(records), "written", "shown")
        self.banned_seen = seen
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": dict(self.env.context),
        }


class MailComposeMessage(models.TransientModel):
    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "cs.banned.composer.mixin"]

    def _banned_text(self):
        return "" if self.subtype_is_log else said(self.body, self.subject)

    def _banned_records(self):
        # records of a whole selection: their company is that of the user
        ids = self._evaluate_res_ids() if self.model and not self.res_domain else []
        return self.env[self.model or "cs.ticket"].browse(ids)

    def action_send_mail(self):
        return self._show_banned(self.env._("Send a mail")) or super().action_send_mail()

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        # mails to many at once pass no chatter
        book, records = self.env["cs.banned.word"], self.env[self.model].browse(res_ids)
        book._guard(said(self.body, self.subject), book._company_of(records), records)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)


class SmsComposer(models.TransientModel):
    _name = "sms.composer"
    _inherit = ["sms.composer", "cs.banned.composer.mixin"]

    def _banned_text(self):
        return html2plaintext(self.body or "")

    def _banned_records(self):
        records = self._get_records()
        return self.env["cs.ticket"] if records is None else records

    def action_send_sms(self):
        return self._show_banned(self.env._("Send a text message")) or super().action_send_sms()

    def _action_send_sms(self):
        if self.composition_mode != "comment":
            # text messages to many at once, or to numbers, pass no chatter
            book, records = self.env["cs.banned.word"], self._banned_records()
            book._guard(self.body, book._company_of(records), records)
        return super()._action_send_sms()
