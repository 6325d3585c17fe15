"""What tests of quality checks start from: quality officers, a checklist, plans."""

from math import inf
from unittest.mock import patch

from odoo.tests import new_test_user

from tests.common import CsCase


class CheckCase(CsCase):
    """``cls.officer`` and ``cls.officer2`` are quality officers, ``cls.checklist`` is one for cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what comes with the packs draws in its own time
        cls.env["cs.check.plan"].search([]).action_archive()
        cls.officer, cls.officer2 = (cls._officer(name) for name in ("officer", "officer2"))
        cls.checklist = cls.make_checklist()

    @classmethod
    def _officer(cls, name):
        user = new_test_user(
            cls.env,
            f"cs_{name}",
            groups="cs_department.group_cs_quality",
            name=name.capitalize(),
            tz="Asia/Shanghai",
            lang="en_US",
        )
        cls.employee_of[user] = cls.env["hr.employee"].create({"name": user.name, "user_id": user.id})
        return user

    @classmethod
    def make_checklist(cls, subject="ticket", **values):
        items = values.pop("items", None) or [
            {"name": "Greeting", "points": 40},
            {"name": "Answer", "points": 60, "measures": "accuracy", "needs_note": True},
            {"name": "No quarrel", "is_fatal": True},
        ]
        return cls.env["cs.checklist"].create(
            {
                "name": f"Checklist of a {subject}",
                "subject": subject,
                "pass_percent": 80,
                "item_ids": [(0, 0, item) for item in items],
                **values,
            }
        )

    @classmethod
    def make_plan(cls, **values):
        return cls.env["cs.check.plan"].create(
            {"name": "Plan", "checklist_id": cls.checklist.id, "company_id": cls.company.id, "size": 1, **values}
        )

    @classmethod
    def make_checks(cls, count=1, user=None, inspector=None, **values):
        """Checks of cases of a person (default: the agent), given to an inspector (default: nobody)."""
        person = cls.employee_of[user or cls.agent]
        rows = [
            {
                "checklist_id": cls.checklist.id,
                "company_id": cls.company.id,
                "employee_id": person.id,
                "inspector_id": inspector.id if inspector else False,
                "ticket_id": cls.make_ticket().id,
                **values,
            }
            for _number in range(count)
        ]
        return cls.env["cs.check"]._give(rows)

    @classmethod
    def resolve(cls, user, count, day="2026-02-10 03:00"):
        """Cases of a user that were resolved on a day (UTC)."""
        tickets = cls.env["cs.ticket"].union(*(cls.make_ticket(user=cls.supervisor) for _number in range(count)))
        tickets.flush_recordset()
        cls.env.cr.execute(
            "UPDATE cs_ticket SET resolved_at = %s, user_id = %s, team_id = %s WHERE id IN %s",
            (day, user.id, cls.team.id, tuple(tickets.ids)),
        )
        tickets.invalidate_recordset()
        return tickets

    def time_draws(self):
        """What the scheduled action does."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf):
            self.env["cs.check.plan"]._cron_draw()

    @staticmethod
    def answers(check, *values, notes=None):
        """What a desk sends: values in the order of the items."""
        return {
            str(answer.id): {"value": value, "note": (notes or {}).get(answer.name, "")}
            for answer, value in zip(check.sudo().answer_ids, values, strict=True)
        }

    def finish(self, check, user, *values, notes=None):
        check = check.with_user(user)
        check.finish(self.answers(check, *values, notes=notes))
        return check.sudo()
