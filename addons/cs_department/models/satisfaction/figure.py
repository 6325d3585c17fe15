from odoo import api, fields, models
from odoo.tools import SQL


class CsSurveyFigure(models.Model):
    """Satisfaction in figures: one row per invitation, and one per anonymous answer.

    An anonymous invitation and its answer are two rows that nothing connects. The
    response rate is therefore a quotient of sums, and stands beside every score.
    """

    _name = "cs.survey.figure"
    _description = "Satisfaction in figures"
    _auto = False
    _order = "asked_on desc, id desc"

    asked_on = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    survey_id = fields.Many2one("survey.survey", "Form", readonly=True)
    rule_id = fields.Many2one("cs.survey.rule", readonly=True)
    campaign_id = fields.Many2one("cs.survey.campaign", readonly=True)
    stratum_id = fields.Many2one("cs.survey.stratum", readonly=True)
    kind_id = fields.Many2one("cs.ticket.kind", readonly=True)
    category_id = fields.Many2one("cs.ticket.category", readonly=True)
    area_id = fields.Many2one("cs.area", readonly=True)
    team_id = fields.Many2one("cs.team", readonly=True)
    customer_class_id = fields.Many2one("cs.customer.class", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    channel = fields.Selection(
        selection=lambda self: self.env["cs.survey.invitation"]._fields["channel"]._description_selection(self.env),
        string="Answered by",
        readonly=True,
    )
    anonymous = fields.Boolean(readonly=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True)
    answer_id = fields.Many2one("survey.user_input", readonly=True)
    comment = fields.Text("Words of the customer", readonly=True)
    asked = fields.Integer(readonly=True)
    answered = fields.Integer(readonly=True)
    response_rate = fields.Float("Response rate (%)", readonly=True, aggregator="avg", digits=(5, 1))
    score = fields.Float("Score (0–100)", readonly=True, aggregator="avg", digits=(5, 1))

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._named_query(), self._anonymous_query())

    @api.model
    def _named_query(self):
        # types as in the other half: else the database joins cases and answers whether they are asked for or not
        return SQL(
            """SELECT i.id * 2 AS id,
                      timezone(COALESCE(k.tz, 'UTC'), timezone('UTC', COALESCE(i.asked_at, i.planned_at)))::date
                          AS asked_on,
                      i.company_id,
                      i.survey_id, i.rule_id, i.campaign_id, i.stratum_id, t.kind_id,
                      t.category_id, t.area_id, t.team_id,
                      t.customer_class_id, CASE WHEN i.anonymous THEN NULL ELSE t.user_id END AS user_id, i.channel,
                      i.anonymous, CASE WHEN i.anonymous THEN NULL ELSE i.ticket_id END AS ticket_id,
                      i.answer_id, a.cs_comment AS comment, 1 AS asked,
                      CASE WHEN i.state = 'answered' THEN 1 ELSE 0 END AS answered,
                      CASE WHEN i.state = 'answered' THEN 100 ELSE 0 END::float8 AS response_rate,
                      CASE WHEN i.state = 'answered' THEN i.score END::float8 AS score
                 FROM cs_survey_invitation i
                 JOIN res_company c ON c.id = i.company_id
            LEFT JOIN resource_calendar k ON k.id = c.resource_calendar_id
            LEFT JOIN cs_ticket t ON t.id = i.ticket_id
            LEFT JOIN survey_user_input a ON a.id = i.answer_id
                WHERE i.state <> 'planned'"""
        )

    @api.model
    def _anonymous_query(self):
        return SQL(
            """SELECT a.id * 2 + 1, a.cs_asked_on, a.cs_company_id, a.survey_id, a.cs_rule_id,
                      a.cs_campaign_id, a.cs_stratum_id, a.cs_kind_id,
                      NULL, NULL, a.cs_team_id, NULL, NULL, NULL, TRUE, NULL, a.id, a.cs_comment,
                      0, 1, NULL, a.scoring_percentage
                 FROM survey_user_input a
                WHERE a.cs_anonymous IS TRUE AND a.cs_asked_on IS NOT NULL"""
        )

    def _read_group_select(self, aggregate_spec, query):
        """The response rate of a group is its answers by its questions."""
        if aggregate_spec != "response_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "COALESCE(100.0 * SUM(%(answered)s) / NULLIF(SUM(%(asked)s), 0), 0)",
            answered=self._field_to_sql(self._table, "answered", query),
            asked=self._field_to_sql(self._table, "asked", query),
        )
