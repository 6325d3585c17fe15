"""What people see of their own shifts on a telephone, and in its calendar."""

import vobject
from odoo.addons.cs_department.controllers.customer import STRAYS
from odoo.exceptions import UserError
from odoo.tests import HttpCase

from tests.cs_department.duty_case import DutyCase


class TestMyShifts(DutyCase):
    def mine(self, user=None, first="2026-03-01", last="2026-03-31"):
        return self.env["cs.shift"].with_user(user or self.agent).my_shifts(first, last)

    def test_the_next_shift_its_post_and_who_is_on_duty_beside(self):
        self.publish((self.a, 5, self.early), (self.b, 5, self.early), (self.c, 5, self.late), (self.a, 6, self.early))
        seen = self.mine()
        self.assertEqual((seen["next"]["date"], seen["next"]["post"]), ("2026-03-05", "Hotline desk"))
        self.assertEqual([row["name"] for row in seen["next"]["colleagues"]], ["Agent2", "Outsider"])
        self.assertEqual(len(seen["shifts"]), 2)
        self.assertEqual(len(seen["receipts"]), 1)

    def test_nothing_of_others_and_no_drafts(self):
        self.plan([(self.a, 5, self.early)])
        self.assertFalse(self.mine()["shifts"])
        self.roster.with_user(self.supervisor).action_publish()
        self.assertEqual(len(self.mine()["shifts"]), 1)
        self.assertFalse(self.mine(self.agent2)["shifts"])

    def test_who_is_no_employee_sees_an_empty_page(self):
        self.assertFalse(self.mine(self.employee)["known"])
        self.assertEqual(self.env["cs.shift"].with_user(self.employee).my_open_shifts(), [])

    def test_days_that_are_none_are_refused_in_words(self):
        for first, last in (("x", "y"), (None, None), ("2026-03-31", "2026-03-01"), ("2026-01-01", "2026-12-31")):
            with self.assertRaises(UserError):
                self.mine(first=first, last=last)

    def test_a_change_is_told_beside_what_is_to_be_acknowledged(self):
        (shift,) = self.publish((self.a, 5, self.early))
        self.env["cs.roster.receipt"].search([]).with_user(self.supervisor).acknowledge()
        shift.template_id = self.late
        receipt = self.mine()["receipts"][0]
        self.assertTrue(receipt["changed"])
        self.assertEqual(
            [(row["kind"], row["before"], row["name"]) for row in receipt["changes"]], [("changed", "Early", "Late")]
        )

    def test_all_that_changed_since_the_last_acknowledgement_is_told(self):
        first, second, third = self.publish((self.a, 5, self.early), (self.a, 6, self.early), (self.a, 9, self.early))
        self.env["cs.roster.receipt"].search([]).with_user(self.supervisor).acknowledge()
        for at, shift in (("2026-03-04 03:00", first), ("2026-03-04 04:00", second)):
            with self.at(at):
                shift.template_id = self.late
        self.assertEqual(len(self.mine()["receipts"][0]["changes"]), 2)
        with self.at("2026-03-04 05:00"):
            self.env["cs.roster.receipt"].search([]).with_user(self.supervisor).acknowledge()
        with self.at("2026-03-04 06:00"):
            third.template_id = self.late
        self.assertEqual([row["date"] for row in self.mine()["receipts"][0]["changes"]], ["2026-03-09"])

    def test_partners_of_a_swap_are_free_on_the_day_and_leave_me_free(self):
        mine, *_others = self.publish(
            (self.a, 10, self.early),
            (self.a, 12, self.early),
            (self.b, 11, self.late),
            (self.b, 12, self.late),
            (self.c, 10, self.late),
            (self.d, 10, self.early),
        )
        rows = self.env["cs.shift"].with_user(self.agent).my_partners(mine.id)
        self.assertEqual(
            [(row["who"], row["date"]) for row in rows], [("Outsider", "2026-03-10"), ("Agent2", "2026-03-11")]
        )
        with self.assertRaises(UserError):
            self.env["cs.shift"].with_user(self.agent2).my_partners(mine.id)

    def test_a_month_is_read_with_few_queries(self):
        self.publish(*((person, day, self.early) for person in (self.a, self.b, self.c) for day in range(2, 30)))
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.mine()


class TestFeed(HttpCase, DutyCase):
    def feed(self, user):
        return self.env["cs.shift.feed"].with_user(user)

    def read(self, url):
        return self.url_open("/cs/ical/" + url.rsplit("/", 1)[1])

    def setUp(self):
        super().setUp()
        STRAYS.__init__(STRAYS.most, STRAYS.seconds)

    def test_a_calendar_has_the_shifts_in_force_and_nothing_else(self):
        self.publish((self.a, 5, self.early), (self.a, 6, self.night), (self.b, 5, self.late))
        self.plan([(self.a, 7, self.early)])
        self.assertEqual(self.feed(self.agent).my_address(), "")
        answer = self.read(self.feed(self.agent).make_address())
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        # the server lives in another time than the test
        calendar = vobject.readOne(self.env["cs.shift.feed"].search([("user_id", "=", self.agent.id)])._calendar())
        events = {event.summary.value: (event.dtstart.value, event.dtend.value) for event in calendar.vevent_list}
        self.assertEqual(set(events), {"Early · Hotline desk", "Night · Hotline desk"})
        start, end = events["Night · Hotline desk"]
        self.assertEqual((start.replace(tzinfo=None), end.replace(tzinfo=None)), (self.march(6, 22), self.march(7, 6)))

    def test_a_new_address_or_none_voids_the_old(self):
        self.publish((self.a, 5, self.early))
        old = self.feed(self.agent).make_address()
        new = self.feed(self.agent).make_address()
        self.assertNotEqual(old, new)
        self.assertEqual(self.read(old).status_code, 404)
        self.assertEqual(self.read(new).status_code, 200)
        self.feed(self.agent).revoke_address()
        self.assertEqual(self.read(new).status_code, 404)
        self.assertEqual(self.feed(self.agent).my_address(), "")

    def test_who_has_left_reads_nothing(self):
        address = self.feed(self.agent).make_address()
        self.agent.action_archive()
        self.assertEqual(self.read(address).status_code, 404)

    def test_guesses_and_addresses_of_other_things_are_not_there(self):
        address = self.feed(self.agent).make_address()
        number, signature = address.rsplit("/", 1)[1].split("-")
        for wrong in (f"{int(number) + 1}-{signature}", f"{number}-{'0' * 32}", number, "x"):
            self.assertEqual(self.read("/" + wrong).status_code, 404)
