from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)


class CsTrainingRecord(models.Model):
    """What time does: it reminds, it tells the supervisor, it plans renewals, it ends what ran out."""

    _inherit = "cs.training.record"

    def _stand(self) -> training.Stand:
        return training.Stand(
            is_open=self.is_open,
            due_on=self.due_on or None,
            closes=self.closes,
            reminded=self.is_reminded,
            told_overdue=self.is_told_overdue,
            last_day=(self.qualifies and self.valid_until) or None,
            renew_days=self.course_id.renew_days,
            renewed=self.is_renewed,
        )

    def _set_next(self):
        """Note when time does something next."""
        moments = {}
        for record in self:
            day = training.next_day(record._stand(), record.company_id.cs_training_remind_days)
            moments[record] = record.company_id._cs_midnight(day) if day else False
        for moment in set(moments.values()):
            # one write for all with the same moment: those of one plan and day
            self.browse([one.id for one, at in moments.items() if at == moment]).next_action_at = moment

    def _act_on_time(self):
        steps = {step: self.browse() for step in training.STEPS}
        for record in self:
            today = record.company_id._cs_today()
            for step in training.steps_due(record._stand(), today, record.company_id.cs_training_remind_days):
                steps[step] |= record
        for step, records in steps.items():
            if records:
                getattr(records, f"_time_to_{step}")()
        self._set_next()

    def _time_to_remind(self):
        self.is_reminded = True
        self._tell({one.id: one.user_id for one in self}, _lt("Training that is due"), by=("activity", "screen"))

    def _time_to_overdue(self):
        self.write({"is_told_overdue": True, "is_reminded": True})
        told = {one.id: one.user_id | one.supervisor_id for one in self}
        self._tell(told, _lt("Training is overdue"), by=("activity", "screen"))

    def _time_to_missed(self):
        """The month is over: what was not attended is missed, and the next month has its own."""
        self.write({"state": "absent", "is_open": False})
        self._end_told()
        self._tell({one.id: one.supervisor_id for one in self}, _lt("Monthly training was missed"))

    def _time_to_renew(self):
        self.is_renewed = True
        self._plan(
            [
                {
                    "employee_id": one.employee_id.id,
                    "course_id": one.course_id.id,
                    "cause": "renewal",
                    "renewal_of_id": one.id,
                    "due_on": one.valid_until,
                }
                for one in self.filtered("employee_id.active")
            ]
        )

    def _time_to_expire(self):
        self.write({"state": "expired", "qualifies": False})
        told = {one.id: one.user_id | one.supervisor_id for one in self if not one._is_replaced()}
        self._tell(told, _lt("A qualification has run out"), by=("activity", "screen"))

    def _is_replaced(self) -> bool:
        """Whether a newer record of the same course counts."""
        done = self._done_courses(self.user_id.ids, self.course_id.ids, self.company_id._cs_today())
        return self.course_id.id in done.get(self.user_id.id, ())

    @api.model
    def _cron_training(self):
        self._cron_due()
