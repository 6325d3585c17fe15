from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ...core import late_fee
from ..money import exact


class Due(NamedTuple):
    """The late fee of one charge up to a day: what is not billed yet, and how it came about."""

    rule: models.BaseModel
    amount: Decimal
    first: object
    segments: list


class CsBillingLine(models.Model):
    """Late fees: worked out for charges that fell due, and billed as charges of their own."""

    _inherit = "cs.billing.line"

    late_done = fields.Boolean(
        "Late fee worked out", readonly=True, help="It is paid, and no late fee is to be charged for it any more."
    )

    # several charges of a unit are late on the same days: the late fee of each is billed once
    _each_day_once = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, int8range(item_id, item_id, '[]') WITH &&, "
        "int8range(COALESCE(principal_id, 0), COALESCE(principal_id, 0), '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'billed' AND is_sale IS NOT TRUE)",
        "For some of these days the fee was billed already.",
    )
    #: what the run for late fees looks at
    _late_idx = models.Index("(due_on) WHERE state = 'billed' AND late_done IS NOT TRUE AND principal_id IS NULL")

    # -- working out -------------------------------------------------------------

    def _late_dues(self, day) -> dict:
        """What is to be billed for paying these charges late.

        :param day: last day that counts, a local date of the estate.
        :return: charge id → :class:`Due`, only where there is something; a constant number of queries.
        """
        # sudo: what is owed does not depend on who asks
        charges = self.sudo().filtered(
            lambda one: one.state == "billed" and one.due_on and one.due_on < day and not one.principal_id
        )
        rules = self.env["cs.late.rule"]._for_charges(charges)
        charges = charges.filtered(lambda one: one.id in rules)
        if not charges:
            return {}
        settled = charges._settled_on_days()
        spans = charges._disputed_spans()
        taken = self.env["cs.late.charge"]._taken(charges)
        found = {}
        for charge in charges:
            rule = rules[charge.id]
            terms = rule._terms()
            debt = late_fee.Debt(
                amount=exact(charge.amount_total),
                due=charge.due_on,
                settled=settled.get(charge.id, ()),
                disputed=spans.get(charge.id, ()),
            )
            amount, last = taken.get(charge.id, (0, False))
            cent = exact(charge.currency_id.rounding)
            left = late_fee.owed(debt, terms, day, exact(amount), cent)
            if left > 0 and not (last and last >= day):
                first = late_fee.first_day(debt, terms, day)
                parts = late_fee.segments(debt, terms, day)
                found[charge.id] = Due(rule, left, max(first, last + timedelta(days=1)) if last else first, parts)
        return found

    def _settled_on_days(self) -> dict:
        """Charge id → [(day, amount)] of what settled it; what was paid beforehand counts from the bill on."""
        # sudo: see _late_dues
        rows = (
            self.env["cs.fee.allocation"]
            .sudo()  # sudo: as above
            ._read_group([("line_id", "in", self.ids)], ["line_id", "date:day"], ["amount:sum"])
        )
        found = defaultdict(list)
        for charge, day, amount in rows:
            found[charge.id].append((day, exact(round(amount, 2))))
        return found

    def _late_until(self, day) -> dict:
        """The late fee of each charge that is not billed yet, up to a day.

        :param day: last day that counts; the day on which money comes counts.
        :return: charge id → amount, only where there is something.
        """
        return {key: due.amount for key, due in self._late_dues(day).items()}

    # -- billing -----------------------------------------------------------------

    def _bill_late(self, day, date=None):
        """Bill the late fees of these charges up to a day: posted invoices, a charge for each of them.

        :param day: last day that counts.
        :param date: accounting day; without: today in the company.
        :return: the new charges (in sudo), due on ``day``.
        """
        dues = self._late_dues(day)
        # sudo: the verb was asked for its right; charges are the system's
        principals = self.sudo().browse(dues)
        if not dues:
            return principals
        lines = self._propose([charge._late_values(dues[charge.id], day) for charge in principals])
        lines._invoice(date)
        self.env["cs.late.charge"].sudo().create(  # sudo: as above
            [
                charge._late_row(dues[charge.id], day) | {"line_id": line.id, "state": "billed"}
                for charge, line in zip(principals, lines, strict=True)
            ]
        )
        return lines

    def _late_values(self, due: Due, day) -> dict:
        """The late fee of this charge, as a charge."""
        return {
            "unit_id": self.unit_id.id,
            "item_id": due.rule.late_item_id.id,
            "partner_id": self.partner_id.id,
            "principal_id": self.id,
            "date_from": due.first,
            "date_to": day,
            "due_on": day,
            "quantity": 1,
            "unit_price": float(due.amount),
            "amount": float(due.amount),
            "explanation": self._late_words(due),
        }

    def _late_row(self, due: Due, day) -> dict:
        return {
            "principal_id": self.id,
            "rule_id": due.rule.id,
            "company_id": self.company_id.id,
            "date_from": due.first,
            "date_to": day,
            "amount": float(due.amount),
            "explanation": self._late_words(due),
        }

    def _late_words(self, due: Due) -> str:
        """How it came about, a line for each span of days."""
        lines = [
            self.env._(
                "%(first)s – %(last)s: %(days)s days × %(base)s × %(rate)s of 10,000",
                first=part.first,
                last=part.last,
                days=part.days,
                base=f"{part.base:,.2f}",
                rate=f"{(part.rate * 10000).normalize():f}",
            )
            for part in due.segments
        ]
        charged, _last = self.env["cs.late.charge"]._taken(self).get(self.id, (0, False))
        if charged:
            lines.append(self.env._("less what was charged or waived before: %(amount)s", amount=f"{charged:,.2f}"))
        return "\n".join(lines)

    def _invoice_text(self) -> str:
        if not self.principal_id:
            return super()._invoice_text()
        return self.env._(
            "%(late)s for %(fee)s, %(days)s",
            late=self.item_id.name,
            fee=self.principal_id._invoice_text(),
            days=self._days(),
        )

    # -- taking back -------------------------------------------------------------

    def _void(self, reason, date=None):
        # sudo: the verb was asked for its right; the late fee goes with what was paid late
        system = self.sudo()
        late = system.search([("principal_id", "in", self.ids), ("state", "=", "billed")])
        whole = system | late
        notes = super(CsBillingLine, whole)._void(reason, date=date)
        rows = self.env["cs.late.charge"].sudo()  # sudo: as above
        rows.search([("line_id", "in", whole.ids), ("state", "=", "billed")]).write({"state": "void"})
        return notes

    # -- which charges -----------------------------------------------------------

    @api.model
    def _late_domain(self, day):
        """Charges whose late fee is to be looked at on a day."""
        return [
            ("state", "=", "billed"),
            ("principal_id", "=", False),
            ("due_on", "<", day),
            "|",
            ("late_done", "=", False),
            ("amount_residual", ">", 0),
        ]


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _late_until(self, day) -> dict:
        """Late fees of these units that are not billed yet, also of charges that are paid by now.

        :return: charge id → amount.
        """
        # sudo: what is owed does not depend on who asks
        charges = self.env["cs.billing.line"].sudo()
        return charges.search([("unit_id", "in", self.ids), *charges._late_domain(day)])._late_until(day)

    def _bill_late(self, day, date=None):
        """Bill these late fees: the counter does before it takes the money.

        :return: the new charges (in sudo).
        """
        # sudo: see _late_until
        charges = self.env["cs.billing.line"].sudo()
        return charges.search([("unit_id", "in", self.ids), *charges._late_domain(day)])._bill_late(day, date)
