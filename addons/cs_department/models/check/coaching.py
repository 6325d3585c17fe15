from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from .check import MANAGER, QUALITY

_lt = LazyTranslate(__name__)

#: what may be agreed on anew while it is open
_PLAN = frozenset({"goal", "due", "coach_id", "outcome"})


class CsCoaching(models.Model):
    """Somebody is helped to do better: agreed on, done until a day, with what came of it."""

    _name = "cs.coaching"
    _description = "Coaching"
    _inherit = ["cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due, id"
    _check_company_auto = True

    employee_id = fields.Many2one("hr.employee", "Who is coached", required=True, index=True, check_company=True)
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index=True, string="User who is coached")
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    coach_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    check_id = fields.Many2one(
        "cs.check", "After the check", readonly=True, index="btree_not_null", ondelete="set null"
    )
    goal = fields.Text("What is to get better", required=True)
    due = fields.Date("By when", required=True, default=lambda self: self._default_due(), tracking=True)
    state = fields.Selection(
        [("planned", "Agreed"), ("done", "Coached"), ("cancelled", "Called off")],
        required=True,
        default="planned",
        readonly=True,
        index=True,
        tracking=True,
    )
    outcome = fields.Text("What came of it")
    done_on = fields.Date("Coached on", readonly=True)

    _not_oneself = models.Constraint("CHECK (user_id IS NULL OR coach_id <> user_id)", "Nobody coaches himself.")

    @api.model
    def _default_due(self):
        return fields.Date.add(self.env.company._cs_today(), days=self.env.company.cs_coaching_due_days)

    @api.depends("employee_id", "due")
    def _compute_display_name(self):
        for coaching in self:
            # sudo: a name only
            coaching.display_name = f"{coaching.sudo().employee_id.name or ''} · {coaching.due or ''}"

    def _link(self):
        return f"/odoo/cs-coaching/{self.id}"

    def _local_today(self, now):
        return self.due

    @api.model_create_multi
    def create(self, vals_list):
        named = self.env.context.get("default_employee_id")
        if any(not vals.get("employee_id", named) for vals in vals_list):
            raise UserError(self.env._("Say who is coached."))
        # where it stands is not said by whoever agrees on it
        given = [
            {name: value for name, value in vals.items() if name not in ("state", "done_on")} for vals in vals_list
        ]
        coachings = super().create(given)
        coachings._need_right()
        # sudo: who supervises whom is the organisation's matter, and the to-do a colleague's
        system = coachings.sudo()
        of = self.env["cs.team"]._supervisors_of(system.employee_id)
        for supervisor_id, group in system.grouped(lambda one: of.get(one.employee_id.id, (False, False))[1]).items():
            # as many writes as there are supervisors
            group.supervisor_id = supervisor_id
        system._tell(
            {one.id: one.coach_id for one in system}, _lt("Somebody is to be coached"), by=("activity", "screen")
        )
        system._tell({one.id: one.user_id for one in system if one.user_id}, _lt("You are coached"), by=("screen",))
        return coachings

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & _PLAN and any(one.state != "planned" for one in self):
                raise UserError(self.env._("This coaching is over."))
            if vals.keys() & {"state", "done_on", "check_id", "supervisor_id", "employee_id", "company_id"}:
                raise AccessError(self.env._("This is written by the buttons only."))
        moved = self.browse()
        if vals.keys() & {"coach_id", "due"}:
            moved = self.filtered(lambda one: one.state == "planned")
        result = super().write(vals)
        if moved:
            # sudo: the to-do is a colleague's
            moved.sudo()._end_told()
            moved.sudo()._tell(  # sudo: as above
                {one.id: one.coach_id for one in moved}, _lt("Somebody is to be coached"), by=("activity",)
            )
        return result

    def _need_right(self):
        """Officers, managers, the supervisor and the coach of a check agree on coaching.

        :raises AccessError: for anybody else, and for coaching about a check that one does not see.
        """
        user = self.env.user
        if self.env.su or user.has_group(QUALITY) or user.has_group(MANAGER):
            return
        of = self.env["cs.team"]._supervisors_of(self.sudo().employee_id)  # sudo: who supervises whom
        for one in self:
            if of.get(one.employee_id.id, (False, False))[1] != user.id:
                raise AccessError(self.env._("Quality officers and the person's supervisor agree on coaching."))

    def finish_coaching(self):
        """It took place; what came of it stands here.

        :raises AccessError: for anybody but the coach, quality officers and managers.
        :raises UserError: without an outcome, or when it is over.
        """
        self._need_end()
        if any(not (one.outcome or "").strip() for one in self):
            raise UserError(self.env._("Write down what came of it."))
        self._end("done")
        return True

    def call_off(self):
        """It will not take place. Raises as :meth:`finish_coaching`, without an outcome."""
        self._need_end()
        self._end("cancelled")
        return True

    def _need_end(self):
        self.check_access("read")
        user = self.env.user
        officer = user.has_group(QUALITY) or user.has_group(MANAGER)
        if any(one.user_id == user or not (officer or user in (one.coach_id, one.supervisor_id)) for one in self):
            raise AccessError(self.env._("The coach says when the coaching is over."))
        if any(one.state != "planned" for one in self):
            raise UserError(self.env._("This coaching is over."))

    def _end(self, state):
        # sudo: written by the verb, the right was checked
        system = self.sudo()
        system.write({"state": state, "done_on": self.env.company._cs_today()})
        system._end_told()
