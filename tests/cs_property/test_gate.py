"""The gate: where a guard stands, who comes unannounced, what comes back, and how little a guard reads."""

import re

from odoo import Command
from odoo.addons.cs_property.controllers.gate import GUESSES, KNOCKS
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import HttpCase, JsonRpcException

from .test_passes import NASTY, PassCase

#: what a guard comes by through a scan only
SECRET = (
    *("cs.estate.unit", "cs.unit.party", "cs.estate.building", "cs.release.pass", "cs.release.line"),
    *("cs.release.move", "cs.release.consent", "cs.visitor", "cs.visitor.barred", "cs.scan.log", "cs.release.rule"),
    *("cs.visitor.rule", "cs.renovation", "cs.billing.line", "cs.deposit", "cs.custody.item", "account.move"),
)
TELEPHONE = "13800138000"


class GateCase(PassCase):
    def walk_in(self, **said):
        form = {"name": "Zhao Liu", "unit": self.unit1.code.lower(), "rule": str(self.asks.id), "people": "2", **said}
        return self.gate._walk_in(form)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asks = cls.env["cs.visitor.rule"].create({"name": "Family", "needs_host": True, "valid_hours": 6})

    def texts(self):
        return self.env["sms.sms"].search([], order="id desc")


class TestPosts(GateCase):
    def test_the_post_of_the_guard_on_duty_stands_first(self):
        north, south = self.env["cs.duty.post"].create(
            [{"name": "North Gate", "is_gate": True}, {"name": "South Gate"}]
        )
        self.assertIn({"name": "North Gate", "mine": False}, self.gate._posts())
        self.assertNotIn("South Gate", str(self.gate._posts()))
        employee = self.env["hr.employee"].create({"name": "Guard", "user_id": self.guard.id})
        template = self.env["cs.shift.template"].create(
            {
                "name": "Gate",
                "code": "G",
                "post_id": south.id,
                "span_ids": [Command.create({"start": 8, "end": 20})],
            }
        )
        roster = self.env["cs.roster"].create(
            {"team_id": self.team.id, "date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        shift = self.env["cs.shift"].create(
            {"roster_id": roster.id, "employee_id": employee.id, "template_id": template.id, "date": "2026-03-04"}
        )
        roster.write({"state": "published"})
        shift.write({"state": "published"})
        posts = self.gate._posts()
        self.assertEqual(posts[0], {"name": "South Gate", "mine": True})
        self.assertIn({"name": north.name, "mine": False}, posts)


class TestWalkIn(GateCase):
    def test_who_comes_unannounced_waits_until_the_host_confirms_by_his_link(self):
        answer = self.walk_in(plate="粤b 12345")
        self.assertEqual((answer["result"], [verb["name"] for verb in answer["verbs"]]), ("asked", ["look"]))
        one = self.env["cs.visitor"].search([("number", "=", answer["text"])])
        self.assertEqual((one.state, one.origin, one.partner_id, one.people), ("asked", "gate", self.tenant, 2))
        self.assertNotIn("Tenant", str(answer))
        self.assertEqual(self.gate._scan(one.number)["result"], "refused")
        text = self.texts()[:1]
        self.assertEqual((text.number, text.cs_company_id), (TELEPHONE, self.company))
        token = re.search(r"/cs/vp/(\S+)", text.body)[1]
        host = self.env["cs.unit.party"]._from_token(token)
        self.assertEqual([visit["asked"] for visit in host._page_facts()["visits"]], [str(one.id)])
        host._confirm_visit(str(one.id), True)
        self.assertEqual(self.gate._do(one.number, "check_in", "North")["result"], "done")

    def test_a_host_without_a_telephone_is_called_by_the_counter(self):
        self.tenant.phone = False
        before = len(self.texts())
        self.assertIn("ask the counter", self.walk_in()["words"])
        self.assertEqual(len(self.texts()), before)

    def test_whoever_needs_no_host_is_let_in_at_once(self):
        answer = self.walk_in(rule=str(self.guest.id))
        self.assertEqual((answer["result"], answer["verbs"][0]["name"]), ("ok", "check_in"))
        self.assertEqual(self.gate._do(answer["text"], "check_in")["result"], "done")

    def test_units_are_not_guessed_and_who_is_barred_stays_outside(self):
        for code in ("1-1-9%", "_-1-101", "%", "1-1-1", "", *NASTY):
            self.assertEqual(self.walk_in(unit=code)["result"], "none", code)
        for said in ({"name": " "}, {"rule": "0"}, {"people": "-1"}, {"people": "99"}, {"name": None}):
            self.assertEqual(self.walk_in(**said)["result"], "refused", said)
        for form in (None, 7, [], {"unit": ["x"], "name": {}}):
            self.assertEqual(self.gate._walk_in(form)["result"], "none")
        self.env["cs.visitor.barred"].create({"name": "Bo", "phone": "13711112222", "reason": "stole a bicycle"})
        self.assertIn("bicycle", self.walk_in(phone="137 1111 2222")["words"])
        with self.assertRaises(AccessError):
            self.env(user=self.steward, su=False)["cs.gate"]._walk_in({})


class TestComingBack(GateCase):
    def test_what_has_to_come_back_comes_in_parts(self):
        one = self.issued(lines=(("Drill", 3, True), ("Sofa", 1, False)))
        code, drill = self.code(one), str(one.line_ids[0].id)
        self.gate._do(code, "release")
        for wrong in ({drill: 4}, {drill: 0}, {str(one.line_ids[1].id): 1}, {}, None, "x"):
            self.assertEqual(self.gate._do(code, "back_part", "", wrong)["result"], "used", wrong)
        answer = self.gate._do(code, "back_part", "North", {drill: 1})
        self.assertEqual((answer["result"], answer["words"]), ("done", "These came back; the rest is still out."))
        self.assertTrue(one.is_pending_return)
        self.assertEqual(self.gate._scan(code)["words"], "Used already: only what has to come back is open.")
        self.assertEqual(self.gate._do(code, "back_part", "South", {drill: 2})["words"], "Everything came back.")
        self.assertFalse(one.is_pending_return)
        self.assertEqual(self.gate._do(code, "back")["result"], "used")
        back = one.move_ids.filtered(lambda move: move.kind == "back").sorted("id")
        self.assertEqual([(move.quantity, move.post) for move in back], [(1, "North"), (2, "South")])


class TestLinks(GateCase):
    def test_links_go_by_text_message(self):
        self.owner.phone = "13600136000"
        rule = self.env["cs.release.rule"].create({"name": "Move", "needs_consent": True, "valid_hours": 24})
        waiting = self.write_pass(rule)
        waiting.action_ask()
        waiting.action_text_link()
        self.assertEqual(self.texts()[0].number, "13600136000")
        self.assertIn(waiting.consent_ids.link, self.texts()[0].body)
        waiting.action_paper_consent()
        waiting.action_text_link()
        self.assertIn(waiting.resident_link, self.texts()[0].body)
        visit = self.visit()
        visit.action_text_link()
        self.assertEqual(self.texts()[0].number, "13900139000")
        self.assertIn(visit.visitor_link, self.texts()[0].body)
        # the number stays masked in what everybody reads
        self.assertNotIn("13900139000", str(visit.message_ids.mapped("body")))
        asked = self.visit(rule_id=self.asks.id)
        asked.action_text_link()
        self.assertIn("/cs/vp/", self.texts()[0].body)
        self.tenant.phone = False
        for one in (waiting, asked):
            with self.assertRaises(UserError):
                one.action_text_link()
        with self.assertRaises(AccessError):
            visit.with_user(self.steward).action_text_link()


class TestCounterCard(GateCase):
    def test_the_card_of_a_unit_asks_twice_for_passes_and_visitors(self):
        self.issued()
        self.issued(lines=(("Drill", 1, True),))
        self.visit()
        self.visit(name="Li")
        unit = self.unit1.with_user(self.clerk)
        unit._pass_sections()  # the user, his rights and his company are known from now on
        unit.env["cs.release.rule"]._cached_names()
        self.env.flush_all()
        for name in ("cs.release.pass", "cs.release.line", "cs.release.rule", "cs.visitor", "cs.visitor.rule"):
            self.env[name].invalidate_model()
        with self.assertQueryCount(2):
            [section] = unit._pass_sections()
        self.assertEqual((section["count"], len(section["rows"])), (4, 4))


class TestGuardByNetwork(GateCase, HttpCase):
    def setUp(self):
        super().setUp()
        for limit in (GUESSES, KNOCKS):
            limit.forget()
            self.addCleanup(limit.forget)
        self.guard.lang = "en_US"
        self.authenticate(self.guard.login, self.guard.login)

    def call(self, model, method, *args, **kwargs):
        values = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", values)

    def test_a_guard_reads_no_units_cases_passes_or_visitors(self):
        one, visit = self.issued(), self.visit()
        for name in SECRET:
            for method, args in (("search_read", [[]]), ("search_count", [[]]), ("name_search", ["1"])):
                with self.assertRaises(JsonRpcException, msg=f"{name}.{method}") as refused:
                    self.call(name, method, *args)
                self.assertIn("AccessError", str(refused.exception))
        # colleagues' own cases, as anybody in the house: none of residents
        self.make_ticket(partner_id=self.tenant.id)
        self.assertEqual(self.call("cs.ticket", "search_read", []), [])
        for record in (one, visit):
            with self.assertRaises(JsonRpcException):
                self.call(record._name, "read", record.ids, ["partner_id"])
        for method in ("_scan", "_do", "_walk_in", "_by_words"):
            with self.assertRaises(JsonRpcException):
                self.call("cs.gate", method, one.number)
        shown = str(self.gate._scan(one.number)) + str(self.gate._scan(visit.number))
        self.assertIn("T**", shown)
        self.assertIn("W**", shown)
        self.assertNotIn("Tenant", shown)
        self.assertNotIn(TELEPHONE, shown + self.url_open("/cs/gate").text)

    def test_who_guesses_numbers_is_stopped(self):
        one = self.issued()
        for number in range(GUESSES.most):
            answer = self.make_jsonrpc_request("/cs/gate/scan", {"text": f"RP{number}"})
            self.assertEqual(answer["result"], "none")
        for path, params in (
            ("scan", {"text": one.number}),
            ("do", {"text": one.number, "verb": "release"}),
            ("visit", {"form": {"unit": self.unit1.code}}),
            ("late", {"scans": [{"text": self.code(one), "at": 1, "token": "t"}]}),
        ):
            answer = self.make_jsonrpc_request(f"/cs/gate/{path}", params)
            self.assertEqual((answer["result"], "answers" in answer), ("refused", False), path)
        self.env.invalidate_all()
        self.assertEqual(one.state, "valid")

    def test_scans_that_are_sent_later_are_no_way_to_guess(self):
        one = self.issued()
        scans = [{"text": f"RP{number}", "at": 1, "token": str(number)} for number in range(GUESSES.most)]
        answers = self.make_jsonrpc_request("/cs/gate/late", {"scans": [{**scans[0], "text": one.number}, *scans]})
        # a number that was typed is no code, though it is the number of a pass
        self.assertEqual({answer["result"] for answer in answers["answers"]} - {"done"}, {"none"})
        answer = self.make_jsonrpc_request("/cs/gate/late", {"scans": [{"text": self.code(one), "token": "x"}]})
        self.assertEqual((answer["result"], "answers" in answer), ("refused", False))

    def test_lists_are_not_read_number_by_number(self):
        one = self.issued()
        KNOCKS.most, most = 5, KNOCKS.most
        self.addCleanup(setattr, KNOCKS, "most", most)
        for _scan in range(5):
            # the server's own clock runs on: the pass has expired long since
            self.assertEqual(self.make_jsonrpc_request("/cs/gate/scan", {"text": one.number})["result"], "expired")
        answer = self.make_jsonrpc_request("/cs/gate/scan", {"text": one.number})
        self.assertEqual((answer["result"], answer["card"]), ("refused", None))


class TestPrinted(GateCase):
    def test_passes_are_printed_with_their_code(self):
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        for name, record in (("release_pass", self.issued()), ("visitor", self.visit())):
            page = reports._render_qweb_html(f"cs_property.report_{name}", record.ids)[0].decode()
            self.assertIn(record.number, page)
            self.assertIn("data:image/png;base64,iVBOR", page)
            self.assertIn(self.unit1.code, page)
