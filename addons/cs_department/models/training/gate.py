from odoo import api, models
from odoo.tools import format_list

from ...core import training
from ...core.now import utcnow


class CsTicket(models.Model):
    """Cases of a category that needs a course are given only to people who have passed it (D19)."""

    _inherit = "cs.ticket"

    def _gate_needs(self) -> dict[int, frozenset[int]]:
        """Case → courses that its category needs today; cases that need none are left out."""
        courses, now = self.env["cs.training.course"], utcnow()
        needs = {}
        for ticket in self:
            # cached: no query
            day = ticket.team_id._local_day(now) if ticket.team_id else now.date()
            needed = courses._needed_for(ticket.category_id.id, ticket.company_id.id, day)
            if needed:
                needs[ticket.id] = needed
        return needs

    def _barred_from(self, user_ids):
        """Who may not be given which case, because he has not passed what it needs; one query."""
        needs = self._gate_needs()
        if not needs:
            return super()._barred_from(user_ids)
        done = self._gate_done(user_ids, needs)
        return {ticket_id: training.barred(needed, done, user_ids) for ticket_id, needed in needs.items()}

    @api.model
    def _untrained_for(self, category_id, company_id, user_ids):
        day = self.env.company._cs_today()
        needed = self.env["cs.training.course"]._needed_for(category_id, company_id, day)
        if not needed:
            return super()._untrained_for(category_id, company_id, user_ids)
        return training.barred(needed, self._gate_done(user_ids, {category_id: needed}), user_ids)

    def _gate_done(self, user_ids, needs):
        # sudo: whether somebody may work on a case is asked for routing
        records, courses = self.env["cs.training.record"].sudo(), frozenset().union(*needs.values())
        return records._done_courses(user_ids, courses, self.env.company._cs_today())

    def _gate_words(self, user) -> str:
        """Why somebody is not trained for the case; nothing: he is (or nothing is needed)."""
        needed = self._gate_needs().get(self._origin.id or self.id)
        if not needed or not user:
            return ""
        missing = training.lacking(needed, self._gate_done(user.ids, {self.id: needed}).get(user.id, ()))
        if not missing:
            return ""
        # sudo: the names of courses and colleagues are no secret
        names = self.env["cs.training.course"].sudo().browse(sorted(missing)).mapped("name")
        return self.env._(
            "%(person)s has not passed %(courses)s, which “%(category)s” needs.",
            person=user.sudo().name,
            courses=format_list(self.env, [f"“{name}”" for name in names]),
            category=self.sudo().category_id.display_name,
        )

    def _barred_words(self, user_ids):
        """Who was passed over, and which course is missing."""
        if not user_ids:
            return super()._barred_words(user_ids)
        needed = self._gate_needs().get(self.id, frozenset())
        # sudo: as above
        names = self.env["cs.training.course"].sudo().browse(sorted(needed)).mapped("name")
        people = self.env["res.users"].sudo().browse(sorted(user_ids)).mapped("name")
        return self.env._(
            "not trained (%(courses)s): %(people)s",
            courses=format_list(self.env, names),
            people=format_list(self.env, people),
        )
