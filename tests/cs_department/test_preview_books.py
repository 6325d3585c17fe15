"""Previews of closing, repeats, assignment and notices say what then happens."""

from datetime import timedelta

from tests.cs_department.preview_case import PreviewCase, moment

UNTIL = moment("2026-03-30 11:00")


class TestPreviewClosing(PreviewCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.closing.rule"].search([]).unlink()
        cls.rule = cls.env["cs.closing.rule"].create({"name": "Five days", "close_after": 5, "warn_before": 1})

    def lives(self):
        """Seven cases: left alone, with words of the customer, opened again, closed by hand, resolved twice…"""
        cases = [self.make_ticket(order_ref=str(number), user_id=self.agent.id) for number in range(7)]
        _alone, wrote, again, by_hand, twice, whole, graver = cases
        part = self.make_ticket(order_ref="part", user_id=self.agent.id)
        cases.append(part)
        deeds = [("2026-03-05 02:00", lambda: [self.resolve(c) for c in cases if c not in (part, graver)])]
        deeds += [
            ("2026-03-05 03:00", lambda: part.with_user(self.agent).write({"parent_id": whole.id})),
            ("2026-03-06 02:00", lambda: wrote.sudo()._customer_wrote()),
            ("2026-03-16 02:00", lambda: wrote.with_user(self.agent).answer("Yes")),
            ("2026-03-08 04:00", lambda: self.reopen_when_possible(again)),
            ("2026-03-09 05:00", lambda: self.resolve(again)),
            ("2026-03-06 06:00", lambda: by_hand.with_user(self.agent).close()),
            ("2026-03-07 07:00", lambda: twice.sudo().state == "resolved" and self.resolve(twice)),
            ("2026-03-14 02:00", lambda: self.resolve(part)),
            ("2026-03-10 02:00", lambda: self.resolve(graver)),
            ("2026-03-12 02:00", lambda: graver.with_user(self.supervisor).write({"impact": "3", "urgency": "3"})),
        ]
        self.live([case.sudo() for case in cases], deeds, UNTIL)
        return cases

    def reopen_when_possible(self, ticket):
        ticket.with_user(self.supervisor).reopen("Again")

    def happened(self, cases):
        """Case → when the rule announced its closing, and closed it."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = []
        for case in cases:
            closed = case.sudo().event_ids.filtered(lambda e: e.event_type == "closed" and e.facts.get("by_itself"))
            announced = case.sudo().closing_warned_at
            found.append(
                {
                    **({"announced": {"at": announced.isoformat()}} if announced else {}),
                    **({"closed": {"at": closed[:1].at.isoformat()}} if closed else {}),
                }
            )
        return found

    def prove(self, **changed):
        first = self.lives()
        draft = self.make_draft(self.rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        outcomes = {side: self.outcomes(preview, side) for side in ("today", "then")}
        told = {
            side: [
                {k: v for k, v in outcomes[side].get(case.id, {}).items() if k in ("announced", "closed")}
                for case in first
            ]
            for side in outcomes
        }
        self.assertEqual(told["today"], self.happened(first))
        draft.change_id.with_user(self.manager).write({"reason": "Tried"})
        draft.change_id.with_user(self.manager).action_put_in_force()
        second = self.lives()
        self.assertEqual(told["then"], self.happened(second))
        return preview

    def test_closing_later_and_announced_earlier(self):
        preview = self.prove(close_after=12, warn_before=6)
        self.assertEqual(self.counts(preview)["closed"][0], 7)

    def test_closing_sooner_without_announcement(self):
        self.prove(close_after=2, warn_before=0)

    def test_a_rule_that_grave_cases_leave(self):
        self.env["cs.closing.rule"].create({"name": "Late", "close_after": 20, "sequence": 90})
        self.prove(priority_from="3")


class TestPreviewRepeats(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.repeat.rule"].search([]).unlink()
        cls.rule = cls.env["cs.repeat.rule"].create({"name": "Ten days", "days": 10})
        cls.other_cause = cls.env["cs.ticket.cause"].search([("id", "!=", cls.cause.id)], limit=1)

    def lives(self, set_name):
        li, wang = self.env["res.partner"].create([{"name": f"Li {set_name}"}, {"name": f"Wang {set_name}"}])
        place, cases = f"Hall {set_name}", []

        def born(at, **values):
            return (at, lambda: cases.append(self.make_ticket(user_id=self.agent.id, **values)))

        deeds = [
            born("2026-03-02 02:00", partner_id=li.id, place=False),
            born("2026-03-04 02:00", partner_id=wang.id, place=place),
            born("2026-03-09 02:00", partner_id=li.id, place=False),
            born("2026-03-10 02:00", partner_id=False, place=place, kind_id=self.enquiry.id),
            born("2026-03-20 02:00", partner_id=li.id, place=False),
            born("2026-03-21 02:00", partner_id=wang.id, category_id=self.other_category.id),
            born("2026-03-22 02:00", partner_id=wang.id, place=False),
            # same trouble by category, another one by cause
            ("2026-03-11 02:00", lambda: self.resolve(cases[0])),
            ("2026-03-22 03:00", lambda: cases[2].with_user(self.agent).write({"cause_id": self.other_cause.id})),
            ("2026-03-22 04:00", lambda: cases[4].with_user(self.agent).write({"cause_id": self.cause.id})),
            ("2026-03-23 03:00", lambda: cases[1].with_user(self.agent).write({"category_id": self.category.id})),
            ("2026-03-23 04:00", lambda: cases[6].with_user(self.agent).write({"cause_id": self.cause.id})),
            ("2026-03-24 04:00", lambda: cases[0].with_user(self.agent).reopen("Again")),
            ("2026-03-24 05:00", lambda: cases[0].with_user(self.agent).cancel("By mistake")),
        ]
        self.live(cases, deeds, UNTIL)
        return cases

    def places(self, cases, found):
        """Repeats as positions in the set, to compare two sets."""
        number = {case.id: position for position, case in enumerate(cases)}
        return [number[found[case.id]] if found.get(case.id) else None for case in cases]

    def prove(self, **changed):
        first = self.lives("one")
        draft = self.make_draft(self.rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        for side, cases in (("today", first), ("then", None)):
            told = {case_id: values.get("repeat") for case_id, values in self.outcomes(preview, side).items()}
            if cases is None:
                draft.change_id.with_user(self.manager).write({"reason": "Tried"})
                draft.change_id.with_user(self.manager).action_put_in_force()
                cases = self.lives("two")
            really = {case.id: case.sudo().repeat_of_id.id for case in cases}
            self.assertEqual(self.places(first, told), self.places(cases, really), side)
        return preview

    def test_a_wider_window_finds_more(self):
        counts = self.counts(self.prove(days=30))
        self.assertGreater(counts["repeat"][1], counts["repeat"][0])

    def test_only_the_place(self):
        self.prove(days=30, by_customer=False)


class TestPreviewAssignment(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.routing.rule"].search([]).unlink()
        cls.rule = cls.env["cs.routing.rule"].create(
            {
                "name": "General",
                "step_ids": [(0, 0, {"step": step}) for step in ("area_agent", "skilled", "supervisor")],
            }
        )
        cls.manager.lang = "en_US"
        cls.area = cls.env["cs.area"].create({"name": "North", "user_id": cls.agent2.id})
        cls.env["hr.attendance"].create(
            {
                "employee_id": cls.employee_of[cls.agent].id,
                "check_in": "2026-03-04 01:00:00",
                "check_out": "2026-03-04 05:00:00",
            }
        )
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": cls.employee_of[cls.agent2].resource_id.id,
                "calendar_id": cls.calendar.id,
                "date_from": "2026-03-04 16:00:00",
                "date_to": "2026-03-05 16:00:00",
            }
        )

    def lives(self):
        cases = []
        for at in ("2026-03-04 02:00", "2026-03-04 06:00", "2026-03-04 15:00", "2026-03-05 03:00", "2026-03-07 03:00"):
            with self.at(at):
                cases.append(self.make_ticket(self.employee, area_id=self.area.id))
                cases.append(self.make_ticket(self.employee, kind_id=self.enquiry.id))
                cases.append(self.make_ticket(self.agent, user_id=self.agent.id))
        return cases

    def happened(self, cases):
        rows = [case.sudo().event_ids.filtered(lambda e: (e.facts or {}).get("step")) for case in cases]
        return [row.note if row else None for row in rows]

    def prove(self, **changed):
        first = self.lives()
        draft = self.make_draft(self.rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        told = {
            side: [self.outcomes(preview, side).get(case.id, {}).get("step") for case in first]
            for side in ("today", "then")
        }
        self.assertEqual(told["today"], self.happened(first))
        draft.change_id.with_user(self.manager).write({"reason": "Tried"})
        draft.change_id.with_user(self.manager).action_put_in_force()
        self.assertEqual(told["then"], self.happened(self.lives()))
        return preview

    def test_who_has_checked_in(self):
        preview = self.prove(presence="attendance")
        self.assertTrue(preview.differ_count)

    def test_other_steps_for_one_kind(self):
        steps = [(5, 0, 0), (0, 0, {"step": "skilled", "sequence": 1}), (0, 0, {"step": "supervisor", "sequence": 2})]
        self.prove(step_ids=steps, kind_ids=[(6, 0, self.complaint.ids)])


class TestPreviewNotices(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.closing.rule"].search([]).unlink()
        cls.env["cs.closing.rule"].create({"name": "Five days", "close_after": 5, "warn_before": 1})
        cls.env["cs.notice.rule"].search([]).unlink()
        cls.template = cls.env.ref("cs_department.mail_template_registered")
        cls.rule = cls.env["cs.notice.rule"].create(
            {"name": "Resolved", "event": "resolved", "template_id": cls.template.id}
        )
        cls.silent = cls.env["res.partner"].create({"name": "No mail"})

    def lives(self):
        cases = [
            self.make_ticket(user_id=self.agent.id),
            self.make_ticket(user_id=self.agent.id, kind_id=self.enquiry.id),
            self.make_ticket(user_id=self.agent.id, partner_id=self.silent.id),
            self.make_ticket(user_id=self.agent.id),
        ]
        one, enquiry, silent, last = (case.with_user(self.agent) for case in cases)
        deeds = [
            ("2026-03-04 03:00", lambda: one.promise(moment("2026-03-06 03:00"))),
            ("2026-03-04 04:00", lambda: enquiry.promise(moment("2026-03-06 03:00"), told=False)),
            ("2026-03-05 02:00", lambda: [self.resolve(case) for case in (one, silent, last)]),
            ("2026-03-06 02:00", lambda: enquiry.write({"kind_id": self.complaint.id})),
            ("2026-03-06 03:00", lambda: self.resolve(enquiry)),
            ("2026-03-06 04:00", lambda: one.reopen("Again")),
            ("2026-03-07 04:00", lambda: self.resolve(one)),
            ("2026-03-08 04:00", lambda: last.close()),
        ]
        self.live([case.sudo() for case in cases], deeds, UNTIL)
        return cases

    def prove(self, before, **changed):
        self.rule.with_context(cs_change_reason="Set up").event = before
        first = self.lives()
        draft = self.make_draft(self.rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        told = {
            side: [self.outcomes(preview, side).get(case.id, {}).get("sent", 0) for case in first]
            for side in ("today", "then")
        }
        self.assertEqual(told["today"], self.happened(first))
        draft.change_id.with_user(self.manager).write({"reason": "Tried"})
        draft.change_id.with_user(self.manager).action_put_in_force()
        self.assertEqual(told["then"], self.happened(self.lives()))

    def happened(self, cases):
        return [self.event_types(case).count("notice") for case in cases]

    def test_every_occasion(self):
        occasions = [value for value, _label in self.rule._fields["event"].selection]
        for before, after in zip(occasions, occasions[1:] + occasions[:1], strict=True):
            with self.subTest(before=before, after=after):
                self.prove(before, event=after)

    def test_one_kind_only(self):
        self.prove("resolved", kind_ids=[(6, 0, self.complaint.ids)])


class TestPreviewDefault(PreviewCase):
    def test_a_period_begins_so_many_days_ago(self):
        rule = self.env["cs.repeat.rule"].search([], limit=1)
        with self.at(UNTIL - timedelta(days=31)):
            old = self.make_ticket(user_id=self.agent.id)
        with self.at(UNTIL - timedelta(days=29)):
            self.make_ticket(user_id=self.agent.id)
        self.assertTrue(old)
        before = self.preview_of(rule, UNTIL)
        self.assertEqual(before.days, 30)
        self.assertEqual(self.preview_of(rule, UNTIL, days=60).total, before.total + 1)
