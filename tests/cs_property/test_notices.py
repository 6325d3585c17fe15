"""Notices to residents: whom they concern, who was told, who has read, and the cases that belong to them."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase

from tests.common import NOW
from tests.cs_property.cashier_case import CashierCase


class NoticeCase(CashierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cs_property.notice_kind_water")
        cls.category = cls.env.ref("cs_property.category_estate_repair_water")
        cls.repair = cls.env.ref("cs_department.kind_repair")
        cls.units.payer_id.write({"phone": "13900001111", "email": "owner@example.org"})
        cls.other = cls.env["cs.estate.building"].create(
            {"name": "Building 2", "code": "2", "estate_id": cls.estate.id}
        )
        cls.far = cls._make_unit("901", 90, building_id=cls.other.id, stair_id=False, code="2-1-901")

    def notice(self, hours=48, **values):
        form = Form(self.env["cs.property.notice"].with_user(self.clerk))
        form.template_id = self.kind
        form.estate_id = self.estate
        form.reason = "repair of the main"
        form.date_from = NOW + timedelta(hours=hours)
        form.date_to = NOW + timedelta(hours=hours + 6)
        notice = form.save()
        notice.write(values)
        return notice

    def publish(self, notice):
        notice.action_publish()
        self.env["cs.property.notice.receipt"].search([("notice_id", "=", notice.id)])._act_on_time()
        return notice.receipt_ids

    def case(self, unit, category=None, **values):
        row = {
            "name": "No water",
            "place": unit.code,
            "unit_id": unit.id,
            "kind_id": self.repair.id,
            "category_id": (category or self.category).id,
        }
        return self.env["cs.ticket"].with_user(self.clerk).create({**row, **values})


class TestNotices(NoticeCase):
    def test_the_words_are_filled_in_and_what_somebody_wrote_stays(self):
        form = Form(self.env["cs.property.notice"].with_user(self.clerk))
        form.template_id = self.kind
        form.estate_id = self.estate
        form.reason = "repair of the main"
        self.assertIn("repair of the main", form.words)
        self.assertIn("Garden", form.words)
        form.words = "My own words"
        form.reason = "something else"
        self.assertEqual(form.words, "My own words")
        self.assertIn("something else", form.script)

    def test_everybody_in_the_scope_is_told_once(self):
        notice = self.notice(building_ids=[(6, 0, self.building.ids)])
        receipts = self.publish(notice)
        self.assertEqual(receipts.unit_id, self.units)
        self.assertEqual(set(receipts.mapped("state")), {"told"})
        self.assertEqual(len(receipts.sms_id), len(receipts))
        self.env["cs.property.notice.receipt"]._make(notice.sudo())
        self.assertEqual(len(notice.receipt_ids), len(receipts), "a second pass adds nobody")

    def test_how_many_queries_it_takes_does_not_depend_on_how_many_are_told(self):
        notice = self.notice()
        notice.sudo().write({"state": "published"})
        receipts = self.env["cs.property.notice.receipt"]
        before = self.env.cr.sql_log_count
        receipts._make(notice.sudo())
        first = self.env.cr.sql_log_count - before
        self.env["cs.unit.party"].create(
            [
                {
                    "unit_id": self.unit1.id,
                    "partner_id": self.env["res.partner"].create({"name": f"Tenant {n}"}).id,
                    "role": "tenant",
                    "date_from": "2026-01-01",
                }
                for n in range(20)
            ]
        )
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        receipts._make(notice.sudo())
        self.assertLessEqual(self.env.cr.sql_log_count - before, first)
        self.assertEqual(len(notice.receipt_ids), 26)

    def test_a_late_planned_notice_asks_for_a_reason_and_an_emergency_does_not(self):
        late = self.notice(hours=2)
        dialog = late.action_publish()
        self.assertEqual(dialog["res_model"], "cs.property.notice.late")
        self.assertEqual(late.state, "draft")
        self.env["cs.property.notice.late"].with_user(self.clerk).create(
            {"notice_id": late.id, "reason": "The works told us today"}
        ).action_publish()
        self.assertEqual((late.state, late.late_reason), ("published", "The works told us today"))
        burst = self.notice(hours=0, urgency="emergency")
        burst.action_publish()
        self.assertEqual(burst.state, "published")

    def test_a_notice_waits_for_its_moment_and_ends_by_itself(self):
        notice = self.notice(publish_at=NOW + timedelta(hours=1))
        notice.action_publish()
        self.assertEqual(notice.state, "planned")
        notices = self.env["cs.property.notice"]
        with self.at(NOW + timedelta(hours=1, minutes=5)):
            notices.search(notices._due_domain())._act_on_time()
        self.assertEqual(notice.state, "published")
        with self.at(notice.date_to + timedelta(minutes=1)):
            notices.search(notices._due_domain())._act_on_time()
        self.assertEqual((notice.state, notice.ended_at), ("ended", notice.date_to))

    def test_an_affected_units_new_ticket_shows_the_outage_and_belongs_to_it(self):
        notice = self.notice(building_ids=[(6, 0, self.building.ids)])
        self.publish(notice)
        mine, far = self.case(self.unit1), self.case(self.far)
        self.assertIn("repair of the main", mine.notice_hint)
        self.assertEqual(mine.property_notice_id, notice)
        self.assertFalse(far.notice_hint)
        self.assertFalse(far.property_notice_id)
        form = Form(self.env["cs.ticket"].with_user(self.clerk))
        form.unit_id = self.unit1
        self.assertIn("repair of the main", form.notice_hint, "before the case is saved")

    def test_other_matters_of_the_unit_do_not_belong_to_the_outage(self):
        self.publish(self.notice())
        case = self.case(self.unit1, self.env.ref("cs_property.category_estate_repair_lift"))
        self.assertTrue(case.notice_hint)
        self.assertFalse(case.property_notice_id)

    def test_cases_from_before_the_notice_are_linked_and_all_are_answered_in_one_go(self):
        first = self.case(self.unit1)
        notice = self.notice()
        self.publish(notice)
        second = self.case(self.unit2)
        self.assertEqual(notice.ticket_ids, first | second)
        self.assertEqual(notice.answer_cases("The water is back.", resolve=True), 2)
        self.assertEqual(set((first | second).mapped("state")), {"resolved"})
        self.assertTrue(all((first | second).mapped("first_response_at")))
        with self.assertRaises(UserError):
            notice.answer_cases("Again")

    def test_who_has_not_read_it_in_time_stands_on_the_list_of_calls(self):
        notice = self.notice()
        receipts = self.publish(notice)
        receipts[0].sudo()._read_it()
        self.assertFalse(receipts.search([("to_call", "=", True)]))
        with self.at(NOW + timedelta(hours=13)):
            calls = receipts.with_user(self.clerk).search([("to_call", "=", True)])
            self.assertEqual(calls, receipts[1:])
            self.assertEqual(notice.call_count, len(calls))
            calls[0].action_missed()
            self.assertTrue(calls[0].to_call, "nobody answered: still to be called")
            calls[0].action_reached()
            self.assertFalse(calls[0].to_call)
            self.assertEqual((calls[0].state, calls[0].called_by_id), ("read", self.clerk))

    def test_what_was_published_is_not_rewritten(self):
        notice = self.notice()
        self.publish(notice)
        with self.assertRaises(UserError):
            notice.write({"words": "Something else"})
        with self.assertRaises(UserError):
            notice.unlink()
        with self.assertRaises(UserError):
            notice.action_publish()
        follow = notice.action_follow_up()["context"]
        self.assertEqual(follow["default_replaces_id"], notice.id)

    def test_nobody_is_told_of_a_notice_that_was_withdrawn_meanwhile(self):
        notice = self.notice()
        notice.action_publish()
        notice.action_withdraw()
        notice.receipt_ids.sudo()._act_on_time()
        self.assertEqual(set(notice.receipt_ids.mapped("state")), {"waiting"})
        self.assertFalse(notice.receipt_ids.sms_id)

    def test_agents_read_and_do_not_publish(self):
        notice = self.notice()
        with self.assertRaises(AccessError):
            notice.with_user(self.agent).action_publish()
        with self.assertRaises(AccessError):
            self.env["cs.property.notice.receipt"].with_user(self.agent).search([])

    def test_words_name_only_what_is_known(self):
        with self.assertRaises(ValidationError):
            self.kind.write({"words": "Dear {whoever}", "change_reason": "a try"})

    def test_the_poster_holds_the_words_and_a_link_to_its_page(self):
        notice = self.notice()
        sheet = notice.with_user(self.clerk)._sheet()
        self.assertIn("repair of the main", sheet["words"])
        self.assertTrue(sheet["qr"])


class TestNoticePages(HttpCase, NoticeCase):
    def test_opening_the_own_link_counts_as_read_and_the_button_confirms(self):
        notice = self.notice(needs_confirm=True)
        receipt = self.publish(notice)[0]
        path = receipt._link_path + receipt._token()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("repair of the main", page.text)
        receipt.invalidate_recordset()
        self.assertEqual(receipt.state, "read")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(path, data={"csrf_token": token})
        receipt.invalidate_recordset()
        self.assertEqual(receipt.state, "confirmed")

    def test_the_posters_link_opens_one_notice_and_nothing_else(self):
        notice = self.notice()
        link = notice._link_path + notice._token()
        self.assertEqual(self.url_open(link).status_code, 404, "not before it is published")
        receipt = self.publish(notice)[0]
        self.assertEqual(self.url_open(link).status_code, 200)
        self.assertEqual(self.url_open("/cs/nr/" + notice._token()).status_code, 404)
        self.assertEqual(self.url_open("/cs/n/" + receipt._token()).status_code, 404)
        self.assertEqual(self.url_open(link[:-1] + "0").status_code, 404)


class TestPoster(NoticeCase):
    def test_the_poster_is_printed_with_its_words_and_a_code(self):
        notice = self.notice()
        notice.action_publish()
        paper = self.env["ir.actions.report"].with_user(self.clerk)
        html = str(paper._render_qweb_html("cs_property.report_property_notice", notice.ids)[0], "utf-8")
        for words in (notice.name, "Garden", "repair of the main", "data:image/png;base64,"):
            self.assertIn(words, html)
