from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ...core.flow import LIVE
from ...core.now import utcnow

STEPS = [
    ("verify", "Verify"),
    ("plan", "Plan"),
    ("do", "Carry out"),
    ("report", "Report back"),
]
OPEN = ("todo", "doing")
#: written only by the verbs and the machinery
SYSTEM_FIELDS = frozenset(
    {"ticket_id", "company_id", "state", "opened_at", "started_at", "done_at", "due_at", "previous_id"}
)


class CsTicketTask(models.Model):
    """What another department owes a case: one leg, with an owner and a clock.

    Legs of one department follow each other (verify → plan → carry out → report
    back); a leg's clock starts when the one before it is done.
    """

    _name = "cs.ticket.task"
    _description = "Department task of a case"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.tell.mixin"]
    _order = "ticket_id desc, sequence, id"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char("What is asked", required=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    sequence = fields.Integer(default=10)
    step = fields.Selection(STEPS, required=True, default="do")
    state = fields.Selection(
        [
            ("waiting", "After the step before"),
            ("todo", "To do"),
            ("doing", "In hand"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="todo",
        readonly=True,
        index=True,
    )
    previous_id = fields.Many2one(
        "cs.ticket.task",
        "After",
        readonly=True,
        index="btree_not_null",
        help="The step of the same request that this one waits for.",
    )
    previous_result = fields.Text(related="previous_id.result", string="Result of the step before")
    department_id = fields.Many2one("hr.department", index="btree_not_null", check_company=True)
    user_id = fields.Many2one("res.users", "Owner", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Outside company", index="btree_not_null", check_company=True)
    result = fields.Text("What was found or done")
    planned_at = fields.Datetime("Planned for")
    opened_at = fields.Datetime("Open since", readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True)
    done_at = fields.Datetime(readonly=True)
    clock_ids = fields.One2many("cs.clock", "task_id", "Clocks", readonly=True)
    due_at = fields.Datetime("Due", compute="_compute_due_at", store=True, index="btree_not_null")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    # the department sees what it must know of the case, not the case
    ticket_number = fields.Char(related="ticket_id.number")
    ticket_name = fields.Char(related="ticket_id.name", string="Case subject")
    ticket_place = fields.Char(related="ticket_id.place")
    ticket_description = fields.Html(related="ticket_id.description")
    ticket_priority = fields.Selection(related="ticket_id.priority")

    _open_idx = models.Index("(ticket_id) WHERE state IN ('waiting', 'todo', 'doing')")
    _has_owner = models.Constraint(
        "CHECK (department_id IS NOT NULL OR user_id IS NOT NULL OR partner_id IS NOT NULL)",
        "A task belongs to a department, a person or an outside company.",
    )

    @api.depends("clock_ids.due_at", "clock_ids.state")
    def _compute_due_at(self):
        """When the leg's clock runs out; nothing while that stands still."""
        for task in self:
            asked = task.clock_ids.filtered(lambda clock: clock.state != "cancelled")
            task.due_at = asked[-1:].due_at

    @api.depends("due_at", "state", "done_at")
    def _compute_is_late(self):
        now = utcnow()
        for task in self:
            end = task.done_at or now
            task.is_late = bool(task.state != "cancelled" and task.due_at and task.due_at < end)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN), ("due_at", "<", utcnow())]

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._guard_system_fields(set().union(*vals_list) - {"ticket_id", "company_id"})
        cases = self.env["cs.ticket"]
        vals_list = [dict(vals) for vals in vals_list]
        held = cases.browse({vals["ticket_id"] for vals in vals_list if vals.get("ticket_id")})
        held._hold()
        for vals in vals_list:
            # sudo: departments get tasks of cases that they cannot open
            ticket = cases.browse(vals.get("ticket_id") or self.env.context.get("default_ticket_id") or ()).sudo()
            if ticket and ticket.state not in LIVE and not ticket._is_verb():
                raise UserError(
                    self.env._("%(case)s has ended: nobody is asked for anything.", case=ticket.display_name)
                )
            vals["company_id"] = ticket.company_id.id
            if vals.get("state", "todo") == "todo":
                vals["opened_at"] = utcnow()
        forged = {f"default_{name}" for name in SYSTEM_FIELDS - {"ticket_id"}}
        context = {key: value for key, value in self.env.context.items() if key not in forged}
        tasks = super(
            CsTicketTask,
            self.with_context(context, mail_create_nolog=True, mail_create_nosubscribe=True),
        ).create(vals_list)
        tasks.filtered(lambda task: task.state == "todo")._start_clock()
        return tasks

    def write(self, vals):
        if not self.env.su:
            self._guard_system_fields(vals.keys())
        return super().write(vals)

    def _guard_system_fields(self, names):
        protected = SYSTEM_FIELDS & names
        if protected:
            labels = [self._fields[name]._description_string(self.env) for name in protected]
            raise AccessError(
                self.env._(
                    "These are kept by the system and cannot be written: %(fields)s.",
                    fields=format_list(self.env, sorted(labels)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cancelled(self):
        if not self.env.su:
            raise UserError(self.env._("A task is cancelled with a reason, never deleted."))

    # -- verbs ---------------------------------------------------------------

    def start(self):
        """The owner takes the task in hand."""
        self.check_access("write")
        todo = self.filtered(lambda task: task.state == "todo")
        todo._system_write({"state": "doing", "started_at": utcnow()})
        for task in todo.filtered(lambda task: not task.user_id):
            # the one who takes it becomes its owner
            task._system_write({"user_id": self.env.uid})
        return True

    def done(self, result=None):
        """The step is finished: its clock stops and the next step begins.

        :param result: what was found or done; may stand on the task already.
        :raises UserError: when nothing is reported, or the step is not open.
        """
        self.check_access("write")
        now = utcnow()
        for task in self:
            if task.state not in OPEN:
                raise UserError(self.env._("The task “%(task)s” is not open.", task=task.name))
            if not str(result or task.result or "").strip():
                raise UserError(
                    self.env._(
                        "Say what was found or done before “%(task)s” is finished.",
                        task=task.name,
                    )
                )
        vals = {"state": "done", "done_at": now}
        if result:
            vals["result"] = result
        self._system_write(vals)
        # sudo: clocks are figures of the system, written for whoever acts
        late = self.sudo().clock_ids._stop(now)
        self._log("task_step")
        self._end_todos()
        self._start_next()
        late._tell_missed()
        self.sudo().ticket_id._happened("task_done")  # sudo: rules of the case act whoever acts
        return True

    def cancel(self, reason=""):
        """The step is no longer asked for.

        :raises UserError: without a reason.
        """
        self.check_access("write")
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why the task is cancelled."))
        now = utcnow()
        undone = self.filtered(lambda task: task.state in (*OPEN, "waiting"))
        undone._system_write({"state": "cancelled", "done_at": now, "result": reason})
        # sudo: clocks are figures of the system, written for whoever acts
        undone.sudo().clock_ids._cancel(now)
        undone._log("task_step", note=reason)
        undone._end_todos()
        undone._start_next()
        return True

    def action_done(self):
        """Ask for the result, unless it stands on the task already."""
        if all(task.result for task in self):
            return self.done()
        return self.env["cs.ticket"]._verb_dialog("finish_task") | {
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_verb": "finish_task",
            }
        }

    def action_cancel(self):
        return self.env["cs.ticket"]._verb_dialog("cancel_task") | {
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_verb": "cancel_task",
            }
        }

    # -- machinery -----------------------------------------------------------

    def _system_write(self, vals):
        """Write figures that only the verbs may touch."""
        # sudo: the caller's right to act was checked by the verb
        return self.sudo().with_context(tracking_disable=True).write(vals)

    def _log(self, event_type, note=""):
        steps = dict(self._fields["step"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        for task in self:
            # sudo: the timeline is written for whoever acts; rows are few (legs)
            task.sudo().ticket_id._log_event(
                event_type,
                new=f"{steps[task.step]}: {states[task.state]}",
                note=note or task.department_id.name or task.user_id.name or "",
            )

    def _end_todos(self):
        """What told the owner of a step goes with it; the cases look at their dates again."""
        # sudo: the to-do is the owner's, the dates are the case's
        system = self.sudo()
        system.activity_unlink(["mail.mail_activity_data_todo"])
        system.ticket_id._refresh_due()

    def _start_next(self):
        """Begin the steps that waited for the ones just ended."""
        # sudo: the next step may be another department's
        waiting = self.sudo().search([("ticket_id", "in", self.ticket_id.ids), ("state", "=", "waiting")])
        begin = waiting.filtered(lambda task: task._is_ready())
        if begin:
            begin._system_write({"state": "todo", "opened_at": utcnow()})
            begin._start_clock()
            begin._notify_owner()

    def _is_ready(self) -> bool:
        """Whether everything before this step of its request has ended."""
        before = self.previous_id
        while before.state == "cancelled":
            before = before.previous_id
        return not before or before.state == "done"

    def _start_clock(self):
        """Start the leg's clock by the target that a rule sets for its step."""
        # sudo: clocks are figures of the system, written for whoever acts
        for ticket, tasks in self.sudo().grouped("ticket_id").items():
            # a leg has its own target; dispatches are few
            ticket._clocks_start_tasks(tasks)

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-department-tasks/{self.id}"

    def _local_today(self, now):
        return self.ticket_id._rule_day(now)

    def _notify_owner(self):
        """Tell the owner, or the head of the department, by an activity."""
        for task in self.sudo():  # sudo: whoever finishes a step, the next may be another's
            manager = task.department_id.manager_id.user_id
            user = task.user_id or manager
            if user:
                task.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=task.name,
                    date_deadline=(task.due_at and task.due_at.date()) or None,
                )
