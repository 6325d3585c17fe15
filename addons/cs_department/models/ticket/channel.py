from odoo import api, fields, models, tools


class CsTicketChannel(models.Model):
    _name = "cs.ticket.channel"
    _description = "Channel that cases come in by"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "channels"
    _pack_row = "D1"
    _pack_twins_by = ("code",)
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    unattended = fields.Boolean(
        "Nobody asks back",
        help="Cases arrive by themselves (mail, web form, webhook): what the kind "
        "demands is checked when an agent resolves the case, not on arrival.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Two channels cannot share a code.")

    @tools.ormcache()
    @api.model
    def _default_id(self) -> int | bool:
        """The first channel that somebody attends."""
        # sudo: the default is the same for every registrar
        return self._for_cache().search([("unattended", "=", False)], limit=1).id

    @tools.ormcache()
    @api.model
    def _unattended_ids(self) -> frozenset[int]:
        # sudo: see _default_id
        channels = self.sudo().with_context(active_test=False)
        return frozenset(channels.search([("unattended", "=", True)]).ids)
