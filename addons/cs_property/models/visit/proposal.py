from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError


class CsMediationProposal(models.Model):
    """How it might be settled: who proposed it, and what each side said to it."""

    _name = "cs.mediation.proposal"
    _description = "Proposal in a mediation"
    _bound_through = "mediation_id"
    _order = "made_at, id"

    mediation_id = fields.Many2one("cs.mediation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mediation_id.company_id", store=True, index=True)
    made_at = fields.Datetime("Proposed on", required=True, default=lambda self: utcnow())
    side = fields.Selection(
        [("a", "Party A"), ("b", "Party B"), ("mediator", "Mediator")], required=True, default="mediator"
    )
    words = fields.Text("Proposal", required=True)
    answer_a = fields.Selection([("yes", "Accepts"), ("no", "Does not accept")], "Party A says")
    answer_b = fields.Selection([("yes", "Accepts"), ("no", "Does not accept")], "Party B says")

    @api.depends("words")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = (proposal.words or "")[:60]

    @api.model_create_multi
    def create(self, vals_list):
        proposals = super().create(vals_list)
        proposals._need_open()
        return proposals

    def write(self, vals):
        self._need_open()
        if "mediation_id" in vals:
            raise UserError(self.env._("A proposal stays with its mediation."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._need_open()

    def _need_open(self):
        for mediation in self.mediation_id:
            mediation._need_open()
