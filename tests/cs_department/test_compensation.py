"""D7: compensation, from a broken promise to the credit note or the payment."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from tests.common import NOW
from tests.cs_department.test_approvals import ApprovalCase


class CompensationCase(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.accountant = new_test_user(
            cls.env, "cs_accountant", groups="account.group_account_invoice", name="Accountant", tz="Asia/Shanghai"
        )
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    def offer(self, cause="promise_broken", **values):
        return self.env["cs.compensation.rule"].create(
            {"name": "Broken promise", "cause": cause, "basis": "fixed", "amount": 50, **values}
        )

    def invoice(self, amount=300, order="SO-1", partner=None, pay=False, **values):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": "2026-03-01",
                "invoice_origin": order,
                "invoice_line_ids": [(0, 0, {"name": "Tap", "quantity": 1, "price_unit": amount, "tax_ids": [(5,)]})],
                **values,
            }
        )
        move.action_post()
        if pay:
            self.pay(move)
        return move

    def pay(self, move, **values):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids, dont_redirect_to_payments=True
        )
        return register.create({"journal_id": self.bank.id, **values})._create_payments()

    def broken(self, days=0, **values):
        """A case whose promised date has passed."""
        ticket = self.owned(**values)
        ticket.promise(NOW + timedelta(days=1))
        self.run_due(NOW + timedelta(days=1 + days, minutes=1))
        return ticket

    def of(self, ticket):
        return self.env["cs.compensation"].search([("ticket_id", "=", ticket.id)])

    def approve_all(self, compensation, *users):
        for user in users or (self.manager,):
            approval = compensation.approval_ids.filtered(lambda a: a.state == "asked")
            approval.with_user(user).approve()
        self.env.flush_all()

    def approved(self, amount=50, ticket=None, **values):
        """A compensation proposed by the agent and approved."""
        ticket = ticket or self.owned()
        compensation = ticket.propose_compensation(amount, "Sorry", **values).sudo()
        self.approve_all(compensation)
        self.assertEqual(compensation.state, "approved")
        return compensation


class TestProposals(CompensationCase):
    def test_a_broken_promise_proposes_a_compensation(self):
        self.offer()
        ticket = self.broken()
        compensation = self.of(ticket)
        self.assertEqual((compensation.amount, compensation.state), (50, "asked"))
        self.assertEqual(compensation.approval_ids.user_ids, self.manager)
        self.assertEqual(compensation.partner_id, self.customer)

    def test_once_for_one_promise_and_again_for_the_next(self):
        self.offer()
        ticket = self.broken()
        self.run_due(NOW + timedelta(days=2))
        ticket.sudo()._happened("promise_broken")
        self.assertEqual(len(self.of(ticket)), 1)
        with self.at(NOW + timedelta(days=2)):
            ticket.promise(NOW + timedelta(days=3))
        self.run_due(NOW + timedelta(days=4))
        self.assertEqual(len(self.of(ticket)), 2)

    def test_a_kept_promise_costs_nothing(self):
        self.offer()
        ticket = self.owned()
        ticket.promise(NOW + timedelta(days=1))
        self.resolve(ticket)
        self.run_due(NOW + timedelta(days=2))
        self.assertFalse(self.of(ticket))

    def test_a_missed_target_proposes_by_the_rule_of_that_clock(self):
        self.offer("clock_missed", clock_type="first_response", amount=20)
        self.set_target("first_response", 1, unit="hour")
        ticket = self.make_ticket()
        self.run_due(NOW + timedelta(hours=3))
        self.assertEqual(self.of(ticket).amount, 20)
        self.assertEqual(self.of(ticket).clock_id.clock_type, "first_response")
        self.run_due(NOW + timedelta(days=30))
        self.assertEqual(len(self.of(ticket)), 1)

    def test_what_is_paid_per_day_late_is_known_when_the_case_is_dealt_with(self):
        self.offer(basis="per_day", amount=20, cap=100)
        ticket = self.broken()
        compensation = self.of(ticket)
        self.assertEqual((compensation.state, compensation.amount), ("draft", 20))
        with self.at(NOW + timedelta(days=3, hours=1)):
            self.resolve(ticket)
        self.assertEqual((compensation.state, compensation.amount), ("asked", 60))

    def test_per_hour_late_ends_when_the_clock_stops(self):
        self.offer("clock_missed", basis="per_hour", amount=5, clock_type="first_response")
        self.set_target("first_response", 1, unit="hour", target_basis="elapsed")
        ticket = self.owned()
        self.run_due(NOW + timedelta(hours=2))
        compensation = self.of(ticket)
        self.assertEqual(compensation.state, "draft")
        with self.at(NOW + timedelta(hours=3, minutes=30)):
            ticket.answer("Sorry", by="note")
        self.assertEqual((compensation.state, compensation.amount), ("asked", 15))

    def test_a_percentage_is_that_of_the_invoice_of_the_order(self):
        self.offer(basis="percent", amount=10)
        self.invoice(333.33)
        ticket = self.broken(order_ref="SO-1")
        self.assertEqual(self.of(ticket).amount, 33.33)

    def test_without_an_invoice_a_percentage_waits_to_be_completed(self):
        self.offer(basis="percent", amount=10)
        invoice = self.invoice(200)
        ticket = self.broken()
        compensation = self.of(ticket)
        self.assertEqual(compensation.state, "draft")
        self.assertTrue(ticket.sudo().activity_ids.filtered(lambda a: a.user_id == self.agent))
        compensation.with_user(self.agent).complete(invoice_ref=invoice.name)
        self.assertEqual((compensation.state, compensation.amount), ("asked", 20))

    def test_a_cancelled_case_owes_nothing_that_was_not_complete(self):
        self.offer(basis="per_day", amount=20)
        ticket = self.broken()
        ticket.cancel("Registered twice")
        self.assertEqual(self.of(ticket).state, "cancelled")

    def test_an_agent_proposes_by_hand_with_a_reason(self):
        ticket = self.owned()
        with self.assertRaises(UserError):
            ticket.propose_compensation(50, "")
        with self.assertRaises(UserError):
            ticket.propose_compensation(-1, "Sorry")
        with self.assertRaises(UserError):
            ticket.propose_compensation(50, "Sorry", invoice_ref="SO-9")
        with self.assertRaises(UserError):
            ticket.propose_compensation(50, "Sorry", settle_by="credit_note")
        compensation = ticket.propose_compensation(50, "Sorry")
        self.assertEqual((compensation.state, compensation.proposer_id), ("asked", self.agent))

    def test_the_rule_for_proposals_by_hand_offers_the_amount(self):
        self.offer("manual", amount=30)
        self.assertEqual(self.owned().propose_compensation(reason="Sorry").amount, 30)

    def test_the_dialog_shows_the_invoice_and_what_can_still_be_given_back(self):
        self.offer("manual", basis="percent", amount=10)
        self.invoice(200)
        ticket = self.owned(order_ref="SO-1")
        dialog = self.env["cs.compensation.propose"].with_user(self.agent).create({"ticket_id": ticket.id})
        self.assertEqual((dialog.offered, dialog.amount), (20, 20))
        self.assertIn("200", dialog.found)
        dialog.reason = "Sorry"
        dialog.action_apply()
        self.assertEqual(self.of(ticket).amount, 20)

    def test_another_customer_s_invoice_is_not_found(self):
        other = self.env["res.partner"].create({"name": "Li Si"})
        self.invoice(200, partner=other)
        with self.assertRaises(UserError):
            self.owned().propose_compensation(50, "Sorry", invoice_ref="SO-1")


class TestTiers(CompensationCase):
    def ladder(self):
        self.rule("compensation", "supervisor", ("manager", 200, 0))

    def test_the_amount_decides_how_many_approve(self):
        self.ladder()
        ticket = self.owned()
        small, large = (ticket.propose_compensation(amount, "Sorry").sudo() for amount in (200, 200.01))
        self.assertEqual(len(small.approval_ids.step_ids), 1)
        self.assertEqual(len(large.approval_ids.step_ids), 2)
        self.approve_all(large, self.supervisor)
        self.assertEqual(large.state, "asked")
        self.approve_all(large, self.manager)
        self.approve_all(small, self.supervisor)
        self.assertEqual((small.state, large.state), ("approved", "approved"))

    def test_refused_it_is_over_and_says_why(self):
        self.ladder()
        compensation = self.owned().propose_compensation(50, "Sorry").sudo()
        compensation.approval_ids.with_user(self.supervisor).refuse("His own fault")
        self.assertEqual((compensation.state, compensation.note), ("refused", "His own fault"))

    def test_it_is_not_paid_before_it_is_approved(self):
        compensation = self.owned().propose_compensation(50, "Sorry")
        with self.assertRaises(UserError):
            compensation.with_user(self.accountant).settle(self.bank.id)

    def test_a_cancelled_one_asks_nobody_any_more(self):
        compensation = self.owned().propose_compensation(50, "Sorry")
        with self.assertRaises(AccessError):
            compensation.with_user(self.agent2).cancel("No")
        compensation.with_user(self.agent).cancel("Agreed otherwise")
        self.assertEqual(compensation.sudo().approval_ids.state, "withdrawn")

    def test_compensations_cannot_be_written_directly(self):
        compensation = self.owned().propose_compensation(50, "Sorry")
        for user in (self.agent, self.supervisor, self.manager, self.accountant):
            with self.assertRaises(AccessError):
                compensation.with_user(user).write({"state": "approved"})


class TestPayment(CompensationCase):
    def test_a_credit_note_pays_what_is_open_of_the_invoice(self):
        invoice = self.invoice(300)
        compensation = self.approved(50, invoice_ref="SO-1")
        compensation.with_user(self.accountant).settle()
        self.assertEqual(compensation.move_id.move_type, "out_refund")
        self.assertEqual(compensation.move_id.reversed_entry_id, invoice)
        self.assertEqual((compensation.move_id.state, compensation.move_id.amount_total), ("posted", 50))
        self.assertEqual(invoice.amount_residual, 250)
        self.assertEqual(compensation.state, "paid")
        self.assertEqual(self.event_types(compensation.ticket_id)[-1], "compensation_paid")

    def test_of_a_paid_invoice_money_goes_back(self):
        self.invoice(300, pay=True)
        compensation = self.approved(50, invoice_ref="SO-1")
        compensation.with_user(self.accountant).settle(self.bank.id)
        self.assertEqual((compensation.state, compensation.move_id.amount_residual), ("paid", 0))

    def test_a_draft_is_looked_over_first(self):
        self.invoice(300, pay=True)
        compensation = self.approved(50, invoice_ref="SO-1")
        compensation.with_user(self.accountant).settle(post=False)
        self.assertEqual((compensation.state, compensation.move_id.state), ("settling", "draft"))
        compensation.move_id.action_post()
        self.assertEqual(compensation.state, "settling")
        payment = self.pay(compensation.move_id)
        self.assertEqual(compensation.state, "paid")
        self.assertTrue(payment)
        compensation.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(compensation.state, "settling")

    def test_what_was_approved_is_what_is_posted(self):
        self.invoice(300)
        compensation = self.approved(50, invoice_ref="SO-1")
        compensation.with_user(self.accountant).settle(post=False)
        compensation.move_id.invoice_line_ids.price_unit = 80
        with self.assertRaises(UserError):
            compensation.move_id.action_post()

    def test_an_entry_that_is_deleted_or_cancelled_leaves_it_to_be_paid(self):
        compensation = self.approved(50)
        compensation.with_user(self.accountant).settle(post=False)
        compensation.move_id.unlink()
        self.assertEqual((compensation.state, compensation.move_id.id), ("approved", False))
        compensation.with_user(self.accountant).settle(post=False)
        compensation.move_id.button_cancel()
        self.assertEqual((compensation.state, compensation.move_id.id), ("approved", False))

    def test_without_an_invoice_it_is_a_paid_expense(self):
        compensation = self.approved(88.8)
        compensation.with_user(self.accountant).settle(self.bank.id)
        move = compensation.move_id
        self.assertEqual((move.move_type, move.partner_id, move.amount_total), ("in_receipt", self.customer, 88.8))
        self.assertEqual((move.payment_state in ("paid", "in_payment"), compensation.state), (True, "paid"))
        self.assertEqual(move.journal_id, self.company.cs_compensation_journal_id)

    def test_account_product_and_journal_are_made_once(self):
        for _ in range(2):
            self.approved(10).with_user(self.accountant).settle(self.bank.id)
        name = self.company.cs_compensation_account_id.name
        accounts = self.env["account.account"].search([("name", "=", name), ("company_ids", "in", self.company.ids)])
        self.assertEqual(len(accounts), 1)

    def test_each_company_has_books_of_its_own(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "country_id": self.env.ref("base.cn").id})
        self.env["account.chart.template"].try_loading("generic_coa", elsewhere, install_demo=False)
        here, there = (company._cs_compensation_setup() for company in (self.company, elsewhere))
        self.assertNotEqual(here.cs_compensation_account_id, there.cs_compensation_account_id)
        self.assertEqual(there.cs_compensation_journal_id.company_id, elsewhere)

    def test_only_accounting_pays(self):
        compensation = self.approved(50)
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                compensation.with_user(user).settle(self.bank.id)

    def test_it_is_paid_once(self):
        compensation = self.approved(50).with_user(self.accountant)
        compensation.settle(self.bank.id)
        with self.assertRaises(UserError):
            compensation.settle(self.bank.id)


class TestLimit(CompensationCase):
    def test_never_above_what_was_invoiced(self):
        self.invoice(300)
        with self.assertRaises(UserError):
            self.owned().propose_compensation(300.01, "Sorry", invoice_ref="SO-1")
        self.approved(300, invoice_ref="SO-1").with_user(self.accountant).settle()

    def test_earlier_credit_notes_count_drafts_too(self):
        self.invoice(300)
        first, second = self.approved(200, invoice_ref="SO-1"), self.approved(200, invoice_ref="SO-1")
        first.with_user(self.accountant).settle(post=False)
        with self.assertRaises(UserError):
            second.with_user(self.accountant).settle()

    def test_credit_notes_of_accounting_count(self):
        invoice = self.invoice(300)
        compensation = self.approved(200, invoice_ref="SO-1")
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [(0, 0, {"name": "Back", "quantity": 1, "price_unit": 150, "tax_ids": [(5,)]})],
            }
        )
        refund.action_post()
        lines = (invoice | refund).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines.reconcile()
        with self.assertRaises(UserError):
            compensation.with_user(self.accountant).settle()

    def test_money_back_is_never_above_what_was_paid(self):
        invoice = self.invoice(300)
        with self.assertRaises(UserError):
            self.owned().propose_compensation(1, "Sorry", invoice_ref="SO-1", settle_by="expense")
        self.pay(invoice, amount=100)
        self.assertEqual(float(self.env["cs.compensation"]._still_refundable(invoice, money=True)), 100)
        self.approved(80, invoice_ref="SO-1", settle_by="expense").with_user(self.accountant).settle(self.bank.id)
        self.assertEqual(float(self.env["cs.compensation"]._still_refundable(invoice, money=True)), 20)
        with self.assertRaises(UserError):
            self.owned().propose_compensation(21, "Sorry", invoice_ref="SO-1", settle_by="expense")
        # the rest of the invoice can still be credited: nobody pays it then
        self.approved(220, invoice_ref="SO-1").with_user(self.accountant).settle()
        self.assertEqual(float(self.env["cs.compensation"]._still_refundable(invoice)), 0)
