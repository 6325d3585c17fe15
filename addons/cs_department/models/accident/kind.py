from odoo import api, fields, models, tools


class CsAccidentMixin(models.AbstractModel):
    _name = "cs.accident.mixin"
    _description = "Kind or severity of which accidents can be"
    _inherit = ["cs.cached.mixin"]

    asks_accident = fields.Boolean()

    @tools.ormcache()
    @api.model
    def _accident_ids(self) -> frozenset[int]:
        """Those whose cases ask about an accident, archived ones too."""
        # sudo: what a case asks for is the same for everybody
        everything = self._for_cache().with_context(active_test=False)
        return frozenset(everything.search([("asks_accident", "=", True)]).ids)


class CsTicketKind(models.Model):
    _name = "cs.ticket.kind"
    _inherit = ["cs.ticket.kind", "cs.accident.mixin"]

    asks_accident = fields.Boolean(
        "People may be hurt",
        help="The forms ask for dead and injured people and the suspected grade of the accident.",
    )


class CsSeverity(models.Model):
    _name = "cs.severity"
    _inherit = ["cs.severity", "cs.accident.mixin"]

    asks_accident = fields.Boolean(
        "An accident",
        help="A case of this severity asks for dead and injured people and the suspected grade.",
    )
