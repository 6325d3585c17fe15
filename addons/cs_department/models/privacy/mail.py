from markupsafe import escape
from odoo import api, models
from odoo.exceptions import AccessError

from ...core.masking import mask_email
from .gate import by_server, is_privileged, server_reads


class Base(models.AbstractModel):
    _inherit = "base"

    @by_server
    def _message_get_default_recipients(self, *args, **kwargs):
        return super()._message_get_default_recipients(*args, **kwargs)

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Suggest contacts with a masked address; an address alone is not shown.

        Cases always have a contact, so nobody is lost whom one could write to.
        """
        with server_reads():
            found = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        if self.env.su or is_privileged(self.env):
            return found
        partners = self.env["res.partner"]
        for suggestions in found.values():
            suggestions[:] = [one for one in suggestions if one["partner_id"]]
            for one in suggestions:
                partner = partners.browse(one["partner_id"])
                if partner._cs_shielded():
                    one["email"] = mask_email(one["email"])
        return found


class MailThread(models.AbstractModel):
    """Sending to people whose address the sender does not see."""

    _inherit = "mail.thread"

    @by_server
    def _message_compute_author(self, *args, **kwargs):
        return super()._message_compute_author(*args, **kwargs)

    @by_server
    def message_post(self, **kwargs):
        return super().message_post(**kwargs)

    @by_server
    def message_notify(self, **kwargs):
        return super().message_notify(**kwargs)

    @by_server
    def _notify_thread(self, *args, **kwargs):
        return super()._notify_thread(*args, **kwargs)

    @by_server
    def _partner_find_from_emails(self, *args, **kwargs):
        return super()._partner_find_from_emails(*args, **kwargs)


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(self, *args, **kwargs):
        # people write templates: what they print is read in their own name
        with server_reads(False):
            return super()._render_template(*args, **kwargs)


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, is_privileged(self.env))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Whoever reads masks chooses readers by name: the widget for addresses reads them."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not is_privileged(self.env):
            for node in arch.iterfind(".//field[@widget='many2many_tags_email']"):
                node.set("widget", "many2many_tags")
                node.set("options", "{'no_create': True}")
        return arch, view

    @by_server
    def _compute_partner_ids_all_have_email(self):
        return super()._compute_partner_ids_all_have_email()

    @by_server
    def _action_send_mail(self, *args, **kwargs):
        return super()._action_send_mail(*args, **kwargs)


class MailMessage(models.Model):
    """The sender's address of a customer's message."""

    _name = "mail.message"
    _inherit = ["mail.message", "cs.personal.data.mixin"]

    _cs_personal = dict.fromkeys(["email_from", "reply_to", "incoming_email_to", "incoming_email_cc"])
    _cs_personal_soft = True

    def _cs_secret(self):
        # sudo: whose message it is must be known before its address is shown
        messages = self.sudo()
        secret = messages.author_id._cs_secret()
        return self.browse(m.id for m in messages if not m.author_id or m.author_id in secret)

    def _cs_masks(self, names):
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        return {name: {row.id: mask_email(row[name]) for row in rows} for name in names}

    def _field_store_repr(self, field_name):
        return self._cs_store_repr(field_name, super()._field_store_repr)


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["mail.followers", "cs.personal.data.mixin"]

    _cs_personal = {"email": None}

    def _cs_secret(self):
        # sudo: whose address it is must be known before it is shown
        rows = self.sudo()
        secret = rows.partner_id._cs_secret()
        return self.browse(row.id for row in rows if row.partner_id in secret)

    def _cs_masks(self, names):
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        return {"email": {row.id: row.partner_id.email_masked for row in rows}}

    def _field_store_repr(self, field_name):
        return self._cs_store_repr(field_name, lambda name: [name])


class ResUsers(models.Model):
    _inherit = "res.users"

    def _field_store_repr(self, field_name):
        parent = getattr(super(), "_field_store_repr", lambda name: [name])
        return self._cs_store_repr(field_name, parent)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _field_store_repr(self, field_name):
        return self._cs_store_repr(field_name, super()._field_store_repr)

    @api.model
    @by_server
    def find_or_create(self, email, assert_valid_email=False):
        return super().find_or_create(email, assert_valid_email=assert_valid_email)

    @api.model
    @by_server
    def _find_or_create_from_emails(self, *args, **kwargs):
        return super()._find_or_create_from_emails(*args, **kwargs)

    @api.model
    def _get_mention_suggestions_domain(self, search):
        if is_privileged(self.env):
            return super()._get_mention_suggestions_domain(search)
        return self._cs_by_name(search)

    @api.model
    def _search_for_channel_invite(self, store, search_term, channel_id=None, limit=30):
        if not is_privileged(self.env):
            # colleagues only are found here; server_reads: core matches their address
            with server_reads():
                return super()._search_for_channel_invite(store, search_term, channel_id=channel_id, limit=limit)
        return super()._search_for_channel_invite(store, search_term, channel_id=channel_id, limit=limit)

    @api.model
    def _cs_by_name(self, search):
        return [("name", "ilike", search), ("active", "=", True)]

    def _build_vcard(self):
        """A vCard has no number and no address for whoever reads masks."""
        if not self._cs_hidden(["phone"]) or not self._cs_shielded():
            if is_privileged(self.env):
                names = [name for name in ("phone", "email") if self[name]]
                self.env["cs.personal.data.access"]._log(
                    [(self.id, name) for name in names],
                    kind="export",
                    note=self.env._("vCard"),
                    res_model=self._name,
                    res_id=self.id,
                )
            return super()._build_vcard()
        with server_reads():
            card = super()._build_vcard()
        for name in ("email", "tel") if card else ():
            if name in card.contents:
                del card.contents[name]
        return card


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @by_server
    def _merge(self, *args, **kwargs):
        return super()._merge(*args, **kwargs)

    @by_server
    def _log_merge_operation(self, src_partners, dst_partner):
        """The note in the chatter names addresses: mask them."""
        result = super()._log_merge_operation(src_partners, dst_partner)
        # sudo: the note just posted is corrected, whoever may edit messages
        note = dst_partner.sudo().message_ids[:1]
        body = str(note.body)
        for address in filter(None, src_partners.mapped("email")):
            body = body.replace(str(escape(address)), mask_email(address))
        note.body = body
        return result


class PortalWizard(models.TransientModel):
    _inherit = "portal.wizard"

    @api.model_create_multi
    def create(self, vals_list):
        if not (self.env.su or is_privileged(self.env)):
            raise AccessError(
                self.env._("Giving portal access shows mail addresses: ask somebody who reads personal data.")
            )
        return super().create(vals_list)
