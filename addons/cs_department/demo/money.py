"""What needs a signature: written answers, plans, compensation, and the report of an accident."""

import base64
from datetime import timedelta

from ..core.now import utcnow
from .story import Script, Story


class Money(Story):
    """Approvals, compensation and the accident."""

    def plan_money(self) -> None:
        for script, minutes in (
            (self._accident(), 7000),
            (self._refund(), 5200),
            (self._dispute(), 4200),
            (self._promise_is_broken(), 1300),
            (self._goodwill(), 500),
            (self._reply_waits(), 380),
        ):
            self.schedule(script, self.ago(minutes))

    def _story_case(self, name, number):
        return {**self.words[name], "customer": self.customers[number]}

    def _approve(self, records, login) -> None:
        """Somebody approves what waits for him."""
        waiting = records.approval_ids.filtered(lambda approval: approval.state == "asked")
        waiting.with_user(self.user(login)).approve()

    def _works_quickly(self, case, tasks) -> Script:
        """The department is done within two hours, whatever the day."""
        by_staff = tasks.with_user(self.staff(case))
        yield 20
        by_staff.start()
        yield 80
        by_staff.done(case["did"])

    def _reply_waits(self) -> Script:
        """A written answer waits for the supervisor."""
        case = self._story_case("reply", 14)
        ticket = self.register(case)
        yield 10
        self.answer(case, ticket)
        yield 15
        yield from self._works_quickly(case, self.dispatch(case, ticket))
        self.by_agent(ticket).ask_approval("reply", case["words"])

    def _goodwill(self) -> Script:
        """A large compensation: the supervisor has approved, the manager is asked."""
        case = self._story_case("goodwill", 21)
        ticket = self.register(case)
        yield 15
        self.answer(case, ticket)
        yield 20
        yield from self._works_quickly(case, self.dispatch(case, ticket))
        compensation = self.by_agent(ticket).propose_compensation(800, case["reason"], settle_by="expense")
        yield 20
        self._approve(compensation.sudo(), "supervisor")  # sudo: approvers need not see the case

    def _promise_is_broken(self) -> Script:
        """A promised date passes: the rule proposes a compensation."""
        case = self._story_case("promise", 2)
        ticket = self.register(case)
        yield 10
        self.answer(case, ticket)
        self.dispatch(case, ticket)
        yield 20
        self.by_agent(ticket).promise(self.hours.add(utcnow(), 720))

    def _refund(self) -> Script:
        """Charged too much: approved, and paid by a credit note on the invoice."""
        case = self._story_case("refund", 17)
        if not self.env.company.chart_template:
            # a company that keeps no books pays nothing back
            return
        invoice = self._invoice(case)
        ticket = self.register(case)
        yield 10
        self.answer(case, ticket)
        yield from self.department_works(case, self.dispatch(case, ticket))
        compensation = self.by_agent(ticket).propose_compensation(300, case["reason"], invoice.name, "credit_note")
        yield 90
        self._approve(compensation.sudo(), "supervisor")  # sudo: approvers need not see the case
        yield 30
        self.resolve(case, ticket)
        yield 200
        compensation.with_user(self.user("finance")).settle()

    def _invoice(self, case):
        """The invoice of the month, as accounting wrote it."""
        move = self.by("finance", "account.move").create(
            {
                "move_type": "out_invoice",
                "partner_id": case["customer"].id,
                "invoice_date": (utcnow() - timedelta(days=6)).date(),
                "invoice_line_ids": [
                    (0, 0, {"name": case["line"], "quantity": 1, "price_unit": 300, "tax_ids": [(5,)]}),
                ],
            }
        )
        move.action_post()
        return move

    def _dispute(self) -> Script:
        """Neighbours quarrel: the plan of the mediation is approved before anybody acts on it."""
        case = self._story_case("dispute", 25)
        ticket = self.register(case)
        yield 15
        self.answer(case, ticket)
        yield 20
        self.by_agent(ticket).ask_approval("plan")
        yield 40
        self._approve(ticket, "supervisor")
        yield 20
        yield from self.department_works(case, self.dispatch(case, ticket))
        yield 600
        self.resolve(case, ticket)

    def _accident(self) -> Script:
        """Three people are hurt: reported to the authority within its hours."""
        words = self.words["accident"]
        case = {
            **words,
            "kind": "complaint",
            "category": "complaint_safety",
            "channel": "phone",
            "department": "engineering",
            "validity": "valid",
            "cause": "fault",
            "customer": self.customers[4],
        }
        ticket = self.register(case, injured=3)
        yield 5
        self.answer(case, ticket)
        tasks = self.dispatch(case, ticket)
        yield 60
        supervisor = self.user("supervisor")
        told = ("people", "what_happened", "suspected_cause", "measures", "authority")
        report = (
            self.by("supervisor", "cs.accident.report")
            .with_context(default_ticket_id=ticket.id)
            .create({**{name: words[name] for name in told}, "place": words["place"], "injured": 3, "deaths": 0})
        )
        yield 45
        receipt = f"沪房应急〔{utcnow():%Y}〕{utcnow():%m%d}号"
        proof = (
            self.env["ir.attachment"]
            .with_user(supervisor)
            .create(
                {
                    "name": "主管部门接报回执.txt",
                    "datas": base64.b64encode(f"{words['authority']}\n事故信息接报回执 {receipt}\n".encode()),
                    "res_model": "cs.accident.report",
                }
            )
        )
        report.file(receipt, proof.ids)
        yield from self.department_works(case, tasks)
        yield 60
        self.resolve(case, ticket)
