from odoo import api, fields, models
from odoo.exceptions import UserError

#: what decides how far a move-in has come
FACTS = (
    *("state", "document_ids.state", "agreement_ids.signed_on", "check_id.state", "agreed_words", "signature_ids"),
    *("reading_ids", "charged", "charge_ids.state", "charge_ids.amount_residual"),
)


class CsMoveIn(models.Model):
    """The end: nothing is missing that the rule asks for, and from this day on somebody lives there."""

    _inherit = "cs.move.in"

    party_id = fields.Many2one("cs.unit.party", "Entered as", readonly=True, ondelete="set null", copy=False)
    lacks = fields.Text("What is missing", compute="_compute_lacks")

    @api.depends(*FACTS)
    @api.depends_context("lang")
    def _compute_lacks(self):
        for one in self:
            one.lacks = "\n".join(one.sudo()._lacks()) if one.id else ""  # sudo: known to whoever has the move-in

    def _lacks(self) -> list[str]:
        """What keeps it from the next step, in words (in sudo)."""
        if self.state == "papers":
            return self._paper_lacks() if self._rule().needs_documents else []
        if self.state == "inspection":
            return self._inspection_lacks()
        return self._end_lacks() if self.state == "keys" else []

    def _paper_lacks(self) -> list[str]:
        return [self.env._("Document: %(name)s", name=one.kind_id.name) for one in self._unchecked_documents()]

    def _inspection_lacks(self) -> list[str]:
        rule, lacks = self._rule(), []
        if rule.needs_inspection and self.check_id.state != "done":
            return [self.env._("The joint inspection is not finished yet.")]
        if rule.needs_inspection and self._lacks_current(("inspector", "resident")):
            lacks.append(self.env._("The joint inspection is not signed by both."))
        if rule.needs_defects:
            agreed = (self.agreed_words or "").splitlines()
            lacks += [
                self.env._("Defect not put right: %(case)s", case=f"{case.number or ''} {case.name}".strip())
                for case in self._defects()
                if case.state not in ("closed", "cancelled")
                and f"{case.number or ''} {case.name}".strip() not in agreed
            ]
        return lacks

    def _end_lacks(self) -> list[str]:
        """Everything that the rule asks for, in the order of the steps (in sudo)."""
        rule = self._rule()
        lacks = self._paper_lacks() if rule.needs_documents else []
        if rule.needs_agreements:
            lacks += [self.env._("Agreement: %(name)s", name=one.title) for one in self._unsigned_agreements()]
        lacks += self._inspection_lacks()
        if rule.needs_meters and self._meters():
            unread = self._unread_meters()
            lacks += [self.env._("Meter not read: %(meter)s", meter=one.name) for one in unread]
            if not unread and self._lacks_current(("meters",)):
                lacks.append(self.env._("The meters are not signed."))
        if rule.needs_keys:
            lacks += [self.env._("Key: %(key)s", key=f"{key.number} {key.name}") for key in self._keys()]
            if not self.key_move_ids:
                lacks.append(self.env._("No key was handed over."))
        if rule.needs_payment:
            lacks += self._money_lacks()
        return lacks

    def action_finish(self):
        """He has moved in.

        :raises UserError: naming what is missing.
        """
        self._need_clerk()
        move_in = self._in_state("keys")
        lacks = move_in._end_lacks()
        if lacks:
            raise UserError(self.env._("It is not over yet:\n%(lacks)s", lacks="\n".join(lacks)))
        day = move_in._handing_over_day()
        move_in._enter_people(day)
        move_in._enter_day(day)
        move_in.write({"state": "done", "done_on": self.company_id._cs_today(), "handed_on": day})
        return True

    def _enter_day(self, day):
        """The unit is handed over from this day on; one that was handed over before stays (in sudo)."""
        if not self.unit_id.handed_over_on:
            self.unit_id.handed_over_on = day
            self.set_day = True

    def _enter_people(self, day):
        """Who moves in stands in the register of the unit (in sudo).

        :raises UserError: where somebody else owns it.
        """
        current = self.unit_id.party_ids.filtered(
            lambda one: one.role == self.role and (not one.date_to or one.date_to >= day)
        )
        if self.partner_id in current.partner_id:
            return
        if self.role == "owner" and current:
            raise UserError(
                self.env._(
                    "%(who)s owns the unit: transfer the ownership first.",
                    who=", ".join(current.mapped("partner_id.name")),
                )
            )
        self.party_id = self.env["cs.unit.party"].create(
            {"unit_id": self.unit_id.id, "partner_id": self.partner_id.id, "role": self.role, "date_from": day}
        )
