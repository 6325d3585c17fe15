"""T1 for property management: roles × records in a certain position, as a reviewed table.

``property_records.csv`` says who sees what of the steward's own building, of another steward's, and that
nobody of another company sees anything.
"""

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from tests.common import NOW
from tests.cs_property.arrears_case import ArrearsCase
from tests.cs_property.cashier_case import CashierCase
from tests.cs_property.custody_case import PNG
from tests.security.common import table
from tests.security.counter_records import building_records, counter_records
from tests.security.property_case import PropertySecurityCase

RECORD_ROLES = (
    "agent",
    "steward",
    "clerk",
    "cashier",
    "accountant",
    "auditor",
    "manager",
    "guard",
    "inspector",
    "stranger",
)
#: everybody at once, in another company
ALL_GROUPS = (
    *("cs_property.group_cs_fee_accountant", "cs_property.group_cs_steward"),
    *("cs_property.group_cs_fee_auditor", "cs_department.group_cs_manager"),
)
#: reports read the tables of others; what they show is in the rows of these
STEWARDED = (
    *("cs.arrears.aging", "cs.arrears.case", "cs.arrears.instalment", "cs.arrears.interruption"),
    *("cs.arrears.promise", "cs.arrears.step", "cs.billing.line", "cs.fee.allocation", "cs.fee.dispute"),
    *("cs.late.charge", "cs.late.waiver", "cs.meter", "cs.meter.reading", "cs.property.figure"),
    *("cs.inspection.round", "cs.renovation", "cs.renovation.briefing", "cs.renovation.pass"),
    *("cs.renovation.slot", "cs.renovation.violation", "cs.move.in", "cs.move.in.agreement"),
    *("cs.repair.order", "cs.repair.line", "cs.repair.agreement"),
)


class RecordsCase(ArrearsCase, CashierCase, PropertySecurityCase):
    """The same story in two buildings of the company: the steward's own, and somebody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = new_test_user(
            cls.env,
            "cs_stranger",
            groups=",".join(ALL_GROUPS),
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        other = new_test_user(cls.env, "cs_other_steward", groups="cs_property.group_cs_steward")
        building = cls.env["cs.estate.building"].create(
            {"name": "Building 2", "code": "2", "estate_id": cls.estate.id, "steward_id": other.id}
        )
        cls.far = cls._make_unit("201", 90, code="2-1-201", building_id=building.id, stair_id=False)
        cls.env["cs.late.rule"].search([]).active = False
        cls.env["cs.late.rule"].create(
            {"name": "Five", "late_item_id": cls.late.id, "rate": 5, "change_reason": "agreed"}
        )
        cls.records = {}
        for where, unit in (("own building", cls.unit1), ("another building", cls.far)):
            cls.charge = cls.owe(unit, 1000, due=(2026, 1, 31))
            cls.charge._pay(cls.pay(unit, 100))
            found = [*cls._arrears(unit), *cls._requests(unit), *cls._readings(unit)]
            for name in ("cs.arrears.aging", "cs.property.figure"):
                found += cls.env[name].search([("unit_id", "=", unit.id)], limit=1)
            found += cls.env["cs.fee.allocation"].search([("line_id", "=", cls.charge.id)], limit=1)
            for record in (unit, cls.charge, *found):
                cls.records[f"{record._name} of {where}"] = record
        cls._money()
        cls._kept()
        cls.records |= {f"{record._name} of the company": record.sudo() for record in counter_records(cls)}
        for where, unit in (("own building", cls.unit1), ("another building", cls.far)):
            cls.records |= {f"{one._name} of {where}": one.sudo() for one in building_records(cls, unit)}
        cls.env.flush_all()

    @classmethod
    def _arrears(cls, unit):
        case = cls.look(unit) & cls.cases.search([("unit_id", "=", unit.id)])
        case.interrupt(date(2026, 3, 2), "demand", "By post")
        case.plan_instalments([(date(2026, 3, 20), 100), (date(2026, 3, 30), 100)])
        return (
            *(case, case.step_ids[:1], case.promise_ids[:1], case.promise_ids.line_ids[:1]),
            case.interruption_ids[:1],
        )

    @classmethod
    def _requests(cls, unit):
        dispute = cls.env["cs.fee.dispute"].create({"unit_id": unit.id, "reason": "Too much"})
        dispute.close("rejected")
        waiver = cls.env["cs.late.waiver"].create({"unit_id": unit.id, "reason": "Kind", "day": "2026-02-20"})
        waiver.approve()
        return dispute, waiver, waiver.charge_ids[:1]

    @classmethod
    def _readings(cls, unit):
        meter = cls.env["cs.meter"].create(
            {"name": unit.code, "item_id": cls.water.id, "unit_id": unit.id, "installed_on": "2026-01-01"}
        )
        reading = {"meter_id": meter.id, "value": 5, "date": "2026-03-03"}
        return meter, cls.env["cs.meter.reading"].create(reading)

    @classmethod
    def _money(cls):
        """The counter's side, and what is of a whole estate."""
        shift = cls.env["cs.cashier.shift"].with_user(cls.cashier)
        shift = shift.browse(shift.open_till(100)).sudo()
        deposits = [{"item_id": cls.deposit_item.id, "amount": 50}]
        receipts = cls.env["cs.receipt"].with_user(cls.cashier)
        means = [{"means_id": cls.cash.id, "amount": 50}]
        receipt = receipts.browse(receipts.take(cls.unit1.id, {}, means, deposits=deposits)["id"]).sudo()
        shift.with_user(cls.cashier).count_cash({"50": 3})
        month = cls.env["cs.property.month"]._freeze(cls.estate, date(2026, 3, 24))
        rule = cls.env["cs.fee.rule"].create(
            {
                "name": "Rule",
                "item_id": cls.rent.id,
                "company_id": cls.company.id,
                "change_reason": "x",
                "price_ids": [Command.create({"price": 1, "step_ids": [Command.create({"price": 1})]})],
            }
        )
        unit = {"unit_id": cls.unit1.id}
        partner = cls.env["res.partner"].create({"name": "Buyer"})
        transfer = cls.env["cs.unit.transfer"].create(
            {**unit, "line_ids": [Command.create({"partner_id": partner.id})]}
        )
        pool = cls.env["cs.fee.pool"].create(
            {
                "name": "Pool",
                "item_id": cls.water.id,
                "estate_id": cls.estate.id,
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
            }
        )
        run = cls.env["cs.billing.run"].create(
            {"estate_ids": cls.estate.ids, "date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        batch = cls.env["cs.billing.batch"].create({"run_id": run.id, "kind": "compute"})
        upload = cls.env["cs.estate.import"].create({"estate_id": cls.estate.id, "file": "eA=="})
        error = cls.env["cs.estate.import.error"].create({"import_id": upload.id, "row": 2, "reason": "x"})
        statement = cls.env["account.bank.statement"].create({"name": "S", "journal_id": cls.bank.id})
        ours = {"journal_id": cls.bank.id, "company_id": cls.company.id}
        found = [
            *(cls.estate, cls.building, cls.stair, cls.unit1.party_ids[:1], transfer, transfer.line_ids),
            cls.env["cs.unit.vacancy"].create({**unit, "date_from": "2026-02-01", "reason": "x"}),
            cls.env["cs.estate.place"].search([("company_id", "=", cls.company.id)], limit=1),
            *(upload, error, rule, rule.price_ids, rule.price_ids.step_ids, pool, run, batch),
            cls.env["cs.fee.pool.share"].create({"pool_id": pool.id, **unit}),
            cls.env["cs.fee.discount"].create(
                {"unit_ids": cls.unit1.ids, "date_to": "2026-12-31", "figure": 1, "reason": "x"}
            ),
            cls.env["cs.fee.override"].create(
                {**unit, "item_id": cls.rent.id, "kind": "price", "figure": 1, "reason": "x"}
            ),
            *(month, month.line_ids[:1], month.place_ids[:1], shift, shift.count_ids[:1], shift.line_ids[:1]),
            *(receipt, receipt.line_ids[:1], receipt.means_ids[:1], receipt.line_ids.deposit_id, cls.cash),
            cls.env["cs.meter.round"].create({"estate_id": cls.estate.id, "user_id": cls.clerk.id}),
            cls.env["cs.statement.batch"].create({"statement_id": statement.id, **ours}),
            cls.env["cs.reconcile.difference"].create({"kind": "amount", "date": NOW.date(), **ours}),
        ]
        cls.records |= {f"{record._name} of the company": record for record in found}

    @classmethod
    def _kept(cls):
        """A key that is out, signed for and chased."""
        kind = cls.env["cs.custody.kind"].create(
            {
                "name": "Key",
                "company_id": cls.company.id,
                "change_reason": "x",
                "chase_ids": [Command.create({"days": 0, "channel": "todo", "script": "x"})],
            }
        )
        key = cls.env["cs.custody.item"].with_user(cls.clerk).create({"name": "Key", "kind_id": kind.id})
        drawn = dict.fromkeys(("giver", "taker"), PNG)
        key.lend(cls.unit1.payer_id.id, signatures=drawn)
        key.sudo()._act_on_time()
        loan = key.sudo().move_ids.sorted("id")[-1:]
        found = (key.sudo(), loan, loan.signature_ids[:1], key.sudo().reminder_ids, kind.chase_ids)
        cls.records |= {f"{record._name} of the company": record for record in found}


class TestPropertyRecords(RecordsCase):
    def test_every_position_has_its_row(self):
        self.assertEqual([row["record"] for row in table("property_records.csv")], sorted(self.records))
        for name, record in self.records.items():
            self.assertEqual(len(record), 1, name)

    def test_each_role_may_do_with_each_record_what_the_table_says(self):
        for row in table("property_records.csv"):
            for role in RECORD_ROLES:
                with self.subTest(record=row["record"], role=role):
                    self.env.invalidate_all()
                    self.assertEqual(self.allowed(self.records[row["record"]], self.role(role)), row[role])

    def test_what_may_not_be_read_is_not_found_by_searching_or_counting(self):
        for row in table("property_records.csv"):
            record = self.records[row["record"]]
            for role in RECORD_ROLES:
                model = record.browse().with_user(self.role(role))
                if "r" in row[role] or not model.has_access("read"):
                    continue
                with self.subTest(record=row["record"], role=role):
                    self.assertFalse(model.search_count([("id", "=", record.id)]))
                    self.assertNotIn(record.id, [found for found, _name in model.name_search("", limit=None)])

    def test_everything_of_a_company_has_a_position_and_nobody_of_another_one_sees_it(self):
        models = {record._name for record in self.records.values()}
        for name in self.own_models():
            model = self.env[name]
            if model._transient or (model._fields.get("company_id") and self._is_shared(model)):
                continue
            self.assertIn(name, models)
        for row in table("property_records.csv"):
            self.assertEqual(row["stranger"], "-", row["record"])

    def _is_shared(self, model):
        """Rule books: their records may be of every company."""
        return ("_book" in dir(type(model)) and bool(model._book)) or model._name in ("cs.unit.type", "cs.fee.item")

    def test_a_steward_sees_money_of_his_own_buildings_only(self):
        for name in STEWARDED:
            with self.subTest(model=name):
                own, other = (self.records[f"{name} of {where}"] for where in ("own building", "another building"))
                seen = self.env[name].with_user(self.steward).search([])
                self.assertIn(own.id, seen.ids)
                self.assertNotIn(other.id, seen.ids)
        far = self.far.with_user(self.steward)
        self.assertEqual((far.open_amount, far.overdue_amount), (0, 0))
        self.assertEqual(self.unit1.with_user(self.steward).open_amount, 900)

    def test_a_steward_who_is_also_a_clerk_sees_everything(self):
        self.steward.group_ids |= self.env.ref("cs_property.group_cs_counter")
        self.assertTrue(self.records["cs.billing.line of another building"].with_user(self.steward).has_access("read"))

    def test_a_steward_works_on_his_own_arrears_only(self):
        other = self.records["cs.arrears.case of another building"].with_user(self.steward)
        for verb in (
            lambda: other.promise(10, "2026-03-09"),
            lambda: other.interrupt("2026-03-02", "demand", "x"),
            lambda: self.records["cs.arrears.step of another building"].with_user(self.steward).report("done", "x"),
            lambda: self.env["cs.fee.dispute"].with_user(self.steward).create({"unit_id": self.far.id, "reason": "x"}),
            lambda: self.env["cs.late.waiver"].with_user(self.steward).create({"unit_id": self.far.id, "reason": "x"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                verb()
