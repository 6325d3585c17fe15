from odoo import models
from odoo.addons.cs_department.core.masking import mask_phone
from odoo.exceptions import UserError

from .release_pass import OPEN


class CsReleasePass(models.Model):
    """Links by text message: to the owner who is asked, to the resident who shows the code."""

    _inherit = "cs.release.pass"

    def action_text_link(self):
        """Send the owners their question, or the applicant his pass.

        :raises UserError: where nobody has a telephone.
        """
        one = self._need_clerk("waiting", *OPEN)
        told = one.with_context(lang=one._page_lang())
        if one.state == "waiting":
            asked = one.consent_ids.filtered(lambda consent: consent.state == "asked" and consent.partner_id.phone)
            rows = [(consent.partner_id, consent._asking_words()) for consent in asked]
        else:
            said = {"company": one.company_id.name, "number": one.number, "link": one._link_url()}
            words = told.env._("%(company)s: release pass %(number)s for the gate: %(link)s", **said)
            rows = [(one.partner_id, words)] if one.partner_id.phone else []
        _text(one, [(partner.phone, words, partner) for partner, words in rows])
        return True


class CsReleaseConsent(models.Model):
    _inherit = "cs.release.consent"

    def _asking_words(self) -> str:
        told, one = self.with_context(lang=self._page_lang()), self.pass_id
        return told.env._(
            "%(company)s: %(who)s asks to take things out of %(unit)s. Please answer here: %(link)s",
            company=one.company_id.name,
            who=one.partner_id.name,
            unit=one.unit_id.code,
            link=self._link_url(),
        )


class CsVisitor(models.Model):
    """Links by text message: to the host who is asked, to the visitor who shows the code."""

    _inherit = "cs.visitor"

    def action_text_link(self):
        """Send the host his question, or the visitor his pass.

        :raises UserError: where there is no telephone to send it to.
        """
        one = self._of_clerk("asked", "expected")
        if one.state == "asked":
            if not one._text_host():
                raise UserError(self.env._("There is no telephone number to send it to."))
            return True
        words = one.with_context(lang=one._page_lang()).env._(
            "%(company)s: your pass for %(unit)s: %(link)s",
            company=one.company_id.name,
            unit=one.unit_id.code,
            link=one._link_url(),
        )
        _text(one, [(one.phone, words, one.env["res.partner"])] if one.phone else [])
        return True

    def _text_host(self) -> bool:
        """Ask the host by text message; whether he has a telephone (in sudo)."""
        party = self.unit_id.party_ids.filtered(lambda one: one.is_current and one.partner_id == self.partner_id)[:1]
        if not party or not self.partner_id.phone:
            return False
        words = self.with_context(lang=self._page_lang()).env._(
            "%(company)s: %(name)s wants to visit %(unit)s. Do you expect this visit? %(link)s",
            company=self.company_id.name,
            name=self.name,
            unit=self.unit_id.code,
            link=party._link_url(),
        )
        _text(self, [(self.partner_id.phone, words, self.partner_id)])
        return True


def _text(record, rows):
    """Send text messages and note to whom (in sudo).

    :param rows: (number, words, partner) each.
    :raises UserError: for none.
    """
    if not rows:
        raise UserError(record.env._("There is no telephone number to send it to."))
    record.env["sms.sms"].create(
        [
            {"number": number, "body": words, "partner_id": partner.id, "cs_company_id": record.company_id.id}
            for number, words, partner in rows
        ]
    )
    to = ", ".join(mask_phone(number, "CN") or "" for number, _words, _partner in rows)
    record.message_post(body=record.env._("Link sent by text message to %(to)s.", to=to))
