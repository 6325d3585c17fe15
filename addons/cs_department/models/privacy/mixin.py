from odoo import api, models
from odoo.addons.mail.tools.discuss import Store

from .gate import reads_clear


class CsPersonalDataMixin(models.AbstractModel):
    """Fields of a model whose value only some users read; the others get a mask.

    ``_cs_personal`` names the fields and the field that holds the mask (``False`` =
    no mask, nothing is shown). Reading through the interface (RPC, export, the mail
    store) answers with the mask; Python code that runs in the user's name is refused
    by field access, unless ``_cs_personal_soft``.
    """

    _name = "cs.personal.data.mixin"
    _description = "Personal data behind a mask"

    _cs_personal = {}
    #: server code may read the value; only what leaves the server is masked
    _cs_personal_soft = False

    def _cs_secret(self):
        """The records of ``self`` that tell a customer's data."""
        return self

    def _cs_shielded(self):
        """The records of ``self`` whose personal data the user does not read."""
        return self._cs_secret()

    def _cs_masks(self, names):
        """Field name → record id → what is shown instead of the value."""
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        return {
            name: {row.id: row[mask] if mask else False for row in rows}
            for name in names
            for mask in [self._cs_personal[name]]
        }

    @api.model
    def _has_field_access(self, field, operation):
        if field.name not in self._cs_personal or self._cs_personal_soft:
            return super()._has_field_access(field, operation)
        # a number can be written by whoever may write the record
        if operation != "read" or reads_clear(self.env):
            return True
        return bool(self) and not self._cs_shielded()

    def _cs_hidden(self, names):
        """The names that are answered with a mask."""
        if reads_clear(self.env):
            return set()
        return self._cs_personal.keys() & set(names)

    def read(self, fields=None, load="_classic_read"):
        hidden = self._cs_hidden(fields or [])
        if not hidden:
            return super().read(fields, load=load)
        rows = super().read([f for f in fields if f not in hidden] or ["id"], load=load)
        return self._cs_add_masks(rows, hidden, load)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if field_names is not None and (hidden := self._cs_hidden(field_names)):
            field_names = [name for name in field_names if name not in hidden]
        return super().search_fetch(domain, field_names, offset=offset, limit=limit, order=order)

    def _read_format(self, fnames, load="_classic_read"):
        hidden = self._cs_hidden(fnames)
        if not hidden:
            return super()._read_format(fnames, load=load)
        rows = super()._read_format([f for f in fnames if f not in hidden], load=load)
        return self._cs_add_masks(rows, hidden, load)

    def _cs_add_masks(self, rows, hidden, load):
        """Add masks, or the value where it is no secret, to rows that were read."""
        shielded = self._cs_shielded()
        masks = shielded._cs_masks(hidden)
        # sudo: the user's own data and his colleagues' at work are no secret to him
        open_rows = (self - shielded).sudo()
        clear = {vals["id"]: vals for vals in open_rows._read_format(list(hidden), load=load) if vals}
        for row in rows:
            for name in hidden if row else ():
                if row["id"] in clear:
                    row[name] = clear[row["id"]][name]
                else:
                    row[name] = masks[name].get(row["id"]) or False
        return rows

    def _cs_store_repr(self, wanted, default):
        """What the mail store sends out about customers: masks, to everybody.

        One payload goes to many people's browsers, whoever caused it.

        :param wanted: a field name or a store attribute that reads a field.
        :param default: Odoo's own answer for everything else.
        """
        plain = isinstance(wanted, str)
        name = wanted if plain else getattr(wanted, "field_name", "")
        if name not in self._cs_personal or not (plain or wanted.value is None):
            return default(wanted)
        predicate = None if plain else wanted.predicate
        value = lambda record: record._cs_store_value(name)  # noqa: E731
        return [Store.Attr(name, value, predicate=predicate)]

    def _cs_store_value(self, name):
        if self._cs_secret():
            return self._cs_masks([name])[name][self.id]
        # sudo: staff's addresses at work are no secret inside
        return self.sudo()[name]
