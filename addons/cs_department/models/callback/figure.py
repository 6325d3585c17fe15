from odoo import fields, models
from odoo.tools import SQL

from .callback import STATES


class CsCallbackFigure(models.Model):
    """Every look of a rule at a case, with what became of the call: rates as they stand now.

    Percentages are averaged where lines are grouped, so that each group shows its share.
    """

    _name = "cs.callback.figure"
    _description = "Figures of callbacks"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "ticket_id"

    rule_id = fields.Many2one("cs.callback.rule", readonly=True)
    key_id = fields.Many2one("cs.callback.key", "Period", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    at = fields.Datetime("Drawn on", readonly=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    kind_id = fields.Many2one("cs.ticket.kind", readonly=True)
    ticket_team_id = fields.Many2one("cs.team", "Team of the case", readonly=True)
    team_id = fields.Many2one("cs.team", "Team that calls", readonly=True)
    user_id = fields.Many2one("res.users", "Who calls", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    calls = fields.Integer("Callbacks", readonly=True)
    open_calls = fields.Integer("Still owed", readonly=True)
    late_calls = fields.Integer("Late", readonly=True)
    attempts = fields.Integer(readonly=True)
    drawn_percent = fields.Float("Rate (%)", readonly=True, aggregator="avg")
    target_percent = fields.Float("Rate of the rule (%)", readonly=True, aggregator="avg")
    on_time_percent = fields.Float("In time (%)", readonly=True, aggregator="avg")
    reached_percent = fields.Float("Reached (%)", readonly=True, aggregator="avg")
    satisfied_percent = fields.Float("Satisfied (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT d.id, d.rule_id, d.key_id, d.company_id, d.at, d.ticket_id, d.partner_id,
                   t.kind_id, t.team_id AS ticket_team_id, c.team_id, c.user_id, c.state,
                   CASE WHEN d.drawn THEN 1 ELSE 0 END AS calls,
                   CASE WHEN c.state IN ('todo', 'held') THEN 1 ELSE 0 END AS open_calls,
                   CASE WHEN c.late THEN 1 ELSE 0 END AS late_calls,
                   c.attempts,
                   CASE WHEN d.drawn THEN 100.0 ELSE 0.0 END AS drawn_percent,
                   100.0 * s.drawn / s.size AS target_percent,
                   CASE WHEN c.late THEN 0.0
                        WHEN c.reached_at IS NOT NULL OR c.state NOT IN ('todo', 'held', 'cancelled') THEN 100.0
                   END AS on_time_percent,
                   CASE WHEN c.reached_at IS NOT NULL THEN 100.0
                        WHEN c.state IN ('refused', 'given_up', 'signed_off') THEN 0.0
                   END AS reached_percent,
                   CASE c.result WHEN 'satisfied' THEN 100.0 WHEN 'unsatisfied' THEN 0.0 END AS satisfied_percent
              FROM cs_callback_draw d
              JOIN cs_callback_stratum s ON s.id = d.stratum_id
              LEFT JOIN cs_ticket t ON t.id = d.ticket_id
              LEFT JOIN (
                       SELECT b.*, (SELECT count(*) FROM cs_callback_attempt a WHERE a.callback_id = b.id) AS attempts
                         FROM cs_callback b
                   ) c ON c.draw_id = d.id
            """
        )
