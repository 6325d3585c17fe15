"""P6–P8: one ledger for keys, tools, stored items and cards."""

from datetime import date, timedelta

from odoo.addons.cs_department.core.now import frozen
from odoo.exceptions import AccessError, UserError

from tests.common import NOW
from tests.cs_property.custody_case import BOTH, PNG, CustodyCase


class TestLending(CustodyCase):
    def test_both_sign_and_the_ledger_says_who_has_it_until_when(self):
        answer = self.lend()
        move = self.env["cs.custody.move"].browse(answer["move_id"])
        self.assertEqual((self.key.state, self.key.holder_id, self.key.due_on), ("out", self.builder, date(2026, 3, 5)))
        self.assertEqual(move.signature_ids.mapped("role"), ["giver", "taker"])
        self.assertEqual(move.signature_ids.mapped("name"), ["Clerk", "Builder"])
        for signature in move.signature_ids:
            self.assertIn("Front door key", signature.words)
            self.assertTrue(signature.is_whole)
        self.back()
        self.assertEqual((self.key.state, self.key.holder_id.id), ("in", False))
        self.assertEqual(self.ledger(self.key), ["taken_in", "lent", "returned"])

    def test_words_changed_behind_a_signature_are_seen(self):
        self.lend()
        signature = self.key.move_ids.signature_ids[0]
        self.env.flush_all()
        self.env.cr.execute("UPDATE cs_signature SET words = words || ' and more' WHERE id = %s", [signature.id])
        signature.invalidate_recordset()
        self.assertFalse(signature.is_whole)

    def test_nothing_goes_out_where_one_side_has_not_signed(self):
        for signatures in (None, {}, {"giver": PNG}, {"taker": PNG}, {"giver": PNG, "taker": "scrawl"}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.key.with_user(self.clerk).lend(self.builder.id, signatures=signatures)
        self.key.invalidate_recordset()
        self.assertEqual(self.ledger(self.key), ["taken_in"])

    def test_what_is_out_is_not_lent_again_and_the_clerk_learns_who_has_it(self):
        self.lend()
        with self.assertRaisesRegex(UserError, "Builder has it"):
            self.lend(partner=self.owner)

    def test_each_key_is_lent_again_after_it_came_back(self):
        for _time in range(3):
            self.lend()
            self.back()
        self.assertEqual(self.key.turn, 3)
        self.assertEqual(self.key.move_ids.filtered(lambda move: move.kind == "lent").mapped("turn"), [3, 2, 1])

    def test_a_document_is_held_and_given_back(self):
        self.key_kind.write({"held": "document", "change_reason": "safer"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.lend()
        self.lend(document="Identity card …1234")
        self.assertIn("Identity card …1234", self.back()["told"])

    def test_only_counter_clerks_give_out(self):
        for user in (self.guard, self.steward, self.auditor, self.inspector):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.key.with_user(user).lend(self.builder.id, signatures=BOTH)

    def test_the_ledger_is_never_changed(self):
        move = self.env["cs.custody.move"].browse(self.lend()["move_id"])
        with self.assertRaises(AccessError):
            move.write({"words": "nothing"})
        for user in (self.clerk, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                move.with_user(user).unlink()
        with self.assertRaises(AccessError):
            move.signature_ids[0].write({"name": "Somebody"})
        with self.assertRaises(AccessError):
            move.signature_ids[0].unlink()
        for values in ({"state": "in"}, {"holder_id": False}, {"turn": 0}, {"code_wrong": 0}):
            with self.assertRaises(AccessError):
                self.key.with_user(self.clerk).write(values)

    def test_what_begins_at_the_counter_begins_as_the_system_says(self):
        item = self.items.with_user(self.clerk).create(
            {"name": "Key", "kind_id": self.key_kind.id, "state": "lost", "number": "X", "turn": 7}
        )
        self.assertEqual((item.state, item.turn), ("in", 0))
        self.assertTrue(item.number.startswith("C"))

    def test_a_key_is_found_at_the_desk_by_its_label_and_stands_on_the_card(self):
        self.lend()
        desk = self.env["cs.desk"].with_user(self.clerk)
        [found] = desk.find(self.key.number)
        self.assertEqual(found["id"], self.unit1.id)
        [section] = [one for one in desk.card(self.unit1.id)["sections"] if one["key"] == "custody"]
        self.assertEqual((section["count"], section["tone"]), (1, "warning"))
        self.assertIn("Builder", section["rows"][0]["note"])
        keys = {service["key"]: service["hotkey"] for service in desk.services()}
        self.assertEqual([keys[f"custody_{book}"] for book in ("key", "tool", "stored")], ["k", "t", "s"])

    def test_a_key_is_handed_over_for_good(self):
        self.key.with_user(self.clerk).hand_over(self.owner.id, signatures=BOTH)
        self.assertEqual((self.key.state, self.ledger(self.key)), ("retired", ["taken_in", "handed"]))


class TestLoss(CustodyCase):
    def test_a_lost_key_costs_its_fee_and_is_replaced_with_its_history(self):
        self.lend(partner=self.owner)
        self.key.with_user(self.clerk).lose("Fell into the lake")
        [lost] = self.key.move_ids.filtered(lambda move: move.kind == "lost")
        self.assertEqual((self.key.state, lost.from_id), ("lost", self.owner))
        self.assertEqual(lost.charge_ids.move_id.mapped("state"), ["posted"])
        self.assertEqual(sum(lost.charge_ids.mapped("amount_residual")), 300)
        self.assertEqual(lost.charge_ids.partner_id, self.owner)
        new = self.items.browse(self.key.with_user(self.clerk).replace("New lock"))
        self.assertEqual((new.state, new.unit_id, new.kept_at), ("in", self.unit1, "Cabinet 1, hook 4"))
        self.assertNotEqual(new.number, self.key.number)
        self.assertEqual((self.key.state, self.key.replaced_by_id), ("retired", new))
        self.assertEqual(self.ledger(self.key), ["taken_in", "lent", "lost", "replaced"])
        self.assertEqual(self.ledger(new), ["taken_in"])
        with self.assertRaises(UserError):
            self.lend()

    def test_what_is_lost_in_our_own_cabinet_costs_nobody_anything(self):
        self.key.with_user(self.clerk).lose("Not on its hook")
        self.assertFalse(self.key.move_ids.charge_ids)

    def test_the_deposit_is_paid_first_and_pays_for_damage(self):
        answer = self.lend(self.ladder, self.owner)
        self.assertFalse(answer["move_id"])
        self.assertIn("200", answer["waits"])
        self.assertEqual(self.ladder.state, "in", "nothing goes out before the deposit is paid")
        claim = self.ladder.claim_id
        self.lend(self.ladder, self.owner)
        self.assertEqual(self.ladder.claim_id, claim, "asked for once")
        self.open_till()
        self.take(
            self.unit1,
            means=self.in_cash(200),
            deposits=[{"item_id": self.tool_kind.deposit_item_id.id, "amount": 200}],
        )
        self.assertEqual(claim.state, "paid")
        with self.assertRaisesRegex(UserError, "has paid the deposit"):
            self.lend(self.ladder, self.builder)
        self.assertTrue(self.lend(self.ladder, self.owner)["move_id"])
        told = self.back(self.ladder, condition="damaged", damage_fee=60, words="A rung is broken")["told"]
        self.assertIn("140", told)
        [move] = self.ladder.move_ids.filtered(lambda move: move.kind == "returned")
        self.assertEqual((move.condition, sum(move.charge_ids.mapped("amount_residual"))), ("damaged", 0))
        self.assertEqual(claim.deposit_id.amount_held, 140)
        self.assertFalse(self.ladder.claim_id, "the next borrower pays his own deposit")

    def test_a_deposit_pays_what_a_loss_costs_and_the_rest_is_owed(self):
        self.tool_kind.write({"loss_fee": 250, "change_reason": "dearer"})
        self.lend(self.ladder, self.owner)
        self.open_till()
        self.take(
            self.unit1,
            means=self.in_cash(200),
            deposits=[{"item_id": self.tool_kind.deposit_item_id.id, "amount": 200}],
        )
        self.lend(self.ladder, self.owner)
        self.ladder.with_user(self.clerk).lose("Gone")
        self.assertEqual(sum(self.ladder.move_ids.charge_ids.mapped("amount_residual")), 50)


class TestStored(CustodyCase):
    def test_it_is_given_out_for_its_code_and_the_code_is_kept_nowhere(self):
        item, code = self.store()
        self.assertRegex(code, r"^\d{6}$")
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(i)::text FROM cs_custody_item i WHERE id = %s", [item.id])
        self.assertNotIn(code, self.env.cr.fetchone()[0])
        answer = item.with_user(self.clerk).collect(self.owner.id, code, signatures=BOTH)
        self.assertFalse(answer["refused"])
        self.assertEqual((item.state, self.ledger(item)), ("retired", ["taken_in", "collected"]))
        with self.assertRaises(UserError):
            item.with_user(self.clerk).collect(self.owner.id, code, signatures=BOTH)

    def test_the_wrong_code_is_refused_and_logged(self):
        item, code = self.store()
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        answer = item.with_user(self.clerk).collect(self.owner.id, wrong, signatures=BOTH)
        self.assertIn("wrong", answer["refused"])
        self.assertEqual((item.state, self.ledger(item)), ("in", ["taken_in", "refused"]))
        [row] = item.move_ids.filtered(lambda move: move.kind == "refused")
        self.assertEqual((row.to_id, row.user_id), (self.owner, self.clerk))
        again = item.with_user(self.clerk).collect(self.owner.id, wrong, signatures=BOTH)
        self.assertIn("locked", again["refused"])
        right = item.with_user(self.clerk).collect(self.owner.id, code, signatures=BOTH)
        self.assertTrue(right["refused"], "the right code comes too late: it is locked")
        self.assertEqual(self.ledger(item), ["taken_in"] + ["refused"] * 3)

    def test_a_supervisor_gives_a_new_code_for_a_locked_item(self):
        item, code = self.store()
        for _time in range(2):
            item.with_user(self.clerk).collect(self.owner.id, "x", signatures=BOTH)
        with self.assertRaises(AccessError):
            item.with_user(self.clerk).renew_code("Identity card seen")
        self.clerk.group_ids |= self.env.ref("cs_department.group_cs_supervisor")
        new = item.with_user(self.clerk).renew_code("Identity card seen")
        self.assertTrue(item.with_user(self.clerk).collect(self.owner.id, code, signatures=BOTH)["refused"])
        self.assertFalse(item.with_user(self.clerk).collect(self.owner.id, new, signatures=BOTH)["refused"])

    def test_who_may_not_collect_it_is_refused_with_the_right_code(self):
        item, code = self.store()
        refused = item.with_user(self.clerk).collect(self.builder.id, code, signatures=BOTH)["refused"]
        self.assertIn("Builder", refused)
        item, code = self.store(collector_ids=[self.builder.id])
        self.assertFalse(item.with_user(self.clerk).collect(self.builder.id, code, signatures=BOTH)["refused"])

    def test_the_code_goes_to_the_telephone_of_the_owner(self):
        self.stored_kind.write({"code_by_sms": True, "change_reason": "safer"})
        before = self.env["sms.sms"].search([])
        _item, code = self.store()
        [message] = self.env["sms.sms"].search([]) - before
        self.assertFalse(code)
        self.assertEqual(message.number, self.owner.phone)
        self.assertRegex(message.body, r"\d{6}")

    def test_storage_costs_after_the_free_days(self):
        item, code = self.store()
        with frozen(NOW + timedelta(days=9)):
            answer = item.with_user(self.clerk).collect(self.owner.id, code, signatures=BOTH)
        self.assertIn("6", answer["told"])
        self.assertEqual(sum(item.move_ids.charge_ids.mapped("amount_total")), 6)

    def test_what_is_stored_is_taken_in_by_its_verb_only(self):
        with self.assertRaises(UserError):
            self._item("Suitcase", self.stored_kind, owner_id=self.owner.id)
        with self.assertRaises(UserError):
            self.items.with_user(self.clerk).with_context(cs_custody_by_verb=True).create(
                {"name": "Suitcase", "kind_id": self.stored_kind.id, "owner_id": self.owner.id}
            )

    def test_the_dialog_stays_and_says_why_a_code_is_refused(self):
        item, _code = self.store()
        deed = (
            self.env["cs.custody.deed"]
            .with_user(self.clerk)
            .create({"deed": "collect", "item_id": item.id, "code": "1"})
        )
        self.assertEqual(deed.partner_id, self.owner)
        self.assertEqual(deed.action_done()["res_id"], deed.id)
        self.assertIn("wrong", deed.refusal)


class TestHandover(CustodyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env["cs.duty.post"].create(
            {"name": "Counter", "needs_handover": True, "change_reason": "opened", "company_id": cls.company.id}
        )
        cls.clerk.group_ids |= cls.env.ref("cs_department.group_cs_supervisor")

    def handover(self):
        handovers = self.env["cs.handover"].with_user(self.clerk)
        handover = handovers.browse(handovers.open_for(self.post.id)).sudo()
        handover._look_again()
        return handover

    def told(self):
        """What the handover tells of the key."""
        items = self.handover().item_ids
        return items.filtered(lambda item: item.res_model == "cs.custody.item" and item.res_id == self.key.id)

    def test_a_key_out_is_on_the_handover_until_it_is_back(self):
        self.lend()
        item = self.told()
        self.assertEqual((item.kind, item.res_id, item.tone), ("custody", self.key.id, "none"))
        self.assertIn("Front door key", item.name)
        self.assertIn("Builder has it", item.words)
        with frozen(NOW + timedelta(days=2)):
            late = self.told()
            self.assertEqual(late.tone, "danger")
        self.assertTrue(late.is_open)
        matter = late.matter_id
        self.back()
        self.assertFalse(self.told())
        self.assertTrue(matter.closed_at, "what is back is handed over no more")

    def test_what_is_in_is_counted_and_held_to_the_ledger(self):
        self.lend()
        handover = self.handover()
        [count] = handover.item_ids.filtered(lambda item: item.res_id == self.key_kind.id and item.kind == "count")
        self.assertEqual((count.has_expected, count.expected), (True, 1), "the roof key; the other one is out")
        self.assertIn(count, handover._missing("give"), "nobody signs before it was counted")
        handover.with_user(self.clerk).record_item(count.id, {"quantity": 0})
        for item in handover.item_ids.filtered(lambda item: item.kind == "count") - count:
            handover.with_user(self.clerk).record_item(item.id, {"quantity": item.expected})
        handover._settle_recorded()
        self.assertEqual(count.matter_id.res_model, "cs.custody.kind", "a difference goes on until it is explained")

    def test_a_post_that_keeps_nothing_hands_nothing_over(self):
        self.lend()
        self.post.write({"keeps_custody": False, "change_reason": "a gate"})
        self.assertFalse(
            self.handover().item_ids.filtered(lambda item: (item.res_model or "").startswith("cs.custody"))
        )


class TestChase(CustodyCase):
    def chase(self, days, hours=0):
        with frozen(NOW + timedelta(days=days, hours=hours)):
            self.items._cron_chase()

    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))

    def test_overdue_chases_the_borrower_once_by_each_step(self):
        self.lend(partner=self.owner)
        messages = self.env["sms.sms"].search([])
        self.chase(0)
        self.assertFalse(self.key.reminder_ids, "it is due tomorrow")
        self.chase(1)
        self.chase(1, hours=3)
        [message] = self.env["sms.sms"].search([]) - messages
        self.assertEqual(message.number, self.owner.phone)
        self.assertIn(self.key.number, message.body)
        self.assertEqual(self.key.overdue_rank, 1)
        self.chase(2)
        self.assertEqual(self.key.overdue_rank, 0, "overdue stands first")
        self.chase(3)
        self.chase(4)
        self.assertEqual(self.key.reminder_ids.sorted("id").mapped("channel"), ["sms", "todo"])
        self.assertEqual(self.key.activity_ids.user_id, self.clerk)
        with frozen(NOW + timedelta(days=4)):
            self.assertEqual(self.items.search([("is_overdue", "=", True)]), self.key)
            self.back()
        self.assertFalse(self.key.activity_ids, "what came back need not be called for")
        self.assertFalse(self.key.next_action_at)

    def test_who_has_no_telephone_is_called_by_the_clerk(self):
        self.lend()
        self.chase(1)
        self.assertIn("No number", self.key.reminder_ids.outcome)
        self.assertEqual(self.key.activity_ids.user_id, self.clerk)

    def test_the_next_loan_is_chased_anew(self):
        for _time in range(2):
            self.lend(partner=self.owner)
            self.key.sudo().next_action_at = NOW
            self.chase(1)
            self.back()
        self.assertEqual(sorted(self.key.reminder_ids.mapped("turn")), [1, 2])

    def test_many_overdue_loans_cost_few_queries(self):
        keys = self.items.browse()
        for number in range(12):
            keys |= self._item(f"Key {number}", self.key_kind, unit_id=self.unit1.id)
        for key in keys:
            self.lend(key, self.owner)
        self.env.flush_all()
        self.env.invalidate_all()
        with frozen(NOW + timedelta(days=1)), self.assertQueryCount(60):
            keys.sudo()._act_on_time()
            self.env.flush_all()
        self.assertEqual(len(keys.reminder_ids), 12)
