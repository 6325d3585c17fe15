from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsMeetingPoint(models.Model):
    """What a meeting talks about: a plan of the week, or a matter to coordinate."""

    _name = "cs.meeting.point"
    _description = "Point of a meeting"
    _order = "section, sequence, id"

    meeting_id = fields.Many2one("cs.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    section = fields.Selection(
        [("plan", "Plan of this week"), ("matter", "Matter to coordinate")], required=True, default="plan"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Matter", required=True)
    user_id = fields.Many2one("res.users", "Who does it", domain=[("share", "=", False)])
    note = fields.Char("Result")


class CsMeetingAction(models.Model):
    """What a meeting decided: somebody does it until a day."""

    _name = "cs.meeting.action"
    _description = "Action of a meeting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, deadline, id"

    meeting_id = fields.Many2one("cs.meeting", required=True, index=True, ondelete="cascade", readonly=True)
    team_id = fields.Many2one(related="meeting_id.team_id", store=True, index=True)
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    chair_id = fields.Many2one(related="meeting_id.chair_id", store=True, index=True)
    name = fields.Char("Matter", required=True)
    user_id = fields.Many2one("res.users", "Who does it", required=True, index=True, domain=[("share", "=", False)])
    deadline = fields.Date("By when", required=True, default=lambda self: fields.Date.context_today(self, utcnow()))
    state = fields.Selection(
        [("open", "To be done"), ("done", "Done"), ("dropped", "Dropped")], required=True, default="open", readonly=True
    )
    done_at = fields.Datetime("Done on", readonly=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self, utcnow())
        for action in self:
            action.is_overdue = bool(action.state == "open" and action.deadline and action.deadline < today)

    def write(self, vals):
        if {"state", "done_at"} & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Where an action stands is said by its buttons."))
        return super().write(vals)

    def _make_activities(self):
        """What is open becomes a to-do of whoever does it, once."""
        # sudo: the to-do is a colleague's
        wanted = self.sudo().filtered(lambda action: action.state == "open" and not action.activity_ids)
        kind = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        # whoever does it is told by the minutes: no second mail of the activity
        wanted.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": action.id,
                    "activity_type_id": kind.id,
                    "user_id": action.user_id.id,
                    "summary": action.name,
                    "date_deadline": action.deadline,
                }
                for action in wanted
            ]
        )

    def _check_mine(self):
        self.check_access("read")
        user = self.env.user
        if any(user not in (action.user_id | action.chair_id) for action in self) and not user.has_group(
            "cs_department.group_cs_manager"
        ):
            raise AccessError(self.env._("Whoever does it, or who chaired the meeting, says that it is done."))

    def done(self):
        """It is done; so is the to-do."""
        self._check_mine()
        self._end("done")
        return True

    def drop(self):
        """It is not done any more; the chair says so."""
        self._check_mine()
        if any(action.chair_id != self.env.user for action in self) and not self.env.user.has_group(
            "cs_department.group_cs_manager"
        ):
            raise AccessError(self.env._("Who chaired the meeting drops what it decided."))
        self._end("dropped")
        return True

    def reopen(self):
        """It is not done after all."""
        self._check_mine()
        if any(action.state == "open" for action in self):
            raise UserError(self.env._("This is open."))
        # sudo: state and moments are the system's
        self.sudo().write({"state": "open", "done_at": False})
        self._make_activities()
        return True

    def _end(self, state):
        # sudo: state and moments are the system's, the to-do is a colleague's
        actions = self.sudo().filtered(lambda action: action.state == "open")
        actions.write({"state": state, "done_at": utcnow()})
        actions.activity_ids.action_archive()


class MailActivity(models.Model):
    """A to-do of a meeting that is ticked off: so is what the meeting decided."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        decided = self.filtered(lambda activity: activity.res_model == "cs.meeting.action")
        # sudo: whoever has the to-do has done it
        actions = self.env["cs.meeting.action"].sudo().browse(decided.mapped("res_id")).exists()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        # other to-dos of the same action, a chair's for instance, stay
        actions.filtered(lambda action: action.state == "open" and not action.activity_ids).write(
            {"state": "done", "done_at": utcnow()}
        )
        return result
