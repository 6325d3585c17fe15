from odoo import api, models
from odoo.exceptions import AccessError


class CsSystemFieldsMixin(models.AbstractModel):
    """Fields that the verbs of a model write: whoever may change the rest of a record does not say them.

    A readonly field is readonly on the form only; by RPC, by an import or by a default in the
    context it could be written. The verbs write in sudo, once the right was checked.
    """

    _name = "cs.system.fields.mixin"
    _description = "Fields written by verbs only"

    #: names of these fields; a model says which
    _system_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # a record begins as the system says, whatever the caller or his context says
            known = [self._fields[name] for name in self._system_fields]
            # an empty list is not written: that would ask for the right to read what it holds
            empty = {
                field.name
                for field in known
                if field.type.endswith("2many")
                and not field.default
                and f"default_{field.name}" not in self.env.context
            }
            begins = {
                field.name: field.convert_to_write(field.default(self), self) if field.default else False
                for field in known
                if field.name not in empty
            }
            vals_list = [
                {name: value for name, value in vals.items() if name not in empty} | begins for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        """
        :raises AccessError: for a field that a verb writes.
        """
        if not self.env.su and vals.keys() & self._system_fields:
            raise AccessError(self.env._("This is written by the buttons only."))
        return super().write(vals)
