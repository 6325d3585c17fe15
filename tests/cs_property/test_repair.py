"""Repairs and paid services: nothing is billed that nobody has accepted (P4)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from tests.cs_property.custody_case import PNG
from tests.cs_property.repair_case import RepairCase, photo


class TestProof(RepairCase):
    """The sentence of P4: work finished but not accepted cannot be billed."""

    def test_finished_but_not_accepted_cannot_be_billed(self):
        order = self.finished()
        with self.assertRaisesRegex(UserError, "was not accepted"):
            order.action_bill()
        self.inspect(order)
        self.assertEqual(order.state, "finished", "the customer has not signed")
        with self.assertRaisesRegex(UserError, "was not accepted"):
            order.action_bill()
        order._signed("acceptance", PNG, "Owner")
        self.assertEqual(order.state, "accepted")
        order.action_bill()
        charge = order.sudo().charge_ids
        self.assertEqual((order.state, charge.amount, charge.state), ("billed", 135, "billed"))
        self.assertEqual(charge.move_id.state, "posted")
        self.assertEqual(charge.move_id.cs_unit_id, self.unit1)
        with self.assertRaisesRegex(UserError, "was billed already"):
            order.action_bill()

    def test_no_state_before_the_acceptance_can_be_billed(self):
        for make in (self.ordered, self.agreed, self.sent, self.at_work, self.finished):
            with self.subTest(step=make.__name__), self.assertRaisesRegex(UserError, "was not accepted"):
                make().action_bill()

    def test_no_public_way_around_the_verb(self):
        order = self.finished()
        fields = ("state", "accepted_on", "inspector_id", "charge_ids", "billed_on", "agreed_amount", "check_id")
        for user in (self.clerk, self.cashier, self.accountant, self.manager, self.supervisor, self.inspector):
            for name in fields:
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    order.with_user(user).write({name: self.today if name.endswith("_on") else 1})

    def test_a_forged_beginning_does_not_count(self):
        order = self.ordered(state="accepted", accepted_on=self.today, inspector_id=self.inspector.id)
        self.assertEqual((order.state, order.accepted_on, order.inspector_id.id), ("draft", False, False))

    def test_the_database_refuses_what_no_verb_would_write(self):
        order = self.finished().sudo()
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            order.write({"state": "billed"})
            order.flush_recordset()

    def test_the_fee_of_repairs_is_billed_for_orders_only(self):
        self.accepted()
        row = {
            "unit_id": self.unit2.id,
            "item_id": self.rule.fee_item_id.id,
            "partner_id": self.unit2.payer_id.id,
            "date_from": self.today,
            "date_to": self.today,
            "due_on": self.today,
            "amount": 50,
        }
        with self.assertRaisesRegex(UserError, "accepted repair orders only"):
            self.env["cs.billing.line"]._propose([row])._invoice()
        order = self.finished(unit=self.unit3)
        with self.assertRaisesRegex(UserError, "accepted repair orders only"):
            self.env["cs.billing.line"]._propose([{**row, "repair_id": order.id, "amount": order.amount}])._invoice()

    def test_an_invoice_by_hand_for_a_repair_is_refused(self):
        product = self.rule.fee_item_id._products(self.company)[self.rule.fee_item_id.id]
        move = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [(0, 0, {"product_id": product.id, "quantity": 1, "price_unit": 80})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "accepted repair orders only"):
            move.action_post()

    def test_many_are_billed_in_one_go_or_none(self):
        orders = self.accepted() | self.accepted(unit=self.unit2)
        unready = self.finished(unit=self.unit3)
        with self.assertRaisesRegex(UserError, "was not accepted"), self.env.cr.savepoint():
            (orders | unready).action_bill()
        self.assertEqual(orders.mapped("state"), ["accepted", "accepted"])
        orders.action_bill()
        self.assertEqual(orders.mapped("state"), ["billed", "billed"])
        self.assertEqual(len(orders.sudo().charge_ids.move_id), 2)


class TestAcceptance(RepairCase):
    def test_the_worker_never_accepts_his_own_work(self):
        self.engineer.group_ids |= self.env.ref("cs_property.group_cs_inspector")
        order = self.finished()
        with self.assertRaises(AccessError):
            self.inspect(order, user=self.engineer)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            order.sudo().write({"inspector_id": self.engineer.id})
            order.flush_recordset()

    def test_a_worker_without_a_personnel_file_is_barred_as_well(self):
        self.employee_of[self.engineer].user_id = False
        self.repairs.member_ids |= self.engineer
        self.tap.write({"skill_ids": [(5,)], "change_reason": "anybody"})
        self.engineer.group_ids |= self.env.ref("cs_property.group_cs_inspector")
        order = self.finished()
        with self.assertRaises(AccessError):
            self.inspect(order, user=self.engineer)

    def test_who_finds_it_wrong_has_it_done_again(self):
        order = self.finished()
        self.inspect(order, right=False)
        self.assertEqual((order.state, order.rework_count), ("rework", 1))
        with self.assertRaisesRegex(UserError, "was not accepted"):
            order.action_bill()
        order.with_user(self.engineer).arrive()
        order.with_user(self.engineer).finish("Now it is tight")
        self.inspect(order)
        order._signed("acceptance", PNG, "Owner")
        self.assertEqual(order.state, "accepted")
        self.assertEqual(order.inspector_id, self.inspector)

    def test_the_customer_may_sign_before_the_inspector_comes(self):
        order = self.finished()
        order._signed("acceptance", PNG, "Owner")
        self.assertEqual(order.state, "finished")
        self.assertIn("inspector", order.waits_for)
        self.inspect(order)
        self.assertEqual(order.state, "accepted")

    def test_an_old_signature_does_not_count_for_work_done_again(self):
        order = self.accepted()
        order.do_again("It drips again")
        self.assertEqual((order.state, order.accepted_on), ("rework", False))
        order.with_user(self.engineer).arrive()
        order.with_user(self.engineer).finish("Tight")
        self.inspect(order)
        self.assertEqual(order.state, "finished")
        order._signed("acceptance", PNG, "Owner")
        self.assertEqual(order.state, "accepted")

    def test_the_case_is_resolved_by_the_acceptance_and_called_back_as_all_others(self):
        order = self.accepted()
        case = order.ticket_id
        self.assertEqual(case.state, "resolved")
        self.assertIn("Tap changed", case.resolution)
        self.assertFalse(case.sudo().task_ids.filtered(lambda task: task.state != "done"))


class TestQuote(RepairCase):
    def test_prices_are_those_of_the_day_whatever_the_list_says_later(self):
        order = self.ordered()
        self.mixer.write({"price_ids": [(0, 0, {"date_from": self.today, "price": 200})], "change_reason": "dearer"})
        self.mixer.write({"name": "Golden tap", "change_reason": "renamed"})
        self.assertEqual(order.line_ids.mapped("unit_price"), [50, 85])
        self.assertEqual(order.amount, 135)
        order.action_quote()
        order._signed("quote", PNG, "Owner")
        self.assertEqual(order.agreed_amount, 135)
        self.assertEqual(order.line_ids[1].name, "Tap")
        self.assertEqual(self.ordered(unit=self.unit2).amount, 250)

    def test_a_clerk_types_no_price(self):
        order = self.ordered(lines=())
        self.env["cs.repair.line"].with_user(self.clerk).create(
            {"order_id": order.id, "item_id": self.tap.id, "quantity": 1, "unit_price": 1, "agreed_quantity": 5}
        )
        self.assertEqual((order.line_ids.unit_price, order.line_ids.agreed_quantity), (50, 0))
        with self.assertRaises(AccessError):
            order.line_ids.with_user(self.clerk).write({"unit_price": 1})

    def test_large_quotes_are_signed_off_before_the_customer_sees_them(self):
        order = self.ordered(lines=((self.tap, 20),))
        order.action_quote()
        self.assertEqual((order.state, order.agreement_ids.ids), ("signing", []))
        order.with_user(self.supervisor).action_sign_off()
        self.assertEqual((order.state, order.agreement_ids.amount), ("quoted", 1000))
        self.assertEqual(order.ticket_id.state, "waiting")

    def test_what_is_not_signed_off_goes_back(self):
        order = self.ordered(lines=((self.tap, 20),))
        order.action_quote()
        order.with_user(self.supervisor).action_refuse("Too dear")
        self.assertEqual(order.state, "draft")

    def test_a_quoted_order_keeps_its_lines(self):
        order = self.ordered()
        order.action_quote()
        with self.assertRaisesRegex(UserError, "its lines stay"):
            order.line_ids[0].with_user(self.clerk).quantity = 3
        order.action_requote()
        order.line_ids[0].with_user(self.clerk).quantity = 2
        order.action_quote()
        self.assertEqual(order.agreement_ids.mapped("state"), ["void", "asked"])

    def test_the_customer_agrees_by_his_own_link_and_only_to_what_he_was_shown(self):
        order = self.ordered()
        order.action_quote()
        asked = order.sudo().agreement_ids
        token = asked._token()
        self.assertEqual(self.env["cs.repair.agreement"]._from_token(token), asked)
        facts = asked._page_facts()
        self.assertIn("135", facts["total"])
        self.assertIn("Tap", facts["lines"])
        with self.assertRaisesRegex(UserError, "your name"):
            asked._answer(True, "link", " ")
        asked._answer(True, "link", "Zhang San")
        self.assertEqual((order.state, order.agreed_amount), ("agreed", 135))
        with self.assertRaisesRegex(UserError, "answered already"):
            asked._answer(False, "link", "Zhang San")
        order.action_requote()
        self.assertFalse(self.env["cs.repair.agreement"]._from_token(token), "the old link is dead")

    def test_a_quote_holds_for_its_days(self):
        order = self.ordered()
        order.action_quote()
        asked = order.sudo().agreement_ids
        with self.at("2026-04-01 02:00"), self.assertRaisesRegex(UserError, "holds no more"):
            asked._answer(True, "link", "Zhang San")

    def test_who_does_not_agree_gets_nothing_done(self):
        order = self.ordered()
        order.action_quote()
        order.sudo().agreement_ids._answer(False, "link", "Zhang San")
        self.assertEqual((order.state, order.ticket_id.state), ("draft", "open"))
        with self.assertRaisesRegex(UserError, "has to agree first"):
            order.action_dispatch()

    def test_more_than_agreed_needs_a_new_agreement_less_does_not(self):
        order = self.at_work()
        mine = order.with_user(self.engineer)
        mine.use({order.line_ids[1].id: 0})
        self.assertFalse(order.needs_agreement)
        mine.use({}, [{"item_id": self.hose.id, "quantity": 2, "token": "f" * 16}])
        mine.use({}, [{"item_id": self.hose.id, "quantity": 2, "token": "f" * 16}])
        self.assertEqual(len(order.line_ids), 3, "sent twice, it counts once")
        mine.attach("0" * 16, photo())
        with self.assertRaisesRegex(UserError, "has not agreed"):
            mine.finish("Done")
        self.assertEqual(order.sudo()._asked().amount, 100)
        order._signed("quote", PNG, "Owner")
        self.assertEqual((order.state, order.agreed_amount), ("working", 100))
        mine.finish("Done")
        self.assertEqual(order.state, "finished")

    def test_what_is_refused_on_the_way_is_not_used(self):
        order = self.at_work()
        order.with_user(self.engineer).use({}, [{"item_id": self.hose.id, "quantity": 2, "token": "f" * 16}])
        order.sudo()._asked()._answer(False, "link", "Owner")
        self.assertEqual((order.amount, order.needs_agreement), (135, False))


class TestDispatch(RepairCase):
    def test_who_is_on_duty_with_the_skill_comes_first_with_the_reason(self):
        order = self.agreed()
        dialog = self.env["cs.repair.dispatch"].with_user(self.clerk).browse(order.action_dispatch()["res_id"])
        self.assertEqual(dialog.line_ids.mapped("user_id.name"), ["Engineer", "Agent2"])
        self.assertEqual(dialog.line_ids.mapped("fits"), [True, False])
        self.assertIn("Plumbing", dialog.line_ids[1].why)
        dialog.line_ids[0].action_send()
        self.assertEqual((order.state, order.worker_id), ("dispatched", self.engineer))
        task = order.sudo().task_id
        self.assertEqual((task.user_id, task.state, task.ticket_id), (self.engineer, "todo", order.ticket_id))

    def test_a_clerk_sends_nobody_without_the_skill_a_supervisor_may(self):
        order = self.agreed()
        with self.assertRaisesRegex(UserError, "Plumbing"):
            order.dispatch(self.agent2.id)
        order.with_user(self.supervisor).dispatch(self.agent2.id)
        self.assertEqual(order.worker_id, self.agent2)

    def test_nobody_is_sent_who_is_not_at_work(self):
        order = self.agreed()
        with self.at("2026-03-04 14:00"), self.assertRaisesRegex(UserError, "not on duty"):
            order.dispatch(self.engineer.id)

    def test_somebody_else_is_sent_and_the_first_ones_task_ends(self):
        order = self.sent()
        first = order.sudo().task_id
        order.with_user(self.supervisor).dispatch(self.agent2.id)
        self.assertEqual((first.state, order.worker_id), ("cancelled", self.agent2))
        with self.assertRaises(AccessError):
            order.with_user(self.engineer).arrive()

    def test_only_who_was_sent_works(self):
        order = self.sent()
        for verb, arguments in (("arrive", ()), ("use", ({},)), ("finish", ("Done",)), ("attach", ("0" * 16, "x"))):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(order.with_user(self.agent2), verb)(*arguments)

    def test_without_a_photo_nothing_is_finished(self):
        order = self.at_work()
        with self.assertRaisesRegex(UserError, "photo"):
            order.with_user(self.engineer).finish("Done")

    def test_a_package_of_the_phone_sent_twice_counts_once(self):
        order = self.sent().with_user(self.engineer)
        at = self.env["cs.repair.order"]._moment(None).timestamp()
        package = {
            "arrive": at,
            "photos": [{"token": "a" * 24, "data": photo()}],
            "used": {str(order.sudo().line_ids[0].id): "1"},
            "words": "Tap changed",
            "finish": at,
        }
        first = order._take(package)
        again = order._take(package)
        self.assertEqual((first["stage"], again["stage"], again["photos"]), ("finished", "finished", 1))
        signature = {"role": "acceptance", "name": "Owner", "image": PNG}
        order._take({"signature": signature})
        order._take({"signature": signature})
        self.assertEqual(len(order.sudo().signature_ids.filtered(lambda one: one.role == "acceptance")), 1)


class TestFree(RepairCase):
    def test_common_parts_need_no_quote_but_an_acceptance(self):
        spot = self.env["cs.spot"].create(
            {"name": "Hall", "code": "H1", "category": "stairs", "estate_id": self.estate.id}
        )
        none = self.env["cs.estate.unit"]
        order = self.ordered(unit=none, spot_id=spot.id, payer="house")
        self.assertTrue(order.is_free)
        with self.assertRaisesRegex(UserError, "free of charge"):
            order.action_quote()
        order.dispatch(self.engineer.id)
        order.with_user(self.engineer).arrive()
        self.finish(order)
        self.assertEqual(order.state, "finished")
        self.inspect(order)
        self.assertEqual(order.state, "accepted", "no customer has to sign for common parts")
        with self.assertRaisesRegex(UserError, "free of charge"):
            order.action_bill()

    def test_who_lives_nowhere_pays_nothing(self):
        with self.assertRaises(ValidationError):
            self.ordered(unit=self.env["cs.estate.unit"])

    def test_the_developer_pays_under_his_warranty(self):
        order = self.ordered(payer="developer")
        self.assertTrue(order.is_free)

    def test_the_same_again_within_warranty_is_linked_and_free(self):
        first = self.accepted()
        self.assertEqual(str(first.warranty_until), "2026-06-02")
        with self.at("2026-06-02 02:00"):
            again = self.ordered()
            self.assertEqual((again.warranty_of_id, again.is_free), (first, True))
            self.assertFalse(self.ordered(unit=self.unit2).warranty_of_id)
        with self.at("2026-06-03 02:00"):
            self.assertFalse(self.ordered().warranty_of_id)

    def test_a_case_says_that_it_is_under_warranty(self):
        first = self.accepted()
        with self.at("2026-05-01 02:00"):
            case = self.make_ticket(
                self.clerk,
                unit_id=self.unit1.id,
                category_id=self.tap.category_id.id,
                partner_id=self.unit1.payer_id.id,
            )
            self.assertIn(first.name, case.warranty_hint)
            action = case.with_user(self.clerk).action_repair()
            self.assertEqual(action["context"]["default_service_id"], self.tap.id)
            order = self.ordered(ticket_id=case.id)
            self.assertEqual((order.ticket_id, order.warranty_of_id), (case, first))

    def test_what_the_customer_broke_himself_he_pays(self):
        self.accepted()
        again = self.ordered()
        again.decline_warranty("Broken by force")
        self.assertFalse(again.is_free)
        again.action_quote()
        self.assertEqual(again.state, "quoted")


class TestOrder(RepairCase):
    def test_a_case_has_one_order(self):
        order = self.ordered()
        self.assertEqual(order.ticket_id.unit_id, self.unit1)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.ordered(ticket_id=order.ticket_id.id)
        self.assertEqual(order.ticket_id.with_user(self.clerk).action_repair()["res_id"], order.id)

    def test_a_cancelled_order_leaves_no_task_and_no_quote(self):
        order = self.sent()
        order.cancel("The owner has moved")
        self.assertEqual((order.state, order.sudo().task_id.state), ("cancelled", "cancelled"))
        self.assertFalse(order.agreement_ids.filtered(lambda one: one.state in ("asked", "given")))

    def test_the_tenant_pays_where_it_says_so(self):
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self.env["cs.unit.party"].create(
            {"unit_id": self.unit1.id, "partner_id": tenant.id, "role": "tenant", "date_from": "2026-01-01"}
        )
        self.assertEqual(self.ordered(payer="tenant").partner_id, tenant)
        self.assertEqual(self.ordered(payer="owner").partner_id, self.unit1.payer_id)

    def test_strings_from_nowhere_stay_strings(self):
        for words in (
            "<script>alert(1)</script>",
            "'; DROP TABLE x; --",
            "维修\u0000".replace("\u0000", ""),
            "𠮷" * 300,
        ):
            with self.subTest(words=words[:20]):
                order = self.finished(words=words)
                self.assertEqual(order.words, words)
                self.assertNotIn("<script>", str(order.ticket_id.description))

    def test_the_desk_shows_the_order_and_starts_another(self):
        order = self.ordered()
        card = self.env["cs.desk"].with_user(self.clerk).card(self.unit1.id)
        section = next(one for one in card["sections"] if one["key"] == "repairs")
        self.assertIn(order.name, section["rows"][0]["text"])
        services = self.env["cs.desk"].with_user(self.clerk).services()
        self.assertEqual([one["hotkey"] for one in services if one["key"] == "repair"], ["w"])
        found = self.env["cs.desk"].with_user(self.clerk).find(order.name)
        self.assertEqual(found[0]["id"], self.unit1.id)

    def test_the_list_asks_the_same_however_long_it_is(self):
        names = ["display_name", "waits_for", "amount", "amount_total", "needs_agreement", "is_free", "worker_id"]
        orders = self.env["cs.repair.order"]

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.with_user(self.clerk).search([]).read(names)
            return self.env.cr.sql_log_count - before

        self.finished()
        self.agreed(unit=self.unit2)
        queries()
        few = queries()
        for _again in range(3):
            self.finished(unit=self.unit3)
            self.agreed(unit=self.unit2)
        self.assertLessEqual(queries(), few)

    def test_billing_of_many_costs_few_queries_each(self):
        first, *more = (self.accepted(unit=unit) for unit in (self.unit1, self.unit2, self.unit3, self.shop))
        rest = first.browse([order.id for order in more])

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.clerk).action_bill()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        one = queries(first)
        three = queries(rest)
        self.assertLess(three - one, one)

    def test_papers_are_in_the_language_of_the_company(self):
        order = self.accepted()
        for report in ("quote", "order"):
            with self.subTest(report=report):
                html = (
                    self.env["ir.actions.report"]
                    .with_user(self.clerk)
                    ._render_qweb_html(f"cs_property.report_repair_{report}", order.ids)[0]
                )
                self.assertIn(b"135.00", html)
