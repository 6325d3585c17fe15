"""Renovations as tests need them: applied for, permitted, at work."""

from datetime import timedelta

from odoo.tests import new_test_user

from tests.cs_property.cashier_case import CashierCase
from tests.cs_property.custody_case import PNG

DAY = timedelta(days=1)


class RenovationCase(CashierCase):
    """Unit 1-1-101 (100 m²); ``chief`` and ``head`` sign off; the books are those that are shipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {"chief": "group_cs_supervisor", "head": "group_cs_manager"}
        for name, group in groups.items():
            user = new_test_user(
                cls.env, f"ren_{name}", groups=f"cs_department.{group}", name=name.title(), lang="en_US"
            )
            setattr(cls, name, user)
        cls.today = cls.company._cs_today()
        cls.paint = cls.env.ref("cs_property.work_paint")
        cls.wet = cls.env.ref("cs_property.work_wet")
        cls.balcony = cls.env.ref("cs_property.work_balcony")
        cls.contractor = cls.env["res.partner"].create({"name": "Good Builders", "lang": "en_US"})

    # -- steps ------------------------------------------------------------------------------

    def applied(self, unit=None, **values):
        unit = unit or self.unit1
        return (
            self.env["cs.renovation"]
            .with_user(self.clerk)
            .create(
                {
                    "unit_id": unit.id,
                    "partner_id": unit.payer_id.id,
                    "contractor_id": self.contractor.id,
                    "responsible": "Master Li",
                    "responsible_phone": "13912345678",
                    "date_from": self.today,
                    "date_to": self.today + 60 * DAY,
                    "work_ids": [(6, 0, self.paint.ids)],
                    **values,
                }
            )
        )

    def signed_off(self, **values):
        renovation = self.applied(**values)
        renovation.action_apply()
        renovation.with_user(self.chief).action_sign_off()
        renovation.with_user(self.head).action_sign_off()
        return renovation

    def pay(self, renovation):
        if not getattr(self, "till", None):
            self.till = self.open_till()
        claims, charges = renovation.sudo().claim_ids, renovation.sudo().charge_ids
        total = sum(claims.mapped("amount")) + sum(charges.mapped("amount_residual"))
        self.take(
            renovation.unit_id,
            {charge: charge.amount_residual for charge in charges},
            means=self.in_cash(total),
            deposits=[{"item_id": claim.item_id.id, "amount": claim.amount} for claim in claims],
        )

    def permitted(self, **values):
        renovation = self.signed_off(**values)
        renovation.document_ids.filtered("required").action_check()
        self.pay(renovation)
        renovation.action_permit()
        return renovation

    def inspected(self, check, wrong=()):
        """The inspector answers everything: right, but for the items of these sections."""
        check = check.with_user(self.inspector)
        check.begin()
        answers = {
            str(one.id): {"value": 0 if one.section in wrong else 1, "note": "seen"} for one in check.sudo().answer_ids
        }
        check.finish(answers)

    def working(self, **values):
        renovation = self.permitted(**values)
        self.inspected(renovation.sudo().posting_check_id)
        self.env["cs.renovation.pass"].with_user(self.clerk).create({"renovation_id": renovation.id, "name": "Wang Wu"})
        briefing = (
            self.env["cs.renovation.briefing"]
            .with_user(self.inspector)
            .create({"renovation_id": renovation.id, "person": "Master Li", "words": "Be careful."})
        )
        briefing._signed("briefer", PNG, "Inspector")
        briefing._signed("contractor", PNG, "Master Li")
        renovation.with_user(self.inspector).action_begin()
        return renovation

    def later(self, moment):
        """From here on it is that moment."""
        self.enterContext(self.at(moment))

    def cron(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))
        self.env["cs.renovation"]._cron_sites()
