from odoo import api, models
from odoo.exceptions import ValidationError

from ..core import placeholders


class CsWordedMixin(models.AbstractModel):
    """Words that managers write with names in braces, like ``Dear {payer}`` (core/placeholders.py)."""

    _name = "cs.worded.mixin"
    _description = "Words with names"
    #: fields with such words
    _worded = ("script",)
    #: what they may name
    _worded_names = frozenset()

    @api.constrains(lambda self: self._worded)
    def _check_worded(self):
        """
        :raises ValidationError: where the words name what nothing is known of.
        """
        for record in self:
            unknown = placeholders.unknown("".join(record[name] or "" for name in self._worded), self._worded_names)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: nothing is known as {%(unknown)s}.",
                        name=record.display_name,
                        unknown="}, {".join(unknown),
                    )
                )
