from odoo import api, fields, models

CASE_STATES = [("open", "Open"), ("held", "Disputed"), ("closed", "Over")]
#: what stands on the list of the day, the most pressing first
ATTENTION = [
    ("limitation", "Limitation is near"),
    ("broken", "Promise broken"),
    ("call", "To call"),
    ("visit", "To visit"),
    ("letter", "Letter to deliver"),
    ("failed", "Not reached"),
    ("none", "Nothing today"),
]


class CsArrearsCase(models.Model):
    """What one payer owes too long for one unit, and how it is chased.

    This file holds what a case is. Beside it stand ``case_figures`` (what is owed), ``case_chase`` (what time
    does) and ``case_verbs`` (what people do). Nobody writes one directly.
    """

    _name = "cs.arrears.case"
    _description = "Arrears case"
    _inherit = ["cs.due.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "attention_rank, oldest_due_on, id"
    _allow_sudo_commands = False
    _check_company_auto = True
    _mail_post_access = "read"

    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Payer", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index="btree_not_null")
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index="btree_not_null", string="Steward")
    state = fields.Selection(CASE_STATES, required=True, readonly=True, default="open", index=True)
    opened_on = fields.Date("Chased since", required=True, readonly=True)
    closed_on = fields.Date("Over on", readonly=True)

    # what is owed, as of the last look at it
    amount_due = fields.Monetary("Overdue", readonly=True)
    amount_late = fields.Monetary("Late fees in it", readonly=True)
    amount_coming = fields.Monetary("Late fees not billed yet", readonly=True)
    amount_held = fields.Monetary("Disputed amount", readonly=True)
    amount_credit = fields.Monetary("Paid beforehand", readonly=True, help="Money of the payer not used yet.")
    amount_open = fields.Monetary("To be chased", readonly=True)
    oldest_due_on = fields.Date("Oldest due on", readonly=True, index=True)
    overdue_days = fields.Integer("Days overdue", readonly=True, aggregator="max")
    bucket_id = fields.Many2one("cs.arrears.bucket", "Age", readonly=True, index="btree_not_null", ondelete="restrict")
    limitation_on = fields.Date("Enforceable until", readonly=True, index=True)
    looked_at = fields.Datetime("As of", readonly=True)

    # how it is chased
    stage_id = fields.Many2one("cs.arrears.stage", readonly=True, index="btree_not_null", ondelete="restrict")
    stepped_on = fields.Date("Last step on", readonly=True)
    attention = fields.Selection(ATTENTION, "To do", required=True, readonly=True, default="none", index=True)
    attention_rank = fields.Integer(readonly=True, aggregator=None, default=len(ATTENTION))
    step_ids = fields.One2many("cs.arrears.step", "case_id", "Steps", readonly=True)
    promise_ids = fields.One2many("cs.arrears.promise", "case_id", "Promises", readonly=True)
    interruption_ids = fields.One2many("cs.arrears.interruption", "case_id", "Limitation", readonly=True)
    promised_on = fields.Date("Promised for", readonly=True)
    charge_ids = fields.Many2many("cs.billing.line", string="Open charges", compute="_compute_charge_ids")

    _one_open = models.UniqueIndex(
        "(unit_id, partner_id) WHERE state != 'closed'", "The payer has an open case for this unit."
    )
    _list_idx = models.Index("(attention_rank, oldest_due_on, id) WHERE state != 'closed'")

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for case in self:
            # sudo: a case is called by what it is about
            row = case.sudo()
            case.display_name = f"{row.unit_id.code} {row.partner_id.name or ''}".strip()

    @api.depends("unit_id", "partner_id")
    def _compute_charge_ids(self):
        charges = self._open_charges().sorted("due_on")
        for case in self:
            case.charge_ids = charges.filtered(
                lambda charge, of=case: charge.unit_id == of.unit_id and charge.partner_id == of.partner_id
            )

    def _link(self) -> str:
        return f"/odoo/cs-arrears/{self.id}"

    def _local_today(self, now):
        return self.estate_id._cs_local_day(now)
