from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow


class CsDutyPost(models.Model):
    _inherit = "cs.duty.post"

    is_gate = fields.Boolean("Gate", help="Guards who scan passes and visitors choose where they stand.")


class CsGate(models.AbstractModel):
    """Where a guard stands: a gate, or where the roster has put him."""

    _inherit = "cs.gate"

    @api.model
    def _posts(self) -> list[dict]:
        """The posts to choose from, ``{"name", "mine"}`` each: where the guard is on duty now stands first."""
        self._need_guard()
        mine, own = self._duty_post_ids(), [("company_id", "in", (False, *self.env.companies.ids))]
        posts = self.env["cs.duty.post"].search([*own, "|", ("is_gate", "=", True), ("id", "in", list(mine))])
        return [{"name": post.name, "mine": post.id in mine} for post in posts.sorted(lambda post: post.id not in mine)]

    @api.model
    def _duty_post_ids(self) -> set[int]:
        now, spans = utcnow(), self.env["cs.shift.span"]
        # companies of a guard are one or two, each look-up is one query
        duties = [duty for company in self.env.companies for duty in spans._on_duty(company.id, now)]
        return {duty.post_id for duty in duties if duty.user_id == self.env.uid and not duty.on_call and duty.post_id}
