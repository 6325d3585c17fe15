"""The rule book: history with reasons, drafts and proposals, roll back, explanations, warnings."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class RuleBookCase(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the addon was installed before the day of these tests
        cls.env.cr.execute("UPDATE cs_book_version SET at = %s", [NOW - timedelta(days=30)])
        cls.books = cls.env["cs.sla.rule"].with_user(cls.manager)
        cls.rule = cls.env["cs.sla.rule"].create(
            {
                "name": "Complaints of the team",
                "sequence": 1,
                "team_ids": [Command.set(cls.team.ids)],
                "target_ids": [
                    Command.create({"clock_type": "first_response", "amount": 1}),
                    Command.create({"clock_type": "resolution", "amount": 8}),
                ],
            }
        )
        cls.mine = cls.rule.with_user(cls.manager)

    def history(self, rule, **more):
        return self.env["cs.book.version"].search(
            [("model", "=", rule._name), ("res_id", "=", rule.id), *[(k, "=", v) for k, v in more.items()]],
            order="id",
        )

    def target(self, rule, clock_type="resolution"):
        return rule.target_ids.filtered(lambda line: line.clock_type == clock_type)

    def draft_of(self, change):
        return self.env[change.model].browse(change.draft_id)


class TestHistory(RuleBookCase):
    def test_a_new_rule_is_in_the_history_with_all_that_it_says(self):
        version = self.history(self.rule)
        self.assertEqual((version.action, version.before), ("created", False))
        self.assertEqual([line["amount"] for line in version.after["target_ids"]], [1.0, 8.0])

    def test_a_change_without_a_reason_is_refused_and_nothing_is_changed(self):
        for deed in (
            lambda: self.mine.write({"name": "Other"}),
            lambda: self.mine.write({"target_ids": [Command.update(self.target(self.rule).id, {"amount": 4})]}),
            lambda: self.target(self.mine).write({"amount": 4}),
            lambda: self.target(self.mine).unlink(),
            lambda: (
                self.env["cs.sla.target"]
                .with_user(self.manager)
                .create({"rule_id": self.rule.id, "clock_type": "next_update", "amount": 1})
            ),
            lambda: self.mine.action_archive(),
            lambda: self.mine.unlink(),
            lambda: self.mine.write({"name": "Other", "change_reason": "  "}),
            lambda: self.mine.update_field_translations("name", {"en_US": "Other"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                deed()
        self.assertEqual(len(self.history(self.rule)), 1)

    def test_the_history_says_who_when_why_and_what_was_different(self):
        with self.at("2026-03-05 01:00"):
            self.mine.write(
                {
                    "change_reason": "Agreed with the committee",
                    "target_ids": [Command.update(self.target(self.rule).id, {"amount": 4})],
                }
            )
        version = self.history(self.rule)[-1]
        self.assertEqual(
            (version.action, version.user_id, str(version.at), version.reason),
            ("changed", self.manager, "2026-03-05 01:00:00", "Agreed with the committee"),
        )
        self.assertEqual(
            version.diff,
            [{"label": "Targets › Resolution › Time", "before": "8 hours", "after": "4 hours"}],
            version.diff,
        )

    def test_a_line_changed_by_itself_is_a_change_of_its_rule(self):
        self.target(self.mine).with_context(cs_change_reason="Too slow").amount = 6
        version = self.history(self.rule)[-1]
        self.assertEqual((version.action, version.reason), ("changed", "Too slow"))
        self.assertEqual(version.after["target_ids"][1]["amount"], 6)

    def test_archiving_restoring_deleting_and_reordering_are_told_by_name(self):
        said = self.mine.with_context(cs_change_reason="Spring cleaning")
        said.action_archive()
        said.action_unarchive()
        said.write({"sequence": 3})
        key = self.rule.key
        said.unlink()
        history = self.env["cs.book.version"].search([("key", "=", key)], order="id")
        self.assertEqual(history.mapped("action"), ["created", "archived", "restored", "changed", "deleted"])
        self.assertEqual(set(history[1:].mapped("reason")), {"Spring cleaning"})
        self.assertFalse(history[-1].after)

    def test_a_write_that_changes_nothing_leaves_no_trace(self):
        self.mine.write({"name": self.rule.name, "change_reason": "x"})
        self.assertEqual(len(self.history(self.rule)), 1)

    def test_a_translation_is_a_change(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        said = self.mine.with_context(cs_change_reason="Better Chinese")
        said.update_field_translations("name", {"zh_CN": "本组投诉"})
        self.assertEqual(self.history(self.rule)[-1].after["name"]["zh_CN"], "本组投诉")

    def test_kinds_have_a_history_and_need_no_reason(self):
        self.complaint.with_user(self.manager).write({"impact": "3"})
        version = self.history(self.complaint)[-1]
        self.assertEqual((version.user_id, version.after["impact"]), (self.manager, "3"))

    def test_nobody_writes_the_history(self):
        version = self.history(self.rule)
        for user in (self.manager, self.env.ref("base.user_admin"), self.env.user):
            with self.assertRaises(AccessError):
                version.with_user(user).write({"reason": "x"})
            with self.assertRaises(AccessError):
                version.with_user(user).unlink()
        with self.assertRaises(AccessError):
            version.with_user(self.manager).create({"model": "cs.sla.rule", "res_id": 1, "action": "changed"})

    def test_a_key_is_given_once_and_stays(self):
        same = self.env["cs.sla.rule"].create({"name": "Complaints of the team"})
        self.assertEqual(self.rule.key, "complaints_of_the_team")
        self.assertTrue(same.key.startswith("complaints_of_the_team_"))
        with self.assertRaises(AccessError):
            self.mine.write({"key": "other", "change_reason": "x"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            same.key = self.rule.key
            self.env.flush_all()
        self.assertTrue(self.env["cs.sla.rule"].create({"name": "重要客户"}).key)
        self.assertEqual(self.complaint.key, "kind_complaint")


class TestOrder(RuleBookCase):
    def test_a_new_rule_comes_before_the_general_one_and_before_no_other(self):
        with Form(self.books) as form:
            form.name = "Kind"
            form.kind_ids.add(self.enquiry)
            with form.target_ids.new() as line:
                line.clock_type = "resolution"
        rule = form.record
        order = self.books.search([])
        general = self.env.ref("cs_department.sla_rule_general")
        self.assertEqual(order.ids.index(rule.id) + 1, order.ids.index(general.id))
        self.assertFalse(rule.check_words)

    def test_the_order_of_the_list_is_the_order_in_which_rules_are_asked(self):
        self.env["cs.sla.rule"].create([{"name": str(n), "sequence": n % 3} for n in range(6)])
        rules = self.env["cs.sla.rule"]._core_rules(self.company.id)
        by_list = self.env["cs.sla.rule"].search([("company_id", "in", (self.company.id, False))])
        self.assertEqual(by_list.ids, [rule.id for rule in sorted(rules, key=lambda rule: rule.precedence)])


class TestWarnings(RuleBookCase):
    def test_a_rule_behind_a_general_one_is_told_so_on_its_form(self):
        general = self.env.ref("cs_department.sla_rule_general")
        hidden = self.set_target("resolution", 2, sequence=general.sequence + 1, kind_ids=[(6, 0, self.enquiry.ids)])
        self.assertIn(general.name, hidden.with_user(self.manager).check_words)
        hidden.sequence = general.sequence - 1
        self.env.invalidate_all()
        self.assertFalse(hidden.check_words)

    def test_two_rules_of_one_place_with_different_promises_are_told_on_both(self):
        one = self.set_target("resolution", 2, sequence=2, kind_ids=[(6, 0, self.enquiry.ids)])
        other = self.set_target("resolution", 3, sequence=2, category_ids=[(6, 0, self.category.ids)])
        self.assertIn(other.name, one.check_words)
        self.assertIn(one.name, other.check_words)
        other.target_ids.amount = 2
        self.env.invalidate_all()
        self.assertFalse(one.check_words)

    def test_the_page_tells_kinds_and_severities_without_an_answer(self):
        self.env["cs.sla.rule"].search([("narrowness", "=", 0)]).action_archive()
        page = {book["model"]: book for book in self.env["cs.book.version"].with_user(self.manager).book_check()}
        words = " ".join(finding["words"] for finding in page["cs.sla.rule"]["findings"])
        self.assertIn(self.enquiry.name, words)
        self.assertFalse(page["cs.closing.rule"]["findings"])

    def test_a_draft_is_warned_of_what_would_hide_it(self):
        change = self.env["cs.rule.change"].with_user(self.manager)._start(self.mine)
        draft = self.draft_of(change).with_user(self.manager)
        general = self.env.ref("cs_department.sla_rule_general")
        draft.sequence = general.sequence + 5
        self.assertIn(general.name, draft.check_words)

    def test_employees_do_not_see_the_page(self):
        with self.assertRaises(AccessError):
            self.env["cs.book.version"].with_user(self.employee).book_check()


class TestDrafts(RuleBookCase):
    def start(self, user):
        return self.env["cs.rule.change"].with_user(user)._start(self.rule.with_user(user))

    def change_draft(self, change, amount, user):
        draft = self.draft_of(change).with_user(user)
        self.target(draft).amount = amount
        return draft

    def minutes(self):
        return self.clock(self.make_ticket(), "resolution").target_minutes

    def test_a_draft_is_not_in_force_and_in_no_list(self):
        change = self.start(self.manager)
        draft = self.change_draft(change, 1, self.manager)
        self.assertEqual(self.minutes(), 8 * 60)
        self.assertNotIn(draft, self.books.search([]))
        self.assertNotIn(draft.id, [rule.id for rule in self.books._core_rules(self.company.id)])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            draft.active = True
            self.env.flush_all()
        self.assertFalse(self.history(draft))

    def test_a_manager_puts_his_draft_in_force_at_once_with_the_reason(self):
        change = self.start(self.manager)
        self.change_draft(change, 4, self.manager)
        with self.assertRaises(UserError):
            change.action_put_in_force()  # no reason yet
        change.reason = "Winter"
        change.action_put_in_force()
        self.assertEqual(self.minutes(), 4 * 60)
        version = self.history(self.rule)[-1]
        self.assertEqual((version.user_id, version.reason, version.action), (self.manager, "Winter", "changed"))
        self.assertEqual((change.state, change.draft_id), ("in_force", False))
        self.assertEqual([row["after"] for row in change.diff], ["4 hours"])
        self.assertFalse(self.env["cs.sla.rule"].with_context(active_test=False).search([("is_draft", "=", True)]))

    def test_lines_keep_their_identity_so_that_what_refers_to_them_stays(self):
        before = self.target(self.rule)
        change = self.start(self.manager)
        self.change_draft(change, 4, self.manager)
        change.reason = "x"
        change.action_put_in_force()
        self.assertEqual(self.target(self.rule), before)

    def test_from_a_day_on_the_old_rule_ends_the_day_before(self):
        change = self.start(self.manager)
        self.change_draft(change, 4, self.manager)
        change.write({"reason": "From April", "effective_from": "2026-03-06"})
        change.action_put_in_force()
        follower = self.env["cs.sla.rule"].search([("key", "=", f"{self.rule.key}_from_20260306")])
        self.assertEqual((str(self.rule.date_to), str(follower.date_from)), ("2026-03-05", "2026-03-06"))
        with self.at("2026-03-05 09:00"):
            self.assertEqual(self.minutes(), 8 * 60)
        with self.at("2026-03-06 01:00"):
            self.assertEqual(self.minutes(), 4 * 60)
        self.assertEqual(self.history(follower).mapped("action"), ["created"])
        self.assertEqual(self.history(follower).reason, "From April")

    def test_a_day_that_is_over_is_refused(self):
        change = self.start(self.manager)
        self.change_draft(change, 4, self.manager)
        change.write({"reason": "x", "effective_from": "2026-03-03"})
        with self.assertRaises(UserError):
            change.action_put_in_force()

    def test_a_new_rule_starts_as_a_copy_and_comes_into_force(self):
        change = self.env["cs.rule.change"].with_user(self.manager)._start(self.mine, is_new=True)
        draft = self.draft_of(change).with_user(self.manager)
        draft.write({"name": "VIP", "sequence": 0})
        self.target(draft).amount = 2
        change.reason = "VIP"
        change.action_put_in_force()
        self.assertTrue(draft.active)
        self.assertFalse(draft.is_draft)
        self.assertEqual(self.minutes(), 2 * 60)

    def test_an_agent_proposes_and_a_manager_accepts(self):
        change = self.start(self.agent)
        self.change_draft(change, 4, self.agent)
        with self.assertRaises(UserError):
            change.action_propose()  # no reason yet
        change.reason = "Customers wait too long"
        change.action_propose()
        self.assertEqual(change.sudo().activity_ids.user_id, self.manager)
        self.assertEqual(self.minutes(), 8 * 60)
        change.with_user(self.manager).action_put_in_force()
        self.assertEqual(self.minutes(), 4 * 60)
        self.assertEqual(self.history(self.rule)[-1].reason, "Customers wait too long")
        self.assertFalse(change.sudo().activity_ids)

    def test_the_owner_of_a_rule_is_asked(self):
        owner = self.env["res.users"].create(
            {
                "name": "Owner",
                "login": "cs_owner",
                "group_ids": [Command.link(self.env.ref("cs_department.group_cs_manager").id)],
            }
        )
        self.rule.owner_id = owner
        change = self.start(self.agent)
        self.change_draft(change, 4, self.agent)
        change.reason = "x"
        change.action_propose()
        self.assertEqual(change.sudo().activity_ids.user_id, owner)

    def test_a_manager_declines_with_an_answer_and_its_writer_hears_it(self):
        change = self.start(self.agent)
        self.change_draft(change, 4, self.agent)
        change.reason = "x"
        change.action_propose()
        theirs = change.with_user(self.manager)
        with self.assertRaises(UserError):
            theirs.action_decline()
        theirs.decision_note = "Nobody has the time"
        theirs.action_decline()
        self.assertEqual((change.state, self.draft_of(change).exists().ids), ("declined", []))
        told = self.env["mail.message"].search([("model", "=", change._name), ("res_id", "=", change.id)])
        self.assertIn("Nobody has the time", " ".join(str(body) for body in told.mapped("body")))
        self.assertEqual([row["after"] for row in change.diff], ["4 hours"])
        self.assertEqual(self.minutes(), 8 * 60)

    def test_a_draft_of_a_rule_changed_meanwhile_must_be_brought_up_to_date(self):
        change = self.start(self.manager)
        self.change_draft(change, 4, self.manager)
        change.reason = "x"
        self.mine.write({"name": "Renamed", "change_reason": "y"})
        change.invalidate_recordset()
        self.assertTrue(change.overtaken)
        with self.assertRaises(UserError):
            change.action_put_in_force()
        change.action_take_up_to_date()
        change.action_put_in_force()
        self.assertEqual((self.rule.name, self.target(self.rule).amount), ("Renamed", 4))

    def test_a_discarded_draft_leaves_the_rule_alone(self):
        change = self.start(self.agent)
        draft = self.change_draft(change, 4, self.agent)
        change.action_discard()
        self.assertEqual((change.state, draft.exists().ids), ("discarded", []))
        self.assertEqual(self.minutes(), 8 * 60)

    def test_starting_twice_goes_on_with_the_same_draft(self):
        self.assertEqual(self.start(self.agent), self.start(self.agent))
        self.assertNotEqual(self.start(self.agent), self.start(self.agent2))


class TestTampering(RuleBookCase):
    """What a person may not do by RPC either."""

    def refused(self, deed):
        # an AccessError is one of these
        with self.assertRaises(UserError), self.cr.savepoint():
            deed()

    def test_an_agent_changes_no_rule_in_force(self):
        theirs = self.rule.with_user(self.agent).with_context(cs_change_reason="x")
        line = self.target(theirs)
        lines = line.browse()
        self.refused(lambda: theirs.write({"name": "x"}))
        self.refused(lambda: theirs.write({"target_ids": [Command.clear()]}))
        self.refused(theirs.action_archive)
        self.refused(theirs.unlink)
        self.refused(lambda: theirs.create({"name": "x"}))
        self.refused(lambda: theirs.copy())
        self.refused(lambda: line.write({"amount": 1}))
        self.refused(line.unlink)
        self.refused(lambda: lines.create({"rule_id": self.rule.id, "clock_type": "next_update"}))
        self.refused(lambda: theirs.update_field_translations("name", {"en_US": "x"}))

    def test_an_agent_makes_no_rule_his_draft(self):
        theirs = self.rule.with_user(self.agent)
        change = self.env["cs.rule.change"].with_user(self.agent)._start(theirs)
        draft = self.draft_of(change).with_user(self.agent)
        self.refused(lambda: theirs.write({"is_draft": True, "change_id": change.id, "active": False}))
        self.refused(lambda: draft.write({"is_draft": False}))
        self.refused(lambda: draft.write({"is_draft": False, "active": True}))
        self.refused(lambda: draft.write({"change_id": False}))
        # nor does a line of a rule in force slip into the draft, or one of the draft into a rule
        line = self.target(self.rule).with_user(self.agent)
        self.refused(lambda: line.write({"rule_id": draft.id}))
        self.refused(lambda: draft.write({"target_ids": [Command.link(line.id)]}))
        self.refused(lambda: draft.target_ids[0].write({"rule_id": self.rule.id}))
        self.refused(lambda: self.env["cs.sla.rule"].with_user(self.manager).create({"name": "x", "is_draft": True}))

    def test_an_agent_writes_no_foreign_draft_and_none_that_he_has_handed_in(self):
        change = self.env["cs.rule.change"].with_user(self.agent)._start(self.rule.with_user(self.agent))
        draft = self.draft_of(change)
        self.refused(lambda: draft.with_user(self.agent2).write({"name": "x"}))
        self.refused(lambda: self.target(draft).with_user(self.agent2).write({"amount": 1}))
        self.target(draft).with_user(self.agent).amount = 3
        change.reason = "x"
        change.action_propose()
        self.refused(lambda: draft.with_user(self.agent).write({"name": "x"}))
        self.refused(lambda: self.target(draft).with_user(self.agent).write({"amount": 1}))
        self.refused(lambda: change.with_user(self.agent).write({"reason": "better"}))

    def test_an_agent_decides_nothing(self):
        change = self.env["cs.rule.change"].with_user(self.agent)._start(self.rule.with_user(self.agent))
        self.target(self.draft_of(change)).with_user(self.agent).amount = 3
        change.reason = "x"
        self.refused(change.action_put_in_force)
        self.refused(change.action_decline)
        for vals in ({"state": "in_force"}, {"draft_id": 1}, {"proposer_id": self.agent2.id}, {"decision_note": "x"}):
            self.refused(lambda vals=vals: change.write(vals))
        foreign = change.with_user(self.agent2)
        self.refused(foreign.action_propose)
        self.refused(foreign.action_discard)
        self.refused(foreign.read)

    def test_only_managers_roll_back(self):
        page = self.env["cs.book.rollback"]
        self.refused(lambda: page.with_user(self.supervisor).create({"at": NOW}))

    def test_a_context_makes_no_draft_and_hides_no_change(self):
        theirs = self.env["cs.sla.rule"].with_user(self.manager)
        self.refused(lambda: theirs.with_context(default_is_draft=True, default_active=False).create({"name": "x"}))
        with self.assertRaises(UserError):
            self.mine.with_context(_force_unlink=True, install_mode=True).write({"name": "x"})

    def test_a_rule_is_not_given_to_a_company_where_one_has_no_say(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.refused(lambda: self.mine.write({"company_id": company.id, "change_reason": "x"}))


class TestRollback(RuleBookCase):
    def state(self):
        """What the whole rule book says, by key."""
        said = {}
        for name in self.env["cs.book.version"]._book_models():
            records = self.env[name].with_context(active_test=False).search([])
            datas = records._book_datas()
            for record in records:
                if datas[record.id].get("active"):
                    said[name, record.key] = datas[record.id]
        return said

    def assert_state(self, then):
        now = self.state()
        for name in {*then, *now}:
            self.assertEqual(now.get(name), then.get(name), name)

    def roll_back(self, at, reason="It was better before", **vals):
        page = self.env["cs.book.rollback"].with_user(self.manager).create({"at": at, "reason": reason, **vals})
        page.action_roll_back()
        self.env.invalidate_all()

    def test_the_book_says_exactly_what_it_said_then(self):
        other = self.set_target("verification", 2)
        kind = self.env["cs.ticket.kind"].create({"name": "Noise", "code": "noise"})
        self.rule.kind_ids = kind
        with self.at(NOW + timedelta(days=1)):
            between = self.rule.copy({"name": "Between"})
            moment = NOW + timedelta(days=1)
        then = self.state()
        with self.at(NOW + timedelta(days=2)):
            said = self.mine.with_context(cs_change_reason="x")
            said.write({"name": "Changed", "kind_ids": [Command.set(self.enquiry.ids)], "sequence": 50})
            self.target(said).unlink()
            said.write({"target_ids": [Command.create({"clock_type": "next_update", "amount": 3})]})
            other.with_user(self.manager).with_context(cs_change_reason="x").unlink()
            between.unlink()
            kind.unlink()
            self.set_target("resolution", 1)
            self.complaint.with_user(self.manager).impact = "3"
        self.assertNotEqual(self.state(), then)
        with self.at(NOW + timedelta(days=3)):
            self.roll_back(moment)
        self.assert_state(then)
        history = self.env["cs.book.version"].search([("action", "=", "rolled_back")])
        self.assertEqual(set(history.mapped("reason")), {"It was better before"})
        self.assertEqual(history.user_id, self.manager)

    def test_a_roll_back_can_be_rolled_back(self):
        other = self.set_target("verification", 2)
        key = other.key
        with self.at(NOW + timedelta(days=1)):
            self.mine.write({"name": "Changed", "change_reason": "x"})
            other.unlink()
        changed = self.state()
        with self.at(NOW + timedelta(days=2)):
            self.roll_back(NOW)
        self.assertEqual(self.rule.name, "Complaints of the team")
        with self.at(NOW + timedelta(days=3)):
            self.roll_back(NOW + timedelta(days=1))
        self.assert_state(changed)
        with self.at(NOW + timedelta(days=4)):
            self.roll_back(NOW + timedelta(days=2))
        self.assertTrue(self.env["cs.sla.rule"].search([("key", "=", key)]))

    def test_one_book_is_rolled_back_without_the_others(self):
        with self.at(NOW + timedelta(days=1)):
            self.mine.write({"name": "Changed", "change_reason": "x"})
            self.complaint.with_user(self.manager).impact = "3"
            self.roll_back(NOW, book="cs.sla.rule")
        self.assertEqual((self.rule.name, self.complaint.impact), ("Complaints of the team", "3"))

    def test_words_of_a_language_that_came_later_stay(self):
        """Loading a language fills columns without a change of the rules."""
        self.env["res.lang"]._activate_lang("zh_CN")
        with self.at(NOW + timedelta(days=1)):
            self.rule._book_keep_words({"name": {"en_US": self.rule.name, "zh_CN": "本组投诉"}})
            page = self.env["cs.book.rollback"].with_user(self.manager).create({"at": NOW})
            self.assertFalse(page.diff)
            self.mine.write({"sequence": 7, "change_reason": "x"})
        with self.at(NOW + timedelta(days=2)):
            self.roll_back(NOW)
        self.assertEqual((self.rule.sequence, self.rule.with_context(lang="zh_CN").name), (1, "本组投诉"))

    def test_the_differences_are_shown_before(self):
        with self.at(NOW + timedelta(days=1)):
            self.mine.write({"name": "Changed", "change_reason": "x"})
            page = self.env["cs.book.rollback"].with_user(self.manager).create({"at": NOW, "book": "cs.sla.rule"})
        self.assertEqual(page.change_count, 1)
        row = page.diff[1]
        self.assertEqual((row["before"], row["after"]), ("Changed", "Complaints of the team"))

    def test_without_a_reason_or_a_difference_nothing_is_done(self):
        page = self.env["cs.book.rollback"].with_user(self.manager).create({"at": NOW})
        with self.assertRaises(UserError):
            page.action_roll_back()
        page.reason = "x"
        self.assertFalse(page.diff)
        with self.assertRaises(UserError):
            page.action_roll_back()

    def test_drafts_have_no_part_in_it(self):
        change = self.env["cs.rule.change"].with_user(self.manager)._start(self.mine)
        with self.at(NOW + timedelta(days=1)):
            self.mine.write({"name": "Changed", "change_reason": "x"})
            self.roll_back(NOW)
        self.assertTrue(self.draft_of(change).exists().is_draft)


class TestExplanation(RuleBookCase):
    def explained(self, ticket, user=None):
        found = ticket.with_user(user or self.agent).rules_explained()
        return {(book["model"], topic["topic"]): topic for book in found for topic in book["topics"]}

    def test_the_rule_of_each_clock_is_the_one_that_was_picked(self):
        self.set_target("resolution", 3, sequence=0, kind_ids=[(6, 0, self.enquiry.ids)])
        for values in ({}, {"kind_id": self.enquiry.id}, {"category_id": self.other_category.id}):
            ticket = self.make_ticket(**values)
            topics = self.explained(ticket)
            for clock in ticket.sudo().clock_ids:
                topic = topics["cs.sla.rule", clock.clock_type]
                self.assertEqual((topic["winner_id"], topic["applied"]["id"]), (clock.rule_id.id, clock.rule_id.id))

    def test_every_other_rule_says_why_it_does_not_apply(self):
        kind = self.set_target("resolution", 3, sequence=0, kind_ids=[(6, 0, self.enquiry.ids)])
        later = self.set_target("resolution", 3, sequence=0, date_from="2026-04-01")
        topic = self.explained(self.make_ticket())["cs.sla.rule", "resolution"]
        why = {other["id"]: " ".join(other["why"]) for other in topic["others"]}
        self.assertIn(self.enquiry.name, why[kind.id])
        self.assertIn("2026-04-01", why[later.id])
        self.assertIn(self.rule.name, why[self.env.ref("cs_department.sla_rule_general").id])

    def test_a_rule_changed_since_is_told_as_it_was(self):
        ticket = self.make_ticket()
        with self.at(NOW + timedelta(days=1)):
            self.mine.write({"name": "Changed", "change_reason": "x"})
            applied = self.explained(ticket)["cs.sla.rule", "resolution"]["applied"]
        self.assertTrue(applied["changed_since"])
        version = self.env["cs.book.version"].browse(applied["version_id"])
        self.assertEqual(version.after["name"]["en_US"], "Complaints of the team")

    def test_whoever_does_not_see_the_case_is_told_nothing(self):
        with self.assertRaises(AccessError):
            self.make_ticket().with_user(self.outsider).rules_explained()
        with self.assertRaises(AccessError):
            self.make_ticket(user=self.employee).with_user(self.employee).rules_explained()


class TestLookupCosts(RuleBookCase):
    def test_asking_the_book_costs_no_query_once_it_is_known(self):
        book, facts = self.env["cs.sla.rule"], self.make_ticket().sudo()._rule_facts()
        book._targets_for(self.company.id, facts, NOW.date(), ("resolution",))
        self.env.flush_all()
        with self.assertQueryCount(0):
            book._targets_for(self.company.id, facts, NOW.date(), ("resolution",))

    def test_many_kinds_are_noted_without_a_query_for_each(self):
        def cost(count):
            before = self.cr.sql_log_count
            self.env["cs.ticket.cause"].create([{"name": f"Cause {count} {n}"} for n in range(count)])
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(80), cost(4) + 4)
