from datetime import date
from decimal import Decimal

from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_property.arrears_case import TODAY, ArrearsCase


class TestArrearsCase(ArrearsCase):
    def test_a_case_opens_for_each_unit_and_payer_on_the_day_after_a_bill_fell_due(self):
        self.owe(self.unit1, 100, due=(2026, 3, 3))
        self.owe(self.unit2, 80, due=(2026, 3, 4))
        cases = self.look()
        self.assertEqual(cases.unit_id, self.unit1)
        self.assertEqual((cases.partner_id, cases.amount_open), (self.unit1.payer_id, 100))
        self.assertEqual(
            (cases.oldest_due_on, cases.overdue_days, cases.bucket_id.name), (date(2026, 3, 3), 1, "A month")
        )
        self.assertEqual((cases.steward_id, cases.limitation_on), (self.steward, date(2029, 3, 3)))

    def test_a_unit_and_payer_have_one_open_case_only(self):
        self.owe(self.unit1, 100)
        case = self.look()
        self.assertFalse(self.cases._open_for(self.company))
        values = {"unit_id": self.unit1.id, "partner_id": case.partner_id.id, "company_id": self.company.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cases.create({**values, "opened_on": TODAY})

    def test_money_that_is_there_is_netted(self):
        self.owe(self.unit1, 100)
        self.pay(self.unit1, 30)
        case = self.look()
        self.assertEqual((case.amount_due, case.amount_credit, case.amount_open), (100, 30, 70))
        self.owe(self.unit2, 50)
        self.pay(self.unit2, 50)
        self.assertNotIn(self.unit2, self.look().unit_id)

    def test_less_than_the_smallest_amount_opens_no_case(self):
        self.company.cs_arrears_minimum = 20
        self.owe(self.unit1, 19.99)
        self.owe(self.unit2, 20)
        self.assertEqual(self.look().unit_id, self.unit2)

    def test_late_fees_are_shown_in_what_is_owed(self):
        self.owe(self.unit1, 100)
        self.owe(self.unit1, 7, items=(self.late,))
        self.assertEqual((self.look().amount_open, self.case_of(self.unit1).amount_late), (107, 7))

    def test_a_case_ends_when_it_is_paid_and_what_was_to_be_done_goes_with_it(self):
        charges = self.owe(self.unit1, 100, due=(2026, 2, 1))
        case = self.look()
        with self.on(2026, 3, 10):
            self.look()
            self.assertEqual(case.attention, "call")
            charges._pay(self.pay(self.unit1, 100, date(2026, 3, 10)))
            self.look()
        self.assertEqual((case.state, case.closed_on, case.attention), ("closed", date(2026, 3, 10), "none"))
        self.assertEqual(case.step_ids.mapped("state"), ["cancelled", "done"])
        self.assertEqual(case.step_ids[0].callback_id.state, "cancelled")
        self.assertFalse(case.activity_ids)

    def test_many_cases_cost_no_more_queries_than_a_few(self):
        few = self._make_unit("201", 50) | self._make_unit("202", 50)
        more = self.env["cs.estate.unit"].union(*(self._make_unit(f"3{n:02}", 50) for n in range(30)))
        for unit in few | more:
            unit.payer_id.phone = "13900139000"
            self.owe(unit, 60)
        counts = []
        for units in (few, more):
            self.cases._open_for(self.company, units)
            cases = self.cases.search([("unit_id", "in", units.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cases._act_on_time()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(set(cases.mapped("stage_id.name")), {"Message"})
        self.assertLessEqual(counts[1], counts[0] + 5)


class TestStages(ArrearsCase):
    def test_stages_are_taken_one_after_the_other_each_once(self):
        self.owe(self.unit1, 300, due=(2026, 1, 31))
        case = self.look()
        self.assertEqual(case.stage_id, self.sms)
        self.assertEqual(case.step_ids.sms_id.body, case.step_ids.text)
        self.assertIn("300.00", case.step_ids.text)
        self.assertIn("1-1-101", case.step_ids.text)
        self.look()
        self.assertEqual(len(case.step_ids), 1, "the call waits five days after the message")
        with self.on(2026, 3, 9):
            self.look()
            self.look()
        self.assertEqual(case.step_ids.mapped("channel"), ["call", "sms"])
        self.assertEqual(self.env["sms.sms"].search_count([("partner_id", "=", case.partner_id.id)]), 1)

    def test_the_database_keeps_a_stage_from_being_taken_twice(self):
        self.owe(self.unit1, 300)
        step = self.look().step_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            step.copy({"case_id": step.case_id.id, "stage_id": step.stage_id.id})

    def test_who_has_no_telephone_is_a_chase_without_success_that_is_reported(self):
        self.unit1.payer_id.phone = False
        self.owe(self.unit1, 300)
        case = self.look()
        self.assertEqual((case.step_ids.state, case.step_ids.outcome), ("failed", "No telephone number is known."))
        self.assertEqual(case.attention, "failed")
        self.assertEqual(case.activity_ids.user_id, self.steward)

    def test_a_message_that_did_not_get_out_is_reported_with_its_reason(self):
        self.owe(self.unit1, 300)
        case = self.look()
        case.step_ids.sms_id.write({"state": "error", "failure_type": "sms_number_format"})
        self.look()
        self.assertEqual(case.step_ids.state, "failed")
        self.assertIn("Wrong Number Format", case.step_ids.outcome)

    def test_a_script_names_only_what_is_known(self):
        with self.assertRaisesRegex(ValidationError, "nothing is known as {iban}"):
            self.sms.script = "Pay to {iban}"

    def test_a_letter_that_arrived_begins_the_limitation_anew(self):
        self.owe(self.unit1, 300, due=(2025, 12, 1))
        case = self._until_letter()
        step = case.step_ids[0]
        self.assertEqual((step.channel, step.user_id, case.attention), ("letter", self.steward, "letter"))
        self.assertEqual([row["amount"] for row in step.rows], ["¥\N{NO-BREAK SPACE}300.00"])
        self.assertEqual(case.limitation_on, date(2029, 1, 1), "the bill of the first of January fell due that day")
        with self.on(2026, 3, 22):
            step.with_user(self.steward).report("done", "Signed for by the owner", date(2026, 3, 21))
        self.assertEqual((step.state, step.done_on), ("done", date(2026, 3, 21)))
        self.assertEqual(case.limitation_on, date(2029, 3, 21))
        with self.assertRaisesRegex(UserError, "waits for no report"):
            step.with_user(self.steward).report("done", "Once more")

    def _until_letter(self):
        case = self.look()
        with self.on(2026, 3, 9):
            self.look()
            case.step_ids[0].callback_id.with_user(self.steward).log_attempt("reached", "Will think about it")
        with self.on(2026, 3, 14):
            self.look()
            case.step_ids[0].with_user(self.steward).report("failed", "Nobody opened")
        with self.on(2026, 3, 19):
            self.look()
        return case

    def test_the_letter_is_a_pdf_page_with_the_charges(self):
        self.owe(self.unit1, 300, due=(2025, 12, 1))
        step = self._until_letter().step_ids[0]
        report = self.env["ir.actions.report"].with_user(self.steward)
        html = report._render_qweb_html("cs_property.report_arrears_letter", step.ids)[0].decode()
        for part in ("1-1-101", "Owner of 1-1-101", "Management fee", "300.00", "Proof of delivery"):
            self.assertIn(part, html)
        with self.assertRaisesRegex(UserError, "is no letter"):
            step.case_id.step_ids[-1].with_user(self.steward).action_print()

    def test_a_lawyers_letter_is_signed_by_the_law_firm_not_by_us(self):
        self.owe(self.unit1, 300, due=(2025, 12, 1))
        step = self._until_letter().step_ids[0]
        step.sudo().channel = "lawyer"
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("cs_property.report_arrears_letter", step.ids)[0].decode()
        self.assertIn("Law firm", html)
        self.assertNotIn(f"<strong>{self.company.name}</strong>", html)

    def test_the_letter_is_kept_as_it_was_printed_first(self):
        self.owe(self.unit1, 300, due=(2025, 12, 1))
        step = self._until_letter().step_ids[0]
        printing = step.with_user(self.steward).with_context(force_report_rendering=True)
        printing.action_print()
        kept = self.kept(step)
        self.assertEqual((len(kept), kept.mimetype), (1, "application/pdf"))
        first = kept.raw
        # other words in the template or the stage change nothing of what was sent
        self.letter.title = "Another heading"
        step.sudo().text = "Other words"
        printing.action_print()
        report = self.env["ir.actions.report"].with_user(self.steward).with_context(force_report_rendering=True)
        again, _kind = report._render_qweb_pdf("cs_property.action_report_arrears_letter", step.ids)
        self.assertEqual((self.kept(step), again), (kept, first))

    def test_a_letter_that_is_reported_delivered_is_kept_though_nobody_printed_it_here(self):
        self.owe(self.unit1, 300, due=(2025, 12, 1))
        step = self._until_letter().step_ids[0]
        mine = step.with_user(self.steward).with_context(force_report_rendering=True)
        mine.report("done", "Signed for by the owner", date(2026, 3, 4))
        self.assertEqual(len(self.kept(step)), 1)

    def kept(self, step):
        return self.env["ir.attachment"].search([("res_model", "=", step._name), ("res_id", "=", step.id)])


class TestCalls(ArrearsCase):
    def setUp(self):
        super().setUp()
        self.owe(self.unit1, 300, due=(2026, 2, 1))
        self.arrears = self.look()
        with self.on(2026, 3, 9):
            self.look()
        self.step = self.arrears.step_ids[0]
        self.callback = self.step.callback_id

    def test_a_stage_of_calls_is_a_callback_of_the_steward_with_the_words_of_the_stage(self):
        self.assertEqual((self.callback.state, self.callback.named_ids), ("todo", self.steward))
        with self.on(2026, 3, 9):
            card = self.callback.with_user(self.steward).desk_card()
        self.assertIn("300.00", card["script"])
        self.assertEqual(card["about"], "1-1-101")
        self.assertEqual((self.arrears.attention, self.callback.partner_id), ("call", self.unit1.payer_id))

    def test_a_call_that_reached_the_payer_ends_the_step_with_his_words(self):
        with self.on(2026, 3, 9, hour=3):
            self.callback.with_user(self.steward).log_attempt("reached", "Was on a journey", satisfied=False)
        self.assertEqual((self.step.state, self.step.outcome), ("done", "Was on a journey"))
        self.assertEqual(self.callback.state, "done")

    def test_a_call_that_reached_nobody_is_reported_with_its_reason(self):
        with self.on(2026, 3, 9, hour=3):
            for _attempt in range(3):
                self.callback.with_user(self.steward).log_attempt("no_answer")
        self.assertEqual((self.callback.state, self.step.state), ("given_up", "failed"))
        self.assertIn("3 attempts, the last: No answer", self.step.outcome)
        self.assertEqual(self.arrears.attention, "failed")
        self.assertTrue(self.arrears.message_ids.filtered(lambda m: "No answer" in m.body))


class TestPromises(ArrearsCase):
    def setUp(self):
        super().setUp()
        self.charges = self.owe(self.unit1, 300, due=(2026, 2, 1))
        self.arrears = self.look()

    def promise(self, amount=200, day=date(2026, 3, 10)):
        self.arrears.with_user(self.steward).promise(amount, day, "After payday")
        return self.arrears.promise_ids[0]

    def test_while_a_promise_runs_no_step_is_taken(self):
        self.promise()
        with self.on(2026, 3, 10):
            self.look()
        self.assertEqual((self.arrears.promised_on, len(self.arrears.step_ids)), (date(2026, 3, 10), 1))

    def test_a_promise_broken_yesterday_is_on_todays_list_and_told(self):
        promise = self.promise()
        with self.on(2026, 3, 10):
            self.look()
            self.assertEqual((promise.state, self.arrears.attention), ("open", "none"))
        with self.on(2026, 3, 11):
            self.look()
            self.look()
        self.assertEqual((promise.state, self.arrears.attention), ("broken", "broken"))
        mine = self.cases.with_user(self.steward).search(
            [("steward_id", "=", self.steward.id), ("attention", "!=", "none")]
        )
        self.assertEqual(mine[0], self.arrears)
        told = self.arrears.activity_ids.filtered(lambda one: one.summary == "A promise to pay was broken")
        self.assertEqual((len(told), told.user_id), (1, self.steward))

    def test_a_promise_is_kept_by_money_that_came_since_not_by_what_was_there(self):
        self.pay(self.unit1, 50)
        promise = self.promise()
        with self.on(2026, 3, 10):
            self.charges._pay(self.unit1._open_credits())
            self.look()
            self.assertEqual((promise.paid_since, promise.state), (0, "open"))
            self.charges._pay(self.pay(self.unit1, 200, date(2026, 3, 10)))
            self.look()
        self.assertEqual((promise.paid_since, promise.state, self.arrears.amount_open), (200, "kept", 50))

    def test_instalments_break_one_by_one(self):
        parts = [(date(2026, 3, 31), 100), (date(2026, 4, 30), 100), (date(2026, 5, 31), 100)]
        self.arrears.with_user(self.steward).plan_instalments(parts)
        plan = self.arrears.promise_ids
        with self.on(2026, 4, 1):
            self.charges._pay(self.pay(self.unit1, 100, date(2026, 3, 31)))
            self.look()
            self.assertEqual((plan.state, plan.line_ids.mapped("state")), ("open", ["kept", "open", "open"]))
        with self.on(2026, 5, 1):
            self.look()
        self.assertEqual((plan.state, plan.line_ids.mapped("state")), ("broken", ["kept", "broken", "open"]))
        self.assertEqual(self.arrears.attention, "broken")

    def test_a_promise_begins_the_limitation_anew(self):
        self.promise()
        self.assertEqual(self.arrears.limitation_on, date(2029, 3, 4))
        self.assertEqual(self.arrears.interruption_ids.kind, "promise")

    def test_what_cannot_be_promised_is_refused_with_a_sentence(self):
        case = self.arrears.with_user(self.steward)
        for amount, day, words in (
            (0, date(2026, 3, 10), "how much"),
            ("x", date(2026, 3, 10), "how much"),
            (300.01, date(2026, 3, 10), "No more is owed"),
            (10, date(2026, 3, 3), "from today on"),
            (10, "nonsense", "from today on"),
            (10, date(2026, 6, 1), "agree on instalments"),
        ):
            with self.subTest(amount=amount, day=day), self.assertRaisesRegex(UserError, words):
                case.promise(amount, day)

    def test_the_question_on_the_screen_divides_an_amount_into_instalments(self):
        action = self.arrears.with_user(self.steward).action_plan()
        deed = self.env["cs.arrears.deed"].with_user(self.steward).with_context(**action["context"])
        deed.create({"day": date(2026, 3, 31), "count": 3, "words": "Agreed"}).action_done()
        lines = self.arrears.promise_ids.line_ids
        self.assertEqual([(line.day, line.amount) for line in lines][-1], (date(2026, 5, 31), 100))
        self.assertEqual(sum(Decimal(str(line.amount)) for line in lines), Decimal(300))


class TestWhoSeesWhat(ArrearsCase):
    def setUp(self):
        super().setUp()
        self.owe(self.unit1, 300, due=(2026, 2, 1))
        self.unit2.steward_id = self.manager
        self.owe(self.unit2, 300, due=(2026, 2, 1))
        self.look()

    def test_a_steward_sees_and_works_on_his_own_units_only(self):
        mine, other = self.case_of(self.unit1), self.case_of(self.unit2)
        cases = self.cases.with_user(self.steward)
        self.assertEqual(cases.search([]), mine)
        self.assertEqual(self.env["cs.arrears.step"].with_user(self.steward).search([]), mine.step_ids)
        self.assertEqual(self.env["cs.arrears.aging"].with_user(self.steward).search([]).unit_id, self.unit1)
        with self.assertRaises(AccessError):
            other.with_user(self.steward).promise(10, TODAY)

    def test_the_auditor_reads_everything_and_changes_nothing(self):
        case = self.case_of(self.unit1).with_user(self.auditor)
        self.assertEqual(len(case.search([])), 2)
        with self.assertRaises(AccessError):
            case.promise(10, TODAY)
        with self.assertRaises(AccessError):
            case.write({"amount_open": 0})
        with self.assertRaises(AccessError):
            case.step_ids.report("done", "x")

    def test_figures_of_a_case_are_written_by_verbs_only(self):
        for user in (self.steward, self.accountant, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.case_of(self.unit1).with_user(user).write({"amount_open": 0})


class TestAging(ArrearsCase):
    def test_the_report_shows_each_charge_by_age_less_money_that_is_there(self):
        self.owe(self.unit1, 100, due=(2026, 3, 1))
        self.owe(self.unit2, 80, due=(2026, 1, 15))
        self.pay(self.unit2, 30)
        self.look()
        rows = self.env["cs.arrears.aging"].search([("estate_id", "=", self.estate.id)])
        found = {(row.unit_id.code, row.kind): (row.amount, row.overdue_days, row.bucket_id.name) for row in rows}
        self.assertEqual(
            found,
            {
                ("1-1-101", "charge"): (100, 3, "A month"),
                ("1-1-102", "charge"): (80, 48, "A quarter"),
                ("1-1-102", "credit"): (-30, 0, False),
            },
        )
        self.assertEqual(sum(rows.mapped("amount")), sum(self.cases.search([]).mapped("amount_open")))
        self.assertEqual(rows[0].action_open_case()["res_id"], rows[0].case_id.id)

    def test_a_claim_near_its_end_is_first_on_the_list(self):
        self.company.cs_arrears_limitation_years = 1
        self.owe(self.unit1, 100, due=(2026, 1, 31))
        self.owe(self.unit2, 100, due=(2026, 2, 28))
        with self.on(2026, 11, 15):
            cases = self.look()
        self.assertEqual(cases.sorted("attention_rank")[0], self.case_of(self.unit1))
        self.assertEqual(self.case_of(self.unit1).attention, "limitation")
        self.assertEqual(self.case_of(self.unit1).next_action_at > utcnow(), True)
