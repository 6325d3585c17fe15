from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsShiftChange(models.Model):
    """What became other after the roster was published: who, when, from what to what. Append-only."""

    _name = "cs.shift.change"
    _description = "Change of a published roster"
    _order = "at desc, id desc"
    _allow_sudo_commands = False

    roster_id = fields.Many2one("cs.roster", required=True, index=True, ondelete="restrict")
    team_id = fields.Many2one("cs.team", required=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    shift_id = fields.Many2one("cs.shift", "Entry", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Changed by", required=True)
    at = fields.Datetime("On", required=True)
    date = fields.Date("Day", required=True)
    kind = fields.Selection([("added", "added"), ("removed", "taken back"), ("changed", "changed")], required=True)
    template_id = fields.Many2one("cs.shift.template", "Shift", required=True, ondelete="restrict")
    before_date = fields.Date("Day before")
    before_template_id = fields.Many2one("cs.shift.template", "Shift before", ondelete="restrict")
    origin = fields.Selection(selection="_selection_origin", string="How")

    @api.model
    def _selection_origin(self):
        """In the words, and the language, of the shifts themselves."""
        return self.env["cs.shift"]._fields["origin"]._description_selection(self.env)

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for change in self:
            change.display_name = f"{change.employee_id.name} · {change.date}"

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("What was changed in a published roster stays on record."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What was changed in a published roster stays on record."))


class CsShift(models.Model):
    """Shifts of a published roster: whatever becomes of them is logged, and the people are told."""

    _inherit = "cs.shift"

    #: what is logged when it changes
    _LOGGED = frozenset({"employee_id", "template_id", "date", "state"})

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts._check_history()
        shifts._log_changes("added", shifts._in_force())
        return shifts

    def write(self, vals):
        self._check_evidence(vals)
        if not self._LOGGED & vals.keys():
            return super().write(vals)
        before = {shift: (shift.employee_id, shift.template_id, shift.date) for shift in self._in_force()}
        result = super().write(vals)
        after = self._in_force()
        known = self.browse(shift.id for shift in before)
        self._log_changes("added", after - known)
        self._log_changes("removed", known - after, before)
        moved = (after & known).filtered(
            lambda shift: before[shift] != (shift.employee_id, shift.template_id, shift.date)
        )
        handed = moved.filtered(lambda shift: before[shift][0] != shift.employee_id)
        self._log_changes("removed", handed, before)
        self._log_changes("added", handed)
        self._log_changes("changed", moved - handed, before)
        return result

    def _check_evidence(self, vals):
        """What people worked by, and what they signed, is not rewritten."""
        if self.env.su:
            return
        if vals.get("acknowledged_at"):
            raise AccessError(self.env._("Everybody acknowledges the own shifts."))
        begun = self.filtered(lambda shift: shift.state != "draft")
        if begun and (vals.get("state") == "draft" or "roster_id" in vals):
            raise UserError(self.env._("A shift in force is taken back, not deleted: the roster remembers it."))
        if {*self._LOGGED, "roster_id"} & vals.keys():
            self._check_history()

    def _check_history(self):
        if not self.env.su and self.roster_id.filtered(lambda roster: roster.state == "closed"):
            raise UserError(self.env._("A closed roster is kept as it was."))

    def _in_force(self):
        """Those of a roster that is published: being published itself is no change."""
        return self.filtered(lambda shift: shift.state == "published" and shift.roster_id.state == "published")

    def _log_changes(self, kind, shifts, before=None):
        """Log in one batch, ask the people to acknowledge again, and tell them a little later."""
        if not shifts:
            return
        now = utcnow()
        rows = [shift._prepare_change(kind, now, before and before[shift]) for shift in shifts]
        # sudo: the log is written by nobody else
        changes = self.env["cs.shift.change"].sudo().create(rows)
        if kind != "removed":
            # sudo: whoever changes it asks for a new signature, he cannot give it
            shifts.sudo().filtered("acknowledged_at").write({"acknowledged_at": False})
        changes.roster_id._note_changed(changes)

    def _prepare_change(self, kind, now, before) -> dict:
        employee, template, day = before or (self.employee_id, self.template_id, self.date)
        values = {
            "roster_id": self.roster_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "shift_id": self.id,
            "employee_id": employee.id,
            "user_id": self.env.uid,
            "at": now,
            "date": day,
            "kind": kind,
            "template_id": template.id,
            "origin": self.origin,
        }
        if kind == "changed":
            values |= {
                "date": self.date,
                "template_id": self.template_id.id,
                "before_date": day,
                "before_template_id": template.id,
            }
        return values
