from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow
from .receipt import OPEN


class CsRoster(models.Model):
    """A roster becomes binding: everybody is told, and whoever has not acknowledged is known."""

    _name = "cs.roster"
    _inherit = ["cs.roster", "cs.tell.mixin", "mail.activity.mixin"]

    receipt_ids = fields.One2many("cs.roster.receipt", "roster_id", "Acknowledgements", readonly=True)
    change_ids = fields.One2many("cs.shift.change", "roster_id", "Changes", readonly=True)
    receipt_count = fields.Integer("To be acknowledged by", compute="_compute_receipts")
    waiting_count = fields.Integer("Not acknowledged", compute="_compute_receipts")
    change_count = fields.Integer("Changes after publication", compute="_compute_receipts")
    conflict_count = fields.Integer("Shifts of people on leave", compute="_compute_conflict_count")

    #: what the verbs decide
    _OF_VERBS = frozenset({"state", "published_at"})

    @api.model_create_multi
    def create(self, vals_list):
        rosters = super().create(vals_list)
        if not self.env.su and rosters.filtered(lambda roster: roster.state != "draft" or roster.published_at):
            raise AccessError(self._only_by_verbs())
        return rosters

    def write(self, vals):
        if self._OF_VERBS & vals.keys() and not self.env.su:
            raise AccessError(self._only_by_verbs())
        return super().write(vals)

    def _only_by_verbs(self) -> str:
        return self.env._("A roster is published and closed, not written: people are told of it.")

    @api.depends("receipt_ids.state", "change_ids")
    def _compute_receipts(self):
        counts = {}
        receipts = self.env["cs.roster.receipt"]
        for roster, state, count in receipts._read_group(
            [("roster_id", "in", self.ids)], ["roster_id", "state"], ["__count"]
        ):
            counts.setdefault(roster.id, {})[state] = count
        changes = dict(
            self.env["cs.shift.change"]._read_group([("roster_id", "in", self.ids)], ["roster_id"], ["__count"])
        )
        for roster in self:
            states = counts.get(roster.id, {})
            roster.receipt_count = sum(states.values())
            roster.waiting_count = sum(states.get(state, 0) for state in OPEN)
            roster.change_count = changes.get(roster, 0)

    @api.depends("shift_ids.leave_conflict", "shift_ids.state")
    def _compute_conflict_count(self):
        found = dict(
            self.env["cs.shift"]._read_group(
                [("roster_id", "in", self.ids), ("leave_conflict", "=", True), ("state", "=", "published")],
                ["roster_id"],
                ["__count"],
            )
        )
        for roster in self:
            roster.conflict_count = found.get(roster, 0)

    # -- verbs -------------------------------------------------------------------

    def action_publish(self):
        """The roster is binding from now on; everybody on it is told once and asked to acknowledge."""
        self.check_access("write")
        if self.filtered(lambda roster: roster.state != "draft"):
            raise UserError(self.env._("This roster is published already; changes are in force at once."))
        empty = self.filtered(lambda roster: not roster.shift_ids)
        if empty:
            raise UserError(self.env._("There are no shifts on the roster “%(name)s” yet.", name=empty[0].name))
        shifts = self.shift_ids.filtered(lambda shift: shift.state == "draft")
        # shifts first: being published is no change of a published roster
        shifts.write({"state": "published"})
        # sudo: see write()
        self.sudo().write({"state": "published", "published_at": utcnow()})
        # sudo: receipts are made by nobody else
        receipts = self.env["cs.roster.receipt"].sudo()
        receipts.create(
            [
                {"roster_id": roster.id, "employee_id": employee.id}
                for roster in self
                for employee in roster.shift_ids.filtered(lambda shift: shift.state == "published").employee_id
            ]
        )._tell_owners()
        self._flag_leave_conflicts()
        return True

    def action_close(self):
        """It is over: from now on it only shows who worked when."""
        self.check_access("write")
        if self.filtered(lambda roster: roster.state != "published"):
            raise UserError(self.env._("Only published rosters are closed."))
        # sudo: see write()
        self.sudo().write({"state": "closed"})
        return True

    def action_receipts(self):
        """Who has acknowledged, and who has not."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_roster_receipt_action")
        return {**action, "domain": [("roster_id", "=", self.id)], "context": {"search_default_open": 1}}

    def action_changes(self):
        """What has become other since it was published."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_shift_change_action")
        return {**action, "domain": [("roster_id", "=", self.id)]}

    def action_conflicts(self):
        """Shifts of people whose leave was approved afterwards."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_shift_conflict_action")
        return {**action, "domain": [("roster_id", "=", self.id), ("leave_conflict", "=", True)]}

    # -- changes -------------------------------------------------------------------

    def _note_changed(self, changes):
        """The people of logged changes are told a little later, once, and acknowledge again."""
        # sudo: receipts are written by nobody else
        receipts = self.env["cs.roster.receipt"].sudo()
        people = {(change.roster_id.id, change.employee_id.id) for change in changes}
        known = receipts.search(
            [("roster_id", "in", changes.roster_id.ids), ("employee_id", "in", changes.employee_id.ids)]
        ).filtered(lambda one: (one.roster_id.id, one.employee_id.id) in people)
        missing = people - {(one.roster_id.id, one.employee_id.id) for one in known}
        known |= receipts.create([{"roster_id": roster, "employee_id": person} for roster, person in sorted(missing)])
        now = utcnow()
        # what somebody has not acknowledged yet is shown to him from its beginning
        known.filtered(lambda one: one.state == "acknowledged" or not one.changed_at).write({"changed_at": now})
        for minutes, ours in known.grouped(lambda one: one.company_id.cs_roster_tell_minutes).items():
            # one interval, and so one write, for each company
            ours.write(
                {
                    "state": "changed",
                    "acknowledged_at": False,
                    "acknowledged_by_id": False,
                    "next_action_at": now + timedelta(minutes=minutes),
                }
            )

    # -- telling ---------------------------------------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-rosters/{self.id}"

    def _local_today(self, now):
        return self.team_id._local_day(now)
