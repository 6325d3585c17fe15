from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow


class CsGate(models.AbstractModel):
    """Where a guard stands: a duty post, by the roster his own."""

    _inherit = "cs.gate"

    @api.model
    def _posts(self) -> list[dict]:
        """The posts to choose from, ``{"name", "mine"}`` each: where the guard is on duty now stands first."""
        self._need_guard()
        companies = self.env.companies
        posts = self.env["cs.duty.post"].search([("company_id", "in", (False, *companies.ids))])
        mine = self._duty_post_ids() & set(posts.ids)
        return [{"name": post.name, "mine": post.id in mine} for post in posts.sorted(lambda post: post.id not in mine)]

    @api.model
    def _duty_post_ids(self) -> set[int]:
        now, spans = utcnow(), self.env["cs.shift.span"]
        # companies of a guard are one or two, each look-up is one query
        duties = [duty for company in self.env.companies for duty in spans._on_duty(company.id, now)]
        return {duty.post_id for duty in duties if duty.user_id == self.env.uid and not duty.on_call and duty.post_id}
