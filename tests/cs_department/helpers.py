"""What the tests of the ticket mechanism share beside the department of CsCase."""

from math import inf
from unittest.mock import patch

from tests.common import CsCase


class TicketCase(CsCase):
    """CsCase with short words for what the tests look at."""

    def clock(self, ticket, clock_type):
        """The clock of a type that is, or was, asked for."""
        self.env.flush_all()
        return ticket.sudo().clock_ids.filtered(lambda c: c.clock_type == clock_type and c.state != "cancelled")

    def event_types(self, ticket):
        """The steps of the timeline, oldest first."""
        ticket.invalidate_recordset(["event_ids"])
        return ticket.sudo().event_ids.sorted("id").mapped("event_type")

    def run_due(self, at=None):
        """One pass of the time-driven work, without its real commits."""
        if at is not None:
            with self.at(at):
                return self.run_due()
        calls = []

        def progress(*args, **kwargs):
            calls.append(args)
            self.assertLess(len(calls), 50, "the pass does not end")
            return inf

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.env["cs.ticket"]._cron_due()
        self.env.flush_all()
        return None

    def resolve(self, ticket, words="Pipe repaired"):
        """Resolve as the responsible, with all that a complaint demands."""
        user = ticket.user_id or self.supervisor
        return ticket.with_user(user).resolve(words, validity="valid", cause_id=self.cause.id)

    def set_target(self, clock_type, amount, unit="hour", sequence=1, **values):
        """A rule that comes first, with one target.

        :param values: of the rule; those of the target begin with ``target_``.
        """
        target = {name.removeprefix("target_"): values.pop(name) for name in list(values) if name.startswith("target_")}
        return self.env["cs.sla.rule"].create(
            {
                "name": f"Target for {clock_type}",
                "sequence": sequence,
                "target_ids": [
                    (
                        0,
                        0,
                        {
                            "clock_type": clock_type,
                            "amount": amount,
                            "unit": unit,
                            **target,
                        },
                    )
                ],
                **values,
            }
        )

    def wait_for_customer(self, ticket):
        stage = self.env.ref("cs_department.stage_waiting_customer")
        ticket.with_user(ticket.user_id).wait("Waiting for the key", stage=stage.id)

    def file_report(self, ticket, receipt="SX-1"):
        """Write the accident report of a case and file it with a proof."""
        report = ticket.env["cs.accident.report"].create(
            {
                "ticket_id": ticket.id,
                "occurred_at": ticket.registered_at,
                "place": "Here",
                "what_happened": "It fell down.",
                "measures": "Closed off.",
                "authority": "County",
            }
        )
        proof = ticket.env["ir.attachment"].create({"name": "proof.png", "raw": b"stamp"})
        ticket.report_to_regulator(receipt, proof=proof.ids)
        return report
