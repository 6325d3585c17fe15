"""From 19.0.1.2.0: the books of quality, appraisal and training, as the general pack has them.

Nothing acts before a manager makes a period, a plan or a report rule his own.
"""

from odoo import SUPERUSER_ID, api

#: books that 19.0.1.2.0 had: what stands in them is the department's own
OLD = frozenset(
    {
        "approvals",
        "assignment",
        "automations",
        "callbacks",
        "categories",
        "causes",
        "channels",
        "closing",
        "compensation",
        "customer_classes",
        "duty_posts",
        "escalation",
        "kinds",
        "notices",
        "question_sets",
        "repeats",
        "roster_demands",
        "roster_rules",
        "rotations",
        "satisfaction",
        "service_targets",
        "severities",
        "severity_rules",
        "shifts",
        "stages",
    }
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    packs = env["cs.pack"]
    packs._install_general(only_books=[book for book in packs._books() if book not in OLD])
