from datetime import timedelta

from odoo import _lt, api, fields, models
from odoo.exceptions import AccessError

from ...core.now import utcnow

#: still to be acknowledged
OPEN = ("new", "changed", "told")


class CsRosterReceipt(models.Model):
    """One person's copy of a roster: told of it, reminded, acknowledged."""

    _name = "cs.roster.receipt"
    _description = "Acknowledgement of a roster"
    _inherit = ["cs.due.mixin", "cs.tell.mixin"]
    _order = "roster_id desc, state, employee_id"
    _allow_sudo_commands = False

    roster_id = fields.Many2one("cs.roster", required=True, index=True, ondelete="cascade", readonly=True)
    team_id = fields.Many2one(related="roster_id.team_id", store=True)
    company_id = fields.Many2one(related="roster_id.company_id", store=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="cascade", readonly=True)
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null", precompute=True)
    state = fields.Selection(
        [
            ("new", "to be told"),
            ("changed", "changed, to be told"),
            ("told", "told"),
            ("acknowledged", "acknowledged"),
        ],
        required=True,
        readonly=True,
        default="new",
        index=True,
    )
    told_at = fields.Datetime("Told on", readonly=True)
    reminders = fields.Integer(readonly=True, aggregator="max")
    changed_at = fields.Datetime("Changed on", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged on", readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", "Acknowledged by", readonly=True)

    _one_each = models.UniqueIndex("(roster_id, employee_id)", "Everybody acknowledges a roster once.")

    @api.depends("roster_id", "employee_id")
    def _compute_display_name(self):
        for receipt in self:
            # sudo: the names of the own roster and of colleagues are no secret
            known = receipt.sudo()
            receipt.display_name = f"{known.roster_id.name} · {known.employee_id.name}"

    # -- verbs -----------------------------------------------------------------

    def acknowledge(self):
        """I have seen my shifts; a supervisor notes it for whom he told himself."""
        self.check_access("read")
        others = self.filtered(lambda receipt: receipt.user_id != self.env.user)
        if others and not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Everybody acknowledges the own shifts."))
        now = utcnow()
        # sudo: nobody writes receipts directly
        pending = self.sudo().filtered(lambda receipt: receipt.state in OPEN)
        pending.write(
            {
                "state": "acknowledged",
                "acknowledged_at": now,
                "acknowledged_by_id": self.env.uid,
                "next_action_at": False,
            }
        )
        self.env["cs.shift"].sudo().search(  # sudo: people read their shifts and sign them, nothing else
            [
                ("roster_id", "in", pending.roster_id.ids),
                ("employee_id", "in", pending.employee_id.ids),
                ("state", "=", "published"),
                ("acknowledged_at", "=", False),
            ]
        ).filtered(
            lambda shift, signed={(one.roster_id, one.employee_id) for one in pending}: (
                (shift.roster_id, shift.employee_id) in signed
            )
        ).write({"acknowledged_at": now})
        return True

    def remind(self):
        """The supervisor reminds those who have not acknowledged, now."""
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Supervisors remind people of their shifts."))
        self.check_access("read")
        # sudo: nobody writes receipts directly
        self.sudo().filtered(lambda receipt: receipt.state in OPEN)._tell_owners()
        return True

    # -- telling -----------------------------------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-my-shifts"

    def _local_today(self, now):
        return self.team_id._local_day(now)

    def _act_on_time(self):
        """Tell who is to be told; remind who has not answered; leave rosters that are over alone."""
        over = self.filtered(lambda one: one.state == "acknowledged" or one._is_over())
        over._put_off(False)
        (self - over)._tell_owners()

    def _is_over(self) -> bool:
        return self.roster_id.state != "published" or self.roster_id.date_to < self._local_today(utcnow())

    def _tell_owners(self):
        """Each person once: of what is new, of what changed, or again of what he has not acknowledged."""
        titles = {
            "new": _lt("Your shifts are published: please acknowledge"),
            "changed": _lt("Your shifts have changed: please acknowledge"),
            "told": _lt("Please acknowledge your shifts"),
        }
        for (company, state), receipts in self.grouped(lambda one: (one.company_id, one.state)).items():
            ways = [
                "screen",
                *(["mail"] if company.cs_roster_mail else []),
                *(["sms"] if company.cs_roster_sms else []),
            ]
            # one message for all receipts of a person that say the same
            self._tell({one.id: one.user_id for one in receipts if one.user_id}, titles[state], by=ways)
        self._note_told()

    def _note_told(self):
        now = utcnow()
        again = self.filtered(lambda one: one.state == "told")
        for hours, receipts in self.grouped(lambda one: one.company_id.cs_roster_remind_hours).items():
            # a group has one interval; there is one company in nearly every pass
            receipts.write({"state": "told", "told_at": now, "next_action_at": hours and now + timedelta(hours=hours)})
        for count, receipts in again.grouped("reminders").items():
            receipts.write({"reminders": count + 1})  # a batch for each number of reminders
