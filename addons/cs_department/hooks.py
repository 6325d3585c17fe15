"""Installation and removal of the addon."""


def post_init_hook(env):
    """Make the first company ready to take cases in: a default team in its time zone."""
    env["cs.team"]._cs_ensure_default_team(env["res.company"].search([]))


def uninstall_hook(env):
    """Leave nothing behind that only made sense with the addon."""
    env["mail.alias"].search([("alias_model_id.model", "=", "cs.ticket")]).unlink()
