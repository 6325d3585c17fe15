from odoo import api, models
from odoo.tools import SQL


class CsTeam(models.Model):
    """Whose work a supervisor answers for."""

    _inherit = "cs.team"

    @api.model
    def _supervisors_of(self, employees) -> dict[int, tuple[int | bool, int | bool]]:
        """Employee id → (team id, user id of the supervisor), one query for all; ``False`` where there is none.

        The first team in the manager's order counts that has the person on its roster or,
        by his user, among its members. Where no team has him, his superior in the
        organisation supervises him. Nobody supervises himself: then the team's manager does.
        """
        if not employees:
            return {}
        self.env.flush_all()
        # read for the system: who supervises whom is stored on what is shown to both
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id, t.id, t.supervisor_id, t.manager_id, e.user_id AS own, p.user_id AS superior
                  FROM hr_employee e
             LEFT JOIN hr_employee p ON p.id = e.parent_id
             LEFT JOIN LATERAL (
                       SELECT t.id, t.supervisor_id, t.manager_id
                         FROM cs_team t
                        WHERE t.active IS TRUE AND t.company_id = e.company_id
                          AND (EXISTS (SELECT 1 FROM cs_team_employee_rel l
                                        WHERE l.team_id = t.id AND l.employee_id = e.id)
                               OR EXISTS (SELECT 1 FROM cs_team_member_rel m
                                           WHERE m.team_id = t.id AND m.user_id = e.user_id))
                     ORDER BY t.sequence, t.id
                        LIMIT 1
                       ) t ON TRUE
                 WHERE e.id IN %s
                """,
                tuple(employees.ids),
            )
        )
        return {
            employee: (
                team or False,
                next((user for user in (supervisor, manager, superior) if user and user != own), False),
            )
            for employee, team, supervisor, manager, own, superior in rows
        }
