"""Where people work: menus, screens and actions by role."""

from itertools import pairwise

from lxml import etree
from odoo.addons.cs_department.models.rulebook.book_text import CHAPTERS
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.common import CsCase

from .menu_case import MenuChecks

MODULE = "cs_department"
REGISTER = f"{MODULE}.cs_ticket_register_view_form"
ROLES = ("employee", "agent", "supervisor", "manager")
#: forms that are opened empty by the people who may create such a record
BLANK_FORMS = {
    REGISTER: ROLES,
    f"{MODULE}.cs_settings_view_form": ("manager",),
    f"{MODULE}.cs_ticket_kind_view_form": ("manager",),
    f"{MODULE}.cs_ticket_category_view_form": ("manager",),
    f"{MODULE}.cs_area_view_form": ("manager",),
    f"{MODULE}.cs_team_view_form": ("manager",),
    f"{MODULE}.cs_sla_rule_view_form": ("manager",),
    f"{MODULE}.cs_routing_rule_view_form": ("manager",),
    f"{MODULE}.cs_closing_rule_view_form": ("manager",),
    f"{MODULE}.cs_repeat_rule_view_form": ("manager",),
    f"{MODULE}.cs_notice_rule_view_form": ("manager",),
}
#: what everybody on a roster sees of it
OWN_DUTY = (
    *("my_shifts", "wishes", "requests", "overtime", "absences", "attendance"),
    *("handover", "handover_all", "handover_desk", "handover_items", "handover_lapses", "handover_matters"),
)
#: of checks, what everybody has
OWN_CHECKS = ("desk", "mine", "self", "coaching")
#: of one's own appraisal, and what one decides about others
OWN_APPRAISAL = ("mine", "my_merit", "appeals", "results", "sheets")
#: reports, meetings and training of one's own
OWN_REPORTS = (*("my_day", "my_week", "day_reports", "week_summaries", "meetings", "meeting_actions", "my_training"),)
DIALOGS = (
    "answer",
    "wait",
    "transfer",
    "dispatch",
    "promise",
    "resolve",
    "cancel",
    "merge_into",
)


class TestMenus(MenuChecks, CsCase):
    module = MODULE
    roles = ROLES
    chapters = CHAPTERS

    def test_any_employee_registers_follows_and_does_department_tasks(self):
        self.assertEqual(
            self.names_of("employee"),
            {"root", "register", "cases", "cases_approvals", "cases_registered", "tasks", "duty"}
            | {f"duty_{name}" for name in OWN_DUTY}
            | {f"quality_{name}" for name in OWN_CHECKS}
            | {f"appraisal_{name}" for name in OWN_APPRAISAL}
            | {f"team_{name}" for name in OWN_REPORTS}
            | {"quality", "appraisal", "team"},
        )

    def test_each_role_sees_what_the_one_below_sees_and_more(self):
        seen = [self.names_of(role) for role in ROLES]
        for below, above in pairwise(seen):
            self.assertLess(below, above)

    def test_only_managers_see_the_settings(self):
        self.assertFalse({n for n in self.names_of("supervisor") if n.startswith("settings")})
        self.assertIn("settings_page", self.names_of("manager"))

    def test_the_portal_sees_no_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.portal)
        with self.assertRaises(AccessError):
            menus.load_menus(False)


class TestForms(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.make_ticket()
        cls.ticket.with_user(cls.supervisor).write({"user_id": cls.agent.id})

    def test_blank_forms_open_for_those_who_make_such_records(self):
        for xmlid, roles in BLANK_FORMS.items():
            model = self.env.ref(xmlid).model
            for role in roles:
                with self.subTest(form=xmlid, role=role):
                    Form(self.env[model].with_user(getattr(self, role)), view=xmlid)

    def test_no_field_of_a_case_form_is_dead_for_an_agent(self):
        for view in ("cs_ticket_view_form", "cs_ticket_register_view_form"):
            for role in ("agent", "supervisor", "manager"):
                with self.subTest(view=view, role=role):
                    self._read_all(self.ticket.with_user(getattr(self, role)), view)

    def _read_all(self, record, view):
        arch = record.get_view(self.env.ref(f"{MODULE}.{view}").id, "form")["arch"]
        names = {
            node.get("name")
            for node in etree.fromstring(arch).iter("field")
            # the fields of a list inside the form belong to another model
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }
        self.assertLess({"name", "partner_id", "stage_id"}, names)
        record.invalidate_recordset()
        record.web_read({name: {} for name in names})

    def test_the_lists_inside_a_case_form_are_readable_for_an_agent(self):
        self.ticket.with_user(self.agent).dispatch(self.engineering, ("do",), "Repair")
        with Form(self.ticket.with_user(self.agent), f"{MODULE}.cs_ticket_view_form") as form:
            self.assertEqual(len(form.task_ids), 1)
            self.assertTrue(len(form.clock_ids))
            form.place = "Flat 3"
        self.assertEqual(self.ticket.place, "Flat 3")

    def test_an_employee_sees_what_became_of_what_he_registered(self):
        mine = self.make_ticket(self.employee)
        self._read_all(mine.with_user(self.employee), "cs_ticket_register_view_form")
        with self.assertRaises(AccessError):
            mine.with_user(self.employee).write({"name": "Other words"})

    def test_a_department_sees_its_task_and_finishes_it_in_the_dialog(self):
        task = self.ticket.with_user(self.agent).dispatch(self.engineering, ("do",), "Repair")
        task = task.with_user(self.engineer)
        Form(task, f"{MODULE}.cs_ticket_task_view_form")
        action = task.action_done()
        dialog = Form(self.env["cs.ticket.verb"].with_user(self.engineer).with_context(**action["context"]))
        dialog.words = "A new pipe"
        dialog.save().action_apply()
        self.assertEqual(task.state, "done")
        self.assertEqual(task.result, "A new pipe")

    def test_every_dialog_of_a_verb_opens(self):
        for verb in DIALOGS:
            with self.subTest(verb=verb):
                context = {"active_model": "cs.ticket", "active_ids": self.ticket.ids}
                dialogs = self.env["cs.ticket.verb"].with_user(self.agent)
                Form(dialogs.with_context(**context, default_verb=verb))

    def test_the_resolve_dialog_demands_what_the_kind_demands(self):
        context = self.ticket.with_user(self.agent).action_resolve()["context"]
        dialog = Form(self.env["cs.ticket.verb"].with_user(self.agent).with_context(**context))
        dialog.words = "Pipe repaired"
        with self.assertRaisesRegex(AssertionError, "required"):
            dialog.save()
        dialog.validity = "valid"
        dialog.cause_id = self.cause
        dialog.save().action_apply()
        self.assertEqual(self.ticket.state, "resolved")

    def test_the_form_asks_for_the_identity_check_until_it_is_passed(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertTrue(ticket.identity_missing)
        action = ticket.action_identity_check()
        checks = self.env[action["res_model"]].with_user(self.agent)
        check = Form(checks.with_context(**action["context"])).save()
        self.assertEqual(check.ticket_id, self.ticket)
        ticket.invalidate_recordset(["identity_missing"])
        self.assertFalse(ticket.identity_missing)

    def test_merging_proposes_the_older_open_case_about_the_same(self):
        second = self.make_ticket(name="Still dripping")
        context = second.with_user(self.supervisor).action_merge()["context"]
        dialog = Form(self.env["cs.ticket.verb"].with_user(self.supervisor).with_context(**context))
        self.assertEqual(dialog.target_id, self.ticket)


class TestRegistrationScreen(CsCase):
    def screen(self, user=None):
        return Form(self.env["cs.ticket"].with_user(user or self.agent), view=REGISTER)

    def test_typing_a_name_offers_customers_with_masked_numbers(self):
        self.make_ticket()
        [found] = self.env["cs.ticket"].with_user(self.agent).search_callers("Zhang S")
        self.assertEqual(found["id"], self.customer.id)
        self.assertEqual(found["phone"], "138****5678")
        self.assertEqual(found["open_count"], 1)

    def test_a_surname_of_one_character_is_enough_a_single_letter_is_not(self):
        customer = self.env["res.partner"].create({"name": "刘海燕"})
        search = self.env["cs.ticket"].with_user(self.agent).search_callers
        self.assertIn(customer.id, [row["id"] for row in search("刘")])
        self.assertFalse(search("Z"))

    def test_typing_a_whole_number_offers_its_customer_and_a_part_nobody(self):
        search = self.env["cs.ticket"].with_user(self.employee).search_callers
        self.assertEqual([row["id"] for row in search("138 0000 5678")], self.customer.ids)
        self.assertFalse(search("0000567"))
        self.assertFalse(search("1"))

    def test_an_unknown_caller_becomes_a_contact_for_agent_and_employee(self):
        for number, user in (("18612340000", self.agent), ("18612340001", self.employee)):
            form = self.screen(user)
            form.kind_id = self.enquiry
            form.caller = number
            self.assertEqual(form.caller_number, number)
            form.caller_name = "Sun Li"
            form.name = "Opening hours"
            form.description = "When?"
            ticket = form.save().sudo()
            self.assertEqual(ticket.partner_id.name, "Sun Li")
            self.assertEqual(ticket.partner_id.phone, number)
            self.assertEqual(ticket.caller_phone, number)

    def test_another_number_is_another_caller(self):
        form = self.screen()
        form.caller = "13800005678"
        self.assertEqual(form.partner_id, self.customer)
        form.caller = "18612340000"
        self.assertFalse(form.partner_id)

    def test_the_form_marks_what_the_kind_demands(self):
        form = self.screen()
        form.kind_id = self.env.ref(f"{MODULE}.kind_order")
        form.name = "Return"
        with self.assertRaisesRegex(AssertionError, "required"):
            form.save()
        self.assertIn("order_ref", form.required_names.split())

    def test_the_categorys_own_fields_appear_at_once(self):
        self.category.ticket_properties_definition = [{"name": "floor", "type": "integer", "string": "Floor"}]
        answer = (
            self.env["cs.ticket"]
            .with_user(self.employee)
            .onchange(
                {"category_id": self.category.id, "kind_id": self.complaint.id},
                ["category_id"],
                {"category_id": {}, "properties": {}, "name": {}},
            )
        )
        self.assertEqual([p["name"] for p in answer["value"]["properties"]], ["floor"])
        self.assertEqual(answer["value"]["name"], "Leak")

    def test_the_agent_reads_out_what_can_be_promised(self):
        form = self.screen()
        form.kind_id = self.complaint
        # Wednesday 10:00 in Shanghai: one working hour on
        self.assertIn("First response 03-04 11:00", form.promise_preview)

    def test_a_category_of_another_kind_is_taken_back(self):
        self.category.kind_ids = self.complaint
        form = self.screen()
        form.kind_id = self.complaint
        form.category_id = self.category
        form.kind_id = self.enquiry
        self.assertFalse(form.category_id)

    def test_the_next_call_starts_without_breadcrumbs(self):
        ticket = self.make_ticket()
        action = ticket.with_user(self.agent).action_register_next()
        self.assertEqual(action["target"], "main")
        self.assertNotIn("res_id", {k for k, v in action.items() if v})


class TestManagersPages(CsCase):
    def test_the_settings_page_shows_and_writes_what_lives_elsewhere(self):
        form = Form(self.env["cs.settings"].with_user(self.manager))
        self.assertEqual(form.default_team_id, self.team)
        form.default_team_id = self.other_team
        form.calendar_warning_days = 90
        form.identity_required = False
        form.save()
        self.assertTrue(self.other_team.is_default)
        self.assertFalse(self.team.is_default)
        self.assertEqual(self.company.cs_calendar_warning_days, 90)
        self.assertFalse(self.company.cs_identity_required)

    def test_nobody_below_a_manager_changes_the_settings(self):
        for role in ("employee", "agent", "supervisor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["cs.settings"].with_user(getattr(self, role)).create({})

    def test_a_manager_changes_no_settings_of_a_company_that_is_not_his(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.env["cs.settings"].with_user(self.manager).create({"company_id": elsewhere.id})

    def test_a_manager_says_what_a_kind_demands_in_business_words(self):
        fields = self.env["ir.model.fields"].with_user(self.manager)
        place = fields._get("cs.ticket", "place")
        self.assertEqual(
            place.with_user(self.manager).with_context(hide_model=True).display_name,
            "Unit or place",
        )
        self.enquiry.with_user(self.manager).required_field_ids += place
        with self.assertRaisesRegex(UserError, "Unit or place"):
            self.make_ticket(kind_id=self.enquiry.id)

    def test_a_manager_gives_a_category_fields_of_its_own_on_its_form(self):
        category = self.category.with_user(self.manager)
        category.web_save(
            {
                "own_trial": [
                    {
                        "name": "floor",
                        "type": "integer",
                        "string": "Floor",
                        "definition_changed": True,
                    }
                ]
            },
            {"own_trial": {}},
        )
        ticket = self.make_ticket(properties={"floor": 7})
        [floor] = ticket.read(["properties"])[0]["properties"]
        self.assertEqual((floor["string"], floor["value"]), ("Floor", 7))
