from datetime import date, datetime, timedelta

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...core import duty
from ...core.duty import Duty

#: no stretch of duty is longer: a shift has a day at most, and a day may have 25 hours
LONGEST = timedelta(hours=26)


class CsShiftSpan(models.Model):
    """Who is on duty now: one look-up by index, however many shifts lie in the past."""

    _inherit = "cs.shift.span"

    open_cases = fields.Integer(compute="_compute_open_cases")
    template_id = fields.Many2one(related="shift_id.template_id", string="Shift")
    work_phone = fields.Char(related="employee_id.work_phone", related_sudo=True)

    @api.depends("user_id")
    def _compute_open_cases(self):
        loads = self.env["cs.ticket"]._open_loads(self.user_id.ids)
        for span in self:
            span.open_cases = loads[span.user_id.id]

    @api.model
    def _on_duty(self, company_id: int, first: datetime, last: datetime | None = None) -> list[Duty]:
        """Who of a company is on duty at a moment, or at some time between two (naive UTC).

        Those on leave at the beginning of that time, and those who have no user, are left
        out; for somebody who has left his post the one who stands in is there. One query.
        """
        self.env["cs.shift.span"].flush_model()
        self.env["cs.post.absence"].flush_model()
        last = last or first
        rows = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN a.id IS NULL THEN s.user_id ELSE a.stand_in_user_id END,
                       s.team_id, s.start_at, s.end_at, s.post_id, s.is_duty_officer, s.layer
                  FROM cs_shift_span s
                  LEFT JOIN cs_post_absence a ON a.shift_id = s.shift_id AND a.left_at <= %(first)s
                            AND (a.back_at IS NULL OR a.back_at > %(first)s) AND s.start_at <= %(first)s
                 WHERE s.in_force AND s.company_id = %(company)s
                   AND s.start_at > %(earliest)s AND s.start_at <= %(last)s AND s.end_at > %(first)s
                   AND CASE WHEN a.id IS NULL THEN s.user_id ELSE a.stand_in_user_id END IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM hr_employee e
                         JOIN resource_calendar_leaves l ON l.resource_id = e.resource_id
                        WHERE e.id = s.employee_id AND l.time_type = 'leave'
                          AND l.date_from <= GREATEST(%(first)s, s.start_at)
                          AND l.date_to > GREATEST(%(first)s, s.start_at))
                """,
                company=company_id,
                earliest=first - LONGEST,
                first=first,
                last=last,
            )
        )
        posts = self.env["cs.duty.post"]
        return [
            Duty(
                user_id=user_id,
                team_id=team_id,
                start=start,
                end=end,
                area_ids=posts._area_ids(post_id) if post_id else None,
                officer=bool(officer),
                on_call=layer == "on_call",
                post_id=post_id,
            )
            for user_id, team_id, start, end, post_id, officer, layer in rows
        ]


class CsDutyPost(models.Model):
    _inherit = "cs.duty.post"

    @tools.ormcache("post_id")
    @api.model
    def _area_ids(self, post_id: int) -> frozenset[int] | None:
        """The areas of a post and all that lies within them; ``None``: all."""
        # sudo: routing reads it for every registrar
        areas = self._for_cache().browse(post_id).area_ids
        return frozenset(areas.search([("id", "child_of", areas.ids)]).ids) if areas else None


class CsRoster(models.Model):
    """Days for which a team has a roster in force: there it decides who is present."""

    _name = "cs.roster"
    _inherit = ["cs.roster", "cs.cached.mixin"]

    @api.model
    def _decides(self, vals):
        return bool({"state", "date_from", "date_to", "team_id"} & vals.keys())

    @tools.ormcache("team_id", "day")
    @api.model
    def _is_rostered(self, team_id: int, day: date) -> bool:
        """Whether a published roster says who of the team works on a local day."""
        # sudo: routing reads it for every registrar
        rosters = self._for_cache()
        within = [("date_from", "<=", day), ("date_to", ">=", day)]
        return bool(
            rosters.search_count(
                [("team_id", "=", team_id), ("state", "in", ("published", "closed")), *within], limit=1
            )
        )


class CsTeam(models.Model):
    _inherit = "cs.team"

    @api.model
    def _duty_officer_ids(self, team_id: int, duties: list[Duty]) -> list[int]:
        """Who acts for the supervisor: by the roster, else the team's named officer.

        :param duties: who is on duty at the moment in question.
        """
        named = self._facts(team_id).duty_officer_id
        return duty.officers(duties, team_id) or ([named] if named else [])
