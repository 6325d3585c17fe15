from datetime import timedelta

from odoo import fields, models
from odoo.addons.cs_department.core.flow import LIVE
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Domain


class CsPropertyNotice(models.Model):
    """Cases that belong to a notice: linked by its kind, answered in one go."""

    _inherit = "cs.property.notice"

    ticket_ids = fields.One2many("cs.ticket", "property_notice_id", "Cases about it", readonly=True)
    ticket_count = fields.Integer("Cases", compute="_compute_ticket_count")

    def _compute_ticket_count(self):
        # sudo: how many called about it is no secret
        rows = (
            self.env["cs.ticket"]
            .sudo()
            ._read_group([("property_notice_id", "in", self.ids)], ["property_notice_id"], ["__count"])
        )
        counts = {notice.id: count for notice, count in rows}
        for notice in self:
            notice.ticket_count = counts.get(notice._origin.id, 0)

    def _case_domain(self) -> Domain:
        """Open cases of units concerned, of the categories of its kind, that no other notice has (in sudo)."""
        self.ensure_one()
        return (
            Domain("unit_id", "any", self._unit_domain())
            & Domain("category_id", "child_of", self.template_id.category_ids.ids)
            & Domain("state", "in", sorted(LIVE))
            & Domain("property_notice_id", "=", False)
        )

    def _link_waiting_cases(self):
        """Cases that came in before the notice belong to it as well (in sudo)."""
        if self.template_id.category_ids:
            since = min(self.date_from, utcnow()) - timedelta(hours=self.template_id.before_hours)
            cases = self.env["cs.ticket"].search(self._case_domain() & Domain("registered_at", ">=", since))
            cases.write({"property_notice_id": self.id})

    def action_cases(self):
        """The cases of the notice."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action")
        return {**action, "domain": [("property_notice_id", "=", self.id)], "context": {}}

    def answer_cases(self, words="", resolve=False):
        """Answer all open cases of the notice in one go.

        :param words: what every customer is told, by mail where he has an address.
        :param resolve: the cases are resolved with it.
        :return: number of the cases.
        :raises UserError: without words, or where there is no open case that the user may write.
        """
        self.ensure_one()
        self.check_access("read")
        words = str(words or "").strip()
        if not words:
            raise UserError(self.env._("Write what the customers are told."))
        mine = Domain("property_notice_id", "=", self.id) & Domain("state", "in", sorted(LIVE))
        cases = self.env["cs.ticket"].search(mine)._filtered_access("write")
        if not cases:
            raise UserError(self.env._("No open case of this notice is yours to answer."))
        # sudo: whether there is an address at all, not which
        written = cases.filtered(lambda case: case.sudo().partner_id.email)
        (cases - written).answer(words, by="note")
        written.answer(words, by="mail")
        if resolve:
            cases.resolve(words)
        return len(cases)

    def action_answer_cases(self):
        """Ask what the customers are told."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer All Cases"),
            "res_model": "cs.property.notice.answer",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_notice_id": self.id},
        }
