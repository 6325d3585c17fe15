"""Meetings with customers: invitations go out, addresses stay masked."""

from markupsafe import Markup
from odoo import api, models

from .gate import by_server, server_reads


class CalendarAttendee(models.Model):
    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "cs.personal.data.mixin"]

    _cs_personal = {"email": "email", "phone": "phone"}

    def _cs_secret(self):
        # sudo: whose address it is must be known before it is shown
        rows = self.sudo()
        secret = rows.partner_id._cs_secret()
        return self.browse(row.id for row in rows if row.partner_id in secret)

    def _cs_masks(self, names):
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        return {name: {row.id: row.partner_id[f"{name}_masked"] for row in rows} for name in names}

    @api.model_create_multi
    @by_server
    def create(self, vals_list):
        return super().create(vals_list)

    @by_server
    def write(self, vals):
        return super().write(vals)

    @by_server
    def _notify_attendees(self, *args, **kwargs):
        return super()._notify_attendees(*args, **kwargs)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @by_server
    def _compute_invalid_email_partner_ids(self):
        return super()._compute_invalid_email_partner_ids()

    @by_server
    def _get_ics_file(self):
        return super()._get_ics_file()

    @api.model
    def _prepare_partner_contact_details_html(self, section_title, partner):
        """The meeting's description names a customer; it tells no address of his."""
        if not partner._cs_secret():
            with server_reads():
                return super()._prepare_partner_contact_details_html(section_title, partner)
        name = [partner.name] if partner.name else []
        return [Markup("<strong>%s</strong>") % section_title, *name]
