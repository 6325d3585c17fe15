"""What leaves the counter by a side door: residents shown to guards, numbers, papers, links of others."""

import json
import re

from odoo.addons.cs_department.controllers.customer import STRAYS
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from tests.common import NOW
from tests.security.test_property_records import RecordsCase

PHONE = "13900139007"
BARRED = "13900139008"
IDENTITY = "110101199003078515"


class CounterDoorsCase(RecordsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.unit1.payer_id
        cls.person.write({"name": "王小明", "phone": PHONE})
        cls.records["cs.visitor of the company"].write({"phone": PHONE, "name": "李大山"})
        cls.records["cs.visitor.barred of the company"].phone = BARRED
        cls.records["cs.renovation of own building"].responsible_phone = PHONE
        cls.records["cs.renovation.pass of own building"].id_number = IDENTITY
        cls.records["cs.property.notice of the company"].write({"state": "published", "needs_confirm": True})
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        STRAYS.forget()

    def of(self, name, where="the company"):
        return self.records[f"{name} of {where}"]

    def path(self, record):
        return re.sub(r"^https?://[^/]+", "", record._link_url())


class TestGuard(CounterDoorsCase):
    def test_residents_are_nobody_to_a_guard(self):
        contacts = self.env["res.partner"].with_user(self.guard)
        self.assertFalse(contacts.search([("id", "=", self.person.id)]))
        self.assertFalse(contacts.name_search("王小明"))
        with self.assertRaises(AccessError):
            contacts.browse(self.person.id).read(["name"])
        seen = contacts.search([])
        self.assertIn(self.clerk.partner_id, seen, "colleagues")
        self.assertIn(self.company.partner_id, seen, "the company itself")
        self.assertFalse(seen & self.env["cs.unit.party"].search([]).partner_id)

    def test_who_is_more_than_a_guard_sees_contacts_as_before(self):
        for group in ("cs_property.group_cs_counter", "cs_department.group_cs_supervisor"):
            both = new_test_user(self.env, f"both_{group[-7:]}", groups=f"cs_property.group_cs_guard,{group}")
            self.assertTrue(self.person.with_user(both).has_access("read"), group)

    def test_a_scan_shows_masked_names_and_no_number(self):
        visit = self.of("cs.visitor")
        visit.state = "expected"
        answer = self.env["cs.gate"].with_user(self.guard)._scan(visit._scan_text())
        self.assertEqual(answer["result"], "ok")
        said = json.dumps(answer, ensure_ascii=False)
        for secret in (PHONE, "王小明", "李大山"):
            self.assertNotIn(secret, said)
        self.assertIn(self.unit1.code, said)

    def test_a_scan_is_written_down_and_the_log_is_not_for_guards(self):
        visit = self.of("cs.visitor")
        self.env["cs.gate"].with_user(self.guard)._scan(visit._scan_text())
        log = self.env["cs.scan.log"].search([("user_id", "=", self.guard.id)], limit=1)
        self.assertTrue(log)
        self.assertFalse(log.with_user(self.guard).has_access("read"))

    def test_a_code_of_another_company_opens_nothing(self):
        away = new_test_user(
            self.env,
            "guard_elsewhere",
            groups="cs_property.group_cs_guard",
            company_id=self.elsewhere.id,
            company_ids=[Command.set(self.elsewhere.ids)],
        )
        gate = self.env["cs.gate"].with_user(away)
        for name in ("cs.visitor", "cs.release.pass"):
            one = self.of(name)
            for text in (one._scan_text(), one.number):
                answer = gate._scan(text)
                self.assertIn(answer["result"], ("foreign", "none", "unknown"), (name, answer))
                self.assertFalse(answer["card"])
                self.assertNotIn(self.unit1.code, answer["words"])
        self.assertFalse(gate._overstays())


class TestNumbersAndPapers(CounterDoorsCase):
    def test_personal_fields_are_read_and_searched_by_nobody_beyond_the_counter(self):
        secrets = (
            ("cs.visitor", "the company", "phone", (self.auditor,)),
            ("cs.visitor.barred", "the company", "phone", (self.auditor,)),
            ("cs.renovation", "own building", "responsible_phone", (self.inspector, self.steward, self.auditor)),
            ("cs.renovation.pass", "own building", "id_number", (self.inspector, self.steward, self.auditor)),
            ("cs.property.notice.receipt", "the company", "phone", (self.clerk, self.cashier, self.manager)),
            ("cs.parking.waiting", "the company", "is_disabled", (self.agent, self.inspector, self.steward)),
        )
        for name, where, field, users in secrets:
            record = self.of(name, where)
            for user in users:
                with self.subTest(model=name, field=field, user=user.login):
                    self.env.invalidate_all()
                    mine = record.with_user(user)
                    self.assertTrue(mine.has_access("read"))
                    with self.assertRaises(AccessError):
                        mine.read([field])
                    with self.assertRaises(AccessError):
                        mine.search([(field, "!=", False)])
                    words = [
                        key for key, kind in mine.fields_get(attributes=["type"]).items() if kind["type"] == "char"
                    ]
                    whole = str(mine.read(words))
                    for secret in (PHONE, BARRED, IDENTITY):
                        self.assertNotIn(secret, whole)

    def test_masks_stand_in_their_place(self):
        inspector = self.inspector
        site = self.of("cs.renovation", "own building").with_user(inspector)
        self.assertEqual(site.responsible_phone_masked, "139****9007")
        masked = self.of("cs.renovation.pass", "own building").with_user(inspector).id_masked
        self.assertTrue(masked.endswith(IDENTITY[-2:]) and "*" in masked, masked)
        self.assertEqual(self.of("cs.visitor").with_user(self.auditor).phone_masked, "139****9007")

    def test_an_inspector_sees_papers_of_sites_and_no_others(self):
        kind = self.env["cs.document.kind"].search([], limit=1)
        site = self.of("cs.renovation", "own building")
        row = {"company_id": self.company.id, "kind_id": kind.id}
        papers = self.env["cs.document"].create(
            [
                {**row, "res_model": "cs.renovation", "res_id": site.id},
                {**row, "res_model": "cs.parking.lease", "res_id": self.of("cs.parking.lease").id},
            ]
        )
        copies = self.env["ir.attachment"].create(
            [{"name": "copy", "raw": b"x", "res_model": "cs.document", "res_id": paper.id} for paper in papers]
        )
        for paper, copy, seen in zip(papers, copies, (True, False), strict=True):
            for record in (paper, copy):
                self.assertEqual(record.with_user(self.inspector).has_access("read"), seen, record)
                self.assertFalse(record.with_user(self.steward).has_access("read"))
                self.assertTrue(record.with_user(self.clerk).has_access("read"))

    def test_an_inspector_sees_signatures_of_sites_and_those_of_his_own_screen(self):
        key = self.of("cs.signature")
        self.assertFalse(key.with_user(self.inspector).has_access("read"))
        mine = key.copy_data()[0]
        briefing = self.of("cs.renovation.briefing", "own building")
        row = {**mine, "company_id": self.company.id, "user_id": self.clerk.id, "words": "x", "digest": "x"}
        row |= {"image": key.image, "name": "x", "role": "briefer", "signed_at": NOW}
        at_site, by_himself = self.env["cs.signature"].create(
            [
                {**row, "res_model": briefing._name, "res_id": briefing.id},
                {**row, "res_model": key.res_model, "res_id": key.res_id, "user_id": self.inspector.id},
            ]
        )
        self.assertTrue(at_site.with_user(self.inspector).has_access("read"))
        self.assertTrue(by_himself.with_user(self.inspector).has_access("read"))


class TestCounterLinks(CounterDoorsCase):
    def links(self):
        """What has a link of its own → its path."""
        named = {"cs.visitor": "v", "cs.release.pass": "r", "cs.release.consent": "rc"}
        named |= {"cs.property.notice": "n", "cs.property.notice.receipt": "nr", "cs.unit.party": "vp"}
        # both are open for whoever has the link
        self.of("cs.visitor").state = "expected"
        self.of("cs.release.pass").state = "valid"
        self.env.flush_all()
        STRAYS.forget()
        links = {kind: self.path(self.of(name)) for name, kind in named.items()}
        links["mi"] = self.path(self.of("cs.move.in", "own building"))
        links["rq"] = self.path(self.of("cs.repair.agreement", "own building"))
        return links

    def test_a_link_opens_its_own_kind_and_nothing_else(self):
        links = self.links()
        tokens = {kind: path.rpartition("/")[2] for kind, path in links.items()}
        for kind in links:
            STRAYS.forget()
            for other, token in tokens.items():
                with self.subTest(kind=kind, token=other):
                    page = self.url_open(f"/cs/{kind}/{token}")
                    self.assertEqual(page.status_code, 200 if kind == other else 404)

    def test_a_token_that_was_changed_opens_nothing_and_looks_like_any_other_page_that_is_not_there(self):
        answers = set()
        for path in self.links().values():
            head, _slash, token = path.rpartition("/")
            number, _dash, signature = token.partition("-")
            turned = signature[:-1] + ("0" if signature[-1] != "0" else "1")
            for wrong in (f"{number}-{turned}", f"{int(number) + 1}-{signature}", number, f"{number}-", "x"):
                STRAYS.forget()
                page = self.url_open(f"{head}/{wrong}")
                answers.add((page.status_code, re.sub(r"\s+", "", page.text)))
        self.assertEqual({status for status, _text in answers}, {404})
        self.assertEqual(len(answers), 1)

    def test_pages_without_a_login_say_no_number_and_no_other_resident(self):
        for kind, path in self.links().items():
            with self.subTest(kind=kind):
                page = self.url_open(path)
                self.assertNotIn(PHONE, page.text)
                self.assertNotIn(self.far.payer_id.name, page.text)
                self.assertEqual(page.headers["X-Frame-Options"], "DENY")
                self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
                self.assertEqual(page.headers["Cache-Control"].split(",")[0], "no-store")

    def test_a_resident_who_moved_out_registers_nobody(self):
        party = self.of("cs.unit.party")
        path = self.path(party)
        self.assertEqual(self.url_open(path).status_code, 200)
        party.date_to = "2026-02-01"
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_a_resident_answers_for_his_own_visitors_only(self):
        visit = self.of("cs.visitor")
        visit.state = "asked"
        other = self.env["cs.unit.party"].search([("unit_id", "=", self.far.id)], limit=1)
        self.env.flush_all()
        path = self.path(other)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(path).text)[1]
        answer = self.url_open(path, data={"csrf_token": csrf, "visit": str(visit.id), "answer": "yes"})
        self.assertEqual(answer.status_code, 422)
        visit.invalidate_recordset()
        self.assertEqual(visit.state, "asked")

    def test_deeds_without_the_page_s_own_token_are_refused(self):
        for kind in ("rc", "nr", "vp"):
            answer = self.url_open(self.links()[kind], data={"answer": "yes", "name": "x"})
            self.assertEqual(answer.status_code, 400, kind)


class TestStaffRoutes(CounterDoorsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.records["cs.inspection.round of own building"]
        checklist = cls.env.ref("cs_property.checklist_round_outside")
        row = {"checklist_id": checklist.id, "company_id": cls.company.id, "unit_id": cls.unit1.id}
        cls.check = cls.env["cs.check"].sudo()._give([{**row, "due": NOW}])
        cls.env.flush_all()

    def ask(self, path, **params):
        answer = self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def status(self, user, path):
        self.authenticate(user.login, user.login)
        return self.url_open(path).status_code

    def test_pages_of_staff_are_not_there_for_others(self):
        meters = self.of("cs.meter.round")
        pages = (
            ("/cs/gate", (self.guard, self.clerk, self.supervisor), (self.agent, self.inspector, self.auditor)),
            (f"/cs/rounds/{self.mine.id}", (self.inspector, self.steward), (self.guard, self.employee, self.stranger)),
            (f"/cs/checks/{self.check.id}", (self.inspector,), (self.guard, self.employee, self.stranger)),
            (f"/cs/meters/{meters.id}", (self.clerk,), (self.guard, self.employee, self.stranger)),
        )
        for path, those_who, others in pages:
            for user in those_who:
                self.assertEqual(self.status(user, path), 200, (path, user.login))
            for user in others:
                self.assertEqual(self.status(user, path), 404, (path, user.login))

    def test_without_a_login_staff_s_pages_ask_for_one(self):
        self.authenticate(None, None)
        for path in ("/cs/gate", "/cs/rounds", f"/cs/rounds/{self.mine.id}", f"/cs/checks/{self.check.id}"):
            self.assertIn("/web/login", self.url_open(path).url, path)

    def test_what_is_sent_for_others_is_refused_in_words(self):
        text = self.of("cs.visitor")._scan_text()
        for user in (self.agent, self.employee, self.stranger):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login):
                scan = self.ask("/cs/gate/scan", text=text)["result"]
                self.assertFalse(scan["card"])
                self.assertFalse(self.ask("/cs/gate/do", text=text, verb="check_in")["result"]["card"])
                self.assertTrue(self.ask(f"/cs/checks/{self.check.id}/take", package={})["result"]["error"])
        self.authenticate(None, None)
        for path in ("/cs/gate/scan", "/cs/gate/do", "/cs/gate/late", f"/cs/checks/{self.check.id}/take"):
            self.assertIn("error", self.ask(path), path)
        self.check.invalidate_recordset()
        self.assertEqual(self.check.state, "todo")

    def test_garbage_at_the_gate_is_answered_in_words(self):
        self.authenticate(self.guard.login, self.guard.login)
        for value in (None, 1, [], {}, "x" * 9000, "CS1.a.b.c", "\x00", True):
            with self.subTest(value=str(value)[:20]):
                for path, params in (
                    ("/cs/gate/scan", {"text": value, "post": value}),
                    ("/cs/gate/do", {"text": value, "verb": value, "post": value, "quantities": value}),
                    ("/cs/gate/late", {"scans": value, "post": value}),
                    ("/cs/gate/late", {"scans": [{"text": value, "at": value, "token": value}], "post": value}),
                ):
                    self.assertIn("result", self.ask(path, **params), path)
