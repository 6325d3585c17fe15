from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .res_partner import ENTRIES

#: a reason in words has at least this many characters
SHORTEST_NOTE = 4
LONGEST_NOTE = 500
REVEALING_GROUPS = (
    "cs_department.group_cs_agent",
    "cs_department.group_cs_personal_data",
)


class CsPersonalDataMixin(models.AbstractModel):
    """Showing one value to one person for a stated reason."""

    _inherit = "cs.personal.data.mixin"

    #: the fields that can be revealed one by one
    _cs_revealable = ()

    def reveal_personal_data(self, field, reason_id=False, note="", res_model=False, res_id=False, kind="reveal"):
        """Log who wants to see which value and why, then give the value.

        :param field: one of the model's revealable fields (contacts: phone, email, vat,
            company_registry; cases: caller_phone, email_from).
        :param reason_id: a reason from the managers' list; else ``note`` is needed.
        :param note: reason in words.
        :param res_model: model of the record from which it was asked, with ``res_id``.
        :param kind: ``reveal``, or ``call`` when the number is dialled at once.
        :return: the value, or ``False`` when there is none.
        :raise AccessError: for a contact or record that the user may not read.
        :raise UserError: without a reason.
        """
        self.ensure_one()
        self._cs_check_may_reveal(field, kind)
        note = " ".join((note or "").split())[:LONGEST_NOTE]
        reason = self._cs_check_reason(reason_id, note)
        res_model, res_id = self._cs_check_source(res_model, res_id)
        self.env["cs.personal.data.access"]._log(
            [(self._cs_subjects().id, field)],
            kind=kind,
            note=note,
            reason_id=reason.id,
            res_model=res_model,
            res_id=res_id,
        )
        return self.sudo()[field]  # sudo: the access is allowed and logged just above

    def _cs_check_may_reveal(self, field, kind):
        if not any(self.env.user.has_group(group) for group in REVEALING_GROUPS):
            raise AccessError(self.env._("Only customer service may reveal personal data."))
        self.check_access("read")
        if field not in self._cs_revealable or kind not in ("reveal", "call"):
            raise UserError(self.env._("This cannot be revealed."))

    @api.model
    def _cs_check_reason(self, reason_id, note):
        """The reason picked (may be empty), after making sure that one is given."""
        reasons = self.env["cs.reveal.reason"]
        if reason_id:
            reasons = reasons.search([("id", "=", int(reason_id))])
        enough = len(note) >= SHORTEST_NOTE and len(set(note)) > 1
        if not enough and (not reasons or reasons.needs_note):
            raise UserError(
                self.env._(
                    "Say in at least %(count)s characters why you need it.",
                    count=SHORTEST_NOTE,
                )
            )
        return reasons

    def _cs_check_source(self, res_model, res_id):
        """The record it was asked from; the record itself when none is named."""
        if not res_model or not res_id or res_model not in self.env:
            return self._name, self.id
        self.env[res_model].browse(int(res_id)).check_access("read")
        return res_model, int(res_id)

    @api.model
    def cs_reveal_reasons(self):
        """What the dialog offers: reasons, and how short a note may be."""
        reasons = self.env["cs.reveal.reason"].search_read([], ["name", "needs_note"], limit=20)
        return {"reasons": reasons, "shortest_note": SHORTEST_NOTE}


class ResPartner(models.Model):
    _inherit = "res.partner"

    _cs_revealable = tuple(ENTRIES)

    def _cs_identity_confirmed(self, ticket=None) -> bool:
        """Whether the caller's identity was confirmed: the last check decides.

        :param ticket: the case it is about; a check made on another case counts no more.
        """
        self.ensure_one()
        domain = Domain("partner_id", "=", self.id)
        if ticket:
            domain &= Domain("ticket_id", "=", ticket.id)
        last = self.env["cs.identity.check"].search(domain, limit=1)
        return last.result == "passed"

    def action_identity_check(self):
        """Open the short form; context ``ticket_id`` names the case it is made for."""
        self.ensure_one()
        return {
            "name": self.env._("Identity check"),
            "type": "ir.actions.act_window",
            "res_model": "cs.identity.check",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.id,
                "default_ticket_id": self.env.context.get("ticket_id", False),
            },
        }
