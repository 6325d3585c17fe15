from datetime import timedelta
from hmac import compare_digest

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.handover import Tries, failed, may_try
from ...core.now import utcnow


class CsHandoverPin(models.Model):
    """Wrong PINs of a person at a shared counter: a row that tries at the same moment collide on."""

    _name = "cs.handover.pin"
    _description = "Wrong PINs at the counter"
    _allow_sudo_commands = False
    _log_access = False
    _rec_name = "employee_id"

    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")
    count = fields.Integer()
    since = fields.Datetime()

    _employee_uniq = models.UniqueIndex("(employee_id)", "One row for each person.")

    @api.model
    def _check(self, employee, pin) -> str:
        """Whether somebody at a shared counter is who he says, by the PIN that HR keeps.

        A wrong PIN must be counted, so it is answered and not raised: what is raised is
        rolled back. Whoever tries many at the same moment waits for himself.

        :return: why not, in the reader's language; nothing when it is he.
        :raises UserError: where HR keeps no PIN.
        """
        # sudo: a PIN is HR's; it is compared, never shown
        person = employee.sudo()
        if not person.pin:
            raise UserError(
                self.env._(
                    "%(person)s has no PIN: HR sets it, or %(person)s signs with the own login.", person=person.name
                )
            )
        company, now = person.company_id, utcnow()
        window = timedelta(minutes=company.cs_handover_pin_minutes)
        row = self._held(person)
        tries = Tries(row.count, row.since or None)
        if not may_try(tries, now, company.cs_handover_pin_tries, window):
            return self.env._(
                "Too many wrong PINs: try again in %(minutes)s minutes, or sign with the own login.",
                minutes=company.cs_handover_pin_minutes,
            )
        if compare_digest(str(pin or "").encode(), person.pin.encode()):
            row.write({"count": 0, "since": False})
            return ""
        tries = failed(tries, now, window)
        row.write({"count": tries.count, "since": tries.since})
        return self.env._("The PIN is wrong.")

    @api.model
    def _held(self, person):
        """The row of a person, held until the transaction ends."""
        self.env.execute_query(
            SQL(
                """INSERT INTO cs_handover_pin (employee_id, count) VALUES (%s, 0)
                   ON CONFLICT (employee_id) DO UPDATE SET count = cs_handover_pin.count RETURNING id""",
                person.id,
            )
        )
        self.invalidate_model()
        # sudo: nobody but the machinery reads it
        return self.sudo().search([("employee_id", "=", person.id)])
