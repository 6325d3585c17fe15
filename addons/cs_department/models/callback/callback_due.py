from datetime import timedelta

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...core import clock as core_clock
from ...core.now import utcnow

_lt = LazyTranslate(__name__)
SECOND = timedelta(seconds=1)


class CsCallback(models.Model):
    """What time itself does: a call comes up again, is late, is given up."""

    _inherit = "cs.callback"

    def _refresh_next_action(self):
        """When time must look at each callback next (in sudo)."""
        now, moments = utcnow(), {}
        for callback in self:
            wanted = [moment for moment in callback._moments() if moment > now]
            moments.setdefault(min(wanted, default=False), []).append(callback.id)
        for moment, ids in moments.items():
            # as many writes as there are different moments
            self.browse(ids).write({"next_action_at": moment})

    def _moments(self):
        """The moments that matter to one callback, past ones too."""
        if self.state != "todo":
            return []
        moments = [self.ready_at]
        if self.due_at:
            # used up to the second is still in time
            moments += [self.due_at + SECOND] if not self.late else []
            give_up_at = self._give_up_moment()
            moments += [give_up_at] if give_up_at else []
        return moments

    def _give_up_moment(self):
        days = self.env["cs.callback.rule"]._plan(self.rule_id.id).give_up_days
        if not days or not self.due_at:
            return None
        time = self._calendar()._cs_working_time()
        try:
            minutes = core_clock.target_minutes(core_clock.Target(days, "day"), self.due_at, time)
            return time.add(self.due_at, minutes) + SECOND
        except core_clock.NoWorkingTime:
            return None

    def _act_on_time(self):
        """Do what is due now for all of these callbacks, in batch (see ``cs.due.mixin``)."""
        now = utcnow()
        todo = self.filtered(lambda callback: callback.state == "todo")
        (self - todo).write({"next_action_at": False})
        late = todo.filtered(lambda c: not c.late and c.due_at and c.due_at < now)
        late.write({"late": True})
        tickets = late.ticket_id
        tickets._tell(tickets._users_in_role("supervisor"), _lt("Callback is late"))
        lost = todo.filtered(lambda c: (moment := c._give_up_moment()) and moment <= now)
        if lost:
            lost._give_up()
        self._remind(todo.filtered(lambda c: c.ready_at <= now) - late - lost)
        (todo - lost)._refresh_next_action()

    def _remind(self, ready):
        """Who promised to call again is told when it is time."""
        for user, callbacks in ready.filtered("attempt_ids").grouped("user_id").items():
            if user:
                # one notification for each caller
                names = ", ".join(callbacks.mapped("display_name"))
                title = _lt("Call again now")._translate(user.lang or "en_US")
                user._bus_send("simple_notification", {"title": title, "message": names, "type": "warning"})
                user._bus_send("cs_department/changed", {})
