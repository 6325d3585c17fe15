from odoo import fields, models

from ...core.now import utcnow

#: field of the company, without its prefix, that the settings page shows
_OF_PAGE = (
    "roster_tell_minutes",
    "roster_remind_hours",
    "roster_mail",
    "roster_sms",
    "swap_approval",
    "attendance_from",
    "attendance_wait_minutes",
    "attendance_late_minutes",
    "attendance_early_minutes",
    "attendance_unasked_minutes",
)
#: who lets a trade of shifts pass
_APPROVAL = [("always", "the supervisor, always"), ("worse", "the supervisor, where a rule is met less well")]


class ResCompany(models.Model):
    """How people learn of their shifts, who lets them trade, and what the time clock tolerates."""

    _inherit = "res.company"

    cs_roster_tell_minutes = fields.Integer("Changes told after (min)", default=10)
    cs_roster_remind_hours = fields.Integer("Reminder to acknowledge (h)", default=24)
    cs_roster_mail = fields.Boolean("Shifts told by mail", default=True)
    cs_roster_sms = fields.Boolean("Shifts told by text message")
    cs_swap_approval = fields.Selection(_APPROVAL, "Trades of shifts are approved by", required=True, default="always")
    cs_attendance_from = fields.Date("Compared with the time clock from", default=lambda _self: utcnow().date())
    cs_attendance_wait_minutes = fields.Integer("Compared after the end of the shift (min)", default=60)
    cs_attendance_late_minutes = fields.Integer("Late above (min)", default=5)
    cs_attendance_early_minutes = fields.Integer("Left early above (min)", default=5)
    cs_attendance_unasked_minutes = fields.Integer("Work without approval above (min)", default=15)

    _cs_duty_sane = models.Constraint(
        "CHECK (cs_roster_tell_minutes BETWEEN 0 AND 1440 AND cs_roster_remind_hours BETWEEN 0 AND 720"
        " AND cs_attendance_wait_minutes BETWEEN 0 AND 1440 AND cs_attendance_late_minutes BETWEEN 0 AND 240"
        " AND cs_attendance_early_minutes BETWEEN 0 AND 240 AND cs_attendance_unasked_minutes BETWEEN 0 AND 240)",
        "Changes are told within a day, reminders come within a month, and tolerances are up to four hours.",
    )


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    roster_tell_minutes = fields.Integer(
        "Changes told after (min)",
        help="Changes of a published roster are gathered for so long, then everybody concerned is told once.",
    )
    roster_remind_hours = fields.Integer(
        "Reminder to acknowledge (h)",
        help="Whoever has not acknowledged his shifts is reminded after so many hours, again and again. 0: never.",
    )
    roster_mail = fields.Boolean("Shifts told by mail")
    roster_sms = fields.Boolean("Shifts told by text message")
    swap_approval = fields.Selection(_APPROVAL, "Trades of shifts are approved by", required=True)
    attendance_from = fields.Date(
        "Compared with the time clock from", help="Empty: rosters are not compared with the time clock."
    )
    attendance_wait_minutes = fields.Integer(
        "Compared after the end of the shift (min)", help="So that whoever is relieved late has clocked out."
    )
    attendance_late_minutes = fields.Integer("Late above (min)")
    attendance_early_minutes = fields.Integer("Left early above (min)")
    attendance_unasked_minutes = fields.Integer(
        "Work without approval above (min)",
        help="So many minutes outside of a shift are nobody's fault. A shift may be prolonged besides, see there.",
    )

    def _company_fields(self):
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in _OF_PAGE}}
