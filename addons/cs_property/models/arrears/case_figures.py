from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.addons.cs_department.core import local_days
from odoo.addons.cs_department.core.now import utcnow
from pytz import timezone

from ...core import dunning
from ..money import exact

ZERO = Decimal(0)


class Facts(NamedTuple):
    """What is known of one case today.

    :param debts: what is overdue and not covered by money that is there, disputed or not.
    :param chased: those of them that nobody disputes.
    """

    today: object
    gross: list
    credit: Decimal
    coming: Decimal
    debts: list
    chased: list

    @property
    def days(self) -> int:
        """Days since the oldest debt to be chased fell due."""
        return (self.today - self.chased[0].due).days if self.chased else 0


class CsEstate(models.Model):
    _inherit = "cs.estate"

    def _cs_local_day(self, moment):
        """The day of the estate at a moment (naive UTC)."""
        return local_days.day_of(moment, timezone(self.tz))


class CsArrearsCase(models.Model):
    """What is owed: charges, credits and late fees of many cases, read at once (in sudo)."""

    _inherit = "cs.arrears.case"

    def _open_charges(self):
        """Charges of these payers of which something is open."""
        # sudo: what is owed is known to whoever may see the case
        charges = self.env["cs.billing.line"].sudo()
        return charges.search(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("amount_residual", ">", 0),
            ]
        )

    def _facts(self) -> dict:
        """What is known of each case: case id → facts; a constant number of queries."""
        now = utcnow()
        charges = self._open_charges()
        held = charges - charges._payable_unasked()
        coming = self._coming_late_fees(charges)
        credits_ = self._credits()
        owed = charges.grouped(lambda charge: (charge.unit_id.id, charge.partner_id.id))
        none = charges.browse()
        found = {}
        for case in self:
            today = case.estate_id._cs_local_day(now)
            ours = owed.get((case.unit_id.id, case.partner_id.id), none)
            gross = dunning.overdue([charge._as_debt(charge in held) for charge in ours], today)
            credit = credits_.get((case.unit_id.id, case.partner_id.id), ZERO)
            debts = dunning.net(gross, credit)
            late = sum((coming.get(charge.id, ZERO) for charge in ours), ZERO)
            found[case.id] = Facts(today, gross, credit, late, debts, dunning.chased(debts))
        return found

    def _coming_late_fees(self, charges) -> dict:
        """Late fees that ran up until today and are not billed yet: charge id → amount."""
        found, now = {}, utcnow()
        for day, ours in charges.grouped(lambda charge: charge.estate_id._cs_local_day(now)).items():
            # one day for each time zone
            found |= ours._late_until(day)
        return found

    def _credits(self) -> dict:
        """Money of the payers that is not used yet: (unit id, partner id) → amount."""
        found = defaultdict(lambda: ZERO)
        for line in self.unit_id._open_credits():
            found[line.cs_unit_id.id, line.partner_id.id] += exact(-line.amount_residual)
        return found

    def _note_figures(self, facts):
        """Write down what is owed, and until when it can be enforced."""
        interruptions = self.env["cs.arrears.interruption"]._of(self)
        bounds = {company: self.env["cs.arrears.bucket"]._bounds(company) for company in self.company_id}
        now = utcnow()
        for case in self:
            fact, years = facts[case.id], case.company_id.cs_arrears_limitation_years
            since = interruptions.get((case.unit_id.id, case.partner_id.id), [])
            ends = [dunning.limitation(debt.due, since, years) for debt in fact.debts]
            # each case has its own figures; flushed as one statement
            case.write(
                {
                    "amount_due": dunning.total(fact.gross),
                    "amount_late": dunning.total(debt for debt in fact.gross if debt.late),
                    "amount_coming": fact.coming,
                    "amount_held": dunning.total(debt for debt in fact.debts if debt.held),
                    "amount_credit": fact.credit,
                    "amount_open": dunning.total(fact.chased),
                    "oldest_due_on": fact.debts[0].due if fact.debts else False,
                    "overdue_days": (fact.today - fact.debts[0].due).days if fact.debts else 0,
                    "bucket_id": fact.debts
                    and dunning.bucket((fact.today - fact.debts[0].due).days, bounds[case.company_id]),
                    "limitation_on": min(ends, default=False),
                    "looked_at": now,
                }
            )

    def _paid_totals(self) -> dict:
        """All that these payers ever paid for these units, used or not: (unit id, partner id) → amount.

        What was paid since a promise is the difference of two of them: a prepayment that was there before and
        is used after it changes nothing.
        """
        # sudo: payments of charges are asked by whoever may see the case
        rows = (
            self.env["cs.fee.allocation"]
            .sudo()
            ._read_group(
                [
                    ("line_id.unit_id", "in", self.unit_id.ids),
                    ("line_id.partner_id", "in", self.partner_id.ids),
                    ("is_payment", "=", True),
                ],
                ["line_id"],
                ["amount:sum"],
            )
        )
        found = self._credits()
        for charge, amount in rows:
            found[charge.unit_id.id, charge.partner_id.id] += exact(amount)
        return found


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    def _as_debt(self, held) -> dunning.Debt:
        """This charge as plain data; a bill that came late falls due with the bill."""
        due = self.move_id.invoice_date_due or self.due_on or self.date_to
        return dunning.Debt(self.id, due, exact(self.amount_residual), self.item_id.kind == "late", held)
