"""One small department that every Odoo test starts from."""

from contextlib import contextmanager
from datetime import datetime

from odoo.addons.cs_department.core.now import frozen
from odoo.tests import TransactionCase, new_test_user

#: Wednesday 2026-03-04 10:00 in Shanghai: office hours, no holiday near
NOW = datetime(2026, 3, 4, 2, 0)


class CsCase(TransactionCase):
    """A company in Shanghai, office hours 9–12 and 14–18, one user of each role.

    ``cls.employee`` may only register; ``cls.engineer`` belongs to the engineering
    department; ``cls.agent`` and ``cls.agent2`` are members of ``cls.team``;
    ``cls.outsider`` is an agent of another team; then ``cls.supervisor``,
    ``cls.manager`` and ``cls.privileged`` (an agent who reads personal data).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = frozen(NOW)
        clock.__enter__()
        cls.addClassCleanup(clock.__exit__, None, None, None)
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.company = cls.env.company
        # what is said is compared in English, whatever has been translated
        cls.company.partner_id.lang = "en_US"
        cls.calendar = cls._office_hours()
        cls.company.resource_calendar_id = cls.calendar
        cls._make_users()
        cls._make_department()

    @classmethod
    def _office_hours(cls):
        hours = [(9, 12, "morning"), (14, 18, "afternoon")]
        return cls.env["resource.calendar"].create(
            {
                "name": "Office hours",
                "tz": "Asia/Shanghai",
                "company_id": cls.env.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {period}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": stop,
                            "day_period": period,
                        },
                    )
                    for day in range(5)
                    for start, stop, period in hours
                ],
            }
        )

    @classmethod
    def _make_users(cls):
        groups = {
            "employee": "base.group_user",
            "engineer": "base.group_user",
            "agent": "cs_department.group_cs_agent",
            "agent2": "cs_department.group_cs_agent",
            "outsider": "cs_department.group_cs_agent",
            "supervisor": "cs_department.group_cs_supervisor",
            "manager": "cs_department.group_cs_manager",
            "privileged": "cs_department.group_cs_agent,cs_department.group_cs_personal_data",
            "portal": "base.group_portal",
        }
        for login, names in groups.items():
            user = new_test_user(
                cls.env,
                f"cs_{login}",
                groups=names,
                name=login.capitalize(),
                tz="Asia/Shanghai",
                lang="en_US",
            )
            setattr(cls, login, user)

    @classmethod
    def _make_department(cls):
        cls.engineering = cls.env["hr.department"].create({"name": "Engineering"})
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "resource_calendar_id": cls.calendar.id,
                    "tz": "Asia/Shanghai",
                    "department_id": cls.engineering.id if user == cls.engineer else False,
                }
                for user in cls.engineer | cls.agent | cls.agent2 | cls.outsider | cls.supervisor | cls.manager
            ]
        )
        cls.employee_of = {e.user_id: e for e in employees}
        cls.env["cs.team"].search([]).action_archive()
        cls.env.flush_all()  # the one default team is an index: archive first
        teams = cls.env["cs.team"].create(
            [
                {
                    "name": "Hotline",
                    "tz": "Asia/Shanghai",
                    "resource_calendar_id": cls.calendar.id,
                    "supervisor_id": cls.supervisor.id,
                    "member_ids": [(6, 0, (cls.agent | cls.agent2).ids)],
                    "is_default": True,
                },
                {
                    "name": "Counter",
                    "tz": "Asia/Shanghai",
                    "resource_calendar_id": cls.calendar.id,
                    "supervisor_id": cls.supervisor.id,
                    "member_ids": [(6, 0, cls.outsider.ids)],
                },
            ]
        )
        cls.team, cls.other_team = teams
        cls.complaint = cls.env.ref("cs_department.kind_complaint")
        cls.enquiry = cls.env.ref("cs_department.kind_enquiry")
        cls.cause = cls.env.ref("cs_department.cause_fault")
        cls.category, cls.other_category = cls.env["cs.ticket.category"].create([{"name": "Leak"}, {"name": "Sounds"}])
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Zhang San",
                "phone": "13800005678",
                "email": "zhangsan@example.com",
                "lang": "en_US",
            }
        )

    @classmethod
    def make_ticket(cls, user=None, **values):
        """A complaint of the customer, registered by ``user`` (default: the agent)."""
        return (
            cls.env["cs.ticket"]
            .with_user(user or cls.agent)
            .create(
                {
                    "name": "Water comes through the ceiling",
                    "kind_id": cls.complaint.id,
                    "category_id": cls.category.id,
                    "partner_id": cls.customer.id,
                    "description": "Since this morning.",
                    **values,
                }
            )
        )

    @contextmanager
    def at(self, moment):
        """Act at another moment: naive UTC datetime, or "YYYY-MM-DD HH:MM" in UTC."""
        if isinstance(moment, str):
            moment = datetime.strptime(moment, "%Y-%m-%d %H:%M")
        with frozen(moment):
            yield
