from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.now import utcnow

#: an answer or resolution ends its clocks within its own transaction
JUST_NOW = timedelta(minutes=1)


class CsTicket(models.Model):
    """Compensations of a case: proposed when a promise is broken, or by hand."""

    _inherit = "cs.ticket"

    compensation_ids = fields.One2many("cs.compensation", "ticket_id", "Compensations", readonly=True)

    # -- by rule ---------------------------------------------------------------

    def _happened(self, event):
        result = super()._happened(event)
        if event == "promise_broken":
            self._propose_for_promises()
        elif event == "clock_missed":
            self._propose_for_clocks()
        elif event in ("answered", "resolved", "closed") and self.env["cs.compensation.rule"]._has_rules():
            # without a rule, nothing grows with the time
            self._end_of_lateness()
        elif event == "cancelled":
            # sudo: see _propose_rows
            drafts = self.env["cs.compensation"].sudo().search([("ticket_id", "in", self.ids), ("state", "=", "draft")])
            drafts._cancel(self.env._("The case was cancelled."))
        return result

    def _propose_for_promises(self):
        """One compensation for each promised date that passed, where a rule offers one."""
        book = self.env["cs.compensation.rule"]
        rules = self._ask_rules(
            lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, "promise_broken")
        )
        self._propose_rows(
            [
                {
                    **ticket._prepare_compensation("promise_broken", rules[ticket.id]),
                    "cause_key": f"promise:{ticket.promised_at:%Y-%m-%d %H:%M:%S}",
                    "due_at": ticket.promised_at,
                }
                for ticket in self
                if rules[ticket.id] and ticket.promised_at
            ]
        )

    def _propose_for_clocks(self):
        """One compensation for each target that was missed, where a rule offers one.

        What is done just after its date, before time itself has looked, was missed, too.
        """
        book, rows = self.env["cs.compensation.rule"], []
        if not book._speaks_for(self.company_id):
            return
        # sudo: clocks are figures of the system
        clocks = self.env["cs.clock"].sudo()
        ended_now = [("state", "=", "missed"), ("stopped_at", ">=", utcnow() - JUST_NOW)]
        missed = clocks.search(
            Domain("ticket_id", "in", self.ids)
            & Domain("breached", "=", True)
            & (Domain("state", "=", "running") | Domain(ended_now))
        )
        for clock in missed:
            # cached rules, read by the day on which the target was missed
            ticket = clock.ticket_id
            rule_id = book._rule_id_for(
                ticket.company_id.id,
                ticket._rule_facts(),
                ticket._rule_day(clock.due_at),
                f"clock_missed.{clock.clock_type}",
            )
            if rule_id:
                rows.append(
                    {
                        **ticket._prepare_compensation("clock_missed", rule_id),
                        "cause_key": f"clock:{clock.id}:{clock.due_at:%Y-%m-%d %H:%M:%S}",
                        "clock_id": clock.id,
                        "due_at": clock.due_at,
                    }
                )
        self._propose_rows(rows)

    def _prepare_compensation(self, cause, rule_id) -> dict:
        """Values of a compensation that a rule (or nobody: 0) proposes."""
        # sudo: what a rule offers, and the invoice of an order, are the same for all
        rule = self.env["cs.compensation.rule"].sudo().browse(rule_id or ())
        return {
            "ticket_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "cause": cause,
            "rule_id": rule.id,
            "settle_by": rule.settle_by or "auto",
            "invoice_ref": self.order_ref,
            "invoice_id": self._find_invoice(self.order_ref).id,
            "proposed_at": utcnow(),
        }

    @api.model
    def _propose_rows(self, rows: list[dict]):
        """Create what was not proposed yet, and ask for its approval."""
        # sudo: rules propose, whoever's act or which moment broke the promise
        compensations = self.env["cs.compensation"].sudo()
        known = compensations.search_fetch(
            [("ticket_id", "in", [row["ticket_id"] for row in rows])], ["ticket_id", "cause_key"]
        )
        had = {(compensation.ticket_id.id, compensation.cause_key) for compensation in known}
        fresh = [row for row in rows if (row["ticket_id"], row["cause_key"]) not in had]
        if not fresh:
            return
        proposed = compensations.create(fresh)
        for ticket, own in proposed.grouped("ticket_id").items():
            # mostly one; the timeline says what each was for
            ticket._log_event("compensation", new=", ".join(c._say() for c in own))
        proposed._complete()

    def _end_of_lateness(self):
        """What was late is done: what grew with the time is known now."""
        # sudo: see _propose_rows
        drafts = self.env["cs.compensation"].sudo()
        drafts = drafts.search([("ticket_id", "in", self.ids), ("state", "=", "draft"), ("late_until", "=", False)])
        ended = drafts.filtered(lambda c: c._is_growing() and c._late_until())
        for compensation in ended:
            # each ended at its own moment
            compensation.late_until = compensation._late_until()
        ended._complete()

    # -- by hand -------------------------------------------------------------

    def propose_compensation(self, amount=0, reason="", invoice_ref="", settle_by=""):
        """Propose a compensation by hand; it goes to those who approve its amount.

        :param amount: in the currency of the company; 0: what the rule for proposals by
            hand offers.
        :param reason: why, for those who approve.
        :param invoice_ref: number of the invoice or order, default the case's order number.
        :param settle_by: ``credit_note``, ``expense`` or ``auto``.
        :return: the compensations.
        """
        self.check_access("write")
        self._need_words(reason, self.env._("Say why the customer is compensated."))
        created = self.env["cs.compensation"]
        for ticket in self:
            # proposals by hand are made one by one
            created |= ticket._propose_by_hand(amount, reason, invoice_ref, settle_by)
        return created

    def _propose_by_hand(self, amount, reason, invoice_ref, settle_by):
        book = self.env["cs.compensation.rule"]
        rule_id = self._ask_rules(lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, "manual"))[
            self.id
        ]
        if not self.partner_id:
            raise UserError(self.env._("The case has no customer who could be compensated."))
        vals = self._prepare_compensation("manual", rule_id)
        # sudo: written by the verbs only, after their checks
        compensation = self.env["cs.compensation"].sudo().create({**vals, "proposer_id": self._proposer().id})
        compensation._fill_by_hand(amount, reason, invoice_ref, settle_by)
        self._log_event("compensation", new=compensation._say(), note=reason)
        return compensation.with_env(self.env)

    def _compensation_dialog(self, **context):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compensation"),
            "res_model": "cs.compensation.propose",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id, **context},
        }

    def action_propose_compensation(self):
        return self._compensation_dialog()

    # -- invoices ------------------------------------------------------------

    def _find_invoice(self, reference):
        """The posted invoice of the case's customer with this number, order or reference (in sudo)."""
        # sudo: agents name an invoice, they do not read the books
        moves = self.env["account.move"].sudo()
        words = str(reference or "").strip()
        customer = self.sudo().partner_id.commercial_partner_id  # sudo: see above
        if not words or not customer:
            return moves
        own = [
            ("company_id", "=", self.company_id.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("commercial_partner_id", "=", customer.id),
        ]
        names = ("name", "ref", "payment_reference", "invoice_origin")
        named = ["|"] * (len(names) - 1) + [(name, "=", words) for name in names]
        return moves.search(own + named, order="invoice_date desc, id desc", limit=1)
