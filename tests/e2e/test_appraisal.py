"""A month is appraised: a scheme is built, people computed, one appeals, another decides, it is frozen, printed."""

from playwright.sync_api import expect

from tests.e2e.pages import DESK, TELEPHONE, PagesCase

WIDE = {"width": 1600, "height": 900}


class TestAppraisal(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.job"].search([]).cs_profile_id = False
        cls.job = cls.env["hr.job"].create({"name": "Hotline agent"})
        cls.profile = cls.env["cs.job.profile"].create({"name": "Hotline", "job_ids": [(6, 0, cls.job.ids)]})
        cls.employee_of[cls.agent].job_id = cls.job
        # ratings count, so that the month has a score without a single case
        cls.env["cs.team"].search([]).manager_id = cls.manager

    def pick(self, page, name, words):
        """Choose a record in a field."""
        box = page.locator(f".o_field_widget[name={name}] input").first
        box.fill(words)
        page.locator(".o-autocomplete--dropdown-item", has_text=words).first.click()

    def saved(self, page):
        """Save the form, and wait until it is."""
        page.locator(".o_form_button_save").click()
        expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_have_count(1)

    def build_scheme(self, page):
        """The manager builds a scheme: one criterion that the superior gives, two grades; and a job that has it."""
        self.open(page, "/odoo/cs-appraisal-schemes/new")
        page.locator(".o_field_widget[name=name] textarea, .o_field_widget[name=name] input").first.fill("Hotline")
        page.get_by_text("Add a line").first.click()
        dialog = page.locator(".modal")
        dialog.locator(".o_field_widget[name=name] input").fill("Knows the products")
        dialog.locator(".o_field_widget[name=section] input").fill("Ability")
        dialog.get_by_label("Given by the superior").check()
        dialog.locator(".o_field_widget[name=weight] input").fill("100")
        dialog.get_by_role("button", name="Save & Close").click()
        page.get_by_role("tab", name="Grades").click()
        for name, points in (("Good", "60"), ("Poor", "0")):
            page.locator(".o_field_widget[name=grade_ids]").get_by_text("Add a line").click()
            row = page.locator(".o_field_widget[name=grade_ids] .o_selected_row")
            row.locator("[name=name] input").fill(name)
            row.locator("[name=from_score] input").fill(points)
        self.saved(page)

    def test_from_the_scheme_to_the_signed_paper(self):
        manager, supervisor = self.person(self.manager, WIDE), self.person(self.supervisor, DESK)
        agent = self.person(self.agent, TELEPHONE)
        with self.online(manager, supervisor, agent):
            self.build_scheme(manager)
            self.open(manager, f"/odoo/cs-job-profiles/{self.profile.id}")
            self.pick(manager, "scheme_id", "Hotline")
            self.saved(manager)

            # the run: last month, everybody of the job
            self.open(manager, "/odoo/cs-appraisal-periods/new")
            manager.get_by_role("button", name="Compute", exact=True).click()
            expect(manager.locator("[name=people_count]").first).to_contain_text("1")

            # the supervisor gives the points that are asked of him, with a reason for few
            self.open(supervisor, "/odoo/cs-rating-forms")
            supervisor.locator(".o_data_row", has_text="Agent").first.click()
            supervisor.locator(".o_field_widget[name=line_ids] td[name=points]").click()
            supervisor.locator(".o_selected_row [name=points] input").fill("55")
            supervisor.locator(".o_selected_row [name=reason] textarea, .o_selected_row [name=reason] input").fill(
                "Asks too often"
            )
            supervisor.get_by_role("button", name="Hand In").click()
            expect(supervisor.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("Handed in")

            manager.reload()
            manager.get_by_role("button", name="Show to the People").click()
            expect(manager.get_by_text("To be confirmed").first).to_be_visible()

            # the agent sees points and reason on the telephone, and appeals
            self.open(agent, "/odoo/cs-my-appraisals")
            expect(agent.locator(".o_cs_app_score")).to_have_text("55")
            expect(agent.get_by_text("Asks too often")).to_be_visible()
            self.fits(agent)
            agent.locator(".o_cs_app_object").click()
            agent.locator(".modal .o_field_widget[name=words] textarea").fill("I passed the exam with 90")
            agent.locator(".modal footer .btn-primary").click()
            expect(agent.get_by_text("Appeal: To be decided")).to_be_visible()
            self.fits(agent)

            # the manager, who did not judge, corrects and grants
            self.open(manager, "/odoo/cs-appeals")
            manager.locator(".o_data_row, .o_kanban_record", has_text="Agent").first.click()
            manager.get_by_role("button", name="Correct the Points").click()
            manager.locator(".modal td[name=points]").click()
            manager.locator(".modal .o_selected_row [name=points] input").fill("85")
            manager.locator(".modal .o_selected_row [name=reason] textarea").fill("The exam says so")
            manager.locator(".modal footer .btn-primary").click()
            expect(manager.locator(".modal")).to_have_count(0)
            manager.get_by_role("button", name="Grant").click()
            manager.locator(".modal .o_field_widget[name=words] textarea").fill("You are right")
            manager.locator(".modal footer .btn-primary").click()
            expect(manager.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("Granted")

            agent.reload()
            expect(agent.locator(".o_cs_app_score")).to_have_text("85")
            expect(agent.locator(".o_cs_app_grade")).to_have_text("Good")
            expect(agent.get_by_text("You are right")).to_be_visible()

            # nothing is open any more: frozen, for good
            self.open(manager, "/odoo/cs-appraisal-periods")
            manager.locator(".o_data_row td[name=display_name]").first.click()
            manager.get_by_role("button", name="Freeze").click()
            manager.locator(".modal footer .btn-primary").click()
            expect(manager.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("Frozen")

            # on paper, for the file of the person
            manager.locator("[name=appraisal_ids] .o_data_row", has_text="Agent").first.click()
            with manager.expect_download() as paper:
                manager.get_by_role("button", name="Print", exact=True).click()
            self.assertTrue(paper.value.suggested_filename.endswith(".pdf"), paper.value.suggested_filename)
        one = self.env["cs.appraisal"].search([("user_id", "=", self.agent.id)])
        self.assertEqual((one.state, one.score, one.grade_name), ("final", 85, "Good"))
        paper = self.env["ir.actions.report"]._render_qweb_html("cs_department.report_appraisal", one.ids)[0].decode()
        for words in ("Knows the products", "85.00", "I passed the exam with 90", "You are right"):
            self.assertIn(words, paper)

    def test_the_year_and_the_lists_open(self):
        page = self.person(self.manager, WIDE)
        with self.online(page):
            for path in ("cs-appraisal-year", "cs-appraisal-departments", "cs-promotion-review", "cs-job-profiles"):
                self.open(page, f"/odoo/{path}")
                expect(page.locator(".o_graph_view, .o_list_view").first).to_be_visible()
