from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core import dunning
from ..models.arrears.interruption import KINDS
from ..models.money import exact


class CsArrearsDeed(models.TransientModel):
    """What somebody says about an arrears case: a promise, instalments, what came of a step, evidence."""

    _name = "cs.arrears.deed"
    _description = "Word on an arrears case"

    case_id = fields.Many2one("cs.arrears.case", required=True, readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    deed = fields.Selection(
        [
            ("promise", "Promise to pay"),
            ("plan", "Instalments"),
            ("report", "What came of it"),
            ("interrupt", "Limitation begins anew"),
        ],
        required=True,
        readonly=True,
    )
    step_id = fields.Many2one("cs.arrears.step", readonly=True)
    text = fields.Text(related="step_id.text", string="Words of the step")
    outcome = fields.Selection([("done", "Done"), ("failed", "Without success")], default="done")
    day = fields.Date()
    amount = fields.Monetary()
    count = fields.Integer("Number of instalments", default=3)
    kind = fields.Selection(KINDS, default="recognised")
    words = fields.Text(help="What was said, how it was delivered, where the evidence is.")
    preview = fields.Text(compute="_compute_preview")

    @api.depends("deed", "amount", "count", "day")
    def _compute_preview(self):
        for deed in self:
            lines = [
                f"{format_date(self.env, day)}  {deed.currency_id.format(float(amount))}"
                for day, amount in deed._parts() or ()
            ]
            deed.preview = "\n".join(lines)

    @api.model
    def _ask(self, case, deed, **defaults):
        """Open the question on the screen."""
        titles = dict(self._fields["deed"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": titles[deed],
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_deed": deed,
                "default_amount": case.amount_open if deed in ("promise", "plan") else 0,
                **defaults,
            },
        }

    def _parts(self):
        """Day and amount of each instalment, or nothing while it makes no sense yet."""
        if self.deed != "plan" or not self.day:
            return None
        try:
            cent = exact(self.currency_id.rounding)
            return dunning.instalments(exact(self.currency_id.round(self.amount)), self.count, self.day, cent)
        except ValueError:
            return None

    def action_done(self):
        """Do it, with the rights of whoever asks."""
        self.ensure_one()
        case = self.case_id
        if self.deed == "promise":
            case.promise(self.amount, self.day, self.words)
        elif self.deed == "plan":
            parts = self._parts()
            if not parts:
                raise UserError(self.env._("Say the day and the amount of each instalment."))
            case.plan_instalments(parts, self.words)
        elif self.deed == "report":
            self.step_id.report(self.outcome, self.words, self.day)
        else:
            case.interrupt(self.day, self.kind, self.words)
        return {"type": "ir.actions.act_window_close"}
