from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The rules of the counter come with the release that brings the counter."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cs.pack"]._install_general(None, None, "property_desk", "cs_property")
