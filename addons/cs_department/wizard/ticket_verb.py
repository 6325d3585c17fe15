from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.escalation.ticket_urge import URGED_BY
from ..models.ticket.task import STEPS
from ..models.ticket.ticket_flow import FINDINGS

VERBS = [
    ("answer", "Answer the customer"),
    ("wait", "Wait"),
    ("transfer", "Transfer"),
    ("decline", "Decline the transfer"),
    ("dispatch", "Dispatch to a department"),
    ("promise", "Promise a date"),
    ("urge", "The customer urges"),
    ("resolve", "Resolve"),
    ("reopen", "Reopen"),
    ("cancel", "Cancel the case"),
    ("merge_into", "Merge into another case"),
    ("finish_task", "Finish the task"),
    ("cancel_task", "Cancel the task"),
]


class CsTicketVerb(models.TransientModel):
    """One dialog for every verb that needs words: it asks, the case acts."""

    _name = "cs.ticket.verb"
    _description = "Dialog of a verb"

    verb = fields.Selection(VERBS, required=True)
    required_names = fields.Char(compute="_compute_required_names", export_string_translation=False)
    reachable = fields.Boolean(compute="_compute_reachable")
    ticket_ids = fields.Many2many("cs.ticket", string="Cases")
    task_ids = fields.Many2many("cs.ticket.task", string="Tasks")
    words = fields.Text()
    by = fields.Selection(
        [("note", "told by telephone or in person"), ("mail", "sent by mail")],
        "How",
        default="note",
    )
    stage_id = fields.Many2one("cs.ticket.stage", "Waiting for", domain=[("state", "=", "waiting")])
    user_id = fields.Many2one("res.users", "To the colleague", domain=[("share", "=", False)])
    team_id = fields.Many2one("cs.team")
    urged_by = fields.Selection(URGED_BY, "How he urged", default="phone")
    department_id = fields.Many2one("hr.department")
    partner_id = fields.Many2one("res.partner", "Outside company")
    step_verify = fields.Boolean("Verify the facts")
    step_plan = fields.Boolean("Plan the measures")
    step_do = fields.Boolean("Carry out", default=True)
    step_report = fields.Boolean("Report back")
    promised_at = fields.Datetime("Promised for")
    target_id = fields.Many2one("cs.ticket", "Remaining case")
    validity = fields.Selection([("valid", "Justified"), ("invalid", "Not justified")], "Finding")
    cause_id = fields.Many2one("cs.ticket.cause")
    cause_treatment = fields.Text(related="cause_id.treatment")
    responsible_department_id = fields.Many2one("hr.department", "Responsible department")
    plan = fields.Text("Plan: measures, who, until when")
    corrective_action = fields.Text()
    corrective_user_id = fields.Many2one("res.users", "Put right by")
    recheck_date = fields.Date("Checked again on")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        active_ids = self.env.context.get("active_ids", [])
        model = self.env.context.get("active_model")
        if model == "cs.ticket":
            values.setdefault("ticket_ids", [Command.set(active_ids)])
            if len(active_ids) == 1:
                ticket = self.env["cs.ticket"].browse(active_ids)
                for name in FINDINGS:
                    value = ticket[name]
                    values.setdefault(name, value.id if isinstance(value, models.BaseModel) else value)
                values.setdefault("words", self._usual_words(values.get("verb"), ticket))
                if values.get("verb") == "merge_into":
                    values.setdefault("target_id", self._likely_twin(ticket).id)
        elif model == "cs.ticket.task":
            values.setdefault("task_ids", [Command.set(active_ids)])
        return values

    @api.model
    def _usual_words(self, verb, ticket):
        return ticket.resolution if verb == "resolve" else False

    @api.model
    def _likely_twin(self, ticket):
        """The customer's oldest other open case about the same, if there is one."""
        twins = ticket.customer_live_ids.filtered(lambda other: other.category_id == ticket.category_id)
        return twins.sorted("id")[:1]

    @api.depends("ticket_ids")
    def _compute_required_names(self):
        """What the kinds of the cases demand, for the marks in the dialog."""
        for dialog in self:
            dialog.required_names = " ".join(filter(None, dialog.ticket_ids.mapped("required_names")))

    @api.depends("ticket_ids")
    def _compute_reachable(self):
        for dialog in self:
            # sudo: only whether there is an address, not the address
            customers = dialog.ticket_ids.partner_id.sudo()
            dialog.reachable = bool(customers) and all(customers.mapped("email"))

    @api.onchange("cause_id")
    def _onchange_cause_id(self):
        self.responsible_department_id = self.cause_id.department_id or self.responsible_department_id

    def action_apply(self):
        """Do what the dialog was opened for."""
        self.ensure_one()
        getattr(self, f"_apply_{self.verb}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_answer(self):
        self.ticket_ids.answer(self.words, by=self.by)

    def _apply_wait(self):
        self.ticket_ids.wait(reason=self.words or "", stage=self.stage_id)

    def _apply_transfer(self):
        self.ticket_ids.transfer(user=self.user_id, team=self.team_id, reason=self.words)

    def _apply_decline(self):
        self.ticket_ids.decline(self.words)

    def _apply_dispatch(self):
        chosen = [step for step, _label in STEPS if self[f"step_{step}"]]
        self.ticket_ids.dispatch(
            department=self.department_id,
            steps=chosen,
            name=self.words,
            user=self.user_id,
            partner=self.partner_id,
        )

    def _apply_promise(self):
        if not self.promised_at:
            raise UserError(self.env._("Enter the date that is promised."))
        self.ticket_ids.promise(self.promised_at)

    def _apply_urge(self):
        self.ticket_ids.urge(self.words or "", by=self.urged_by)

    def _apply_resolve(self):
        findings = {name: self[name] for name in FINDINGS if self[name]}
        for name, value in findings.items():
            if isinstance(value, models.BaseModel):
                findings[name] = value.id
        self.ticket_ids.resolve(self.words, **findings)

    def _apply_reopen(self):
        self.ticket_ids.reopen(self.words)

    def _apply_cancel(self):
        self.ticket_ids.cancel(self.words)

    def _apply_merge_into(self):
        self.ticket_ids.merge_into(self.target_id)

    def _apply_finish_task(self):
        self.task_ids.done(self.words)

    def _apply_cancel_task(self):
        self.task_ids.cancel(self.words)
