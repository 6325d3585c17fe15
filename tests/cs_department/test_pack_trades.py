"""Loading a trade's pack gives its written rule book's clocks, callbacks, ladders and causes (systems.md)."""

from tests.cs_department.pack_case import NAMES, PackCase

DAY, HOUR, MINUTE = "day", "hour", "minute"


class TestPackTrades(PackCase):
    def load(self, key, **values):
        # the department of the tests has categories of its own
        return super().load(key, gone="archive", **values)

    def kind(self, name):
        return self.env["cs.ticket.kind"].search([("key", "=", f"kind_{name}")])

    def severity(self, name):
        return self.env["cs.severity"].search([("key", "=", f"severity_{name}")])

    def facts(self, kind, severity="ordinary", channel="phone", **values):
        return {
            "kind_id": self.kind(kind).id,
            "severity_id": self.severity(severity).id,
            "channel_id": self.env["cs.ticket.channel"].search([("code", "=", channel)]).id,
            **values,
        }

    def promise(self, clock_type, kind, **facts):
        """Amount, unit and basis of the target that a new case would get."""
        rules = self.env["cs.sla.rule"]
        found = rules._targets_for(self.company.id, self.facts(kind, **facts), self.today, [clock_type])
        return (found[0].amount, found[0].unit, found[0].basis) if found else None

    @property
    def today(self):
        return self.team._local_day(self.env.cr.now())

    def callback(self, kind, event="closed", **facts):
        """The rule that draws a callback, possibly none."""
        rules = self.env["cs.callback.rule"]
        return rules._rule_for(self.company.id, self.facts(kind, **facts), self.today, event)

    def assertCallback(self, kind, rate, window=3, unit=DAY, **facts):
        rule = self.callback(kind, **facts)
        self.assertEqual((rule.rate, rule.window, rule.window_unit), (rate, window, unit), kind)
        return rule

    def ladder(self, kind, clock_type, **facts):
        """Who is told when about one clock: (when, role)."""
        rules = self.env["cs.escalation.rule"]
        rule = rules._rule_for(self.company.id, self.facts(kind, **facts), self.today, clock_type)
        return [(level.when, level.role) for level in rule.level_ids if level.clock_type == clock_type]

    def approvers(self, what, **facts):
        """The roles that approve, one after the other."""
        rules = self.env["cs.approval.rule"]
        rule = rules._rule_for(self.company.id, self.facts("complaint", **facts), self.today, what)
        return rule.tier_ids.mapped("role")

    def steps(self):
        rules = self.env["cs.routing.rule"]
        return rules._rule_for(self.company.id, self.facts("complaint"), self.today).step_ids.mapped("step")

    # -- what all books share ------------------------------------------------------

    def test_every_pack_calls_back_all_complaints_and_makes_each_clock_run(self):
        for key in NAMES:
            with self.subTest(key), self.env.cr.savepoint() as undo:
                self.load(key)
                self.assertCallback("complaint", 100)
                self.assertEqual(self.promise("regulator", "complaint", severity="accident")[1:], (HOUR, "elapsed"))
                ticket = self.make_ticket(
                    kind_id=self.kind("complaint").id,
                    place="B2",
                    category_id=self.env["cs.ticket.category"].search([], limit=1).id,
                )
                for clock_type in ("first_response", "verification", "resolution"):
                    self.assertTrue(self.clock(ticket, clock_type).due_at, clock_type)
                undo.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_nothing_in_a_pack_contradicts_itself(self):
        for key in NAMES:
            with self.subTest(key):
                books = self.shipped(key)["books"]
                kinds = set(books["kinds"])
                for book, records in books.items():
                    for name, record in records.items():
                        named = record.get("kind") or ()
                        # what a roster rule is about is a word, not a list of kinds of cases
                        self.assertLessEqual(set(named if isinstance(named, list) else ()), kinds, f"{book} {name}")
                codes = [record["code"] for record in books["kinds"].values()]
                self.assertEqual(len(codes), len(set(codes)))

    # -- the trades ------------------------------------------------------------------

    def test_general(self):
        self.load("general")
        self.assertEqual(self.promise("first_response", "complaint"), (1, HOUR, "working"))
        self.assertEqual(self.promise("verification", "complaint"), (0, DAY, "working"))
        self.assertEqual(self.promise("resolution", "complaint"), (3, DAY, "working"))
        self.assertEqual(self.promise("regulator", "complaint", severity="accident"), (6, HOUR, "elapsed"))
        self.assertCallback("repair", 30)
        self.assertCallback("service", 30)
        self.assertEqual(self.env["cs.repeat.rule"].search([]).days, 30)
        self.assertIn(("start", "supervisor"), self.ladder("complaint", "first_response", severity="serious"))

    def test_online_shop(self):
        self.load("online_shop")
        self.assertEqual(self.promise("first_response", "enquiry", channel="chat"), (1, MINUTE, "working"))
        self.assertEqual(self.promise("first_response", "enquiry", channel="mail"), (24, HOUR, "elapsed"))
        self.assertEqual(self.promise("first_response", "enquiry"), (4, HOUR, "working"))
        self.assertEqual(self.promise("resolution", "order"), (2, DAY, "working"))
        self.assertEqual(self.callback("order", event="delivered").rate, 10)
        self.assertFalse(self.kind("repair").active)
        self.assertEqual(self.steps(), ["skilled", "duty_officer", "supervisor"])
        unpaid = self.env["cs.ticket.category"].search([("key", "=", "category_shop_order_unpaid")])
        self.assertEqual(unpaid.parent_id.key, "category_shop_order")

    def test_store_after_sales(self):
        self.load("store_after_sales")
        demanded = self.kind("product").required_field_ids.mapped("name")
        for name in ("product_spec", "product_batch", "product_made_on", "product_used_since", "product_symptom"):
            self.assertIn(name, demanded)
        self.assertEqual(self.promise("resolution", "product"), (7, DAY, "working"))
        vip = self.env.ref("cs_department.customer_class_vip")
        self.assertCallback("complaint", 100, window=1, customer_class_id=vip.id)
        self.assertTrue(self.env["cs.ticket.cause"].search([("key", "=", "cause_inspection")]).treatment)

    def test_gas_utility(self):
        self.load("gas_utility")
        emergency = self.make_ticket(kind_id=self.kind("emergency").id, place="B2", category_id=False)
        self.assertEqual(self.clock(emergency, "first_response").target_minutes, 1)
        self.assertEqual(self.clock(emergency, "verification").target_minutes, 30)
        self.assertEqual(emergency.priority, "3")
        self.assertEqual(self.promise("regulator", "emergency", severity="accident"), (1, HOUR, "elapsed"))
        self.assertIn(("start", "duty_officer"), self.ladder("emergency", "first_response"))
        self.assertCallback("emergency", 100, window=1)
        self.assertCallback("repair", 30)
        self.assertCallback("service", 30)
        self.assertEqual(self.steps(), ["area_agent", "skilled", "duty_officer", "supervisor"])
        catalogue = self.env["cs.ticket.category"].search([("parent_id.key", "=", "category_gas_business")])
        for key in ("open", "close", "transfer", "payment"):
            self.assertIn(f"category_gas_business_{key}", catalogue.mapped("key"))

    def test_hospital(self):
        self.load("hospital")
        self.assertEqual(self.promise("regulator", "complaint", severity="accident"), (6, HOUR, "elapsed"))
        self.assertIn(("start", "manager"), self.ladder("complaint", "first_response", severity="accident"))
        self.assertIn(("before", "manager"), self.ladder("complaint", "regulator", severity="accident"))
        major = self.assertCallback("complaint", 100, severity="serious")
        self.assertEqual((major.caller, major.role), ("named", "department_head"))
        self.assertEqual(self.callback("complaint").caller, "pool")
        causes = {cause.key: cause.treatment for cause in self.env["cs.ticket.cause"].search([])}
        self.assertIn("Explain", causes["cause_policy"])
        self.assertIn("visits", causes["cause_misunderstanding"])
        self.assertIn("corrective action", causes["cause_fault"])
        self.assertFalse(self.callback("repair"))
        self.assertEqual(self.approvers("reply", severity="serious"), ["supervisor", "manager"])
        self.assertEqual(self.approvers("plan", severity="accident"), ["department_head", "manager"])
        self.assertEqual(self.approvers("reply"), [])

    def test_contractor(self):
        self.load("contractor")
        self.assertEqual(self.promise("first_response", "complaint"), (3, DAY, "working"))
        self.assertEqual(self.steps(), ["area_agent", "supervisor"])
        self.assertCallback("repair", 30)
        late = self.env["cs.compensation.rule"].search([])
        self.assertEqual((late.cause, late.basis, late.amount, late.cap), ("promise_broken", "per_day", 50, 1000))
        self.assertEqual(self.approvers("compensation"), ["supervisor", "manager"])

    def test_power_counter(self):
        self.load("power_counter")
        self.assertEqual(self.promise("verification", "repair"), (45, MINUTE, "elapsed"))
        self.assertEqual(self.promise("first_response", "complaint"), (24, HOUR, "elapsed"))
        self.assertCallback("repair", 30)
        self.assertCallback("service", 30)

    def test_reception_desk(self):
        self.load("reception_desk")
        self.assertEqual(self.promise("first_response", "visitor"), (5, MINUTE, "working"))
        self.assertEqual(self.promise("task_do", "reception"), (1, DAY, "working"))
        self.assertCallback("reception", 100)
        self.assertEqual(self.env["cs.routing.rule"].search([]).presence, "attendance")

    def test_service_room(self):
        self.load("service_room")
        self.assertEqual(self.promise("first_response", "technical", channel="chat"), (1, MINUTE, "working"))
        self.assertEqual(self.promise("first_response", "technical", channel="mail"), (24, HOUR, "elapsed"))
        self.assertEqual(self.promise("first_response", "technical", channel="vip"), (5, MINUTE, "working"))
        self.assertCallback("technical", 30)

    def test_property_manager(self):
        self.load("property_manager")
        self.assertEqual(self.promise("verification", "complaint"), (0, DAY, "working"))
        self.assertEqual(self.promise("first_response", "complaint"), (24, HOUR, "elapsed"))
        self.assertEqual(self.promise("next_update", "complaint"), (1, DAY, "working"))
        self.assertIn(("start", "supervisor"), self.ladder("complaint", "first_response", severity="accident"))
        self.assertCallback("repair", 30)
        self.assertCallback("paid_service", 30)
        self.assertEqual(self.callback("repair", event="moved_in").offset_days, 7)
        self.assertIn("plan", self.kind("dispute").required_to_resolve_ids.mapped("name"))
