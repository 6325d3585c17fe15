"""From 19.0.1.0.0: the new rule books, ladders beside the clocks that run, since when departments' steps are open."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.addons.cs_department.core.now import utcnow
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

#: books that 19.0.1.0.0 had: what stands in them is the department's own
OLD = frozenset(
    {
        "kinds",
        "severities",
        "categories",
        "causes",
        "channels",
        "customer_classes",
        "stages",
        "service_targets",
        "assignment",
        "closing",
        "repeats",
        "notices",
    }
)
#: come into force: until now running and missed targets were told by the cases themselves, and accidents were graded
#: by hand; the other new rules come archived: no customer is called, asked or paid by a rule before a manager
#: switches it on
IN_FORCE = frozenset({"escalation", "severity_rules"})
#: marks that shipped kinds and severities carry from this release on: book → field
MARKS = {"kinds": "asks_accident", "severities": "asks_accident"}
#: so many clocks are read and written at once
BATCH = 1000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    bring_books(env)
    mark_shipped(env)
    fill_opened(cr)
    arm_clocks(env)


def bring_books(env):
    """The books that are new, as the general pack has them; those of before stay as they are."""
    packs = env["cs.pack"]
    new = {book: model.with_context(active_test=False) for book, model in packs._books().items() if book not in OLD}
    asleep = {book: model for book, model in new.items() if "is_draft" in model._fields and book not in IN_FORCE}
    before = {book: model.search([]) for book, model in asleep.items()}
    packs._install_general(only_books=list(new))
    for book, model in asleep.items():
        (model.search([]) - before[book]).active = False


def mark_shipped(env):
    """What the general pack says in new fields of records that were there before."""
    packs = env["cs.pack"]
    pack = packs._read(packs._shipped_content("general"))["books"]
    for book, field in MARKS.items():
        keys = [key for key, record in pack[book].items() if record.get(field)]
        packs._books()[book].with_context(active_test=False).search([("key", "in", keys)]).write({field: True})


def fill_opened(cr):
    """A step is open since its clock began, or the step before it was done (one statement, however many)."""
    cr.execute(
        """
        UPDATE cs_ticket_task t
           SET opened_at = COALESCE(
               (SELECT min(c.started_at) FROM cs_clock c WHERE c.task_id = t.id),
               (SELECT p.done_at FROM cs_ticket_task p WHERE p.id = t.previous_id),
               t.create_date)
         WHERE t.opened_at IS NULL AND t.state <> 'waiting'
        """
    )


def arm_clocks(env):
    """Put a ladder beside each live clock; what lies behind it counts as told."""
    now, book = utcnow(), env["cs.escalation.rule"]
    clocks = env["cs.clock"].search([("state", "in", ("running", "paused")), ("ladder_id", "=", False)])
    for ids in split_every(BATCH, clocks.ids):
        batch = clocks.browse(ids)
        types = set(batch.mapped("clock_type"))
        ladders = batch.ticket_id._ask_rules(
            lambda company_id, facts, day, asked=types: {
                clock_type: book._rule_id_for(company_id, facts, day, clock_type) for clock_type in asked
            },
            "registered_at",
        )
        for clock in batch:
            # written at once by the ORM, with what follows
            clock.ladder_id = ladders[clock.ticket_id.id][clock.clock_type]
        batch.filtered("ladder_id")._pass_over(now)
        batch.ticket_id._refresh_due()
        env.flush_all()
        env.invalidate_all()
    _logger.info("%s live clocks have their ladder", len(clocks))
