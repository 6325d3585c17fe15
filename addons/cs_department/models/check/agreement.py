from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...core import agreement
from .check import MANAGER, QUALITY


class CsCheckAgreement(models.TransientModel):
    """How far two raters agree on an item, or one rater with the others: read when asked."""

    _name = "cs.check.agreement"
    _description = "Agreement of ratings"
    _order = "about, percent, id"

    about = fields.Selection(
        [("checklist", "By checklist"), ("item", "By item"), ("rater", "By who rates")], readonly=True
    )
    name = fields.Char("Checklist, item or person", readonly=True)
    checklist_id = fields.Many2one("cs.checklist", readonly=True)
    user_id = fields.Many2one("res.users", "Who rates", readonly=True)
    date_from = fields.Date("First day", readonly=True)
    date_to = fields.Date("Last day", readonly=True)
    pairs = fields.Integer(readonly=True)
    agreed = fields.Integer("Equal", readonly=True)
    percent = fields.Float("Agreement (%)", digits=(5, 1), readonly=True, aggregator="avg")
    kappa = fields.Float(
        help="Cohen's kappa: 1 is perfect, 0 no better than chance.",
        digits=(4, 2),
        readonly=True,
        aggregator="avg",
    )
    has_kappa = fields.Boolean("Kappa defined", readonly=True)
    gap = fields.Float("Mean gap of scores", digits=(5, 2), readonly=True, aggregator="avg")
    check_ids = fields.Many2many("cs.check", readonly=True)

    @api.model
    def _pairs(self, company, date_from, date_to) -> list[dict]:
        """Answers given twice, from finished checks; one query."""
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT f.id AS first_id, s.id AS second_id, f.checklist_id, a.item_id, b.id AS answer_id,
                       f.inspector_id AS first_user, s.inspector_id AS second_user, s.gap,
                       CASE WHEN a.skipped THEN 'skipped' ELSE a.value::text END AS first_value,
                       CASE WHEN b.skipped THEN 'skipped' ELSE b.value::text END AS second_value
                  FROM cs_check s
                  JOIN cs_check f ON f.id = s.second_of_id AND f.state = 'done'
                  JOIN cs_check_answer a ON a.check_id = f.id AND a.kind <> 'text'
                  JOIN cs_check_answer b ON b.check_id = s.id AND b.item_id = a.item_id
                 WHERE s.state = 'done' AND s.company_id = %s AND s.date BETWEEN %s AND %s
              ORDER BY s.id, a.sequence, a.id
                """,
                company.id,
                date_from,
                date_to,
            )
        )

    @api.model
    def _rows(self, pairs) -> list[dict]:
        """What the screen lists: checklists, items, raters."""
        groups = defaultdict(list)
        for pair in pairs:
            both = (pair["first_value"], pair["second_value"])
            groups["checklist", pair["checklist_id"], False].append((both, pair))
            groups["item", pair["checklist_id"], pair["item_id"]].append((both, pair))
            groups["rater", False, pair["first_user"]].append((both, pair))
            # the other way round: his answer first
            groups["rater", False, pair["second_user"]].append((both[::-1], pair))
        items = self.env["cs.checklist.item"].browse({ref for about, _c, ref in groups if about == "item"})
        names = {item.id: item.name for item in items}
        rows = []
        for (about, checklist_id, ref), found in groups.items():
            result = agreement.compare(both for both, _pair in found)
            gaps = {pair["second_id"]: pair["gap"] or 0 for _both, pair in found}
            rows.append(
                {
                    "about": about,
                    "checklist_id": checklist_id,
                    "user_id": ref if about == "rater" else False,
                    "name": names.get(ref) or self._name_of(about, checklist_id, ref),
                    "pairs": result.pairs,
                    "agreed": result.agreed,
                    "percent": result.percent,
                    "kappa": result.kappa or 0,
                    "has_kappa": result.kappa is not None,
                    "gap": sum(gaps.values()) / len(gaps),
                    "check_ids": [(6, 0, sorted(gaps))],
                }
            )
        return rows

    @api.model
    def _name_of(self, about, checklist_id, ref) -> str:
        if about == "rater":
            return self.env["res.users"].browse(ref).name
        return self.env["cs.checklist"].browse(checklist_id).name

    def action_checks(self):
        """The second ratings that the figures were read from."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Second ratings"),
            "res_model": "cs.check",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.check_ids.ids)],
        }


class CsCheckAgreementAsk(models.TransientModel):
    """From when to when the agreement of ratings is read."""

    _name = "cs.check.agreement.ask"
    _description = "Time of the agreement of ratings"

    date_from = fields.Date("First day", required=True, default=lambda self: self._first_day())
    date_to = fields.Date("Last day", required=True, default=lambda self: self.env.company._cs_today())

    @api.model
    def _first_day(self):
        today = self.env.company._cs_today()
        return fields.Date.subtract(today.replace(day=1), months=2)

    def action_show(self):
        """Read the agreement and list it.

        :raises AccessError: for anybody but quality officers and managers.
        """
        self.ensure_one()
        user = self.env.user
        if not (user.has_group(QUALITY) or user.has_group(MANAGER)):
            raise AccessError(self.env._("Quality officers look at the agreement of ratings."))
        if self.date_to < self.date_from:
            raise UserError(self.env._("The last day is before the first."))
        rows = self.env["cs.check.agreement"]
        # sudo: figures of both ratings, finished ones only
        pairs = rows.sudo()._pairs(self.env.company, self.date_from, self.date_to)
        found = rows.create(
            [{**row, "date_from": self.date_from, "date_to": self.date_to} for row in rows._rows(pairs)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_check_agreement_action")
        return {**action, "domain": [("id", "in", found.ids)]}
