from odoo import api, fields, models

from . import words


class CsNoticeRule(models.Model):
    _name = "cs.notice.rule"
    _description = "Customer notice rule"
    _inherit = ["cs.rule.mixin"]
    _book = "notices"
    _pack_row = "D3"

    event = fields.Selection(
        [
            ("registered", "the case is registered"),
            ("promised", "a date is promised"),
            ("resolved", "the case is resolved"),
            ("closing_soon", "the case will be closed soon"),
            ("closed", "the case is closed"),
            ("reopened", "the case is opened again"),
        ],
        "When",
        required=True,
    )
    template_id = fields.Many2one(
        "mail.template",
        "Mail to the customer",
        required=True,
        domain=[("model", "=", "cs.ticket")],
        ondelete="restrict",
        index=True,
    )

    def _say_rule(self):
        if not (self.event and self.template_id):
            return ""
        # sudo: what customers are mailed is part of the rule
        mail = self.sudo().template_id.name
        return self.env._(
            "when %(this)s, the customer gets the mail “%(mail)s”", this=words.label(self, "event"), mail=mail
        )

    def _rule_topics(self):
        return frozenset({self.event})

    @api.model
    def _rule_topic_labels(self):
        return self._fields["event"]._description_selection(self.env)
