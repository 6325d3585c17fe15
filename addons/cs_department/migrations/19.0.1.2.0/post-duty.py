"""From 19.0.1.1.0: the books of duty, as the general pack has them. They act only on rosters that somebody makes."""

from odoo import SUPERUSER_ID, api

#: new in this release; assignment rules of before stay as they are: a manager adds the duty officer himself
NEW = ("duty_posts", "shifts", "roster_demands", "roster_rules", "rotations")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cs.pack"]._install_general(only_books=NEW)
