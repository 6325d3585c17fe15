from decimal import Decimal
from math import isfinite

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ...core import renovation as core
from ..money import exact
from .renovation import SUPERVISOR
from .violation import OPEN


class CsRenovationViolation(models.Model):
    """Notice, putting right, looking again, fine."""

    _inherit = "cs.renovation.violation"

    def action_notice(self):
        """The notice to the contractor as PDF."""
        self.env["cs.renovation"]._need_inspector()
        self.check_access("read")
        # sudo: the day is written by the verb
        self.sudo().filtered(lambda one: not one.noticed_on).write({"noticed_on": self.env.company._cs_today()})
        # sudo: the report is ours; it is read with the rights of the reader
        report = self.env.ref("cs_property.action_report_renovation_violation").sudo()
        return report.with_env(self.env).report_action(self, config=False)

    def action_recheck(self):
        """The contractor says it is put right: somebody looks again.

        :raises UserError: when it is settled.
        """
        violation = self._standing("open")
        renovation = violation.renovation_id
        quotas = violation.env["cs.renovation.quota"]._quotas(violation.company_id)
        rule = violation.env["cs.renovation.rule"]._rule_for(violation.company_id)
        quota = quotas.get("focus") or quotas.get(renovation.phase)
        checklist = violation.check_id.checklist_id or (quota.checklist_id if quota else rule.acceptance_checklist_id)
        check = renovation._look_at(checklist, renovation._today(), origin=violation)
        if violation.answer_id.item_id:
            # what was found is looked at, nothing else
            others = check.answer_ids.filtered(lambda answer: answer.item_id != violation.answer_id.item_id)
            others.unlink()
        violation.write({"state": "claimed", "recheck_id": check.id})
        return True

    def _check_done(self, check):
        """It was looked at again (in sudo)."""
        if check != self.recheck_id or self.state != "claimed":
            return
        if check.answer_ids.filtered("failed"):
            self.state = "open"
            self.message_post(body=self.env._("Looked at again: it is not put right."))
        else:
            self._settle()

    def _settle(self):
        self.write({"state": "settled", "settled_on": self.renovation_id._today()})
        self._end_told()
        site = self.renovation_id
        stopping = site.violation_ids.filtered(lambda one: one.state in OPEN and one.kind_id.stops_work)
        if site.stopped and self.kind_id.stops_work and not stopping:
            site.write({"stopped": False, "stopped_why": False})
            site.message_post(body=self.env._("Put right: work may go on."))

    def action_put_right(self):
        """Whoever looks at sites has seen that it is put right."""
        self._standing(*OPEN)._settle()
        return True

    def drop(self, words):
        """It was no violation.

        :raises AccessError: for who is no supervisor.
        """
        self._need_supervisor()
        violation = self._standing(*OPEN)
        if violation.charge_id:
            raise UserError(self.env._("It was fined: take the charge back first."))
        violation.state = "void"
        violation._end_told()
        violation.message_post(body=self.env._("It was none: %(why)s", why=words))

    # -- money -----------------------------------------------------------------------------

    def impose(self, amount, words=""):
        """Fine the violation: a charge on the ledger.

        :param amount: CNY, within what the book says.
        :raises UserError: outside of it, or fined already; AccessError: for who is no supervisor.
        """
        self._need_supervisor()
        violation = self._standing(*OPEN, "settled")
        if violation.charge_id:
            raise UserError(self.env._("It was fined already."))
        if type(amount) not in (int, float, Decimal) or not isfinite(amount):
            raise UserError(self.env._("Say what the fine is."))
        kind, sum_ = violation.kind_id, exact(amount)
        if not core.fine_fits(sum_, exact(kind.fine_from), exact(kind.fine_to)):
            raise UserError(
                self.env._(
                    "The book foresees a fine of %(least)s to %(most)s.",
                    least=formatLang(self.env, kind.fine_from, currency_obj=violation.currency_id),
                    most=formatLang(self.env, kind.fine_to, currency_obj=violation.currency_id),
                )
            )
        renovation = violation.renovation_id
        rule = violation.env["cs.renovation.rule"]._rule_for(violation.company_id)
        deposit = renovation._held_deposits()[:1]
        row = {
            "unit_id": violation.unit_id.id,
            "partner_id": (deposit.partner_id or renovation.partner_id).id,
            "item_id": rule.fine_item_id.id,
            "amount": sum_,
            "explanation": f"{violation.number} {kind.name} {words or ''}".strip(),
        }
        charge = violation.env["cs.billing.line"]._bill_once([row])
        violation.write({"fine": float(sum_), "charge_id": charge.id})
        violation.message_post(
            body=self.env._(
                "Fined: %(amount)s", amount=formatLang(self.env, amount, currency_obj=violation.currency_id)
            )
        )
        return charge

    def action_keep_from_deposit(self):
        """What is open of the fine is kept from the deposit.

        :raises UserError: when nothing is open, or nothing is held.
        """
        self._need_supervisor()
        violation = self._standing(*OPEN, "settled")
        deposit = violation.renovation_id._held_deposits()[:1]
        if not deposit or not violation.charge_id or violation.fine_open <= 0:
            raise UserError(self.env._("There is nothing that the deposit could pay for."))
        deposit._use(violation.charge_id, violation.display_name)
        return True

    # -- inside ------------------------------------------------------------------------------

    def _need_supervisor(self):
        """
        :raises AccessError: for who is no supervisor.
        """
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Fines are the supervisor's."))

    def _standing(self, *states):
        """The violation for a verb (in sudo).

        :raises UserError: when it stands elsewhere; AccessError: for who does not look at sites.
        """
        self.ensure_one()
        self.env["cs.renovation"]._need_inspector()
        if not self.env["cs.renovation"]._is_there(self):
            raise UserError(self.env._("There is no such violation."))
        self.check_access("read")
        violation = self.sudo()  # sudo: states are written by verbs
        if not violation.try_lock_for_update() or violation.state not in states:
            raise UserError(self.env._("The violation has gone another way meanwhile: look again."))
        return violation
