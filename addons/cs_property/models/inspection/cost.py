from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..money import exact

BEARERS = [
    ("house", "The property company"),
    ("owner", "Owner or tenant"),
    ("fund", "Maintenance fund"),
    ("developer", "Developer (warranty)"),
    ("insurer", "Insurance"),
    ("culprit", "Whoever caused it"),
]
#: more is no repair that a round finds
MOST = Decimal(100_000_000)


class CsTicket(models.Model):
    """What putting a case right will cost, and who bears it."""

    _inherit = "cs.ticket"

    cost_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the cost")
    cost_estimated = fields.Monetary("Estimated cost", currency_field="cost_currency_id", aggregator="sum")
    cost_bearer = fields.Selection(BEARERS, "Cost borne by")

    _cost_sane = models.Constraint("CHECK (cost_estimated IS NULL OR cost_estimated >= 0)", "A cost is not below zero.")


class CsChecklistItem(models.Model):
    _inherit = "cs.checklist.item"

    cost_bearer = fields.Selection(BEARERS, "Cost borne by", help="Proposed for the case; the inspector may change it.")


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    cost_currency_id = fields.Many2one(related="check_id.company_id.currency_id", string="Currency of the cost")
    cost_estimated = fields.Monetary("Estimated cost", currency_field="cost_currency_id", readonly=True)
    cost_bearer = fields.Selection(BEARERS, "Cost borne by", readonly=True)

    def _prepare_case(self):
        return {
            **super()._prepare_case(),
            "cost_estimated": self.cost_estimated,
            "cost_bearer": self.cost_bearer,
        }


class CsCheck(models.Model):
    _inherit = "cs.check"

    @api.model
    def _copied(self):
        return (*super()._copied(), "cost_bearer")

    def _answer_vals(self, answer, given):
        values = super()._answer_vals(answer, given)
        if "cost" in given:
            values["cost_estimated"] = self._cost(given["cost"])
        if "bearer" in given:
            bearer = given["bearer"] or False
            if bearer and bearer not in dict(BEARERS):
                raise UserError(self.env._("Say who bears the cost."))
            values["cost_bearer"] = bearer
        return values

    def _cost(self, value) -> float:
        if value in ("", None, False):
            return 0.0
        try:
            amount = exact(Decimal(str(value).strip().replace(",", "")))
        except (InvalidOperation, ValueError):
            amount = None
        if amount is None or not amount.is_finite() or not 0 <= amount < MOST:
            raise UserError(self.env._("This is no amount."))
        return float(amount)

    def _open_cases(self):
        """The department that looks after what failed gets a task of its case."""
        before = self.answer_ids.filtered("case_id")
        result = super()._open_cases()
        asked = {
            answer: answer.case_department_id or self.spot_id.department_id
            for answer in self.answer_ids - before
            if answer.case_id
        }
        rows = [
            {
                "ticket_id": answer.case_id.id,
                "name": answer.name,
                "department_id": department.id,
                "step": "do",
            }
            for answer, department in asked.items()
            if department and department.company_id in (self.company_id, department.company_id.browse())
        ]
        # sudo is there already: the checklist or the spot says whom to ask
        self.env["cs.ticket.task"].create(rows)
        return result
