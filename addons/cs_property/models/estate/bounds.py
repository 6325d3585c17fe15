from odoo import api, fields, models, tools
from odoo.fields import Domain


class CsEstate(models.Model):
    """An estate whose people see this estate and no other of the company."""

    _inherit = "cs.estate"

    staff_ids = fields.Many2many(
        "res.users",
        "cs_estate_staff_rel",
        "estate_id",
        "user_id",
        "Bound to this estate",
        domain=[("share", "=", False)],
        help="These colleagues see the estates to which they are bound, and no other. Whoever is bound to none sees "
        "all estates of his companies.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        estates = super().create(vals_list)
        if estates.staff_ids:
            self.env.registry.clear_cache()
        return estates

    def write(self, vals):
        result = super().write(vals)
        if "staff_ids" in vals:
            # who sees what is read once for each person
            self.env.flush_all()
            self.env.registry.clear_cache()
        return result


class ResUsers(models.Model):
    """The estates to which somebody is bound."""

    _inherit = "res.users"

    cs_estate_ids = fields.Many2many(
        "cs.estate", "cs_estate_staff_rel", "user_id", "estate_id", "Bound to estates", readonly=True
    )

    @tools.ormcache("self.env.uid")
    @api.model
    def _bound_estates(self) -> tuple[int, ...]:
        """The estates to which the caller is bound; none: he sees all of his companies."""
        # sudo: who is bound need not see other estates to learn it
        return tuple(self.env.user.sudo().cs_estate_ids.ids)


class IrRule(models.Model):
    """Whoever is bound to estates sees what belongs to them, in every model that says its estate or its unit.

    One place for all models, besides their own rules: those of the company, of stewards and of roles.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su or not model_name.startswith("cs."):
            return domain
        bound = self.env["res.users"]._bound_estates()
        return domain & self._within(model_name, bound) if bound else domain

    @api.model
    def _within(self, model_name, estates):
        """What of a model belongs to these estates; what belongs to no estate is everybody's.

        A model says so by its column ``estate_id`` or ``unit_id``, by others named in ``_bound_by``, or by what it
        is a part of, named in ``_bound_through``.
        """
        if model_name == "cs.estate":
            return Domain("id", "in", estates)
        model = self.env[model_name]
        parent = getattr(model, "_bound_through", "")
        if parent:
            whole = self._within(model._fields[parent].comodel_name, estates)
            return Domain(parent, "any!", whole)
        if _kept(model, "estate_id"):
            return Domain("estate_id", "in", (False, *estates))
        places = getattr(model, "_bound_by", ("unit_id",) if _kept(model, "unit_id") else ())
        if not places:
            return Domain.TRUE
        nowhere = Domain.AND(Domain(place, "=", False) for place in places)
        return nowhere | Domain.OR(Domain(place, "any!", Domain("estate_id", "in", estates)) for place in places)


def _kept(model, name) -> bool:
    """Whether a model has such a column, and it names an estate or a unit of ours."""
    field = model._fields.get(name)
    return bool(field and field.store and field.comodel_name in ("cs.estate", "cs.estate.unit"))
