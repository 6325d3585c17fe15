from odoo import models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import formatLang
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsReleasePass(models.Model):
    """What must be true before a pass is issued (all in sudo)."""

    _inherit = "cs.release.pass"

    def _owners(self):
        """Who owns the unit today."""
        today = self.company_id._cs_today()
        return self.unit_id.party_ids.filtered(
            lambda party: (
                party.role == "owner" and party.date_from <= today and (not party.date_to or party.date_to >= today)
            )
        ).partner_id

    def _ask_owners(self):
        """Every owner is asked where the rule wants it and none of them applies; one consent is enough."""
        owners = self._owners()
        if not self.rule_id.needs_consent or self.partner_id in owners:
            return
        if not owners:
            raise UserError(self.env._("The unit has no owner who could consent."))
        self.env["cs.release.consent"].create(
            [
                {"pass_id": self.id, "company_id": self.company_id.id, "partner_id": owner.id}
                for owner in owners - self.consent_ids.partner_id
            ]
        )
        self.invalidate_recordset(["consent_ids"])

    def _consent_answered(self, consent):
        """An owner has said yes or no."""
        if self.state != "waiting":
            return
        if consent.state == "refused":
            self._void_signoff()
            self.state = "refused"
            self._tell({self.id: self.create_uid}, _lt("The owner does not consent to a release"))
        else:
            self._go_on()

    def _go_on(self):
        """Issue the pass once nothing is open."""
        lacking = self.consent_ids and not self.consent_ids.filtered(lambda one: one.state == "given")
        if lacking or self._signoff_asked():
            return
        failed = self._failed_checks()
        self.failed_checks = "\n".join(failed)
        if not failed:
            self._issue()
        elif self.rule_id.on_failure == "refuse":
            raise UserError(self.env._("No pass: %(why)s", why=" ".join(failed)))
        else:
            self._ask_signoff("release")

    def _failed_checks(self) -> list[str]:
        rule, unit, failed = self.rule_id, self.unit_id, []
        if rule.checks_debts and unit.overdue_amount > rule.debts_above:
            owed = formatLang(self.env, unit.overdue_amount, currency_obj=self.company_id.currency_id)
            failed.append(self.env._("%(amount)s is overdue.", amount=owed))
        if rule.needs_permit and not self._renovation_permitted():
            failed.append(self.env._("No renovation of the unit is permitted today."))
        return failed

    def _renovation_permitted(self) -> bool:
        unit, today = self.unit_id, self.company_id._cs_today()
        since, until = unit.renovating_from, unit.renovating_until
        return bool(since and since <= today and (not until or today <= until))

    def _signed_off(self, what):
        result = super()._signed_off(what)
        if self.state == "waiting":
            self._issue()
        return result

    def _signoff_refused(self, reason, what):
        result = super()._signoff_refused(reason, what)
        self.state = "refused"
        return result

    def _issue(self):
        self.write({"state": "valid", "issued_at": utcnow(), "issued_by_id": self.env.uid})
