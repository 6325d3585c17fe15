from odoo import api, models
from odoo.fields import Domain

from ...core.handover import Found
from ...core.now import utcnow


class CsDutyPostLine(models.Model):
    """Equipment and counts of the post are looked at in each handover."""

    _inherit = "cs.duty.post.line"

    @api.model
    def _handover_items(self, scope):
        lines = scope.post.with_env(self.env).line_ids
        before = lines._last_recorded(scope)
        return [
            Found(
                line.kind,
                ("cs.duty.post.line", line.id),
                line.name,
                "",
                "none",
                None,
                line._prefilled(before.get(line.id)),
            )
            for line in lines
        ]

    def _last_recorded(self, scope):
        """Line → its item in the last handover that both signed."""
        last = self.env["cs.handover"].search(
            [("post_id", "=", scope.post.id), ("company_id", "=", scope.company.id), ("state", "=", "done")],
            order="taken_at desc, id desc",
            limit=1,
        )
        return {item.res_id: item for item in last.item_ids if item.res_model == self._name}

    def _prefilled(self, before) -> tuple:
        """A fault stays one until somebody says otherwise; a count is held to the one before."""
        values = {"unit": self.unit or False}
        if before and self.kind == "equipment" and before.condition == "fault":
            values |= {"condition": "fault", "note": before.note}
        if before and self.kind == "count" and before.is_counted:
            values |= {"has_expected": True, "expected": before.quantity}
        return tuple(values.items())

    def _handover_now(self):
        return {line.id: (True, "") for line in self}


class CsShiftDuty(models.Model):
    """Duties of the shift that ends, and of the one that begins, stand on the handover as a list to tick."""

    _inherit = "cs.shift.duty"

    @api.model
    def _handover_items(self, scope):
        handover = scope.handover
        going = handover.shift_id.template_id.with_env(self.env)
        coming = self.env["cs.shift.template"]
        if handover.next_at:
            domain = [
                ("post_id", "=", scope.post.id),
                ("company_id", "=", scope.company.id),
                ("start_at", "=", handover.next_at),
                ("in_force", "=", True),
            ]
            spans = self.env["cs.shift.span"].search(domain, limit=1)
            coming = spans.shift_id.template_id
        duties = going.duty_ids.filtered(lambda duty: duty.moment == "after")
        duties |= coming.duty_ids.filtered(lambda duty: duty.moment == "before")
        moments = dict(self._fields["moment"]._description_selection(self.env))
        return [
            Found(
                "duty",
                ("cs.shift.duty", duty.id),
                duty.name,
                moments[duty.moment],
                values=(("moment", duty.moment),),
            )
            for duty in duties
        ]

    def _handover_now(self):
        return {duty.id: (False, "") for duty in self}


class HrLeave(models.Model):
    """Who is away in the next hours is told, not why."""

    _inherit = "hr.leave"

    @api.model
    def _handover_items(self, scope):
        if not scope.team:
            return []
        people = scope.team._roster_employees()
        leaves = self.search(
            Domain("employee_id", "in", people.ids)
            & Domain("state", "=", "validate")
            & Domain("date_to", ">", scope.now)
            & Domain("date_from", "<", scope.until)
        )
        zoned = leaves.with_context(tz=scope.team.tz)
        return [
            Found(
                "staff",
                ("hr.leave", leave.id),
                leave.employee_id.name,
                leave._handover_words(),
                due_at=leave.date_from,
            )
            for leave in zoned
        ]

    def _handover_words(self):
        return self.env._(
            "on leave from %(start)s to %(end)s",
            start=self.request_date_from.isoformat(),
            end=self.request_date_to.isoformat(),
        )

    def _handover_now(self):
        now = utcnow()
        return {leave.id: (leave.state == "validate" and leave.date_to > now, "") for leave in self}
