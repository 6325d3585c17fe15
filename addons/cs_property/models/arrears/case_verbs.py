from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

from ..money import exact
from .interruption import KINDS

#: who works on arrears; others read
CHASERS = ("cs_property.group_cs_steward", "cs_property.group_cs_counter", "cs_department.group_cs_manager")
#: instalments end after so many years at the latest: then the debt is another one
YEARS = 3
#: no debt comes to so much; what is no number is not below it either
MOST = 10**12


class CsArrearsCase(models.Model):
    """What people do with a case."""

    _inherit = "cs.arrears.case"

    def promise(self, amount, day, words=""):
        """The payer promised an amount by a day; while the promise runs, no further step is taken.

        :param day: local day, today at the earliest.
        :raises UserError: for what cannot be promised.
        """
        self.ensure_one()
        self._need_may_chase()
        day = self._need_day(day)
        last = self._local_today(utcnow()) + timedelta(days=self.company_id.cs_arrears_promise_days)
        if day > last:
            raise UserError(
                self.env._("A promise lies ahead until %(day)s at most; later: agree on instalments.", day=last)
            )
        return self._agree("promise", [(day, self._need_amount(amount))], words)

    def plan_instalments(self, parts, words=""):
        """The payer pays in instalments.

        :param parts: (local day, amount) of each.
        :raises UserError: for what cannot be agreed.
        """
        self.ensure_one()
        self._need_may_chase()
        if not isinstance(parts, list | tuple) or not all(isinstance(p, list | tuple) and len(p) == 2 for p in parts):
            raise UserError(self.env._("Say the day and the amount of each instalment."))
        agreed = [(self._need_day(day), self._need_amount(amount)) for day, amount in parts]
        if len(agreed) < 2 or len({day for day, _amount in agreed}) < len(agreed):
            raise UserError(self.env._("Instalments are two at least, each on a day of its own."))
        return self._agree("plan", sorted(agreed), words)

    def interrupt(self, day, kind, words):
        """Note something that begins the limitation anew.

        :param kind: one of ``interruption.KINDS``.
        :param words: the evidence.
        :raises UserError: for what is missing.
        """
        self.ensure_one()
        self._need_may_chase()
        words = str(words or "").strip()
        if not isinstance(kind, str) or kind not in dict(KINDS) or not words:
            raise UserError(self.env._("Say what it was, and where the evidence is."))
        # sudo: nobody writes cases but the verbs
        case = self.sudo()
        case._interrupt(kind, case._need_past_day(day), words)
        case._refresh()
        return True

    # -- buttons ------------------------------------------------------------------------

    def action_refresh(self):
        """Look at what is owed now."""
        self._need_may_chase()
        # sudo: nobody writes cases but the verbs
        self.sudo()._refresh()
        return True

    def action_promise(self):
        return self._ask("promise")

    def action_plan(self):
        return self._ask("plan")

    def action_interrupt(self):
        return self._ask("interrupt")

    def _ask(self, deed):
        self.ensure_one()
        self._need_may_chase()
        return self.env["cs.arrears.deed"]._ask(self, deed)

    def action_charges(self):
        """The open charges of this case."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_billing_line_action")
        domain = [
            ("unit_id", "=", self.unit_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("amount_residual", ">", 0),
        ]
        return {**action, "domain": domain, "context": {}}

    # -- machinery ----------------------------------------------------------------------

    def _need_may_chase(self):
        """
        :raises AccessError: for somebody who only reads arrears.
        """
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in CHASERS):
            raise AccessError(self.env._("Stewards and the counter work on arrears."))

    def _need_open(self):
        if self.state == "closed":
            raise UserError(self.env._("%(case)s is over.", case=self.display_name))

    def _need_day(self, day):
        """A day from today on."""
        day = self._to_day(day)
        if not day or day < self._local_today(utcnow()):
            raise UserError(self.env._("Choose a day from today on."))
        return day

    def _need_past_day(self, day):
        """A day until today; without one: today."""
        today = self._local_today(utcnow())
        day = self._to_day(day) if day else today
        if not day or day > today:
            raise UserError(self.env._("Choose a day until today."))
        return day

    def _to_day(self, day):
        try:
            return fields.Date.to_date(day)
        except (TypeError, ValueError, AttributeError):
            return None

    def _need_amount(self, amount) -> Decimal:
        if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal) or not abs(amount) < MOST:
            raise UserError(self.env._("Say how much is promised."))
        amount = exact(self.currency_id.round(float(amount)))
        if not amount > 0:
            raise UserError(self.env._("Say how much is promised."))
        return amount

    def _agree(self, kind, parts, words):
        """Write a promise down; one that runs already ends with it."""
        # sudo: nobody writes cases but the verbs
        case = self.sudo()
        case.lock_for_update()
        case._refresh()
        case._need_open()
        total, most = sum(amount for _day, amount in parts), exact(case.amount_due) + exact(case.amount_coming)
        if total > most:
            raise UserError(self.env._("No more is owed than %(amount)s.", amount=case.currency_id.format(float(most))))
        today = case._local_today(utcnow())
        case.promise_ids.filtered(lambda one: one.state == "open").write({"state": "ended"})
        self.env.flush_all()  # the running one ends before the new one begins: one at a time
        made = self.env["cs.arrears.promise"].sudo()  # sudo: as above
        made = made.create(
            {
                "case_id": case.id,
                "kind": kind,
                "made_on": today,
                "user_id": self.env.uid,
                "words": str(words or "").strip(),
                "amount": total,
                "last_on": parts[-1][0],
                "paid_then": case._paid_totals().get((case.unit_id.id, case.partner_id.id), 0),
            }
        )
        self.env["cs.arrears.instalment"].sudo().create(  # sudo: as above
            [{"promise_id": made.id, "day": day, "amount": amount} for day, amount in parts]
        )
        case.invalidate_recordset(["promise_ids"])
        case._end_told()
        case._interrupt("promise", today, made.display_name)
        case._message_log(body=self.env._("Promised: %(promise)s", promise=made.display_name))
        case._refresh()
        return made.id

    def _interrupt(self, kind, day, words, step=None):
        self.env["cs.arrears.interruption"].create(
            {
                "case_id": self.id,
                "kind": kind,
                "day": day,
                "words": words,
                "step_id": step.id if step else False,
                "user_id": self.env.uid,
            }
        )
