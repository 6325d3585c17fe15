"""When people come: free times, invitations, the page of the resident, and what lists cost."""

import re
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import HttpCase

from tests.cs_property.move_in_case import MoveInCase

NASTY = ("", " ", "0", "2026-03-05T99:00", "2026-03-05", "'; DROP TABLE cs_move_in; --", "\ud800", "x" * 5000, "李雷")
#: what the list asks of the database, however many rows it shows
LIST_QUERIES = 30


class AppointmentCase(MoveInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.write({"room": 1, "change_reason": "Test"})


class TestAppointments(AppointmentCase):
    def slots(self, move_in):
        return {one.begins: one.free for one in move_in.sudo()._slots()}

    def test_times_follow_the_rule_in_the_estates_own_time(self):
        slots = self.slots(self.begun())
        first, last = min(slots), max(slots)
        self.assertEqual(first, datetime(2026, 3, 5, 9, 0), "from tomorrow on, at nine in Shanghai")
        self.assertLessEqual(last.date(), datetime(2026, 4, 3).date())
        self.assertNotIn(6, {begins.weekday() for begins in slots}, "no Sundays")
        self.assertFalse([begins for begins in slots if begins.hour in (12, 13)], "lunch")

    def test_two_appointments_of_one_slot_exactly_one_wins(self):
        first, second = self.begun(), self.begun(self.unit1)
        first.appoint("2026-03-05T09:00")
        with self.assertRaisesRegex(UserError, "has just been taken"):
            second.appoint("2026-03-05T09:00")
        second.appoint("2026-03-05T10:00")
        first.appoint("2026-03-05T09:00")
        self.assertEqual(first.starts_at, datetime(2026, 3, 5, 1, 0), "UTC in the database")

    def test_a_time_of_who_gives_up_is_free_again(self):
        first, second = self.begun(), self.begun(self.unit1)
        first.appoint("2026-03-05T09:00")
        first.cancel("no")
        second.appoint("2026-03-05T09:00")
        self.assertEqual(second.starts_at, first.starts_at)

    def test_what_is_no_time_is_refused_in_words(self):
        move_in = self.begun()
        for text in (*NASTY, None, 0, [], {}, "2026-03-05T09:30", "2026-03-08T09:00", "2026-03-04T09:00"):
            with self.subTest(text=str(text)[:30]), self.assertRaises(UserError):
                move_in.appoint(text)
        self.assertFalse(move_in.starts_at)

    def test_the_counter_chooses_among_free_times(self):
        move_in = self.begun()
        action = move_in.action_appoint()
        dialogs = self.env["cs.move.in.appoint"].with_user(self.clerk).with_context(action["context"])
        values = [value for value, _name in dialogs._fields["slot"]._description_selection(dialogs.env)]
        self.assertEqual(values[0], "2026-03-05T09:00")
        dialogs.create({"slot": values[0]}).action_confirm()
        self.assertTrue(move_in.starts_at)

    def test_owners_of_a_new_building_are_invited_in_one_go(self):
        dialog = self.env["cs.move.in.invite"].with_user(self.clerk).create({"estate_id": self.estate.id})
        self.assertEqual(dialog.unit_count, 1, "only the flat was never handed over")
        action = dialog.action_invite()
        move_in = self.env["cs.move.in"].search(action["domain"])
        self.assertEqual((move_in.unit_id, move_in.partner_id), (self.flat, self.lilei))
        sms = self.env["sms.sms"].search([("partner_id", "=", self.lilei.id)])
        self.assertIn(move_in._link_url(), sms.body)
        self.assertTrue(move_in.invited_at)
        dialog.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "nobody to invite"):
            dialog.action_invite()

    def test_todays_appointments_are_found(self):
        move_in = self.begun()
        move_in.appoint("2026-03-05T09:00")
        found = self.env["cs.move.in"].search([("is_today", "=", True)])
        self.assertNotIn(move_in, found)
        with self.at("2026-03-04 17:00"):
            # it is one o'clock of the next day in Shanghai
            self.assertIn(move_in, self.env["cs.move.in"].search([("is_today", "=", True)]))

    def test_lists_and_boards_cost_the_same_for_many_as_for_few(self):
        spec = {
            **{name: {} for name in ("starts_at", "state", "is_today", "open_case_count", "amount_open")},
            "phone_masked": {},
            **{name: {"fields": {"display_name": {}}} for name in ("unit_id", "partner_id", "inspector_id")},
        }
        move_ins = self.env["cs.move.in"].with_user(self.clerk)
        self.begun()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = move_ins.web_search_read([], spec)["records"]
            return len(rows), self.env.cr.sql_log_count - before

        queries()
        few, once = queries()
        for number in range(8):
            move_in = self.inspecting(unit=self._make_unit(f"2{number}", 50))
            self.inspect(move_in, wrong=("Drains",))
        many, more = queries()
        self.assertEqual(many - few, 8)
        self.assertLessEqual(more - once, 4, "lists of defects are read in one go")
        self.assertLessEqual(more, LIST_QUERIES)


class TestPage(HttpCase, AppointmentCase):
    """What the resident sees by his link, without a login."""

    def setUp(self):
        super().setUp()
        self.move_in = self.begun()
        self.path = self.move_in._link_url().removeprefix(self.move_in.get_base_url())

    def slot(self):
        """The first time that is offered; the server's clock is the real one."""
        return re.search(r'name="slot"[^>]* value="(20[^"]+)"', self.url_open(self.path).text)[1]

    def choose(self, slot, path=None):
        page = self.url_open(path or self.path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        return self.url_open(
            path or self.path, data={"slot": slot, "csrf_token": token[1] if token else ""}, allow_redirects=False
        )

    def test_the_resident_chooses_his_time(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Identity card of who moves in", page.text)
        self.assertNotIn("13800000104", page.text)
        slot = self.slot()
        answer = self.choose(slot)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.move_in._local(self.move_in.starts_at), datetime.fromisoformat(slot))
        self.assertIn("Your appointment", self.url_open(self.path).text)

    def test_a_time_that_was_taken_meanwhile_is_said_in_words(self):
        other, slot = self.begun(self.unit1), self.slot()
        self.assertEqual(self.choose(slot, other._link_url().removeprefix(other.get_base_url())).status_code, 303)
        answer = self.choose(slot)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(re.findall(r"has just been taken", answer.text), ["has just been taken"])

    def test_nasty_words_are_refused_and_change_nothing(self):
        for slot in NASTY:
            if slot.isprintable():
                with self.subTest(slot=slot[:20]):
                    self.assertEqual(self.choose(slot).status_code, 422)
        self.env.invalidate_all()
        self.assertFalse(self.move_in.starts_at)

    def test_a_link_opens_its_own_move_in_and_nothing_else(self):
        other = self.begun(self.unit1)
        page = self.url_open(self.path).text
        self.assertNotIn(other.partner_id.name, page)
        number, _dash, digest = self.path.rpartition("/")[2].partition("-")
        for token in (f"{other.id}-{digest}", f"{number}-{'0' * 32}", "x", f"{number}-"):
            with self.subTest(token=token):
                self.assertEqual(self.url_open(f"/cs/mi/{token}").status_code, 404)
        other.action_came()
        agreement = other.agreement_ids[0]
        self.sign(agreement, "resident")
        self.assertEqual(self.url_open(f"{self.path}/{agreement.id}").status_code, 404)
        mine = other._link_url().removeprefix(other.get_base_url())
        self.assertEqual(self.url_open(f"{mine}/{agreement.id}").status_code, 200)
        other.cancel("no")
        self.assertEqual(self.url_open(mine).status_code, 404, "given up: the link is dead")

    def test_who_has_come_chooses_no_other_time(self):
        self.move_in.action_came()
        page = self.url_open(self.path).text
        self.assertNotIn("Choose when you come", page)

    def test_markup_in_names_is_text_on_the_page(self):
        self.lilei.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>alert(1)", self.url_open(self.path).text)
