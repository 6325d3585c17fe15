from odoo import api, fields, models
from odoo.exceptions import UserError


class CsMediationTerm(models.Model):
    """What a side has agreed to do until when; once both have signed it is a task of the case."""

    _name = "cs.mediation.term"
    _description = "Term of an agreement"
    _bound_through = "mediation_id"
    _inherit = ["cs.system.fields.mixin"]
    _order = "mediation_id, due_on, id"
    _check_company_auto = True
    _system_fields = frozenset({"task_id", "breach", "turn"})

    mediation_id = fields.Many2one("cs.mediation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mediation_id.company_id", store=True, index=True)
    name = fields.Char("What is done", required=True)
    side = fields.Selection([("a", "Party A"), ("b", "Party B"), ("both", "Both")], required=True, default="a")
    due_on = fields.Date("Due", required=True)
    turn = fields.Integer(
        "Attempt at agreement", readonly=True, help="In which attempt it was agreed; 0: not yet.", aggregator=None
    )
    task_id = fields.Many2one("cs.ticket.task", readonly=True, index="btree_not_null", ondelete="set null", copy=False)
    breach = fields.Char("How it was broken", readonly=True)
    state = fields.Selection(
        [("draft", "Not agreed yet"), ("open", "To be kept"), ("kept", "Was kept"), ("broken", "Breached")],
        compute="_compute_state",
    )

    @api.depends("turn", "breach", "task_id.state")
    def _compute_state(self):
        for term in self:
            # sudo: whether the task is done is told to whoever reads the agreement
            done = term.sudo().task_id.state == "done"
            term.state = "broken" if term.breach else "kept" if done else "open" if term.turn else "draft"

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        for mediation in terms.mediation_id:
            mediation._need_open()
        return terms

    def write(self, vals):
        """
        :raises UserError: for a term that was agreed.
        """
        if not self.env.su:
            self._need_draft()
            if "mediation_id" in vals:
                raise UserError(self.env._("A term stays with its mediation."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._need_draft()

    def _need_draft(self):
        if any(term.turn for term in self):
            raise UserError(self.env._("What both have agreed stays as it is."))
        for mediation in self.mediation_id:
            mediation._need_open()

    def action_broken(self):
        """Ask how the term was broken; then the mediation and its case go on."""
        self.ensure_one()
        self.check_access("read")
        return self.mediation_id._ask("broken", self)
