"""What the desk and the boards ask the database: a constant, however large the estate and whatever a unit has open."""

from tests.security.test_property_records import RecordsCase

#: a card with something in every section
CARD_QUERIES = 75
#: what a section may ask, on the average; parking asks most, for places on the waiting list
SECTION_QUERIES = 6
FIND_QUERIES = 26
RENOVATIONS_QUERIES = 45


class TestDeskQueries(RecordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.env["cs.desk"].with_user(cls.clerk)
        cls.records["cs.visitor of the company"].write({"state": "expected", "valid_until": "2026-03-04 12:00:00"})
        cls.records["cs.parking.lease of the company"].state = "active"
        cls.records["cs.property.notice of the company"].write({"state": "published", "date_from": "2026-03-01"})
        cls.env.flush_all()

    def cost(self, work):
        for _turn in range(2):
            # the first time is to know rights, languages and actions; none of it is counted
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = work()
            asked = self.env.cr.sql_log_count - before
        return asked, answer

    def more(self):
        """Four times as much of what a unit has open, and a hundred units beside it."""
        unit = self.unit1
        keys = self.env["cs.custody.item"].with_user(self.clerk)
        kind = self.env["cs.custody.kind"].create(
            {"name": "Plain", "custody_book": "key", "sign_both": False, "change_reason": "x"}
        )
        for number in range(4):
            # by the verbs
            self.bill(unit, 10, month=4 + number)
            key = keys.create({"name": f"Key {number}", "kind_id": kind.id, "unit_id": unit.id})
            key.lend(unit.payer_id.id)
        self.records["cs.visitor of the company"].copy({"state": "expected"})
        for number in range(4):
            self.env["cs.parking.vehicle"].create(
                {"unit_id": unit.id, "partner_id": unit.payer_id.id, "plate": f"京B1234{number}"}
            )
        self.env["cs.ticket"].with_user(self.clerk).create(
            [
                {"name": f"Tap {number}", "description": "x", "unit_id": unit.id, "kind_id": self.complaint.id}
                for number in range(4)
            ]
        )
        self.env["cs.estate.unit"].create(
            [
                {
                    "name": f"{number}",
                    "code": f"7-{number}",
                    "estate_id": self.estate.id,
                    "building_id": self.building.id,
                    "type_id": self.flat_type.id,
                }
                for number in range(100)
            ]
        )

    def test_a_card_costs_the_same_however_much_is_open(self):
        few, card = self.cost(lambda: self.desk.card(self.unit1.id))
        sections = {section["key"] for section in card["sections"]}
        self.assertLessEqual({"debts", "cases", "deposits", "notices", "parking", "passes", "renovation"}, sections)
        self.more()
        many, card = self.cost(lambda: self.desk.card(self.unit1.id))
        self.assertGreater(sum(len(section["rows"]) for section in card["sections"]), 20)
        self.assertLessEqual(many, few + 2, "a section is fuller, not dearer")
        self.assertLessEqual(many, CARD_QUERIES)

    def test_what_a_unit_without_anything_saves_is_what_its_sections_ask(self):
        full, card = self.cost(lambda: self.desk.card(self.unit1.id))
        bare, empty = self.cost(lambda: self.desk.card(self.unit3.id))
        more = len(card["sections"]) - len(empty["sections"])
        self.assertGreater(more, 3)
        self.assertLessEqual(full - bare, SECTION_QUERIES * more)

    def test_a_search_costs_the_same_in_a_large_estate(self):
        words = (self.unit1.code, "13900001111", "Owner", "京A54321", "nothing of that kind")
        few = {text: self.cost(lambda text=text: self.desk.find(text))[0] for text in words}
        self.more()
        for text in words:
            many = self.cost(lambda text=text: self.desk.find(text))[0]
            self.assertLessEqual(many, few[text], text)
            self.assertLessEqual(many, FIND_QUERIES, text)

    def test_the_board_of_sites_costs_the_same_for_many(self):
        sites = self.env["cs.renovation"].with_user(self.clerk)
        arch = sites.get_view(self.env.ref("cs_property.cs_renovation_view_kanban").id, "kanban")
        names = {name: {} for name in arch["models"]["cs.renovation"]}

        def read():
            return sites.web_search_read([], names, limit=80)["records"]

        few, rows = self.cost(read)
        self.assertEqual(len(rows), 2)
        for unit in (self.unit2, self.unit3, self.shop, self.space):
            site = self.env["cs.renovation"].create(
                {"unit_id": unit.id, "partner_id": unit.payer_id.id, "date_from": "2026-03-04", "date_to": "2026-05-04"}
            )
            site.state = "working"
        many, rows = self.cost(read)
        self.assertEqual(len(rows), 6)
        self.assertLessEqual(many, few + 1)
        self.assertLessEqual(many, RENOVATIONS_QUERIES)
