from markupsafe import Markup, escape
from odoo import fields, models
from odoo.exceptions import UserError

from ...core.flow import LIVE
from ...core.now import utcnow
from .task import STEPS

#: what may be found while a case is resolved
FINDINGS = (
    "validity",
    "cause_id",
    "responsible_department_id",
    "plan",
    "corrective_action",
    "corrective_user_id",
    "recheck_date",
)


class CsTicket(models.Model):
    """The verbs: what people do with a case.

    Each verb checks the right to act, checks that the case is where the verb may
    start, writes once for the batch, and tells. They are public so that the web
    client, automated actions, JSON-2 callers and replays use the same door.
    """

    _inherit = "cs.ticket"

    # -- working -------------------------------------------------------------

    def start(self):
        """Begin (or go on) working on the cases."""
        return self._step("start")

    def wait(self, reason="", stage=None):
        """Put the cases to wait; in a stage that says so their clocks stand still.

        :param stage: a waiting stage, default the first one (for the customer).
        """
        return self._step("wait", stage=stage, note=reason)

    def resume(self):
        """Go on after waiting; paused clocks run again."""
        return self._step("resume")

    def answer(self, body="", by="note"):
        """The customer was answered: the first response, or the next update.

        :param body: the words. Plain text.
        :param by: ``mail`` sends them to the customer; ``note`` records an answer
            given by telephone or at the counter.
        :raises UserError: without words, or by mail without an address.
        """
        self.check_access("write")
        self._need_words(body, self.env._("Write down what the customer was told."))
        self._need_state(LIVE | {"resolved"}, self.env._("answered"))
        self._post_answers(body, by)
        self._after_answer()
        return True

    def _after_answer(self):
        """Clocks and marks after the customer heard from us."""
        now = utcnow()
        first = self.filtered(lambda ticket: not ticket.first_response_at)
        first._system_write({"first_response_at": now})
        self._system_write({"unread_reply": False})
        self._log_event("answered")
        # sudo: clocks are figures of the system; a reply may have held up the closing
        system = self.sudo()
        system._clocks_answered(now)
        system.filtered(lambda ticket: ticket.state == "resolved")._refresh_due()
        self.filtered(lambda ticket: ticket.state == "new")._step("start")
        system._happened("answered")

    def promise(self, when, told=True):
        """Promise the customer a date.

        :param when: naive UTC datetime.
        :param told: whether the customer was told, which starts the promise.
        """
        self.check_access("write")
        self._need_state(LIVE, self.env._("promised"))
        now, when = utcnow(), self._moment_argument(when)
        if not when or when <= now:
            raise UserError(self.env._("A promised date lies ahead."))
        self._system_write({"promised_at": when, **({"promise_told_at": now} if told else {})})
        self._log_event("promised", new=self._say_datetime(when), facts={"told": bool(told)})
        # sudo: notices are sent whoever acts; the promise is watched by the time-driven pass
        system = self.sudo()
        system._refresh_due()
        if told:
            system._send_notices("promised")
        system._happened("promised")
        return True

    def verify(self, validity):
        """The facts are verified: the complaint is justified or not.

        :param validity: ``valid`` or ``invalid``.
        """
        self.check_access("write")
        if validity not in [value for value, _label in self._fields["validity"].selection]:
            raise UserError(self.env._("Say whether the complaint is justified."))
        self.write({"validity": validity})
        return True

    def _report_filed(self, reference):
        """The accident report was filed; its receipt is kept, the regulator's clock stops."""
        self._system_write({"regulator_reported_at": utcnow(), "regulator_reference": reference})
        self._log_event("reported", note=reference)
        # sudo: clocks are figures of the system
        self.sudo()._clocks_stop(("regulator",))
        return True

    def dispatch(self, department=None, steps=("do",), name="", user=None, partner=None):
        """Ask another department (or an outside company) for its part of the cases.

        :param steps: which of verify, plan, do, report it owes, in that order.
        :param name: what is asked.
        :return: the tasks; the first step is open, the others wait for it.
        """
        self.check_access("write")
        self._need_state(LIVE, self.env._("dispatched"))
        self._need_words(name, self.env._("Say what the department is asked for."))
        department = self._browse_argument("hr.department", department)
        user = self._browse_argument("res.users", user)
        partner = self._browse_argument("res.partner", partner)
        order = [step for step, _label in STEPS if step in (steps or ())]
        if not order:
            raise UserError(self.env._("Choose at least one step."))
        if not (department or user or partner):
            raise UserError(self.env._("Say who is asked: a department, a person or an outside company."))
        owner = {"department_id": department.id, "user_id": user.id, "partner_id": partner.id}
        tasks = self._create_legs(order, {"name": name, **owner})
        self._log_event(
            "dispatched",
            new=department.name or user.name or partner.name,
            note=name,
        )
        tasks.filtered(lambda task: task.state == "todo")._notify_owner()
        self.filtered(lambda ticket: ticket.state == "new")._step("start")
        return tasks.with_env(self.env)

    def _create_legs(self, steps, common):
        """The tasks of one request, each step after the one before it (in sudo).

        :param common: values of every step: what is asked, and of whom.
        """
        # sudo: agents dispatch, departments own the tasks
        tasks = self.env["cs.ticket.task"].sudo()
        tasks = tasks.create(
            [
                {
                    **common,
                    "ticket_id": ticket.id,
                    "step": step,
                    "sequence": 10 * position,
                    "state": "waiting" if position else "todo",
                }
                for ticket in self
                for position, step in enumerate(steps)
            ]
        )
        for task, before in zip(tasks[1:], tasks, strict=False):
            # a request is a chain of a few steps
            if task.ticket_id == before.ticket_id:
                task._system_write({"previous_id": before.id})
        return tasks

    # -- ending --------------------------------------------------------------

    def resolve(self, resolution="", **findings):
        """The case is dealt with; a resolution that was not right can be given again.

        :param resolution: what was done; may stand on the case already.
        :param findings: any of :data:`FINDINGS`.
        :raises UserError: over an open department task, or while something that the
            kind demands is not found yet.
        """
        self.check_access("write")
        self._need_verb("resolve")
        self._refuse_open_tasks()
        self._refuse_open_parts()
        unknown = findings.keys() - set(FINDINGS)
        if unknown:
            raise UserError(self.env._("Not a finding: %(names)s.", names=", ".join(sorted(unknown))))
        if resolution:
            findings["resolution"] = resolution
        if findings:
            self.write(findings)
        for ticket in self:
            ticket._need_words(ticket.resolution, self.env._("Write down what was done for the customer."))
        self._refuse_blanks()
        self._step("resolve")
        self._post_resolution()
        # sudo: notices are sent and rules act whoever acts
        system = self.sudo()
        system._send_notices("resolved")
        system._happened("resolved")
        return True

    def close(self):
        """End resolved cases."""
        return self._step("close")

    def reopen(self, reason=""):
        """The case is not over: the customer is not satisfied, or it came back.

        :raises UserError: without a reason.
        """
        self._need_words(reason, self.env._("Say why the case is opened again."))
        self._step("reopen", note=reason)
        self._count_up("reopen_count")
        # sudo: notices are sent and rules act whoever acts
        system = self.sudo()
        system._send_notices("reopened")
        system._happened("reopened")
        return True

    def cancel(self, reason=""):
        """The case should not have been registered.

        :raises UserError: without a reason, or over an open department task.
        """
        self._need_words(reason, self.env._("Say why the case is cancelled."))
        self._refuse_open_tasks()
        self._refuse_open_parts()
        self._step("cancel", note=reason)
        self._system_write({"end_reason": reason})
        self.sudo()._happened("cancelled")  # sudo: rules act whoever acts
        return True

    # -- small helpers -------------------------------------------------------

    def _browse_argument(self, model, value):
        """A record from a record, an id, or nothing (verbs are called over RPC too).

        :raises UserError: for what is no id, or the id of nothing.
        """
        if isinstance(value, models.BaseModel):
            return value
        try:
            record = self.env[model].browse(int(value) if value else ())
        except (TypeError, ValueError):
            record = None
        if record is None or record != record.exists():
            raise UserError(self.env._("What was chosen does not exist (any more)."))
        record.check_access("read")
        return record

    def _moment_argument(self, value):
        """A naive UTC datetime from one, from the text of one, or nothing."""
        try:
            return fields.Datetime.to_datetime(value)
        except (TypeError, ValueError):
            return None

    def _count_up(self, counter):
        for count, tickets in self.grouped(counter).items():
            # grouped by the old count, so that a batch is few statements
            tickets._system_write({counter: count + 1})

    def _say_datetime(self, moment):
        zone = self.team_id[:1].tz
        return self.env["ir.qweb.field.datetime"].value_to_html(moment, {"tz_name": zone or self.env.user.tz})

    def _post_resolution(self):
        """The resolution is a decision: it stands in the chatter, in one message."""
        self._message_log_batch(
            bodies={
                ticket.id: Markup("<b>%s</b><br/>%s") % (self.env._("Resolved"), escape(ticket.resolution))
                for ticket in self
            }
        )
