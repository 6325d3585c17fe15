"""Arrears for tests: stages and ages of their own, bills that fell due, days that pass."""

from contextlib import contextmanager
from datetime import date, datetime

from odoo.addons.cs_department.core.now import frozen

from tests.cs_property.billing_case import BillingCase

#: the day on which tests begin (in Shanghai)
TODAY = date(2026, 3, 4)


class ArrearsCase(BillingCase):
    """Four stages (text message, call, visit, letter) and three ages, instead of the shipped ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env["cs.arrears.case"]
        cls.env["cs.arrears.stage"].search([]).active = False
        cls.env["cs.arrears.bucket"].search([]).active = False
        cls.env["cs.arrears.bucket"].create(
            [{"name": name, "days_from": days} for name, days in (("A month", 1), ("A quarter", 31), ("Older", 91))]
        )
        steps = [
            ("Message", "sms", 1, 0, 0),
            ("Call", "call", 15, 0, 5),
            ("Visit", "visit", 30, 0, 5),
            ("Letter", "letter", 60, 200, 5),
        ]
        stages = cls.env["cs.arrears.stage"].create(
            [
                {
                    "name": name,
                    "channel": channel,
                    "days_from": days,
                    "amount_from": least,
                    "wait_days": wait,
                    "sequence": place,
                    "interrupts": channel == "letter",
                    "script": "Dear {payer}, {amount} for {unit} since {since}, please by {pay_by}.",
                }
                for place, (name, channel, days, least, wait) in enumerate(steps)
            ]
        )
        cls.sms, cls.call, cls.visit, cls.letter = stages
        (cls.unit1 | cls.unit2 | cls.unit3).payer_id.phone = "13800138000"

    @classmethod
    def owe(cls, unit, amount, due=(2026, 3, 1), month=1, **more):
        """A bill of January that was written on its first day and falls due on a day."""
        charges = cls.propose(unit, amount, month=month, due=due, **more)
        charges._invoice(date(2026, month, 1))
        return charges

    @classmethod
    def look(cls, units=None):
        """What the scheduler does in a night: cases are opened, and each is looked at."""
        cls.cases._open_for(cls.company, units)
        cases = cls.cases.search([("state", "!=", "closed"), ("company_id", "=", cls.company.id)])
        cases._act_on_time()
        cls.env.flush_all()
        # read anew, in the order of the screens
        cases.invalidate_recordset(["step_ids", "promise_ids"])
        return cases

    @classmethod
    def case_of(cls, unit):
        return cls.cases.search([("unit_id", "=", unit.id)], order="id desc", limit=1)

    @contextmanager
    def on(self, *day, hour=2):
        """Another day, at ten in the morning in Shanghai."""
        with frozen(datetime(*day, hour)):
            yield
