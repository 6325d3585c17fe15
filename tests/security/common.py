"""Roles and records that the security tests look at things with."""

import csv
from pathlib import Path

from odoo.tests import new_test_user

from tests.cs_department.helpers import TicketCase

HERE = Path(__file__).parent
OPERATIONS = {"create": "c", "read": "r", "write": "w", "unlink": "d"}
ROLES = (
    *("public", "portal", "employee", "engineer", "agent", "outsider"),
    *("supervisor", "manager", "privileged", "quality", "hr"),
)


def table(name):
    """Rows of a reviewed CSV of this folder."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class SecurityCase(TicketCase):
    #: whose models are looked at
    addon = "cs_department"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        # what both read is of the company: neither leads anybody
        cls.quality = new_test_user(cls.env, "cs_quality", groups="cs_department.group_cs_quality", name="Quality")
        cls.hr = new_test_user(cls.env, "cs_hr", groups="hr.group_hr_user", name="Human resources")
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})

    def role(self, name):
        return getattr(self, name)

    @classmethod
    def own_models(cls):
        """Names of the models that the addon brings, abstract ones left out."""
        return sorted(
            name
            for name, model in cls.env.registry.items()
            if model._original_module == cls.addon and not model._abstract
        )

    def allowed(self, records, user):
        """The letters of the operations that the user may do with the records."""
        records = records.with_user(user)
        return "".join(letter for operation, letter in OPERATIONS.items() if records.has_access(operation)) or "-"
