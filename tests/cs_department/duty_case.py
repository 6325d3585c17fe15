"""A published roster of March for four people of the hotline, with early and late shifts and nights."""

from datetime import date, datetime

from odoo import Command

from tests.common import CsCase


class DutyCase(CsCase):
    """``early``, ``late`` and ``night`` are shifts; ``a``, ``b``, ``c`` and ``d`` the people.

    ``a`` is the agent, ``b`` agent2, ``c`` the outsider, ``d`` the engineer. Eleven hours
    of rest must be kept.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.roster.rule"].search([]).action_archive()
        cls.env["cs.roster.demand"].search([]).action_archive()
        cls.rest = cls.env["cs.roster.rule"].create(
            {"name": "Rest", "kind": "rest", "value": 11, "strength": "must", "company_id": cls.company.id}
        )
        cls.post = cls.env["cs.duty.post"].create({"name": "Hotline desk"})
        cls.early, cls.late, cls.night = cls.env["cs.shift.template"].create(
            [
                {
                    "name": name,
                    "code": name[0],
                    "post_id": cls.post.id,
                    "span_ids": [Command.create({"start": start, "end": end})],
                }
                for name, start, end in (("Early", 8, 16), ("Late", 14, 22), ("Night", 22, 6))
            ]
        )
        cls.a, cls.b, cls.c, cls.d = (
            cls.employee_of[user] for user in (cls.agent, cls.agent2, cls.outsider, cls.engineer)
        )
        cls.roster = cls.env["cs.roster"].create(
            {
                "team_id": cls.team.id,
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 3, 31),
                "employee_ids": [Command.set((cls.a | cls.b | cls.c | cls.d).ids)],
            }
        )

    @classmethod
    def plan(cls, rows, state="draft"):
        """Shifts as (person, day of March, template)."""
        return cls.env["cs.shift"].create(
            [
                {
                    "roster_id": cls.roster.id,
                    "employee_id": person.id,
                    "date": date(2026, 3, day),
                    "template_id": template.id,
                    "state": state,
                }
                for person, day, template in rows
            ]
        )

    @classmethod
    def publish(cls, *rows):
        """Plan shifts and publish the roster, as the supervisor does."""
        shifts = cls.plan(rows)
        cls.roster.with_user(cls.supervisor).action_publish()
        return shifts

    def of(self, person, day=None):
        """Shifts in force of a person, as (day of March, code)."""
        domain = [("employee_id", "=", person.id), ("state", "=", "published")]
        if day:
            domain.append(("date", "=", date(2026, 3, day)))
        return [(one.date.day, one.template_id.code) for one in self.env["cs.shift"].search(domain, order="start_at")]

    def receipt(self, person):
        return self.env["cs.roster.receipt"].search([("employee_id", "=", person.id)])

    def mails(self, user):
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)])

    @staticmethod
    def march(day, hour, minute=0):
        """A moment of March in Shanghai, as naive UTC."""
        return datetime(2026, 3, day, hour - 8, minute) if hour >= 8 else datetime(2026, 3, day - 1, hour + 16, minute)
