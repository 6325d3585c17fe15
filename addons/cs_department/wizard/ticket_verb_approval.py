from odoo import api, fields, models


class CsTicketVerb(models.TransientModel):
    """Words that must be approved first: the dialog asks for the approval instead."""

    _inherit = "cs.ticket.verb"

    approvers = fields.Char("To be approved by", compute="_compute_approvers")

    @api.depends("verb", "by", "words", "ticket_ids")
    def _compute_approvers(self):
        """Who must approve the words before they can be sent; nobody where they may go."""
        for dialog in self:
            dialog.approvers = ", ".join(
                dict.fromkeys(filter(None, map(dialog._approvers_of, dialog.ticket_ids._origin)))
            )

    def _approvers_of(self, ticket) -> str:
        mailed = (self.verb == "answer" and self.by == "mail") or (
            self.verb == "resolve" and ticket._mails_resolution()
        )
        rule_id = mailed and ticket._approval_rules("reply")[ticket.id]
        if not rule_id or (self.words and ticket._is_approved("reply", self.words)):
            return ""
        return ticket._say_approvers(rule_id)

    def action_ask_approval(self):
        """Ask for the approval of the words; sent they are afterwards, word for word."""
        self.ensure_one()
        if self.verb == "resolve":
            # they wait in the case until they are approved
            self.ticket_ids.write({"resolution": self.words})
        self.ticket_ids.ask_approval("reply", self.words)
        return {"type": "ir.actions.act_window_close"}
