"""The demo: what somebody finds who opens each screen for the first time."""

import re
from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.core.roster.account import account
from odoo.modules import Manifest
from odoo.tests import TransactionCase
from odoo.tools import convert_file, html2plaintext, mute_logger
from odoo.tools.translate import code_translations

#: words of the trade that are written in Latin letters in Chinese, too
LATIN = re.compile(r"\b(?!VIP|CS|DD|W189|R?INV)[A-Za-z]{3,}")
#: written when the program spoke no Chinese yet
SPOKEN = "Low satisfaction: %(score)s of 100"


class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        if not company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        # the demo brings teams before a default one is made
        cls.env["cs.team"].search([]).write({"is_default": False, "active": False})
        with mute_logger("odoo.models.unlink"):
            for file in Manifest.for_addon("cs_department")["demo"]:
                convert_file(cls.env, "cs_department", file, {}, mode="init", noupdate=True)
        cls.env = cls.env(context={"lang": "zh_CN", "tz": "Asia/Shanghai"})
        cls.now = utcnow()

    def found(self, model, *domain):
        return self.env[model].search(list(domain))

    def by(self, login, model):
        return self.env[model].with_user(self.env.ref(f"cs_department.demo_user_{login}"))

    def assert_some(self, model, *domain, least=1):
        self.assertGreaterEqual(self.env[model].search_count(list(domain)), least, (model, domain))

    # -- the rule book -------------------------------------------------------------

    def test_the_company_has_chosen_the_rules_of_its_trade(self):
        company = self.env.company
        self.assertEqual(company.cs_pack, "property_manager")
        self.assertGreater(company.cs_pack_version, 0)
        self.assertLess(company.cs_pack_at, self.now - timedelta(days=200))
        pack = self.by("manager", "cs.pack").search([("key", "=", company.cs_pack)])
        self.assertTrue(pack.is_chosen)
        self.assertEqual(pack.name, "物业公司")
        self.assertFalse(self.by("manager", "cs.ticket").board_counts({}).get("no_pack"))

    def test_changes_of_rules_wait_were_declined_and_are_in_force(self):
        states = self.found("cs.rule.change").mapped("state")
        self.assertEqual(sorted(states), ["declined", "draft", "in_force", "proposed"])
        self.assertTrue(self.found("cs.rule.change", ("state", "=", "declined")).decision_note)
        proposed = self.found("cs.rule.change", ("state", "=", "proposed"))
        self.assertEqual(proposed.proposer_id.login, "agent1")
        self.assertEqual(proposed.activity_ids.user_id.login, "manager")
        versions = self.found("cs.book.version", ("user_id.login", "=", "manager"))
        self.assertFalse(versions.filtered(lambda version: not version.reason).mapped("name"))
        self.assertFalse(self.found("cs.book.version", ("at", ">", self.now - timedelta(hours=12))))

    def test_a_draft_keeps_its_preview_of_thirty_days(self):
        preview = self.found("cs.rule.preview")
        self.assertEqual((len(preview), preview.state, preview.days), (1, "done", 30))
        self.assertEqual(preview.change_id.state, "draft")
        self.assertGreater(preview.total, 100)
        self.assertGreater(preview.differ_count, 0)

    def test_two_automatic_actions_with_their_log_and_three_examples_that_are_off(self):
        rules = self.found("cs.automation.rule")
        self.assertEqual(len(rules), 2)
        for rule in rules:
            self.assertGreater(rule.done_count, 0, rule.name)
            self.assertFalse(rule.failed_count, rule.name)
        automations = self.env["base.automation"].with_context(active_test=False).search([])
        examples = automations.filtered("cs_is_event")
        self.assertEqual(examples.mapped("active"), [False] * 3)

    # -- time ------------------------------------------------------------------------

    def test_levels_fired_when_cases_were_late(self):
        steps = self.found("cs.escalation.step")
        self.assertGreater(len(steps), 60)
        days = {step.at.date() for step in steps}
        self.assertGreater(len(days), 15)
        for step in steps.filtered(lambda step: step.clock_id and step.level_id.when == "at"):
            self.assertGreaterEqual(step.at, step.clock_id.started_at)
        self.assert_some("cs.escalation.step", ("urge_number", ">", 1))

    def test_customers_have_urged_cases_that_are_still_open(self):
        urged = self.found("cs.ticket", ("urge_count", ">", 0), ("state", "in", ("new", "open")))
        self.assertGreaterEqual(len(urged), 2)

    def test_nothing_open_is_older_than_two_weeks(self):
        old = [("state", "in", ("new", "open")), ("registered_at", "<", self.now - timedelta(days=14))]
        self.assertFalse(self.found("cs.ticket", *old).mapped("name"))

    def test_board_and_desk_are_alive(self):
        for state in ("new", "open", "waiting", "resolved", "closed"):
            self.assert_some("cs.ticket", ("state", "=", state))
        self.assert_some("cs.ticket", ("is_overdue", "=", True), ("state", "in", ("new", "open")), least=2)
        self.assert_some("cs.ticket", ("user_id.login", "=", "agent1"), ("state", "in", ("new", "open")), least=3)
        self.assert_some("cs.ticket", ("unread_reply", "=", True))

    # -- callbacks -------------------------------------------------------------------

    def test_callbacks_were_made_and_some_wait_at_the_desk(self):
        desk = self.by("agent1", "cs.callback").desk()
        self.assertGreaterEqual(desk["counts"]["ready"], 3)
        self.assertTrue([row for row in desk["queue"] if not row["about"]], "no care call")
        self.assert_some("cs.callback", ("state", "=", "done"), ("result", "=", "satisfied"), least=15)
        self.assert_some("cs.callback.attempt", ("outcome", "in", ("no_answer", "busy")), least=4)
        self.assert_some("cs.callback", ("event_id.code", "=", "birthday"), ("state", "=", "todo"))
        self.assert_some("cs.callback", ("event_id.code", "=", "moved_in"))

    def test_who_was_not_satisfied_was_called_again_until_he_was(self):
        again = self.found("cs.callback", ("round", ">", 1), ("state", "=", "done"))
        self.assertGreaterEqual(len(again), 2)
        for callback in again:
            self.assertEqual(callback.result, "satisfied")
            self.assertIn("unsatisfied", callback.attempt_ids.mapped("result"))
            self.assertGreater(callback.ticket_id.reopen_count, 0)

    def test_a_call_was_signed_off_and_one_waits_for_a_signature(self):
        self.assert_some("cs.callback", ("state", "=", "signed_off"))
        self.assert_some("cs.callback", ("state", "=", "given_up"))

    # -- satisfaction ----------------------------------------------------------------

    def test_customers_answer_and_some_do_not(self):
        [(asked, rate, score)] = self.env["cs.survey.figure"]._read_group(
            [("campaign_id", "=", False)], [], ["asked:sum", "response_rate:avg", "score:avg"]
        )
        self.assertGreater(asked, 60)
        self.assertTrue(20 < rate < 70, rate)
        self.assertTrue(60 < score < 98, score)
        self.assert_some("survey.user_input", ("cs_comment", "!=", False), least=15)

    def test_a_bad_answer_is_followed_up(self):
        self.assert_some("cs.ticket", ("follow_up_of_id", "!=", False))

    def test_a_quarterly_campaign_is_compared_with_the_one_before(self):
        now, before = self.found("cs.survey.campaign")
        self.assertEqual(now.previous_id, before)
        self.assertEqual((now.state, before.state), ("done", "done"))
        for campaign in (now, before):
            self.assertTrue(20 < campaign.response_rate < 70, campaign.response_rate)
        self.assertGreater(now.score, before.score)
        self.assertTrue(any(now.stratum_ids.mapped("change")))

    # -- signatures and money ----------------------------------------------------------

    def test_one_approval_waits_for_the_supervisor_and_one_for_the_manager(self):
        for login in ("supervisor", "manager"):
            self.assert_some("cs.approval", ("state", "=", "asked"), ("user_ids.login", "=", login))

    def test_compensations_are_proposed_by_a_broken_promise_and_paid_by_a_credit_note(self):
        broken = self.found("cs.compensation", ("cause", "=", "promise_broken"))
        self.assertEqual(broken.mapped("state"), ["asked"])
        paid = self.found("cs.compensation", ("state", "=", "paid"))
        self.assertEqual(paid.move_id.move_type, "out_refund")
        self.assertEqual((paid.move_id.state, paid.move_id.payment_state), ("posted", "paid"))
        self.assertFalse(paid.invoice_id.amount_residual)

    def test_an_accident_was_reported_in_time(self):
        report = self.found("cs.accident.report")
        self.assertEqual(report.state, "filed")
        self.assertTrue(report.reference)
        self.assertTrue(report.proof_ids)
        clock = report.ticket_id.clock_ids.filtered(lambda c: c.clock_type == "regulator")
        self.assertFalse(clock.breached)

    # -- people ------------------------------------------------------------------------

    def test_nobody_is_mailed_or_texted(self):
        self.assertFalse(self.found("mail.mail", ("state", "=", "outgoing")))
        self.assertFalse(self.found("sms.sms", ("state", "=", "outgoing")))

    def test_to_dos_of_what_is_over_are_ticked_off(self):
        old = [("res_model", "=", "cs.ticket"), ("create_uid", "!=", False)]
        open_ones = self.found("mail.activity", *old)
        cases = self.env["cs.ticket"].browse(open_ones.mapped("res_id"))
        stale = cases.filtered(lambda t: t.state == "closed" and t.closed_at < self.now - timedelta(days=3))
        self.assertFalse(stale.mapped("number"))

    # -- duty ----------------------------------------------------------------------

    def test_twelve_people_have_a_roster_in_force_without_a_gap(self):
        team = self.env.ref("cs_department.demo_team_security")
        [roster] = self.found(
            "cs.roster",
            ("team_id", "=", team.id),
            ("state", "=", "published"),
            ("date_from", "<=", self.now.date()),
            ("date_to", ">=", self.now.date()),
        )
        self.assertEqual(len(roster.employee_ids), 12)
        problem, _keys = roster._problem(whole=True)
        gaps = [row for row in account(problem, roster._assignment(problem)).breaches if row.rule == "cover"]
        # what is before the first day of the story was never rostered
        first = (min(roster.shift_ids.mapped("date")) - roster.date_from).days
        self.assertFalse([gap for gap in gaps if gap.days[0] >= first])
        self.assert_some("cs.roster.receipt", ("roster_id", "=", roster.id), ("state", "=", "acknowledged"), least=10)

    def test_somebody_is_on_duty_and_somebody_is_duty_officer_at_this_moment(self):
        duties = self.env["cs.shift.span"]._on_duty(self.env.company.id, self.now)
        self.assertTrue([duty for duty in duties if duty.officer])

    def test_the_next_month_is_computed_and_waits_to_be_taken_over(self):
        [run] = self.found("cs.roster.run")
        self.assertEqual((run.state, run.gap_count, bool(run.applied_at)), ("done", 0, False), run.failure)
        self.assertTrue(run.curve)

    def test_shifts_were_handed_over_signed_by_both_and_a_fault_is_carried(self):
        post = self.env.ref("cs_department.demo_post_control")
        self.assert_some("cs.handover", ("post_id", "=", post.id), ("state", "=", "done"), least=6)
        self.assert_some("cs.handover", ("question_count", ">", 0))
        self.assert_some("cs.handover.item", ("name", "=", "监控大屏"), ("carried", ">", 1))

    def test_colleagues_ask_each_other_and_the_supervisor(self):
        self.assertEqual(set(self.found("cs.shift.request").mapped("state")), {"offered", "asked"})
        self.assert_some("cs.overtime.request", ("state", "=", "asked"))
        states = set(self.found("cs.shift.attendance").mapped("state"))
        self.assertGreaterEqual(states, {"done", "late", "early", "absent"})

    def test_loading_again_changes_nothing(self):
        count = self.env["cs.ticket"].search_count([])
        self.env["cs.ticket"]._load_demo_rules()
        self.env["cs.ticket"]._load_demo()
        self.assertEqual(self.env["cs.ticket"].search_count([]), count)

    def test_people_wrote_in_chinese(self):
        foreign = self.env.ref("cs_department.demo_category_enquiry_foreign")
        people = {
            "cs.ticket": ("name", "description", "place", "plan", "resolution", "corrective_action"),
            "cs.ticket.task": ("name", "result"),
            "cs.ticket.category": ("name",),
            "cs.ticket.kind": ("name",),
            "cs.callback": ("words", "end_reason"),
            "cs.callback.attempt": ("words",),
            "cs.survey.campaign": ("name",),
            "cs.survey.stratum": ("name",),
            "survey.user_input": ("cs_comment",),
            "cs.rule.change": ("name", "reason", "decision_note"),
            "cs.book.version": ("reason",),
            "cs.compensation": ("reason",),
            "cs.accident.report": ("place", "people", "what_happened", "suspected_cause", "measures", "authority"),
            **dict.fromkeys(self.env["cs.book.version"]._rule_models(), ("name",)),
        }
        by_program = self.found("cs.ticket", "|", ("low_answer_id", "!=", False), ("category_id", "=", foreign.id))
        for model, names in people.items():
            records = self.env[model].search([])
            if model == "cs.ticket":
                records -= by_program
            elif model in ("cs.ticket.task", "cs.callback"):
                records = records.filtered(lambda record: record.ticket_id not in by_program)
            self.assert_chinese(records, names)

    def test_the_program_spoke_chinese_to_them(self):
        if SPOKEN not in code_translations.get_python_translations("cs_department", "zh_CN"):
            self.skipTest("the Chinese words of this version are not there yet")
        said = {
            "cs.escalation.step": ("said",),
            "cs.automation.run": ("note",),
            "cs.approval": ("words",),
            "mail.activity": ("summary",),
            "cs.callback.event": ("name",),
        }
        for model, names in said.items():
            self.assert_chinese(self.env[model].search([]), names)
        self.assert_chinese(self.found("cs.ticket", ("low_answer_id", "!=", False)), ("name",))

    def assert_chinese(self, records, names):
        for name in names:
            for record in records:
                words = html2plaintext(record[name] or "")
                self.assertFalse(LATIN.search(words), f"{record}.{name}: {words[:200]}")
