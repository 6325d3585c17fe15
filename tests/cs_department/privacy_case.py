"""A customer with personal data, and what nobody without the right may meet."""

from contextlib import contextmanager

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.common import CsCase

PHONE, EMAIL, IDENTITY = "13812345678", "zhangsan@qq.com", "310101199003078888"
MASKED = {"phone": "138****5678", "email": "z***@qq.com", "vat": "310****8888"}
SECRETS = ("12345678", "zhangsan@qq", "19900307", "1381234")
PERSONAL = [
    "phone",
    "email",
    "vat",
    "phone_sanitized",
    "email_normalized",
    "email_formatted",
]


class PrivacyCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Zhang San",
                "phone": "138 1234 5678",
                "email": EMAIL,
                "vat": IDENTITY,
                "company_registry": "91310000MA1FL0XXXX",
            }
        )
        cls.keeper = new_test_user(
            cls.env,
            "cs_keeper",
            groups="cs_department.group_cs_agent,base.group_allow_export",
        )
        cls.masked_users = (
            cls.employee,
            cls.engineer,
            cls.agent,
            cls.supervisor,
            cls.manager,
            cls.keeper,
        )

    def as_user(self, user, records=None):
        """Records as they come to a fresh request of that user."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (records if records is not None else self.customer).with_user(user)

    def assertNoSecret(self, found):
        text = repr(found).replace(" ", "").replace("-", "")
        for secret in SECRETS:
            self.assertNotIn(secret, text)

    @contextmanager
    def assertRefused(self):
        with (
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.orm.models"),
            self.assertRaises(AccessError),
        ):
            yield

    def ticket_vals(self):
        return {
            "name": "Leak",
            "partner_id": self.customer.id,
            "team_id": self.team.id,
            "kind_id": self.complaint.id,
            "category_id": self.category.id,
            "description": "Told on the telephone",
        }
