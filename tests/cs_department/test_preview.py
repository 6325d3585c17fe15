"""The engine of previews: whose cases, in batches, in the background, nothing left behind."""

import threading
from datetime import timedelta
from unittest.mock import patch

from odoo.addons.cs_department.core import preview as core_preview
from odoo.addons.cs_department.models.preview import preview_run
from odoo.exceptions import AccessError, UserError

from tests.cs_department.preview_case import PreviewCase, moment

UNTIL = moment("2026-03-06 09:00")


class TestPreview(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.rule"].search([]).unlink()
        cls.manager.lang = "en_US"
        cls.rule = cls.env["cs.sla.rule"].create(
            {"name": "All", "target_ids": [(0, 0, {"clock_type": "resolution", "amount": 5, "unit": "day"})]}
        )
        cls.tickets = cls.make_ticket(user_id=cls.agent.id).browse()
        for _number in range(5):
            cls.tickets |= cls.make_ticket(user_id=cls.agent.id)
        cls.theirs = cls.make_ticket(cls.outsider, team_id=cls.other_team.id, user_id=cls.outsider.id)
        cls.total = len(cls.tickets) + 2

    def shorter(self, user=None):
        return self.make_draft(
            self.rule,
            user,
            target_ids=[(5, 0, 0), (0, 0, {"clock_type": "resolution", "amount": 2, "unit": "hour"})],
        )

    def test_the_counts_and_the_lists_behind_them(self):
        preview = self.preview_of(self.shorter(), UNTIL)
        self.assertEqual((preview.state, preview.total, preview.differ_count), ("done", self.total, self.total))
        late = preview.line_ids.filtered(lambda line: line.measure == "late")
        self.assertEqual(
            (late.today_count, late.then_count, late.more_count, late.less_count), (0, self.total, self.total, 0)
        )
        self.assertIn(str(self.total), preview.headline)
        cases = self.env["cs.ticket"].with_user(self.manager)
        self.assertFalse(cases.search(late.action_open("today")["domain"]))
        self.assertEqual(len(cases.search(late.action_open("then")["domain"])), self.total)
        rows = self.env["cs.rule.preview.case"].with_user(self.manager).search(late.action_open("more")["domain"])
        self.assertEqual(rows.ticket_id, cases.search(late.action_open("then")["domain"]))
        due = preview.line_ids.filtered(lambda line: line.measure == "resolution_due")
        self.assertEqual(due.changed_count, self.total)
        changed = self.env["cs.rule.preview.case"].with_user(self.manager).search(due.action_open("changed")["domain"])
        self.assertEqual(len(changed), self.total)
        self.assertIn("Resolution: late 17 h 0 min", changed[0].after_words)
        self.assertNotEqual(changed[0].today_words, changed[0].after_words)
        self.assertEqual(len(changed.search(preview.action_differences()["domain"])), self.total)

    def test_a_mark_that_is_none_finds_nothing(self):
        preview = self.preview_of(self.shorter(), UNTIL)
        line = preview.line_ids[0]
        for mark in ("", "x", "0/then", f"{line.id}/sideways", f"{line.id}", "99999999999999/then", False):
            self.assertFalse(self.env["cs.ticket"].with_user(self.manager).search([("preview_mark", "=", mark)]), mark)
        foreign = self.env["cs.ticket"].with_user(self.supervisor)
        self.assertFalse(foreign.search([("preview_mark", "=", f"{line.id}/then")]))
        with self.assertRaises(UserError):
            line.action_open("sideways")

    def test_an_agent_previews_his_proposal_on_the_cases_that_he_sees(self):
        preview = self.preview_of(self.shorter(self.agent), UNTIL, self.agent)
        self.assertEqual(preview.total, self.total - 1)
        self.assertNotIn(self.theirs.id, self.outcomes(preview, "then"))

    def test_a_preview_is_its_users_own(self):
        preview = self.preview_of(self.shorter(), UNTIL)
        for other in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                preview.with_user(other).read(["total"])
            with self.assertRaises(AccessError):
                preview.line_ids.with_user(other).read(["today_count"])
        for vals in ({"user_id": self.supervisor.id}, {"state": "done"}, {"model": "res.users"}):
            with self.assertRaises(AccessError):
                preview.write(vals)
        with self.assertRaises(AccessError):
            self.env["cs.rule.preview"].with_user(self.manager).create(
                {"model": "cs.sla.rule", "rule_id": self.rule.id, "user_id": self.manager.id, "days": 3}
            )

    def test_a_large_one_goes_on_in_the_background_and_after_a_stop(self):
        draft = self.shorter()
        small = self.preview_of(draft, UNTIL)
        with patch.object(preview_run, "AT_ONCE", 0), patch.object(preview_run, "BATCH", 3), self.at(UNTIL):
            preview = small.browse(draft.with_user(self.manager).action_preview()["res_id"])
            self.assertEqual(preview.state, "running")
            commits = []

            def progress(*args, **kwargs):
                # stopped after each batch
                commits.append(args)
                return 0

            runs = 0
            while preview.state == "running":
                with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
                    self.env["cs.rule.preview"]._cron_run()
                runs += 1
                self.assertLess(runs, 10)
        self.assertEqual(runs, 3)
        self.assertEqual((preview.state, preview.done_count), ("done", self.total))
        self.assertEqual(self.counts(preview), self.counts(small))

    def test_what_fails_says_so(self):
        draft = self.shorter()
        with patch.object(preview_run, "AT_ONCE", 0), self.at(UNTIL):
            preview = self.env["cs.rule.preview"].browse(draft.with_user(self.manager).action_preview()["res_id"])
            with patch.object(type(self.rule), "_preview_outcomes", side_effect=ValueError("broken book")):
                preview.sudo()._run_batch_safely()
        self.assertEqual((preview.state, preview.failure), ("failed", "broken book"))

    def test_trying_again_forgets_what_was_counted(self):
        preview = self.preview_of(self.shorter(), UNTIL)
        again = self.preview_of(self.shorter(), UNTIL)
        self.assertEqual(self.counts(preview), self.counts(again))
        with self.at(UNTIL + timedelta(days=40)):
            preview.action_run()
        self.assertFalse(preview.line_ids)
        self.assertFalse(self.outcomes(preview, "then"))
        self.assertEqual(preview.total, 0)

    def test_nothing_is_left_behind_in_what_others_ask(self):
        book, facts = self.env["cs.sla.rule"], self.tickets[0]._rule_facts()
        company, day = self.company.id, UNTIL.date()
        before = book._rule_id_for(company, facts, day, "resolution")
        draft = self.shorter()
        core = draft._prepare_core_rule()
        swap = {"cs.sla.rule": core_preview.Swap(frozenset({self.rule.id}), ((None, core),))}
        seen = []
        with core_preview.as_if(day, swap):
            self.assertEqual(book._rule_id_for(company, facts, day, "resolution"), draft.id)
            rules = book._core_rules(company)
            other = threading.Thread(target=lambda: seen.append(core_preview.swapped("cs.sla.rule", company, rules)))
            other.start()
            other.join()
        self.assertEqual(seen, [rules])
        self.assertEqual(book._rule_id_for(company, facts, day, "resolution"), before)
        self.preview_of(draft, UNTIL)
        self.assertEqual(book._rule_id_for(company, facts, day, "resolution"), before)

    def test_a_preview_writes_nothing_of_the_cases(self):
        self.env.flush_all()
        events = self.env["cs.ticket.event"].search_count([])
        clocks = [(c.id, c.due_at, c.state) for c in self.env["cs.clock"].search([])]
        self.preview_of(self.shorter(), UNTIL)
        self.env.invalidate_all()
        self.assertEqual(self.env["cs.ticket.event"].search_count([]), events)
        self.assertEqual([(c.id, c.due_at, c.state) for c in self.env["cs.clock"].search([])], clocks)

    def test_a_new_rule_is_tried_beside_the_others(self):
        with self.at(UNTIL):
            change = (
                self.env["cs.rule.change"]
                .with_user(self.manager)
                ._start(self.rule.with_user(self.manager), is_new=True)
            )
            change._draft().write({"sequence": 1, "kind_ids": [(6, 0, self.enquiry.ids)]})
        preview = self.preview_of(change._draft(), UNTIL)
        self.assertEqual((preview.differ_count, preview.removes), (0, False))

    def test_every_book_can_be_tried(self):
        for model in self.env.registry.descendants(["cs.rule.mixin"], "_inherit"):
            if self.env[model]._abstract:
                continue
            with self.subTest(model=model):
                rule = self.env[model].search([], limit=1)
                if rule:
                    preview = self.preview_of(rule, UNTIL)
                    self.assertEqual(preview.state, "done", preview.failure)


class TestPreviewQueries(PreviewCase):
    """A case more costs no query more."""

    def outcomes_of(self, book, tickets):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self.at(UNTIL), core_preview.one_batch():
            for _side in range(2):
                with core_preview.as_if(UNTIL.date()):
                    book.sudo()._preview_outcomes(tickets.sudo().with_env(self.env(su=True)))
        return self.env.cr.sql_log_count - before

    def test_two_thousand_cases_cost_the_queries_of_two_hundred(self):
        customers = self.env["res.partner"].create([{"name": f"C{number}"} for number in range(50)])
        tickets = self.env["cs.ticket"]
        for number in range(40):
            # in batches, as an interface would bring them
            tickets |= tickets.create(
                [
                    {
                        "name": f"Case {number}/{one}",
                        "kind_id": self.enquiry.id,
                        "category_id": self.category.id,
                        "partner_id": customers[one].id,
                        "description": "x",
                    }
                    for one in range(50)
                ]
            )
        tickets.flush_recordset()
        half = tickets[:1000]
        half._system_write({"state": "resolved", "resolved_at": UNTIL - timedelta(days=1)})
        for model in ("cs.sla.rule", "cs.closing.rule", "cs.routing.rule", "cs.notice.rule", "cs.repeat.rule"):
            with self.subTest(book=model):
                book = self.env[model]
                self.outcomes_of(book, tickets[:10])  # what is cached is cached
                few, many = self.outcomes_of(book, tickets[:200]), self.outcomes_of(book, tickets)
                # records are read a thousand at a time
                self.assertLessEqual(many, few + 12, model)
                self.assertLess(many, 60, model)


class TestPreviewCompanies(PreviewCase):
    def test_a_rule_of_every_company_is_counted_company_by_company(self):
        other = self.env["res.company"].create({"name": "Sister"})
        self.manager.write({"company_ids": [(4, other.id)]})
        team = self.env["cs.team"].search([("company_id", "=", other.id)], limit=1)
        self.make_ticket(user_id=self.agent.id)
        self.env["cs.ticket"].create(
            {
                "name": "There",
                "description": "Over there",
                "company_id": other.id,
                "team_id": team.id,
                "kind_id": self.enquiry.id,
                "partner_id": False,
            }
        )
        rule = self.env["cs.sla.rule"].search([("company_id", "=", False)], limit=1)
        both = rule.with_context(allowed_company_ids=(self.company | other).ids)
        preview = self.preview_of(both, UNTIL)
        lines = preview.with_context(allowed_company_ids=(self.company | other).ids).line_ids
        self.assertEqual(lines.company_id, self.company | other)
