"""Accidents: the facts set the severity, the report stops the regulator's clock."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class AccidentCase(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accident = cls.env.ref("cs_department.severity_accident")
        cls.serious = cls.env.ref("cs_department.severity_serious")
        cls.env["cs.severity.rule"].search([]).action_archive()
        cls.hospital = cls.env["cs.severity.rule"].create(
            {
                "name": "Reported to the health authority",
                "deaths_from": 1,
                "injured_from": 3,
                "grade_from": "2",
                "severity_id": cls.accident.id,
            }
        )

    def report(self, ticket, **values):
        return (
            self.env["cs.accident.report"]
            .with_user(self.agent)
            .with_context(default_ticket_id=ticket.id)
            .create(
                {
                    "occurred_at": NOW - timedelta(hours=1),
                    "place": "Ward 3",
                    "what_happened": "Three patients fell ill after an infusion.",
                    "measures": "Infusion stopped, batch sealed.",
                    "authority": "County health authority",
                    **values,
                }
            )
        )

    def proof(self, user=None):
        """A file as the browser uploads it: of no record yet."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.agent)
            .create({"name": "receipt.png", "datas": base64.b64encode(b"stamp"), "res_model": "cs.accident.report"})
        )

    def owned(self, **values):
        ticket = self.make_ticket(**values)
        ticket.sudo().user_id = self.agent
        return ticket


class TestSeverity(AccidentCase):
    def test_three_injured_start_the_six_hours_of_the_regulator(self):
        ticket = self.owned(injured=3)
        self.assertEqual(ticket.severity_id, self.accident)
        clock = self.clock(ticket, "regulator")
        self.assertEqual(clock.due_at, NOW + timedelta(hours=6))
        self.assertEqual(ticket.alarm, "severe")

    def test_a_death_or_a_suspected_grade_2_does_too_two_injured_do_not(self):
        self.assertTrue(self.clock(self.owned(deaths=1), "regulator"))
        self.assertTrue(self.clock(self.owned(accident_grade="2"), "regulator"))
        self.assertFalse(self.clock(self.owned(injured=2, accident_grade="3"), "regulator"))

    def test_what_is_found_out_later_counts_from_the_registration(self):
        ticket = self.owned(injured=1)
        with self.at(NOW + timedelta(hours=2)):
            ticket.write({"injured": 3})
        self.assertEqual(ticket.severity_id, self.accident)
        self.assertEqual(self.clock(ticket, "regulator").due_at, NOW + timedelta(hours=6))

    def test_nobody_rates_it_less_grave_than_its_facts(self):
        ticket = self.owned(injured=3)
        ticket.write({"severity_id": self.env.ref("cs_department.severity_ordinary").id})
        self.assertEqual(ticket.severity_id, self.accident)
        self.assertTrue(self.clock(ticket, "regulator"))

    def test_graver_a_person_may_rate_it(self):
        self.hospital.with_context(cs_change_reason="x").severity_id = self.serious
        ticket = self.owned(injured=3, severity_id=self.accident.id)
        self.assertEqual(ticket.severity_id, self.accident)

    def test_the_first_rule_whose_threshold_is_reached_decides(self):
        self.env["cs.severity.rule"].create(
            {"name": "Somebody hurt", "sequence": 20, "injured_from": 1, "severity_id": self.serious.id}
        )
        self.assertEqual(self.owned(injured=1).severity_id, self.serious)
        self.assertEqual(self.owned(injured=3).severity_id, self.accident)

    def test_the_forms_ask_where_people_may_be_hurt(self):
        ticket = self.owned()
        ticket.kind_id.sudo().with_context(cs_change_reason="x").asks_accident = False
        self.assertFalse(ticket.asks_accident)
        ticket.kind_id.sudo().with_context(cs_change_reason="x").asks_accident = True
        ticket.invalidate_recordset()
        self.assertTrue(ticket.asks_accident)

    def test_an_employee_who_registers_it_starts_the_clock(self):
        ticket = self.make_ticket(user=self.employee, injured=3)
        self.assertEqual(ticket.sudo().severity_id, self.accident)

    def test_a_preview_tells_what_a_changed_threshold_would_have_done(self):
        ticket = self.owned(injured=2)
        book = self.env["cs.severity.rule"]
        self.assertFalse(book._preview_outcomes(ticket)[ticket.id]["severity"])
        self.hospital.with_context(cs_change_reason="x").injured_from = 2
        self.assertEqual(book._preview_outcomes(ticket)[ticket.id]["severity"], self.accident.display_name)


class TestFiling(AccidentCase):
    def test_without_a_written_report_nothing_is_filed(self):
        ticket = self.owned(injured=3)
        with self.assertRaises(UserError):
            ticket.report_to_regulator("SX-1")
        self.assertTrue(ticket.owes_report)

    def test_filing_needs_receipt_and_proof_and_stops_the_clock(self):
        ticket = self.owned(injured=3)
        report = self.report(ticket)
        with self.assertRaises(UserError):
            report.file("SX-1")
        with self.assertRaises(UserError):
            report.file("", self.proof().ids)
        with self.at(NOW + timedelta(hours=5)):
            report.file("SX-1", self.proof().ids)
        self.assertEqual((report.state, report.reference, report.filed_by_id), ("filed", "SX-1", self.agent))
        self.assertTrue(report.proof_ids.with_user(self.supervisor).has_access("read"))
        clock = self.clock(ticket, "regulator")
        self.assertEqual((clock.state, clock.stopped_at), ("met", NOW + timedelta(hours=5)))
        self.assertEqual((ticket.regulator_reference, ticket.owes_report), ("SX-1", False))

    def test_the_verb_files_the_report_that_is_being_written(self):
        ticket = self.owned(injured=3)
        report = self.report(ticket)
        ticket.report_to_regulator("SX-1", proof=self.proof().ids)
        self.assertEqual(report.state, "filed")

    def test_a_blank_report_names_what_is_missing(self):
        report = self.report(self.owned(injured=3), measures=False, authority=False)
        with self.assertRaises(UserError) as refused:
            report.file("SX-1", self.proof().ids)
        self.assertIn("Measures taken", str(refused.exception))
        self.assertIn("Reported to", str(refused.exception))

    def test_filed_it_stays_as_it_is_and_so_does_its_proof(self):
        ticket = self.owned(injured=3)
        report = self.report(ticket)
        proof = self.proof()
        report.file("SX-1", proof.ids)
        with self.assertRaises(UserError):
            report.write({"what_happened": "Nothing"})
        with self.assertRaises(AccessError):
            report.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            proof.unlink()
        with self.assertRaises(UserError):
            proof.write({"datas": base64.b64encode(b"other")})
        self.report(ticket, what_happened="A fourth patient fell ill.")

    def test_nobody_writes_that_it_was_filed(self):
        report = self.report(self.owned(injured=3))
        for vals in ({"state": "filed"}, {"filed_at": NOW}, {"reference": "SX-1"}, {"filed_by_id": self.agent2.id}):
            with self.assertRaises(AccessError):
                report.write(vals)

    def test_the_report_begins_with_what_the_case_knows_and_tells_it_back(self):
        ticket = self.owned(injured=1, place="Ward 3")
        defaults = (
            self.env["cs.accident.report"]
            .with_user(self.agent)
            .with_context(default_ticket_id=ticket.id)
            .default_get(["ticket_id", "place", "injured", "occurred_at"])
        )
        self.assertEqual((defaults["place"], defaults["injured"]), ("Ward 3", 1))
        self.report(ticket, injured=4)
        self.assertEqual((ticket.injured, ticket.severity_id), (4, self.accident))

    def test_the_button_opens_the_report_that_is_being_written(self):
        ticket = self.owned(injured=3)
        self.assertFalse(ticket.action_report_to_regulator()["res_id"])
        report = self.report(ticket)
        self.assertEqual(ticket.action_report_to_regulator()["res_id"], report.id)

    def test_another_s_file_is_no_proof(self):
        report = self.report(self.owned(injured=3))
        foreign = self.proof(self.manager)
        with self.assertRaises(AccessError):
            report.file("SX-1", foreign.ids)

    def test_the_paper_shows_it_all(self):
        report = self.report(self.owned(injured=3), what_happened="三名患者输液后不适。")
        report.file("SX-1", self.proof().ids)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("cs_department.report_accident", report.ids)
        for words in ("三名患者输液后不适。", "SX-1", "Ward 3", "receipt.png", "County health authority"):
            self.assertIn(words, html.decode())
