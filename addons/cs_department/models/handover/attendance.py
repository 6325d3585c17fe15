from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ...core.now import utcnow

#: no shift that is handed over is longer
LONGEST = timedelta(hours=26)


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _attendance_action_change(self, geo_information=None):
        """Nobody checks out of a post that has not been handed over.

        :raises UserError: with the sentence that says why.
        """
        self.ensure_one()
        if self.attendance_state == "checked_in":
            # sudo: the handover decides, whoever stands at the clock
            self.env["cs.handover"].sudo()._need_handed_over(self.sudo())
        return super()._attendance_action_change(geo_information)


class CsHandover(models.Model):
    _inherit = "cs.handover"

    @api.model
    def _need_handed_over(self, employee):
        """At the end of a shift: has its post been handed over? (in sudo)

        :raises UserError: with the sentence that says why he stays.
        """
        now = utcnow()
        grace = employee.company_id._cs_handover_grace()
        shift = self.env["cs.shift"].search(
            [
                ("employee_id", "=", employee.id),
                ("state", "=", "published"),
                ("layer", "=", "work"),
                ("template_id.needs_handover", "=", True),
                ("post_id.needs_handover", "=", True),
                ("start_at", "<=", now),
                ("start_at", ">", now - LONGEST),
                ("end_at", "<=", now + grace),
            ],
            order="end_at desc",
            limit=1,
        )
        if not shift:
            return
        told = [
            ("post_id", "=", shift.post_id.id),
            ("company_id", "=", shift.company_id.id),
            ("ends_at", "=", shift.end_at),
            ("state", "!=", "cancelled"),
        ]
        handover = self.search(told, limit=1)
        if not handover:
            begun = self._first_signed(shift.post_id).get((shift.post_id, shift.company_id))
            if not begun or begun >= shift.end_at:
                return  # nobody hands anything over there yet
            raise UserError(
                self.env._("%(post)s has not been handed over: sign the handover first.", post=shift.post_id.name)
            )
        refusal = handover._refusal_to_leave()
        if refusal:
            raise UserError(refusal)
