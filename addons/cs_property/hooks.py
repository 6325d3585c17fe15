"""Installation and removal of the addon."""

ADDON = "cs_property"


def post_init_hook(env):
    """Make every company that keeps accounts ready to bill fees."""
    companies = env["res.company"].search([])
    companies.filtered("chart_template")._cs_fee_setup()


def uninstall_hook(env):
    """Leave nothing behind that only made sense with the addon.

    Odoo names what our models inherit (selections, mixins) in the mixins' addons and
    forgets these names when our models go. Posted documents, their accounts and journals stay.
    """
    names = env["ir.model.data"]
    ours = [name for name, model in env.registry.items() if model._original_module == ADDON]
    models = env["ir.model"].search([("model", "in", ours)])
    inherited = {
        "ir.model.inherit": env["ir.model.inherit"].search([("model_id", "in", models.ids)]),
        "ir.model.fields.selection": models.field_id.selection_ids,
    }
    for model, records in inherited.items():
        # two kinds of names, one search each
        names.search([("module", "!=", ADDON), ("model", "=", model), ("res_id", "in", records.ids)]).unlink()
