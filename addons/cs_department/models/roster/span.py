from odoo import fields, models


class CsShiftSpan(models.Model):
    """A stretch of time somebody is on duty: what "who is on duty now" is asked of.

    A split shift has two. They are laid by the shift and are never edited.
    """

    _name = "cs.shift.span"
    _description = "Time on duty"
    _order = "start_at, id"
    _rec_name = "start_at"

    shift_id = fields.Many2one("cs.shift", "On the roster", required=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company", required=True)
    team_id = fields.Many2one("cs.team", required=True, index=True)
    post_id = fields.Many2one("cs.duty.post", index="btree_not_null")
    layer = fields.Selection([("work", "at work"), ("on_call", "on call")], required=True)
    is_duty_officer = fields.Boolean("Duty officer")
    start_at = fields.Datetime("Since", required=True)
    end_at = fields.Datetime("Until", required=True)
    in_force = fields.Boolean(help="The shift is published.")

    _order_sane = models.Constraint("CHECK (end_at > start_at)", "A shift ends after it begins.")
    # two transactions that both look first would both find nothing: the database decides
    _one_place = models.Constraint(
        "EXCLUDE USING gist (int8range(employee_id, employee_id, '[]') WITH &&, tsrange(start_at, end_at) WITH &&)"
        " WHERE (layer = 'work')",
        "Somebody would be on two shifts at the same time.",
    )
    _one_call = models.Constraint(
        "EXCLUDE USING gist (int8range(employee_id, employee_id, '[]') WITH &&, tsrange(start_at, end_at) WITH &&)"
        " WHERE (layer = 'on_call')",
        "Somebody would be on call twice at the same time.",
    )
    # whoever is on duty at an instant began in the last day: see _on_duty
    _now_idx = models.Index("(company_id, start_at) WHERE in_force")
