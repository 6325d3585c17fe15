from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..rulebook.clock_type import CLOCK_TYPES

COLUMNS = (
    "ticket_id",
    "clock_id",
    "clock_type",
    "rule_id",
    "level_id",
    "level_key",
    "arming",
    "urge_number",
    "at",
    "said",
    "told",
)


class CsEscalationStep(models.Model):
    """What ladders have done: one row per level reached, append-only.

    That a level is told once is a matter of this table: of all workers, restarts and
    re-matches, the one that gets its row in tells.
    """

    _name = "cs.escalation.step"
    _description = "Escalation of a case"
    _order = "at desc, id desc"
    _log_access = False
    _allow_sudo_commands = False

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="cascade")
    clock_id = fields.Many2one("cs.clock", "Running clock", index="btree_not_null", ondelete="cascade")
    clock_type = fields.Selection(CLOCK_TYPES, "Clock")
    rule_id = fields.Many2one("cs.escalation.rule", "Ladder", index="btree_not_null", ondelete="set null")
    level_id = fields.Many2one("cs.escalation.level", "Line of the ladder", index="btree_not_null", ondelete="set null")
    level_key = fields.Char(required=True)
    arming = fields.Integer(help="How often the clock had armed its levels anew, because its target moved.")
    urge_number = fields.Integer()
    at = fields.Datetime("On", required=True)
    said = fields.Char("Level")
    told = fields.Char("Who was told")
    # sides of the case by which escalations are counted
    team_id = fields.Many2one(related="ticket_id.team_id")
    kind_id = fields.Many2one(related="ticket_id.kind_id")

    _once_per_arming = models.UniqueIndex("(clock_id, level_key, arming) WHERE clock_id IS NOT NULL")
    _order_idx = models.Index("(at DESC, id DESC)")
    _once_per_urge = models.UniqueIndex("(ticket_id, level_key, urge_number) WHERE clock_id IS NULL")

    @api.model
    def _append(self, rows: list[dict]) -> list[dict]:
        """Note that levels are reached, in one statement.

        :param rows: column → value; what is missing is empty.
        :return: the rows that were not there yet: theirs are the notices to be sent.
        """
        if not rows:
            return []
        values = SQL(", ").join(
            SQL("(%s)", SQL(", ").join(SQL("%s", row.get(name)) for name in COLUMNS)) for row in rows
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_escalation_step (%s) VALUES %s ON CONFLICT DO NOTHING"
                " RETURNING ticket_id, clock_id, level_key, coalesce(urge_number, 0)",
                SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
                values,
            )
        )
        new = set(self.env.cr.fetchall())
        self.invalidate_model()
        return [
            row
            for row in rows
            if (row["ticket_id"], row.get("clock_id"), row["level_key"], row.get("urge_number") or 0) in new
        ]

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("What was escalated cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retention(self):
        """Rows go only when their retention is over, by the system itself."""
        if not self.env.su:
            raise AccessError(self.env._("What was escalated cannot be deleted."))
