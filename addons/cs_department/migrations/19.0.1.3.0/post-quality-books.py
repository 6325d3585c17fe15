"""From 19.0.1.2.0: the books of quality, appraisal and training, as the general pack has them.

Nobody is judged or asked for anything by a rule before a manager has switched it on. What would begin by itself comes
archived; the rest waits for people anyway: a scheme and a training plan hold for those whose job has the profile, a
course keeps nobody from a category before one is named on it, checklists and indicators are used by the others.
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
#: question sets of the exams, which the shipped courses use
EXAMS = {"question_sets": frozenset({"exam_rules", "exam_service"})}
#: books that come archived: reports would be owed by everybody at once, checks drawn, words held back
ASLEEP = ("banned_words", "check_plans", "report_rules")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    packs = env["cs.pack"]
    books = packs._books()
    packs._install_general(only_books=[book for book in books if book not in OLD], only_keys=EXAMS)
    for book in ASLEEP:
        # three books, one statement each; before this release there were none
        books[book].search([]).active = False
    # rewards and penalties that somebody proposes by hand are a choice; those that facts lead to begin by themselves
    env["cs.merit.rule"].search([("source", "!=", "hand")]).active = False
