import re

from odoo import api, models
from odoo.tools import consteq, hmac

#: record number and signature: 128 bits of it, short enough for a text message
TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{32})")


class CsLinkMixin(models.AbstractModel):
    """A record that somebody opens by a signed link, without a login.

    The signature covers the model, the record and what :meth:`_link_facts` says: when
    that changes, older links are void. Links are stored nowhere: who reads the database
    or a message of ours does not have them.
    """

    _name = "cs.link.mixin"
    _description = "Record that a signed link opens"

    _link_path = ""

    def _link_facts(self) -> tuple:
        """What the link is for, beside the record: plain values."""
        return ()

    def _link_open(self) -> bool:
        """Whether the link still opens the record (in sudo)."""
        return True

    def _token(self) -> str:
        self.ensure_one()
        # sudo: whoever sends a link may not see the facts it is signed with
        facts = (self._name, self.id, *self.sudo()._link_facts())
        return f"{self.id}-{hmac(self.env(su=True), 'cs_department link', facts)[:32]}"

    def _link_url(self) -> str:
        self.ensure_one()
        return f"{self.get_base_url()}{self._link_path}{self._token()}"

    @api.model
    def _from_token(self, token):
        """The record (in sudo) that a token opens now, or none; any text may come in."""
        found = TOKEN.fullmatch(token or "")
        # sudo: the signature is the right to open this one record
        record = self.sudo().browse(int(found[1]) if found else ()).exists()
        if not record or not consteq(record._token(), token) or not record._link_open():
            return record.browse()
        return record
