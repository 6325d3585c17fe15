from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow

#: movements recorded and matched in one transaction
LINES = 100
#: files up to this are recorded while the accountant waits
AT_ONCE = 200


class CsStatementBatch(models.Model):
    """Movements of a file that wait to be recorded and matched in one transaction.

    What a batch recorded and that it is done are committed together: killed at any instant, it is either
    done or not begun; the number of each movement is unique in the database besides.
    """

    _name = "cs.statement.batch"
    _description = "Movements of a statement that wait to be recorded"
    _inherit = ["cs.due.mixin"]
    _order = "id"
    _allow_sudo_commands = False

    statement_id = fields.Many2one(
        "account.bank.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    journal_id = fields.Many2one("account.journal", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    movements = fields.Json(readonly=True, help="What the file said, until it is recorded.")
    is_done = fields.Boolean("Finished", readonly=True)

    @api.model
    def _cron_record(self):
        """Record what waits, batch by batch, each in a transaction of its own."""
        self._cron_due(batch=1)

    @api.model
    def _queue(self, statement, journal, movements):
        """Lay movements out in batches.

        :param movements: values of statement lines, days as text.
        """
        return self.create(
            [
                {
                    "statement_id": statement.id,
                    "journal_id": journal.id,
                    "company_id": journal.company_id.id,
                    "movements": movements[first : first + LINES],
                    "next_action_at": utcnow(),
                }
                for first in range(0, len(movements), LINES)
            ]
        )

    def _act_on_time(self):
        lines = self.env["account.bank.statement.line"]
        for batch in self:
            # one at a time: the cron takes one batch per transaction
            lines.with_company(batch.company_id)._cs_record(batch.statement_id, batch.journal_id, batch.movements)
        self.write({"is_done": True, "next_action_at": False, "movements": False})
        self._end_statements()

    def _end_statements(self):
        """Statements that are recorded whole: which of our payments are not in them, or failed there."""
        waiting = self.search([("statement_id", "in", self.statement_id.ids), ("is_done", "=", False)])
        (self.statement_id - waiting.statement_id)._cs_compare()
