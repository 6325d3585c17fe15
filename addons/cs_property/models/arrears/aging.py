from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.tools import SQL


class CsArrearsAging(models.Model):
    """The aging report: each open charge by the days that it is overdue, less money that is not used yet.

    Live: read from charges and open credits at the moment somebody looks; today is the day of the estate.
    """

    _name = "cs.arrears.aging"
    _description = "Aging of arrears"
    _auto = False
    _order = "overdue_days desc, id"
    _rec_name = "unit_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    estate_id = fields.Many2one("cs.estate", readonly=True)
    building_id = fields.Many2one("cs.estate.building", readonly=True)
    unit_id = fields.Many2one("cs.estate.unit", readonly=True)
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True)
    steward_id = fields.Many2one("res.users", readonly=True)
    item_id = fields.Many2one("cs.fee.item", "Fee", readonly=True)
    line_id = fields.Many2one("cs.billing.line", "Charge", readonly=True)
    case_id = fields.Many2one("cs.arrears.case", "Arrears case", readonly=True)
    due_on = fields.Date("Due on", readonly=True)
    overdue_days = fields.Integer("Days overdue", readonly=True, aggregator="max")
    bucket_id = fields.Many2one("cs.arrears.bucket", "Age", readonly=True)
    kind = fields.Selection([("charge", "Charge"), ("credit", "Paid beforehand")], "What it is", readonly=True)
    amount = fields.Monetary(readonly=True, help="Money paid beforehand is below zero.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT o.*, b.id AS bucket_id, c.id AS case_id
              FROM (%(charges)s UNION ALL %(credits)s) o
              LEFT JOIN cs_arrears_case c ON c.unit_id = o.unit_id AND c.partner_id = o.partner_id
                    AND c.state != 'closed'
              LEFT JOIN LATERAL (
                  SELECT k.id FROM cs_arrears_bucket k
                   WHERE k.active AND k.days_from <= o.overdue_days
                     AND (k.company_id IS NULL OR k.company_id = o.company_id)
                ORDER BY k.days_from DESC, k.company_id LIMIT 1
              ) b ON o.kind = 'charge'
            """,
            charges=self._charges_query(),
            credits=self._credits_query(),
        )

    def _charges_query(self) -> SQL:
        """What is open and fell due."""
        return SQL(
            """
            SELECT l.id * 2 AS id, l.company_id, y.currency_id, l.estate_id, l.building_id, l.unit_id, l.partner_id,
                   u.steward_id, l.item_id, l.id AS line_id, m.invoice_date_due AS due_on,
                   d.today - m.invoice_date_due AS overdue_days, 'charge' AS kind, l.amount_residual AS amount
              FROM cs_billing_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN cs_estate_unit u ON u.id = l.unit_id
              JOIN cs_estate e ON e.id = l.estate_id
              JOIN res_company y ON y.id = l.company_id
              CROSS JOIN LATERAL (SELECT (%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE e.tz)::date AS today) d
             WHERE l.amount_residual > 0 AND m.invoice_date_due < d.today
            """,
            utcnow(),
        )

    def _credits_query(self) -> SQL:
        """Money of payers that is there and not used yet."""
        return SQL(
            """
            SELECT a.id * 2 + 1 AS id, a.company_id, y.currency_id, u.estate_id, u.building_id, a.cs_unit_id AS unit_id,
                   a.partner_id, u.steward_id, NULL::int AS item_id, NULL::int AS line_id, a.date AS due_on,
                   NULL::int AS overdue_days, 'credit' AS kind, a.amount_residual AS amount
              FROM account_move_line a
              JOIN account_account t ON t.id = a.account_id AND t.account_type = 'asset_receivable'
              JOIN cs_estate_unit u ON u.id = a.cs_unit_id
              JOIN res_company y ON y.id = a.company_id
             WHERE a.parent_state = 'posted' AND a.amount_residual < 0 AND NOT a.reconciled
            """
        )

    def action_open_case(self):
        """The case of this row, else its unit."""
        self.ensure_one()
        self.check_access("read")
        record = self.case_id or self.unit_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
