"""A condition and the search that it stands for say the same, for any case."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.cs_department.core import conditions as core
from odoo.addons.cs_department.models.automation.facts import FACTS, KINDS, MOMENTARY
from odoo.addons.cs_department.models.ticket.ticket import VERB

from tests.common import NOW
from tests.cs_department.helpers import TicketCase

WORDS = ["漏水", "Gas", "50%", "a_b", "\\", "O'Neil", "ceiling"]


class TestConditionsAreSearches(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tags = cls.env["cs.ticket.tag"].create([{"name": "One"}, {"name": "Two"}])
        tickets = cls.env["cs.ticket"].browse()
        for number, word in enumerate(WORDS):
            tickets |= cls.make_ticket(
                name=f"case of {word} here",
                place=word if number % 2 else False,
                order_ref=word.upper() if number % 3 else False,
                category_id=(cls.category if number % 2 else cls.other_category).id,
                tag_ids=[(6, 0, tags[: number % 3].ids)],
                description=f"words {number}",
            )
        tickets[0].with_user(cls.supervisor).resolve("Done", validity="valid", cause_id=cls.cause.id)
        machine = tickets.sudo().with_context(cs_verb=VERB)
        for number, ticket in enumerate(machine):
            ticket.write(
                {
                    "reopen_count": number % 4,
                    "transfer_count": number % 2,
                    "registered_at": NOW - timedelta(hours=number),
                    "promised_at": NOW + timedelta(hours=number) if number % 2 else False,
                    "unread_reply": bool(number % 2),
                    "breached": not number % 3,
                    "promise_broken_at": NOW if number == 3 else False,
                }
            )
        cls.env.flush_all()
        cls.tickets = tickets.sudo()
        cls.ids_of = {
            "channel_id": cls.env["cs.ticket.channel"].search([]).ids,
            "customer_class_id": cls.env["cs.customer.class"].search([]).ids,
            "category_id": (cls.category | cls.other_category).ids,
            "cause_id": cls.env["cs.ticket.cause"].search([]).ids,
            "responsible_department_id": cls.engineering.ids,
            "tag_ids": tags.ids,
            "state": ["new", "open", "resolved"],
            "validity": ["valid", "invalid"],
        }

    def condition(self):
        """Any condition that a manager can enter."""

        def of(fact, draw):
            kind = KINDS[fact]
            operator = draw(st.sampled_from(core.OPERATORS[kind]))
            values = {
                "text": st.lists(st.sampled_from([*WORDS, "nothing", "CASE"]), min_size=1, max_size=3).map(tuple),
                "number": st.integers(0, 4).map(float),
                "moment": st.sampled_from([1.0, 2.5, 4.0, 24.0]),
                "choice": st.frozensets(st.sampled_from(self.ids_of.get(fact) or [0]), min_size=1),
                "choices": st.frozensets(st.sampled_from(self.ids_of.get(fact) or [0]), min_size=1),
                "yesno": st.none(),
            }
            return core.Condition(fact, kind, operator, draw(values[kind]))

        names = [name for name, _label in FACTS if name not in MOMENTARY]
        return st.composite(lambda draw: of(draw(st.sampled_from(names)), draw))()

    def test_a_condition_and_its_search_say_the_same(self):
        names = [name for name, _label in FACTS]
        facts = self.tickets._automation_facts(names)

        @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(self.condition(), max_size=4), st.sampled_from(["all", "any"]))
        def compare(conditions, match):
            held = {ticket.id for ticket in self.tickets if core.fits(conditions, match, facts[ticket.id], NOW)}
            domain = core.domain(conditions, match, NOW, MOMENTARY)
            found = self.tickets.search([("id", "in", self.tickets.ids), *domain])
            self.assertEqual(held, set(found.ids), domain)
            self.assertEqual(held, set(self.tickets.filtered_domain(domain).ids), domain)

        compare()
