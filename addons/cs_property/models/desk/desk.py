from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: who works at the counter
CLERK = "cs_property.group_cs_counter"


class CsDesk(models.AbstractModel):
    """The counter's one screen: whoever comes in is found, and everything about his unit is said.

    Areas hang in by three hooks: :meth:`_desk_finders`, :meth:`_desk_services` and
    ``cs.estate.unit._desk_sections``.
    """

    _name = "cs.desk"
    _description = "Counter desk"

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not work at the counter.
        """
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("The counter desk belongs to counter clerks."))

    # -- hooks ---------------------------------------------------------------------------

    @api.model
    def _desk_finders(self, words: str) -> list[dict]:
        """Units found by codes of an area: a plate, a card, a key's label, a pass.

        :param words: what was typed or scanned, stripped, never empty.
        :return: ``{"unit_id", "why"}`` each; exact matches on indexed columns only.
        """
        return []

    @api.model
    def _desk_services(self) -> list[dict]:
        """What can be started for a unit.

        :return: ``{"key", "name", "hotkey", "sequence", "action"}``: the action opens a new
            record; the screen adds ``default_unit_id`` and ``default_partner_id`` to its context.
        """
        return []

    @api.model
    def services(self) -> list[dict]:
        """The services that the caller may start, in their order.

        :raises AccessError: for who does not work at the counter.
        """
        self._need_clerk()
        return sorted(self._desk_services(), key=lambda service: (service["sequence"], service["key"]))

    @api.model
    def _unit(self, unit_id):
        """
        :raises UserError: for a unit that the caller does not see.
        """
        unit = self.env["cs.estate.unit"].browse(unit_id if type(unit_id) is int else 0).exists()
        if not unit or unit.company_id not in self.env.companies:
            raise UserError(self.env._("There is no such unit."))
        unit.check_access("read")
        return unit


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self) -> list[dict]:
        """What the counter is told of this one unit, by area; only what the caller may read.

        :return: ``{"key", "sequence", "title", "count", "tone", "rows", "action"}`` each; tone is
            ``info``, ``warning``, ``danger`` or ``muted``; rows are ``{"text", "note", "tone", "res_model",
            "res_id"}``; the action opens the whole list, or is ``False``.
        """
        self.ensure_one()
        return []
