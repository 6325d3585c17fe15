from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import link
from ...core.now import utcnow


class ResCompany(models.Model):
    """Where recordings may lie, and how long a result is open to appeal."""

    _inherit = "res.company"

    cs_recording_schemes = fields.Char("Recordings open by", default="https", required=True)
    cs_check_appeal_days = fields.Integer("Appeal against a check within (days)", default=5)
    cs_check_due_days = fields.Integer("Checks are made within (days)", default=7)
    cs_coaching_due_days = fields.Integer("Coaching within (days)", default=7)

    _cs_check_sane = models.Constraint(
        "CHECK (cs_check_appeal_days BETWEEN 0 AND 90 AND cs_check_due_days BETWEEN 0 AND 90"
        " AND cs_coaching_due_days BETWEEN 0 AND 90)",
        "Days for checks, coaching and appeals lie between 0 and 90.",
    )

    @api.constrains("cs_recording_schemes")
    def _check_recording_schemes(self):
        for company in self:
            wrong = set(link.schemes(company.cs_recording_schemes or "")) - set(link.POSSIBLE)
            if wrong:
                raise ValidationError(self.env._("Links of this kind are not allowed: %(kind)s", kind=min(wrong)))


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    recording_schemes = fields.Char(
        "Recordings open by", required=True, help="Kinds of links, separated by commas: https, http, sip, sips, rtsp."
    )
    check_appeal_days = fields.Integer("Appeal against a check within (days)")
    check_due_days = fields.Integer("Checks are made within (days)")
    coaching_due_days = fields.Integer("Coaching within (days)")

    def _company_fields(self):
        names = ("recording_schemes", "check_appeal_days", "check_due_days", "coaching_due_days")
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in names}}


class CsCall(models.Model):
    """A talk on the telephone, as the exchange knows it: evidence for a check."""

    _name = "cs.call"
    _description = "Recorded talk"
    _order = "started_at desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    employee_id = fields.Many2one("hr.employee", "Who talked", required=True, index=True, check_company=True)
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index=True, string="User who talked")
    supervisor_id = fields.Many2one("res.users", "Supervisor then", readonly=True, index="btree_not_null")
    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="set null", check_company=True)
    callback_id = fields.Many2one("cs.callback", index="btree_not_null", ondelete="set null", check_company=True)
    direction = fields.Selection([("in", "Came in"), ("out", "Went out")], required=True, default="in")
    started_at = fields.Datetime("Began on", required=True, default=lambda _self: utcnow(), index=True)
    seconds = fields.Integer("Length of the talk (s)", aggregator="avg")
    waited_seconds = fields.Integer("Waited (s)", aggregator="avg")
    rings = fields.Integer("Rings until answered", aggregator="avg")
    recording_url = fields.Char("Recording")
    reference = fields.Char("Number at the exchange", copy=False)

    _reference_uniq = models.UniqueIndex(
        "(company_id, reference) WHERE reference IS NOT NULL", "A talk stands here once."
    )
    _figures_sane = models.Constraint(
        "CHECK (seconds >= 0 AND waited_seconds >= 0 AND rings >= 0)", "A talk has no negative length."
    )

    @api.depends("employee_id", "started_at")
    def _compute_display_name(self):
        for call in self:
            begun = fields.Datetime.context_timestamp(call, call.started_at) if call.started_at else None
            # sudo: a name only
            name = call.sudo().employee_id.name or ""
            call.display_name = f"{name} · {begun:%Y-%m-%d %H:%M}" if begun else name

    @api.constrains("recording_url", "company_id")
    def _check_recording(self):
        for call in self:
            # sudo: what the company allows counts for everybody
            allowed = link.schemes(call.sudo().company_id.cs_recording_schemes or "")
            if call.recording_url and not link.is_allowed(call.recording_url, allowed):
                raise ValidationError(
                    self.env._(
                        "This is no link to a recording; allowed are: %(kinds)s",
                        kinds=", ".join(f"{kind}://" for kind in allowed),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create([{**vals, "reference": vals.get("reference") or False} for vals in vals_list])
        calls._set_supervisors()
        return calls

    def write(self, vals):
        result = super().write(vals)
        if "employee_id" in vals:
            self._set_supervisors()
        return result

    def _set_supervisors(self):
        """Who supervised the person at the time of the talk may look at it."""
        # sudo: who supervises whom is the organisation's matter
        of = self.env["cs.team"]._supervisors_of(self.sudo().employee_id)
        by_supervisor = self.grouped(lambda call: of.get(call.employee_id.id, (False, False))[1])
        for supervisor_id, calls in by_supervisor.items():
            # as many writes as there are supervisors
            calls.sudo().write({"supervisor_id": supervisor_id})  # sudo: readonly for people
