from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ....core.now import utcnow

_lt = LazyTranslate(__name__)
#: appraisals confirmed by time in one pass of the scheduled action
_BATCH = 500


class CsAppraisal(models.Model):
    """A score is shown to the person, who confirms it; time confirms it else."""

    _name = "cs.appraisal"
    _inherit = ["cs.appraisal", "mail.thread", "mail.activity.mixin", "cs.tell.mixin"]

    shown_at = fields.Datetime("Shown on", readonly=True)
    shown_by_id = fields.Many2one("res.users", "Shown by", readonly=True, index="btree_not_null")
    confirm_until = fields.Datetime("To be confirmed until", readonly=True, index="btree_not_null")
    appeal_until = fields.Datetime("Open to appeal until", readonly=True)
    shown_score = fields.Float("Score as shown", digits=(8, 2), readonly=True)
    earlier_score = fields.Float("Score shown before", digits=(8, 2), readonly=True)
    is_shown_again = fields.Boolean("Shown again", readonly=True, help="The score changed after it was shown.")
    confirmed_at = fields.Datetime("Confirmed on", readonly=True)
    confirmed_how = fields.Selection(
        [("person", "by the person"), ("time", "by time"), ("appeal", "by the decision on an appeal")],
        "Confirmed",
        readonly=True,
    )
    may_confirm = fields.Boolean("I may confirm", compute="_compute_may_confirm")
    may_show = fields.Boolean("I may show it", compute="_compute_may_show")

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may_confirm(self):
        for one in self:
            one.may_confirm = one.state == "shown" and one.user_id == self.env.user

    @api.depends("state", "supervisor_id", "hand_count", "has_score")
    @api.depends_context("uid")
    def _compute_may_show(self):
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        for one in self:
            answers = manager or one.supervisor_id == self.env.user
            one.may_show = answers and one._is_ready() and one.user_id != self.env.user

    def _link(self):
        return f"/odoo/cs-my-appraisals/{self.id}"

    def _is_ready(self) -> bool:
        """Whether the score may be shown: it is computed, and nobody still has to give points."""
        return self.state == "computing" and self.has_score and not self.hand_count and not self.next_action_at

    # -- showing -------------------------------------------------------------------------

    def action_show(self):
        """Show scores to the people.

        :raises AccessError: for anybody but their supervisor and managers.
        :raises UserError: while points are missing.
        """
        self.check_access("read")
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        if not manager and any(one.supervisor_id != self.env.user for one in self):
            raise AccessError(self.env._("Scores are shown by the supervisor or a manager."))
        waiting = self.filtered(lambda one: not one._is_ready())
        if waiting:
            # sudo: names of the people whom one supervises
            raise UserError(self.env._("Not ready to be shown: %(people)s.", people=waiting.sudo()._name_some(5)))
        # sudo: written by the verb, the right was checked
        self.sudo()._show()
        return True

    def _show(self):
        """From now on the people see their scores, and have their time to answer (in sudo)."""
        now, wanted = utcnow(), {}
        for (company, scheme), some in self.grouped(lambda one: (one.company_id, one.scheme_id)).items():
            # the days are the scheme's
            shown = {
                "state": "shown",
                "shown_at": now,
                "shown_by_id": self.env.uid,
                "confirm_until": self._end_of_day(company, now, max(scheme.confirm_days, scheme.appeal_days)),
                "appeal_until": self._end_of_day(company, now, scheme.appeal_days),
                "confirmed_at": False,
                "confirmed_how": False,
            }
            wanted |= {one: shown | one._prepare_shown_score() for one in some}
        self._move_to(wanted)
        title = _lt("Your appraisal is to be confirmed")
        self._tell({one.id: one.user_id for one in self}, title, by=("activity", "screen"))

    def _prepare_shown_score(self) -> dict:
        """The score as it is shown, and the one that was shown before where it was another."""
        again = self.state in ("shown", "confirmed") and self.shown_score != self.score
        return {
            "shown_score": self.score,
            "earlier_score": self.shown_score if again else self.earlier_score,
            "is_shown_again": again or self.is_shown_again,
        }

    @api.model
    def _end_of_day(self, company, now, days):
        """The end of the local day so many days after a moment, naive UTC."""
        return company._cs_midnight(company._cs_local_day(now) + timedelta(days=days + 1))

    def _score_changed(self):
        result = super()._score_changed()
        again = self.filtered(lambda one: one.state in ("shown", "confirmed"))
        if again:
            again._end_told()
            again._show()
        return result

    # -- confirming ----------------------------------------------------------------------

    def action_confirm(self):
        """The person agrees.

        :raises AccessError: for anybody else.
        :raises UserError: when there is nothing to confirm.
        """
        self.check_access("read")
        if any(one.user_id != self.env.user for one in self):
            raise AccessError(self.env._("Only the person confirms the own appraisal."))
        if any(one.state != "shown" for one in self):
            raise UserError(self.env._("This appraisal is not waiting to be confirmed."))
        # sudo: written by the verb, the right was checked
        self.sudo()._confirm("person")
        return True

    def _confirm(self, how):
        self.write({"state": "confirmed", "confirmed_at": utcnow(), "confirmed_how": how})
        self._end_told()

    @api.model
    def _cron_confirm(self):
        """Who said nothing in time has agreed."""
        domain = [("state", "=", "shown"), ("confirm_until", "<=", utcnow())]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(domain))
        while due := self.search(domain, limit=_BATCH):
            due._confirm("time")
            if not commit(len(due)):
                break


class CsAppraisalPeriod(models.Model):
    """The period shows what is ready, and is frozen when nobody can object any more."""

    _inherit = "cs.appraisal.period"

    ready_count = fields.Integer("Ready to be shown", compute="_compute_shown")
    shown_count = fields.Integer("Waiting for the people", compute="_compute_shown")
    appealed_count = fields.Integer("Under appeal", compute="_compute_shown")

    @api.depends("appraisal_ids.state", "appraisal_ids.hand_count", "appraisal_ids.has_score")
    def _compute_shown(self):
        counts = {}
        for period, state, ready, count in self.env["cs.appraisal"]._read_group(
            [("period_id", "in", self.ids), ("has_score", "=", True), ("hand_count", "=", 0)],
            ["period_id", "state", "has_score"],
            ["__count"],
        ):
            counts[period.id, state] = count if ready else 0
        for period in self:
            period.ready_count = counts.get((period.id, "computing"), 0)
            period.shown_count = counts.get((period.id, "shown"), 0)
            period.appealed_count = counts.get((period.id, "appealed"), 0)

    def action_show(self):
        """Show everybody whose score is ready.

        :raises AccessError: for anybody but managers.
        :raises UserError: when nothing is ready.
        """
        self._check_manager()
        # sudo: appraisals are the system's; managers may show them
        ready = self.sudo().appraisal_ids.filtered(lambda one: one._is_ready())
        if not ready:
            raise UserError(self.env._("Nothing is ready to be shown: compute the scores, and give the ratings first."))
        ready._show()
        return True

    def _freeze_hindrances(self):
        found = super()._freeze_hindrances()
        self.ensure_one()
        now = utcnow()
        # of whom nothing could be counted there is nothing to show
        hidden = self.appraisal_ids.filtered(lambda one: one.state == "computing" and one.has_score)
        open_ = self.appraisal_ids.filtered(
            lambda one: one.state == "shown" and one.confirm_until and one.confirm_until > now
        )
        appealed = self.appraisal_ids.filtered(lambda one: one.state == "appealed")
        for people, words in (
            (hidden, self.env._("Not shown yet")),
            (open_, self.env._("May still confirm or appeal")),
            (appealed, self.env._("Under appeal")),
        ):
            if people:
                found.append(f"{words}: {people._name_some(5)}")
        return found
