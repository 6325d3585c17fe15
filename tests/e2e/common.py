"""Browser tests start from the same small department, at the real time."""

from odoo.addons.cs_department.core.now import frozen
from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install")
class CsHttpCase(CsCase, HttpCase):
    """``CsCase`` with a browser.

    A frozen time does not reach the threads that answer the browser: everything here
    happens now, so the department is open day and night. Its people read English.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = frozen(None)
        clock.__enter__()
        cls.addClassCleanup(clock.__exit__, None, None, None)
        cls.env["res.lang"]._activate_lang("en_US")
        people = cls.employee | cls.engineer | cls.agent | cls.agent2 | cls.outsider | cls.supervisor | cls.manager
        people.write({"lang": "en_US"})

    @classmethod
    def _office_hours(cls):
        return cls.env["resource.calendar"].create(
            {
                "name": "Day and night",
                "tz": "Asia/Shanghai",
                "company_id": cls.env.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (0, 0, {"name": f"{day} {hour}", "dayofweek": str(day), "hour_from": hour, "hour_to": hour + 12})
                    for day in range(7)
                    for hour in (0, 12)
                ],
            }
        )

    def tour(self, path, name, user, **kwargs):
        """Let a user walk through a tour, then see what the server has made of it."""
        self.start_tour(f"/odoo/{path}", name, login=user.login, **kwargs)
        self.env.invalidate_all()
