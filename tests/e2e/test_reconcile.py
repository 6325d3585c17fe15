"""The accountant brings a statement in and works through it in the browser."""

from tests.cs_property.reconcile_case import HEAD, ReconcileCase
from tests.e2e.pages import DESK, PagesCase


class TestReconciliation(ReconcileCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.lang = "en_US"
        cls.env["account.journal"].search([("type", "=", "bank"), ("id", "!=", cls.bank.id)]).active = False

    def test_a_statement_is_imported_suggestions_accepted_one_matched_by_hand_and_a_difference_cleared(self):
        sure, part, hand = self.bill(self.unit1, 100), self.bill(self.unit2, 90), self.bill(self.unit3, 55)
        text = HEAD + (
            "2026-03-04,,100.00,1,某人,6221,1-1-101物业费\n"
            f"2026-03-04,,40.00,1,{self.unit2.payer_id.name},6222,转账\n"
            "2026-03-04,,54.00,1,陌生人,6223,谢谢\n"
            "2026-03-04,,7.00,1,银行,6224,利息\n"
        )
        page = self.person(self.accountant, DESK)
        with self.online(page):
            self.open(page, "/odoo/action-account_statement_import_file.account_statement_import_action")
            upload = {"name": "march.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
            page.locator(".modal input[type=file]").set_input_files(upload)
            page.locator(".modal .o_clear_file_button").wait_for()
            page.get_by_role("button", name="Import and match").click()

            page.locator(".o_kanban_record", has_text="谢谢").first.wait_for()
            self._accept(page)
            self._by_hand(page)
            self._clear(page)
        self.assertEqual((sure.amount_residual, part.amount_residual, hand.amount_residual), (0, 50, 1))
        found, interest = self.differences().sorted("amount_bank", reverse=True)
        self.assertEqual((found.kind, found.state), ("ours_missing", "done"), "matched by hand")
        self.assertEqual((interest.state, interest.cleared_by_id), ("done", self.accountant))
        self.assertEqual(interest.explanation, "Interest, booked with the month")

    def _accept(self, page):
        """What is not sure enough waits with its reason; the accountant says yes."""
        self.open(page, "/odoo/fee-movements")
        row = page.locator(".o_data_row", has_text="1-1-102")
        row.get_by_text("name of the payer").wait_for()
        row.get_by_text("50", exact=True).wait_for()
        page.locator(".o_data_row", has_text="1-1-101").wait_for(state="detached")
        row.locator(".o_list_record_selector input").check()
        page.get_by_role("button", name="Accept suggestions").click()
        row.wait_for(state="detached")

    def _by_hand(self, page):
        """Money of nobody known is laid on a bill in the workbench."""
        self.open(page, "/odoo/fee-workbench")
        page.locator(".o_kanban_record", has_text="谢谢").click()
        page.get_by_text("Debit side").wait_for()
        bill = page.locator(".o_data_row", has_text="Owner of 1-1-103").first
        bill.locator("td").nth(1).click()
        page.locator(".o_reconcile_widget_line", has_text="Owner of 1-1-103").wait_for()
        page.locator("button[name=reconcile_bank_line]").click()
        page.locator(".o_kanban_record", has_text="谢谢").wait_for(state="detached")

    def _clear(self, page):
        self.open(page, "/odoo/fee-differences")
        page.locator(".o_group_header", has_text="Not in our books").click()
        page.locator(".o_data_row", has_text="利息").locator("[name=text]").click()
        page.locator("[name=explanation] textarea").fill("Interest, booked with the month")
        page.get_by_role("button", name="Cleared up").click()
        page.locator(".o_arrow_button_current", has_text="Cleared up").wait_for()
