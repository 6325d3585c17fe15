"""An agent reveals a number in the browser, and the log knows it."""

from odoo.tests import HttpCase, new_test_user


class TestReveal(HttpCase):
    def test_an_agent_reveals_a_number_with_a_reason(self):
        agent = new_test_user(
            self.env,
            "cs_reveal_agent",
            groups="cs_department.group_cs_agent",
        )
        customer = self.env["res.partner"].create(
            {"name": "Zhang San", "phone": "13812345678", "email": "zhangsan@qq.com"}
        )
        self.start_tour(f"/odoo/res.partner/{customer.id}", "cs_reveal", login=agent.login)
        row = self.env["cs.personal.data.access"].search([("partner_id", "=", customer.id)])
        self.assertEqual(len(row), 1)
        self.assertEqual(row.user_id, agent)
        self.assertEqual(row.note, "The customer asked for a call")
        self.assertEqual((row.res_model, row.res_id), ("res.partner", customer.id))
        self.assertEqual(customer.cs_phone_key, "+8613987654321")
