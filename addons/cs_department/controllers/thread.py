from odoo import http
from odoo.addons.mail.controllers.thread import ThreadController

from ..core.masking import mask_email
from ..models.privacy.gate import is_privileged, server_reads


class CsThreadController(ThreadController):
    @http.route()
    def mail_thread_partner_from_email(self, thread_model, thread_id, emails):
        """Whom an address that the sender typed belongs to; it comes back masked."""
        with server_reads():
            found = super().mail_thread_partner_from_email(thread_model, thread_id, emails)
        if not is_privileged(http.request.env):
            typed = {address.strip().lower() for address in emails}
            for partner in found:
                if (partner["email"] or "").lower() not in typed:
                    partner["email"] = mask_email(partner["email"])
        return found
