from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..money import exact


class CsParkingLease(models.Model):
    """Letting a space, renewing, ending."""

    _inherit = "cs.parking.lease"

    # -- letting -----------------------------------------------------------------------------

    def action_let(self):
        """Put the lease in force, once the people of the rule have agreed.

        :raises UserError: for a space that is taken or offered to somebody else, too many spaces, or debts.
        """
        self._need_clerk()
        for lease in self:
            # let one by one
            lease._need_state("draft", self.env._("The lease is in force already."))
            lease._check_may_let()
            lease._ask_signoff("lease", lease._worth())
        return True

    def _signed_off(self, what):
        if what != "lease":
            return super()._signed_off(what)
        self._check_may_let()
        # the constraint of the database decides between two clerks: the later gets its sentence
        self.write({"state": "active"})
        self.flush_recordset(["state", "date_from", "date_to", "space_id"])
        if self.waiting_id:
            self.waiting_id._taken()
        self._look_next()
        return None

    def _worth(self) -> float:
        """Rent of the whole lease, as the fee rules stand; what decides who agrees."""
        rows = self._rent_rows(self.date_from, self.date_to)
        return sum(row.get("amount", 0) for row in rows)

    def _check_may_let(self):
        """
        :raises UserError: naming the first reason why the space cannot be let to this unit.
        """
        rule, space = self.rule_id, self.space_id
        if not rule:
            raise UserError(self.env._("No rule of parking speaks of %(estate)s.", estate=self.estate_id.name))
        if space.parking_closed:
            raise UserError(
                self.env._("%(space)s is closed: %(why)s", space=space.code, why=space.parking_closed_reason or "")
            )
        # sudo: that a space is taken or offered, and how many a unit has, is asked whoever may see the leases
        system = self.sudo()
        taken = system.search(
            [
                ("space_id", "=", space.id),
                ("state", "=", "active"),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        if taken:
            raise UserError(self.env._("%(space)s is let until %(day)s.", space=space.code, day=taken.date_to))
        offered = system.env["cs.parking.waiting"].search(
            [("space_id", "=", space.id), ("state", "=", "offered"), ("id", "!=", self.waiting_id.id)], limit=1
        )
        if offered:
            raise UserError(
                self.env._(
                    "%(space)s is offered to %(unit)s until %(day)s.",
                    space=space.code,
                    unit=offered.unit_id.code,
                    day=offered.offer_until,
                )
            )
        self._check_tenant(rule, system)

    def _check_tenant(self, rule, system):
        mine = system.search_count(
            [("unit_id", "=", self.unit_id.id), ("is_running", "=", True), ("id", "not in", self.ids)]
        )
        if rule.most_per_unit and mine >= rule.most_per_unit:
            raise UserError(
                self.env._(
                    "%(unit)s has %(count)s spaces already; the rule allows %(most)s.",
                    unit=self.unit_id.code,
                    count=mine,
                    most=rule.most_per_unit,
                )
            )
        self._check_debts(rule)

    def _check_debts(self, rule):
        owed = self.unit_id.sudo().overdue_amount  # sudo: whether debts stand in the way, not which
        if rule.debts_from and exact(owed) >= exact(rule.debts_from):
            raise UserError(
                self.env._(
                    "%(unit)s owes %(amount)s that is overdue.",
                    unit=self.unit_id.code,
                    amount=formatLang(self.env, owed, currency_obj=self.currency_id),
                )
            )

    # -- rent --------------------------------------------------------------------------------

    def _rent_rows(self, date_from, date_to) -> list[dict]:
        """What the fee rules charge for the space on these days, as if the lease were in force."""
        self.ensure_one()
        system = self.sudo()  # sudo: prices are worked out for whoever lets the space
        charges = system.env["cs.billing.line"].with_company(self.company_id)
        rows = charges._priced(self.space_id.sudo(), date_from, date_to, self.rule_id.item_id, {})  # sudo: as above
        return [row for row in rows if row.get("partner_id") == self.partner_id.id and not row.get("error")]

    def action_bill(self):
        """Charge the rent up to the end of the month, or of the lease, now; billing runs leave these days out.

        :raises UserError: where nothing is to be charged.
        """
        self.ensure_one()
        self._need_clerk()
        self._need_state("active", self.env._("Only a lease in force is charged."))
        today = self.company_id._cs_today()
        until = min(self.date_to, max(today, self.date_from) + relativedelta(day=31))
        charges = self.env["cs.billing.line"].sudo()  # sudo: charges are made by verbs
        known = charges.search(
            [
                ("unit_id", "=", self.space_id.id),
                ("item_id", "=", self.rule_id.item_id.id),
                ("state", "=", "billed"),
                ("date_from", "<=", until),
                ("date_to", ">=", self.date_from),
            ]
        )
        taken = {(self.space_id.id, self.rule_id.item_id.id): [(one.date_from, one.date_to) for one in known]}
        first = self.date_from.replace(day=1)
        rows = charges.with_company(self.company_id)._priced(
            self.space_id.sudo(),  # sudo: as above
            first,
            until + relativedelta(day=31),
            self.rule_id.item_id,
            taken,
        )
        rows = [row for row in rows if row.get("partner_id") == self.partner_id.id and not row.get("error")]
        if not rows:
            raise UserError(self.env._("No rent is to be charged for these days: look at the fee rules."))
        charges._propose(rows)._invoice()
        self.invalidate_recordset(["charge_ids", "open_amount"])
        return True

    # -- renewing and ending -------------------------------------------------------------------

    def action_renew(self, months=0):
        """The lease goes on for another term.

        :param months: other than the rule says.
        :raises UserError: for debts, or when somebody else has the space afterwards.
        """
        self._need_clerk()
        for lease in self:
            # renewed one by one
            lease._need_state("active", self.env._("Only a lease in force is renewed."))
            lease._check_debts(lease.rule_id)
            term = months if type(months) is int and 0 < months <= 120 else lease.rule_id.months
            # sudo: days of a lease in force are written by verbs
            system = lease.sudo()
            system.write({"date_to": lease.date_to + timedelta(days=1) + relativedelta(months=term, days=-1)})
            system.flush_recordset(["date_to"])
            system.card_ids._lease_goes_on(system)
            system._end_told()
            system._look_next()
        return True

    def action_end(self):
        """Ask when and why it ends."""
        self.ensure_one()
        self._need_clerk()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End the Lease"),
            "res_model": "cs.parking.end",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lease_id": self.id},
        }

    def end(self, day, reason=""):
        """The lease ends early: rent beyond the day is credited, the space is offered to whoever waits.

        :param day: last local day.
        :raises UserError: without a reason, or for a day that is not in it.
        """
        self.ensure_one()
        self._need_clerk()
        self._need_state("active", self.env._("The lease has ended."))
        reason = str(reason or "").strip()[:200]
        day = fields.Date.to_date(day)
        if not reason or not day or not self.date_from <= day <= self.date_to:
            raise UserError(self.env._("Say why it ends, and on which day of the lease."))
        system = self.sudo()  # sudo: days of a lease in force are written by verbs
        billed = system._rent().filtered(lambda charge: charge.date_to > day)
        system.write({"date_to": day, "ended_on": day, "end_reason": reason})
        system.flush_recordset(["date_to"])
        if billed:
            system.env["cs.billing.line"]._rebill(
                system.space_id, day + timedelta(days=1), reason, items=system.rule_id.item_id
            )
        system._look_next()
        self.invalidate_recordset(["charge_ids", "open_amount"])
        return True

    def action_cancel(self):
        """A draft comes to nothing."""
        self._need_clerk()
        for lease in self:
            # few, by hand
            lease._need_state("draft", self.env._("Only drafts are cancelled: end the lease."))
        self.sudo().write({"state": "cancelled"})  # sudo: states are written by verbs
        return True

    def action_issue_card(self):
        """A card for the gate, on loan until the lease ends."""
        self.ensure_one()
        self._need_clerk()
        self._need_state("active", self.env._("Only a lease in force gets a card."))
        return self.env["cs.custody.item"]._issue_parking_card(self)

    # -- what they rest on ----------------------------------------------------------------------

    def _need_clerk(self):
        self.check_access("read")
        self.env["cs.desk"]._need_clerk()

    def _need_state(self, state, refusal):
        if self.state != state:
            raise UserError(refusal)
