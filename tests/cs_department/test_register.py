"""D1: registering a case."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.cs_department.helpers import TicketCase

SCREEN = "cs_department.cs_ticket_register_view_form"


class TestRegister(TicketCase):
    def test_a_phone_complaint_from_an_unknown_number_is_registered_with_a_new_contact(
        self,
    ):
        form = Form(self.env["cs.ticket"].with_user(self.agent), view=SCREEN)
        form.caller = "139 1234 5678"
        form.caller_name = "Wang Wu"
        form.name = "The lift stands still"
        form.kind_id = self.complaint
        form.description = "Since noon."
        ticket = form.save()
        contact = ticket.sudo().partner_id
        self.assertEqual(contact.name, "Wang Wu")
        self.assertEqual(contact, self.env["res.partner"]._cs_find_by_phone("13912345678"))

    def test_a_known_number_brings_up_that_customer(self):
        form = Form(self.env["cs.ticket"].with_user(self.agent), view=SCREEN)
        form.caller = "138 0000 5678"
        self.assertEqual(form.partner_id, self.customer)

    def test_a_known_number_never_makes_a_second_contact(self):
        before = self.env["res.partner"].search_count([])
        ticket = self.make_ticket(partner_id=False, caller="13800005678")
        self.assertEqual(ticket.sudo().partner_id, self.customer)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_a_known_customer_comes_with_open_cases_and_history(self):
        live, over = self.make_ticket(), self.make_ticket()
        over.cancel("Wrong number")
        form = Form(self.env["cs.ticket"].with_user(self.agent), view=SCREEN)
        form.caller = "13800005678"
        form.category_id = self.category
        ticket = self.env["cs.ticket"].with_user(self.agent)
        draft = ticket.new({"partner_id": self.customer.id, "category_id": self.category.id})
        self.assertEqual(draft.customer_live_ids.ids, live.ids)
        self.assertEqual(draft.customer_past_ids.ids, over.ids)
        self.assertEqual(draft.duplicate_count, 1)

    def test_any_employee_can_register_and_sees_only_what_he_registered(self):
        mine = self.make_ticket(user=self.employee)
        other = self.make_ticket(user=self.agent)
        seen = self.env["cs.ticket"].with_user(self.employee).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(other, seen)
        self.assertEqual(mine.registered_by_id, self.employee)

    def test_an_employee_registers_an_unknown_caller_too(self):
        ticket = self.make_ticket(user=self.employee, partner_id=False, caller="Zhao Liu")
        self.assertEqual(ticket.sudo().partner_id.name, "Zhao Liu")

    def test_no_blanks_in_what_a_kind_requires(self):
        with self.assertRaisesRegex(UserError, "Customer"):
            self.make_ticket(partner_id=False)
        with self.assertRaisesRegex(UserError, "What happened"):
            self.make_ticket(description=False)

    def test_a_product_complaint_asks_for_product_and_symptom(self):
        kind = self.env.ref("cs_department.kind_product")
        with self.assertRaisesRegex(UserError, "Product"):
            self.make_ticket(kind_id=kind.id)
        product = self.env["product.product"].create({"name": "Herbal tea"})
        ticket = self.make_ticket(
            kind_id=kind.id,
            product_id=product.id,
            product_symptom="Tastes of soap",
            product_batch="B-12",
            product_previous_brand="Other tea",
        )
        self.assertTrue(ticket.is_product_complaint)
        self.assertEqual(ticket.product_batch, "B-12")

    def test_a_registered_case_is_never_deleted(self):
        ticket = self.make_ticket()
        for user in (self.employee, self.agent, self.supervisor, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                ticket.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            ticket.sudo().unlink()

    def test_a_registered_case_is_not_hidden_by_archiving_either(self):
        ticket = self.make_ticket()
        for user in (self.agent, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                ticket.with_user(user).action_archive()

    def test_a_registered_case_is_cancelled_with_a_reason(self):
        ticket = self.make_ticket()
        with self.assertRaisesRegex(UserError, "why"):
            ticket.cancel("  ")
        ticket.cancel("Registered twice")
        self.assertEqual(ticket.state, "cancelled")
        self.assertEqual(ticket.end_reason, "Registered twice")
        self.assertIn("cancelled", self.event_types(ticket))

    def test_a_case_begins_at_the_beginning(self):
        for state in ("resolved", "closed", "cancelled"):
            stage = self.env.ref(f"cs_department.stage_{state}")
            with self.subTest(state=state), self.assertRaises(UserError):
                self.make_ticket(stage_id=stage.id)

    def test_numbers_of_a_batch_are_distinct(self):
        values = {
            "name": "Batch",
            "kind_id": self.enquiry.id,
            "description": "x",
            "partner_id": self.customer.id,
        }
        tickets = self.env["cs.ticket"].create([dict(values) for _ in range(50)])
        self.assertEqual(len(set(tickets.mapped("number"))), 50)

    def test_the_number_is_of_the_case_s_company_even_if_it_got_a_sequence_of_its_own_later(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_ticket()
        own = self.env["ir.sequence"].create(
            {"name": "Cases elsewhere", "code": "cs.ticket", "prefix": "EL", "company_id": company.id}
        )
        here, there = self.env["cs.ticket"].create(
            [
                {"name": "Hello", "kind_id": self.enquiry.id, "description": "x", "company_id": c.id}
                for c in (self.company, company)
            ]
        )
        self.assertTrue(here.number.startswith("CS"))
        self.assertEqual(there.number, "EL1")
        own.unlink()
        self.assertTrue(self.make_ticket().number.startswith("CS"))

    def test_priority_comes_from_impact_and_urgency_by_the_matrix(self):
        expected = {
            (impact, urgency): cell.priority
            for cell in self.env["cs.priority.matrix"].search([])
            for impact, urgency in [(cell.impact, cell.urgency)]
        }
        self.assertEqual(len(expected), 9)
        for (impact, urgency), priority in expected.items():
            with self.subTest(impact=impact, urgency=urgency):
                ticket = self.make_ticket(impact=impact, urgency=urgency)
                self.assertEqual(ticket.priority, priority)

    def test_the_matrix_is_the_department_s_to_edit(self):
        cell = self.env["cs.priority.matrix"].search([("impact", "=", "3"), ("urgency", "=", "3")])
        cell.with_user(self.manager).priority = "3"
        ticket = self.make_ticket(impact="3", urgency="3")
        self.assertEqual(ticket.priority, "3")

    def test_a_category_brings_its_own_fields(self):
        self.category.ticket_properties_definition = [{"name": "floor", "string": "Floor", "type": "integer"}]
        ticket = self.make_ticket(properties={"floor": 7})
        self.assertEqual(ticket.properties["floor"], 7)

    def test_the_customer_gives_class_and_area(self):
        vip = self.env["cs.customer.class"].create({"name": "Gold"})
        area = self.env["cs.area"].create({"name": "East"})
        self.customer.write({"cs_class_id": vip.id, "cs_area_id": area.id})
        ticket = self.make_ticket()
        self.assertEqual(ticket.customer_class_id, vip)
        self.assertEqual(ticket.area_id, area)

    def test_a_contact_s_own_class_goes_before_that_of_his_company(self):
        gold, silver = self.env["cs.customer.class"].create([{"name": "Gold"}, {"name": "Silver"}])
        company, own, plain = self.env["res.partner"].create(
            [{"name": "Lizhi Ltd", "is_company": True}, {"name": "Own class"}, {"name": "No class"}]
        )
        (own | plain).parent_id = company
        own.cs_class_id = silver
        theirs, usual = (self.make_ticket(partner_id=partner.id) for partner in (own, plain))
        company.cs_class_id = gold
        self.assertEqual((theirs.customer_class_id, usual.customer_class_id), (silver, gold))
        own.cs_class_id = False
        self.assertEqual(theirs.customer_class_id, gold)
        form = self.env["cs.ticket"].new({"partner_id": plain.id})
        form._onchange_partner_id()
        self.assertEqual(form.customer_class_id, gold)

    def test_the_team_is_the_category_s_then_the_kind_s_then_the_default(self):
        self.assertEqual(self.make_ticket().team_id, self.team)
        self.complaint.team_id = self.other_team
        self.assertEqual(self.make_ticket().sudo().team_id, self.other_team)
        branch = self.env["cs.ticket.category"].create({"name": "Water", "team_id": self.team.id})
        leaf = self.env["cs.ticket.category"].create({"name": "Tap", "parent_id": branch.id})
        self.assertEqual(self.make_ticket(category_id=leaf.id).team_id, self.team)
