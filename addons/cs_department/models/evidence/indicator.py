import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import formula as core_formula

#: what a formula calls an indicator
CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class CsIndicator(models.Model):
    """A figure that is read from the records of the department, never typed in.

    This file holds what an indicator *is*. Beside it stand ``indicator_domain`` (which
    records count), ``indicator_query`` and ``indicator_read`` (the figures of many people
    in a handful of queries), ``indicator_formula`` (figures of figures), ``indicator_open``
    (the records behind a figure), ``indicator_try`` (last month, on the form) and
    ``indicator_words`` (the sentence that says what it is).
    """

    _name = "cs.indicator"
    _description = "Indicator"
    _inherit = ["cs.roster.shared.mixin"]
    _named_by_shared = True
    _book = "indicators"
    _book_lines = ("target_ids",)
    _pack_row = "D13"
    _reason_needed = True

    code = fields.Char(required=True, size=64, help="What formulas call it: small letters, digits and underscores.")
    description = fields.Text(translate=True)
    source = fields.Selection(
        [("records", "records"), ("formula", "other indicators")], "Computed from", required=True, default="records"
    )
    model = fields.Selection("_selection_model", "Records of")
    domain = fields.Char("Which of them count", default="[]")
    good_domain = fields.Char(
        "What is looked for", help="Of those that count: a share tells how many of them fulfil this."
    )
    aggregate = fields.Selection(
        [
            ("share", "share of them"),
            ("count", "how many"),
            ("sum", "sum of a field"),
            ("average", "average of a field"),
        ],
        "Kind of figure",
        required=True,
        default="count",
    )
    value_field = fields.Char("Field", help="What is added up or averaged.")
    person_field = fields.Char("Counts for", help="The field with the user or employee whose figure it is.")
    date_field = fields.Char("Counts on", help="The field with the day on which a record counts.")
    team_field = fields.Char("Of the team", help="The field with the team. Empty: it is not told by team.")
    formula = fields.Text(help="Codes of other indicators, + - * /, parentheses, if, min, max, round and abs.")
    unit = fields.Selection(
        [
            ("percent", "%"),
            ("number", "cases or times"),
            ("minutes", "minutes"),
            ("hours", "hours"),
            ("points", "points"),
            ("CNY", "CNY"),
        ],
        required=True,
        default="number",
    )
    better = fields.Selection(
        [("higher", "the more the better"), ("lower", "the less the better")], required=True, default="higher"
    )
    digits = fields.Integer("Decimals", default=1, help="What is shown is what counts: figures are rounded half up.")
    on_dashboard = fields.Boolean("On the dashboard")

    _code_uniq = models.UniqueIndex("(COALESCE(company_id, 0), code)", "This code is taken.")
    _digits_sane = models.Constraint("CHECK (digits BETWEEN 0 AND 4)", "A figure has up to four decimals.")

    @api.model
    def _permitted_models(self) -> dict[str, str]:
        """What can be counted: model → path to its company. Other areas add theirs."""
        return {
            "cs.ticket": "company_id",
            "cs.ticket.event": "ticket_id.company_id",
            "cs.clock": "ticket_id.company_id",
            "cs.callback": "company_id",
            "cs.survey.invitation": "company_id",
            "cs.survey.figure": "company_id",
            "cs.compensation": "company_id",
            "cs.shift": "company_id",
            "cs.shift.attendance": "company_id",
            "cs.shift.request": "company_id",
            "cs.overtime.request": "company_id",
            "cs.handover": "company_id",
            "cs.handover.lapse": "company_id",
        }

    @api.model
    def _selection_model(self):
        # sudo: what a model is called is no secret
        known = self.env["ir.model"].sudo()
        permitted = self._permitted_models()
        models_ = known.browse(filter(None, map(known._get_id, permitted)))
        called = {model.model: model.name for model in models_}
        return [(name, called.get(name) or name) for name in permitted]

    @api.constrains("code")
    def _check_code(self):
        for indicator in self:
            if not CODE.fullmatch(indicator.code or "") or indicator.code in core_formula.FUNCTIONS:
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no code: it begins with a letter and has small letters, digits and "
                        "underscores, and is none of the words of the formula language.",
                        code=indicator.code or "",
                    )
                )

    @api.model
    def _of_company(self, company) -> dict:
        """Code → the indicator that the company goes by: its own before the shared one (in sudo)."""
        # sudo: what is counted is decided by managers, and read for everybody
        found = self.sudo().search([("company_id", "in", [company.id, False])])
        return {indicator.code: indicator for indicator in found.sorted(lambda indicator: bool(indicator.company_id))}
