from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsRenovation(models.Model):
    """Accepted twice: when the work is finished, and again after the days of the rule."""

    _inherit = "cs.renovation"

    finished_on = fields.Date("Finished on", readonly=True, copy=False)
    second_on = fields.Date("Accepted again on", readonly=True, copy=False, help="The day on which it is due.")
    accepted_on = fields.Date("Accepted on", readonly=True, copy=False)
    acceptance_check_id = fields.Many2one("cs.check", "First acceptance", readonly=True, copy=False)
    second_check_id = fields.Many2one("cs.check", "Second acceptance", readonly=True, copy=False)

    def action_finish(self):
        """The contractor is done: somebody accepts the work.

        :raises UserError: while something is to be put right.
        """
        self._need_inspector()
        renovation = self._in_state("working")
        if renovation.violation_count:
            raise UserError(
                self.env._("Violations are put right first: %(count)s are open.", count=renovation.violation_count)
            )
        rule = renovation.env["cs.renovation.rule"]._rule_for(renovation.company_id)
        check = renovation._look_at(rule.acceptance_checklist_id, renovation._today())
        renovation.write({"state": "accepting", "acceptance_check_id": check.id})
        return True

    def _first_accepted(self, check):
        """The first acceptance is over: finished, or back to work (in sudo)."""
        if self.state != "accepting":
            return
        if not check.passed:
            self.state = "working"
            self._tell({self.id: self.create_uid}, _lt("The renovation was not accepted"), by=("screen", "activity"))
            return
        rule, today = self.env["cs.renovation.rule"]._rule_for(self.company_id), self._today()
        self.write(
            {"state": "finished", "finished_on": today, "second_on": fields.Date.add(today, days=rule.second_days)}
        )
        self.unit_id.write({"renovating_until": today})
        left = self.slot_ids.filtered(lambda slot: slot.state == "todo").check_id
        left.filtered(lambda one: one.state in ("todo", "doing"))._void(self.env._("The work is finished."))
        self.slot_ids.filtered(lambda slot: slot.state == "todo").unlink()

    @api.model
    def _second_due(self, company):
        """Whatever is due is looked at again (in sudo)."""
        today = company._cs_today()
        due = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "finished"),
                ("second_on", "<=", today),
                ("second_check_id", "=", False),
            ]
        )
        if not due:
            return
        checklist = self.env["cs.renovation.rule"]._rule_for(company).acceptance_checklist_id
        visitors = due._visitors(today)
        checks = self.env["cs.check"]._give([one._check_row(checklist, today, visitors[one]) for one in due])
        for one, check in zip(due, checks, strict=True):
            # few: renovations whose day is today; each has its own check
            one.second_check_id = check

    def _second_accepted(self, check):
        """The second acceptance is over (in sudo)."""
        if self.state != "finished":
            return
        if check.passed:
            self.write({"state": "accepted", "accepted_on": self._today()})
            self._tell(
                {self.id: self.create_uid}, _lt("Accepted: the deposit can be given back"), by=("screen", "activity")
            )
        else:
            # it is put right, and looked at once more
            rule = self.env["cs.renovation.rule"]._rule_for(self.company_id)
            day = fields.Date.add(self._today(), days=rule.again_days)
            self.second_check_id = self._look_at(check.checklist_id, day)
