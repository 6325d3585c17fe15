from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ....core.grades import in_a_row
from ....core.now import utcnow

_lt = LazyTranslate(__name__)


class CsAppraisalNomination(models.Model):
    """Somebody who was excellent, or failed, so often in a row that it has to be decided what follows."""

    _name = "cs.appraisal.nomination"
    _description = "Promotion or review"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.tell.mixin"]
    _order = "state, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _allow_sudo_commands = False

    kind = fields.Selection(
        [("promotion", "Promotion list"), ("review", "Review list")], "List", required=True, readonly=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    appraisal_id = fields.Many2one("cs.appraisal", readonly=True, index="btree_not_null", ondelete="cascade")
    run_length = fields.Integer("In a row", readonly=True)
    profile_id = fields.Many2one("cs.job.profile", "Job profile", readonly=True, ondelete="set null")
    next_profile_id = fields.Many2one("cs.job.profile", "Next on the ladder", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("open", "To be decided"), ("done", "Decided"), ("dropped", "Nothing follows")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    outcome = fields.Selection(
        [
            ("promotion", "Promoted"),
            ("training", "Sent to training"),
            ("transfer", "Moved to another job"),
            ("dismissal", "Dismissed"),
            ("watch", "Watched for another period"),
        ],
        "What follows",
        tracking=True,
    )
    words = fields.Text("Reason")
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, index="btree_not_null")
    decided_at = fields.Datetime("Decided on", readonly=True)

    _period_uniq = models.Constraint(
        "UNIQUE (period_id, employee_id, kind)", "Somebody is on a list once for a period."
    )

    def _link(self):
        return f"/odoo/cs-promotion-review/{self.id}"

    def write(self, vals):
        """Only what is decided is written by people, and only until it is decided."""
        if not self.env.su:
            if vals.keys() & self._fields.keys() - {"outcome", "words"} - {
                name for name in self._fields if name.startswith(("message_", "activity_"))
            }:
                raise AccessError(self.env._("Only what follows, and why, is written on the list."))
            if any(one.state != "open" for one in self):
                raise UserError(self.env._("This was decided already."))
        return super().write(vals)

    def action_decide(self):
        """Put down what follows.

        :raises AccessError: for anybody but managers.
        :raises UserError: without an outcome or its reasons.
        """
        self._check_decider()
        if any(not one.outcome or not (one.words or "").strip() for one in self):
            raise UserError(self.env._("Say what follows, and why."))
        self._end_as("done")
        return True

    def action_drop(self):
        """Nothing follows. Raises as :meth:`action_decide`."""
        self._check_decider()
        if any(not (one.words or "").strip() for one in self):
            raise UserError(self.env._("Say why nothing follows."))
        self._end_as("dropped")
        return True

    def _check_decider(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Managers decide what follows."))
        if any(one.state != "open" for one in self):
            raise UserError(self.env._("This was decided already."))
        if any(one.user_id == self.env.user for one in self):
            raise AccessError(self.env._("Nobody decides about himself."))

    def _end_as(self, state):
        # sudo: written by the verbs, the right was checked
        lists = self.sudo()
        lists.write({"state": state, "decided_by_id": self.env.uid, "decided_at": utcnow()})
        lists._end_told()

    @api.model
    def _tell_managers(self, new):
        """Whoever decides gets a to-do (in sudo)."""
        group = self.env.ref("cs_department.group_cs_manager")
        asked = {
            one.id: group.all_user_ids.filtered(lambda user, own=one: own.company_id in user.company_ids) - one.user_id
            for one in new
        }
        new._tell(asked, _lt("Repeated results: what follows?"), by=("activity", "screen"))


class CsAppraisalPeriod(models.Model):
    """What is final puts people on the lists."""

    _inherit = "cs.appraisal.period"

    nomination_ids = fields.One2many("cs.appraisal.nomination", "period_id", "Lists", readonly=True)
    nomination_count = fields.Integer("On the lists", compute="_compute_nomination_count")

    @api.depends("nomination_ids")
    def _compute_nomination_count(self):
        counts = dict(
            self.env["cs.appraisal.nomination"]._read_group([("period_id", "in", self.ids)], ["period_id"], ["__count"])
        )
        for period in self:
            period.nomination_count = counts.get(period, 0)

    def action_nominations(self):
        """Promotion and review lists of the period."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_appraisal_nomination_action")
        return action | {"domain": [("period_id", "=", self.id)]}

    def _frozen_with_it(self):
        result = super()._frozen_with_it()
        self._nominate()
        return result

    def _nominate(self):
        """Who was excellent or failed so often in a row as his scheme says, up to this period (in sudo).

        Periods of one person without an appraisal neither count nor break a row.
        """
        self.ensure_one()
        marks = self._marks()
        rows = []
        for one in self.appraisal_ids:
            excellent, failed = marks.get(one.employee_id.id, ([], []))
            for kind, found, needed in (
                ("promotion", in_a_row(excellent), one.scheme_id.promotion_after),
                ("review", in_a_row(failed), one.scheme_id.review_after),
            ):
                # every further full row is told again, not every further month
                if needed and found and found % needed == 0:
                    rows.append(one._prepare_nomination(kind, found))
        known = {(one.employee_id.id, one.kind) for one in self.nomination_ids}
        nominations = self.env["cs.appraisal.nomination"]
        nominations._tell_managers(
            nominations.create([row for row in rows if (row["employee_id"], row["kind"]) not in known])
        )

    def _marks(self) -> dict:
        """Employee id → (excellent or not, failed or not) of the periods up to this one, oldest first: one query."""
        found = {}
        for one in self.env["cs.appraisal"].search_fetch(
            [
                ("employee_id", "in", self.appraisal_ids.employee_id.ids),
                ("date_to", "<=", self.date_to),
                ("has_score", "=", True),
                "|",
                ("state", "=", "final"),
                ("period_id", "=", self.id),
            ],
            ["employee_id", "is_excellent", "is_failed"],
            order="date_to, id",
        ):
            excellent, failed = found.setdefault(one.employee_id.id, ([], []))
            excellent.append(one.is_excellent)
            failed.append(one.is_failed)
        return found


class CsAppraisal(models.Model):
    _inherit = "cs.appraisal"

    def _prepare_nomination(self, kind, found) -> dict:
        profile = self.employee_id._cs_profile()
        return {
            "kind": kind,
            "employee_id": self.employee_id.id,
            "user_id": self.user_id.id,
            "supervisor_id": self.supervisor_id.id,
            "company_id": self.company_id.id,
            "period_id": self.period_id.id,
            "appraisal_id": self.id,
            "run_length": found,
            "profile_id": profile.id,
            "next_profile_id": profile.next_id.id if kind == "promotion" else False,
        }
