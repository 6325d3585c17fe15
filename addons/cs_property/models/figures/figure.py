from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.tools import SQL


class CsPropertyFigure(models.Model):
    """What was charged, received and is open, by estate, building, fee, steward and month; read at this moment."""

    _name = "cs.property.figure"
    _description = "Figures of fees"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "unit_id"
    _depends = {
        "cs.billing.line": [
            *("company_id", "estate_id", "building_id", "unit_id", "steward_id", "item_id", "partner_id"),
            *("state", "due_on", "date_from", "amount_total", "amount_residual"),
        ],
        "cs.fee.allocation": ["line_id", "amount", "is_payment"],
        "cs.estate": ["tz"],
        "res.company": ["currency_id"],
    }

    line_id = fields.Many2one("cs.billing.line", "Charge", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    estate_id = fields.Many2one("cs.estate", readonly=True)
    building_id = fields.Many2one("cs.estate.building", readonly=True)
    unit_id = fields.Many2one("cs.estate.unit", readonly=True)
    steward_id = fields.Many2one("res.users", readonly=True)
    item_id = fields.Many2one("cs.fee.item", "Fee", readonly=True)
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True)
    month = fields.Date("Month of the fee", readonly=True)
    due_on = fields.Date("Due on", readonly=True)
    receivable = fields.Monetary(readonly=True, help="Billed, less what was taken back.")
    received = fields.Monetary(readonly=True)
    outstanding = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True, help="Outstanding, and the due day is over.")
    due_receivable = fields.Monetary("Fallen due", readonly=True)
    due_received = fields.Monetary("Received of what fell due", readonly=True)
    collection_rate = fields.Float(
        "Collection rate (%)", readonly=True, digits=(5, 2), aggregator="avg", help="Received of what fell due."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT f.*, 100.0 * f.due_received / NULLIF(f.due_receivable, 0) AS collection_rate
              FROM (SELECT l.id, l.id AS line_id, l.company_id, y.currency_id, l.estate_id, l.building_id, l.unit_id,
                           l.steward_id, l.item_id, l.partner_id, l.due_on,
                           date_trunc('month', l.date_from)::date AS month,
                           l.amount_total - COALESCE(p.credited, 0) AS receivable,
                           COALESCE(p.received, 0) AS received, l.amount_residual AS outstanding,
                           CASE WHEN l.due_on < d.today THEN l.amount_residual ELSE 0 END AS overdue,
                           CASE WHEN l.due_on < d.today
                                THEN l.amount_total - COALESCE(p.credited, 0) ELSE 0 END AS due_receivable,
                           CASE WHEN l.due_on < d.today THEN COALESCE(p.received, 0) ELSE 0 END AS due_received
                      FROM cs_billing_line l
                      JOIN res_company y ON y.id = l.company_id
                      JOIN cs_estate e ON e.id = l.estate_id
                CROSS JOIN LATERAL (SELECT (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE e.tz)::date AS today) d
                 LEFT JOIN LATERAL (
                           SELECT sum(a.amount) FILTER (WHERE a.is_payment) AS received,
                                  sum(a.amount) FILTER (WHERE NOT a.is_payment) AS credited
                             FROM cs_fee_allocation a WHERE a.line_id = l.id
                           ) p ON TRUE
                     WHERE l.state IN ('billed', 'void')) f
            """,
            now=utcnow(),
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "collection_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        # the rate of a group is not the average of rates
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "due_received", query),
            self._field_to_sql(self._table, "due_receivable", query),
        )

    def action_open_charge(self):
        """The charge behind a figure."""
        self.ensure_one()
        self.check_access("read")
        return self.line_id.get_formview_action()
