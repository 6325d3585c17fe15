from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .shift import CASHIER


class CsCashierShift(models.Model):
    """The second person signs the closing at the cashier's own screen, by the PIN that HR keeps."""

    _inherit = "cs.cashier.shift"

    second_by_pin = fields.Boolean(
        "Signed with the PIN", readonly=True, help="At the cashier's screen, not with the own login."
    )

    def _seconds(self):
        """Who may sign as the second person here: people who take money and have a PIN (in sudo).

        :return: users, by name.
        """
        self.ensure_one()
        people = self.env.ref(CASHIER).all_user_ids - self.user_id
        return people.filtered(lambda user: user.active and self._signer(user).pin).sorted("name")

    def _signer(self, user):
        """The employee behind a login, in the company of the till (in sudo)."""
        company = self.company_id
        if company not in user.company_ids:
            return user.employee_ids.browse()
        return user.employee_ids.filtered(lambda person: person.company_id == company)[:1]

    def sign_second_here(self, user_id, pin):
        """Sign as the second person at the cashier's screen; the till is closed then, and a difference is booked.

        :param user_id: who signs; ``pin``: his own.
        :return: ``{"refused": sentence or False}``: a wrong PIN is counted, so it is no error.
        :raises AccessError: for who may not sign; UserError: before the cashier has signed.
        """
        shift = self._mine(("counted",))
        if not shift.signed_by_id:
            raise UserError(self.env._("The cashier has not signed yet."))
        # by their ids: the number comes from outside
        second = shift._seconds().filtered(lambda user: type(user_id) is int and user.id == user_id)
        if not second:
            raise AccessError(self.env._("Only people who take money sign here, with a PIN of their own."))
        refusal = self.env["cs.handover.pin"]._check(shift._signer(second), pin if isinstance(pin, str) else "")
        if refusal:
            return {"refused": refusal}
        shift._agree()
        shift._sign_off(second)
        shift.second_by_pin = True
        shift.message_post(body=self.env._("%(name)s signed as the second person with the PIN.", name=second.name))
        return {"refused": False}

    @api.model
    def screen(self) -> dict:
        found = super().screen()
        if found["shift"] and found["shift"]["signed"]:
            # sudo: the names of colleagues who may sign
            shift = self.sudo().browse(found["shift"]["id"])
            found["shift"]["seconds"] = [{"id": user.id, "name": user.name} for user in shift._seconds()]
        return found
