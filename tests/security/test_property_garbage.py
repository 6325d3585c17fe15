"""Verbs of property management called by people who may use them, with arguments that make no sense."""

import inspect

from odoo.tests import new_test_user

from tests.security.sweep import INHERITED, SweepCase
from tests.security.test_property_records import ALL_GROUPS, RecordsCase

#: what a broken or hostile client sends
GARBAGE = (None, "", "x", "²", "9" * 30, -1, 0, True, 1e300, float("nan"), float("inf"))
SHAPES = ([], [None], ["x"], [[]], [{}], [["x", "y"]], {}, {"x": "y"}, {"1": "x"}, {"late:x": 1})


class TestPropertyGarbage(RecordsCase, SweepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "cs_everything", groups=",".join(ALL_GROUPS))
        shifts = cls.env["cs.cashier.shift"].with_user(cls.boss)
        cls.till = shifts.browse(shifts.open_till(0))
        cls.foreign = cls.make_ticket(user=cls.agent)

    def verbs(self, name):
        """Methods with arguments of their own, those of Odoo's own screens left out."""
        for method in self.own_methods(name):
            function = getattr(type(self.env[name]), method)
            parameters = list(inspect.signature(function).parameters.values())[1:]
            if parameters and method not in INHERITED and not hasattr(self.env["base"], method):
                yield method, [p for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]

    def known(self, name):
        """A record that the verbs work on."""
        if name == "cs.cashier.shift":
            return self.till.id
        for where in ("own building", "the company"):
            if record := self.records.get(f"{name} of {where}"):
                return record.id
        return self.env[name].search([], limit=1).id

    def arguments_for(self, parameters):
        """Everything the same, and each one by itself beside others that are fine."""
        fine = {
            "unit_id": self.unit1.id,
            "amount": 1,
            "means_id": self.cash.id,
            "reason": "x",
            "words": "x",
            "paid": {},
            "means": [{"means_id": self.cash.id, "amount": 1}],
            "day": "2026-03-09",
            "kind": "demand",
            "outcome": "done",
            "prepayment": 1,
            "parts": [["2026-03-09", 1], ["2026-03-10", 1]],
            "charge_ids": self.records["cs.billing.line of own building"].ids,
            "journal_id": self.bank.id,
        }
        for value in (*GARBAGE, *SHAPES):
            yield [value] * len([p for p in parameters if p.default is p.empty])
            for name in (p.name for p in parameters):
                yield [
                    value if p.name == name else fine.get(p.name, None if p.default is p.empty else p.default)
                    for p in parameters
                ]

    def test_garbage_is_refused_in_words(self):
        verbs = 0
        for name in self.own_models():
            for method, parameters in self.verbs(name):
                verbs += 1
                for args in self.arguments_for(parameters):
                    with self.subTest(model=name, method=method, args=args):
                        point = self.cr.savepoint()
                        try:
                            SweepCase.call(self, self.boss, name, method, [self.known(name)], args, {})
                        finally:
                            point.rollback()
                            point.close()
                            self.env.invalidate_all()
        self.assertGreater(verbs, 15)
