from odoo import api, fields, models

from ..core.words import SPOKEN, WRITTEN


class CsTicketVerb(models.TransientModel):
    """Banned words are shown in the dialog before the words leave."""

    _inherit = "cs.ticket.verb"

    banned_html = fields.Html("Words to look at", compute="_compute_banned_html", sanitize=False)
    banned_stops = fields.Boolean(compute="_compute_banned_html")
    banned_seen = fields.Char()

    @api.depends("verb", "by", "words", "ticket_ids")
    def _compute_banned_html(self):
        book = self.env["cs.banned.word"]
        for dialog in self:
            # one dialog is open at a time
            hits = dialog._banned_hits()
            dialog.banned_html = book._show_html(hits)
            dialog.banned_stops = any(hit.stops for hit in hits)

    def _banned_channel(self):
        """How the words of this dialog reach the customer; ``None``: they do not."""
        if self.verb == "answer":
            return WRITTEN if self.by == "mail" else SPOKEN
        # the resolution is read on the customer's page
        return WRITTEN if self.verb == "resolve" and self.ticket_ids.partner_id else None

    def _banned_hits(self):
        book, channel = self.env["cs.banned.word"], self._banned_channel()
        if not channel or not book._watched():
            return []
        return book._find(self.words, self.ticket_ids[:1].company_id or self.env.company, channel)

    def action_apply(self):
        """Do it; words that no customer hears are shown first."""
        self.ensure_one()
        return self._show_banned() or super().action_apply()

    def action_ask_approval(self):
        """Nobody is asked to approve what cannot leave."""
        self.ensure_one()
        return self._show_banned() or super().action_ask_approval()

    def _show_banned(self):
        """The dialog again, with what to look at; nothing where he has seen it."""
        book, hits = self.env["cs.banned.word"], self._banned_hits()
        seen = book._signature(hits)
        if not hits or (seen == self.banned_seen and not any(hit.stops for hit in hits)):
            return None
        cases = self.ticket_ids
        self.env["cs.banned.hit"]._count(
            hits, cases, cases[:1].company_id or self.env.company, self._banned_channel(), "shown"
        )
        self.banned_seen = seen
        labels = dict(self._fields["verb"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[self.verb],
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
