"""What stewards and the department are measured by, as shipped."""

from datetime import date

from tests.cs_property.arrears_case import ArrearsCase


class TestFeeIndicators(ArrearsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = cls.env["cs.indicator"]._of_company(cls.company)
        cls.days = (date(2026, 1, 1), date(2026, 3, 31))

    def read(self, *codes, by=("person",)):
        asked = self.env["cs.indicator"].union(*(self.indicators[code] for code in codes))
        found = asked._read(*self.days, self.company, by=by)
        return {code: found[self.indicators[code].id] for code in codes}

    def test_the_collection_rate_is_that_of_the_figures_by_steward_and_of_all(self):
        other = self.steward.copy({"login": "cs_steward2", "name": "Second steward"})
        self.unit2.building_id = self.building.copy({"code": "2", "name": "Building 2", "steward_id": other.id})
        self.unit2.steward_id = other
        charges = self.owe(self.unit1, 300) | self.owe(self.unit2, 100)
        charges._pay(self.pay(self.unit1, 120) | self.pay(self.unit2, 100))
        self.owe(self.unit3, 500, due=(2026, 3, 31))  # not due yet: not counted
        figures = self.env["cs.property.figure"]
        rows = figures._read_group(
            [("due_on", ">=", self.days[0]), ("due_on", "<=", self.days[1]), ("company_id", "=", self.company.id)],
            ["steward_id"],
            ["due_receivable:sum", "due_received:sum", "overdue:sum", "collection_rate:avg"],
        )
        employees = self.env["hr.employee"]
        employees.create([{"name": user.name, "user_id": user.id} for user in (self.steward, other)])
        codes = ("fees_due", "fees_received", "fees_overdue", "collection_rate")
        found = self.read(*codes)
        self.assertEqual(len(rows), 2)
        for steward, *sums in rows:
            person = employees.search([("user_id", "=", steward.id)])
            got = [float(found[code][person.id,].value) for code in codes]
            self.assertEqual(got, [round(one, 2) for one in sums])
        whole = self.read("collection_rate", by=())["collection_rate"][()]
        self.assertEqual(float(whole.value), 55.0)

    def test_promises_and_rounds_of_meters_are_counted(self):
        self.owe(self.unit1, 300)
        self.owe(self.unit2, 100)
        self.look()
        for unit in (self.unit1, self.unit2):
            self.case_of(unit).promise(100, date(2026, 3, 10))
        self.pay(self.unit2, 100, date(2026, 3, 9))
        with self.on(2026, 3, 12):
            self.look()
        rounds = self.env["cs.meter.round"].create(
            [{"estate_id": self.estate.id, "user_id": self.steward.id, "due_on": f"2026-03-0{day}"} for day in (2, 3)]
        )
        rounds[0].action_finish()
        found = self.read("promises_kept", "rounds_read", "rounds_unread", by=())
        values = {code: float(cells[()].value) for code, cells in found.items()}
        self.assertEqual(values, {"promises_kept": 50, "rounds_read": 50, "rounds_unread": 1})

    def test_packs_of_two_addons_leave_each_others_indicators_alone(self):
        packs = self.env["cs.pack"]
        for key, addon in (
            ("general", "cs_department"),
            ("property_fees", "cs_property"),
            ("property_desk", "cs_property"),
        ):
            content = packs._read(packs._shipped_content(key, f"{addon}/packs"))["books"]
            found = packs._differences(self.env["res.company"], {"indicators": content["indicators"]})
            self.assertEqual([item.key for item in found if item.kind == "gone"], [], key)
