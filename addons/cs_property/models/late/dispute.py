from odoo import api, fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("rejected", "The fee stands"),
    ("partly", "Partly right"),
    ("accepted", "The payer is right"),
    ("withdrawn", "Put in by mistake"),
]


class CsFeeDispute(models.Model):
    """A payer disputes what he is charged: while it is open, no late fee runs and nobody is chased for it."""

    _name = "cs.fee.dispute"
    _description = "Dispute about a fee"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "date_to", "outcome", "outcome_words", "closed_by_id"})

    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="restrict", check_company=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index="btree_not_null")
    item_ids = fields.Many2many(
        "cs.fee.item", "cs_fee_dispute_item_rel", "dispute_id", "item_id", string="Fees", help="Empty: all fees."
    )
    line_ids = fields.Many2many(
        "cs.billing.line",
        "cs_fee_dispute_line_rel",
        "dispute_id",
        "line_id",
        string="Charges",
        domain="[('unit_id', '=', unit_id), ('state', '=', 'billed')]",
        help="Empty: all charges of these fees.",
    )
    date_from = fields.Date(
        "Disputed since", required=True, default=lambda self: self.env.company._cs_today(), tracking=True
    )
    date_to = fields.Date("Disputed until", readonly=True, tracking=True)
    reason = fields.Text("What is disputed", required=True)
    state = fields.Selection(
        [("open", "In dispute"), ("closed", "Settled")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    outcome = fields.Selection(OUTCOMES, "How it ended", readonly=True, tracking=True)
    outcome_words = fields.Text("What was said to the payer", readonly=True)
    closed_by_id = fields.Many2one("res.users", "Settled by", readonly=True)

    _days_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A dispute does not end before it begins."
    )
    _closed_known = models.Constraint(
        "CHECK (state = 'open' OR (date_to IS NOT NULL AND outcome IS NOT NULL))", "Say how the dispute ended."
    )
    _once_per_case = models.UniqueIndex(
        "(ticket_id, unit_id) WHERE state = 'open'", "This case has an open dispute about the unit already."
    )

    @api.depends("unit_id.code", "date_from")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = f"{dispute.unit_id.code or ''} · {dispute.date_from}"

    @api.constrains("line_ids", "unit_id")
    def _check_lines(self):
        for dispute in self:
            if dispute.line_ids.unit_id - dispute.unit_id:
                raise UserError(
                    dispute.env._("Only charges of %(unit)s can be disputed here.", unit=dispute.unit_id.code)
                )

    def write(self, vals):
        if not self.env.su and self.filtered(lambda dispute: dispute.state == "closed"):
            raise UserError(self.env._("A dispute that was settled stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A dispute is kept: close it as put in by mistake."))

    # -- verbs -------------------------------------------------------------------

    def close(self, outcome, words="", day=None):
        """Settle disputes: late fees run on from the day after, and arrears are chased again.

        :param outcome: one of ``OUTCOMES``; what was put in by mistake never stopped anything.
        :param day: last disputed day, a local date; without: today in the company.
        :raises UserError: for disputes that are settled, and words that say nothing.
        """
        self.check_access("write")
        if not isinstance(outcome, str) or outcome not in dict(OUTCOMES):
            raise UserError(self.env._("Say how the dispute ended."))
        if self.filtered(lambda dispute: dispute.state == "closed"):
            raise UserError(self.env._("This dispute is settled already."))
        try:
            day = fields.Date.to_date(day)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%(day)s” is no day.", day=day)) from error
        self._close(outcome, str(words or ""), day)
        return True

    def _close(self, outcome, words, day=None):
        # sudo: how it ended is written by the verb, which was asked for its right
        for company, disputes in self.sudo().grouped("company_id").items():
            # companies are few, each has its own today
            for begun, same in disputes.grouped("date_from").items():
                # mostly one: a dispute ends on its first day at the earliest
                same.write(
                    {
                        "state": "closed",
                        "date_to": max(day or company._cs_today(), begun),
                        "outcome": outcome,
                        "outcome_words": words,
                        "closed_by_id": self.env.uid,
                    }
                )

    def action_close(self):
        """Ask how it ended."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle the Dispute"),
            "res_model": "cs.fee.dispute.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_ids": self.ids},
        }
