from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...core.now import utcnow
from .answer import CHANNELS

STATES = [
    ("planned", "Will be asked"),
    ("asked", "Asked"),
    ("answered", "Answered"),
    ("expired", "No answer"),
]


class CsSurveyInvitation(models.Model):
    """One customer asked about one case (or by one campaign), once.

    Staff reads invitations and writes none: nobody skips one or switches it off. Of an
    anonymous one not even that it was answered can be read.
    """

    _name = "cs.survey.invitation"
    _description = "Invitation to a survey"
    _inherit = ["cs.due.mixin", "cs.link.mixin"]
    _order = "asked_at desc, id desc"
    _rec_name = "ticket_id"
    _check_company_auto = True
    _allow_sudo_commands = False
    # when a row changed last would tell when an anonymous customer answered
    _log_access = False

    _link_path = "/cs/s/"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    ticket_id = fields.Many2one(
        "cs.ticket", "Case", readonly=True, index="btree_not_null", check_company=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    survey_id = fields.Many2one("survey.survey", "Form", required=True, readonly=True, ondelete="restrict", index=True)
    rule_id = fields.Many2one("cs.survey.rule", readonly=True, ondelete="restrict", index="btree_not_null")
    anonymous = fields.Boolean(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="planned")
    planned_at = fields.Datetime("Planned on", required=True, readonly=True)
    asked_at = fields.Datetime("Asked on", readonly=True)
    expires_at = fields.Datetime("Open until", required=True, readonly=True)
    reminders = fields.Integer("Reminders sent", readonly=True)
    by_mail = fields.Boolean("Mail sent", readonly=True)
    by_sms = fields.Boolean("Text message sent", readonly=True)
    by_phone = fields.Boolean("To be called", readonly=True)
    used = fields.Boolean(readonly=True, groups=NO_ACCESS)
    # of named answers only
    answer_id = fields.Many2one("survey.user_input", readonly=True, index="btree_not_null", ondelete="set null")
    answered_at = fields.Datetime("Answered on", readonly=True)
    channel = fields.Selection(CHANNELS, "Answered by", readonly=True)
    # no group of a list shows a score without the response rate: see cs.survey.figure
    score = fields.Float(readonly=True, aggregator=None, digits=(5, 1))

    _asked_idx = models.Index("(asked_at DESC, id DESC)")
    _once = models.UniqueIndex(
        "(ticket_id, partner_id, survey_id) WHERE ticket_id IS NOT NULL",
        "This customer has been asked about this case already.",
    )
    _named_answer = models.Constraint(
        "CHECK (NOT anonymous OR (answer_id IS NULL AND answered_at IS NULL AND channel IS NULL"
        " AND score IS NULL AND state <> 'answered'))",
        "Nothing about an anonymous answer is kept with the customer.",
    )

    @api.depends("ticket_id", "survey_id")
    def _compute_display_name(self):
        for invitation in self:
            # sudo: a form's title is no secret
            about = invitation.ticket_id.display_name or invitation.sudo().survey_id.title
            invitation.display_name = about

    def _plan(self):
        """The rule that it was made by, as plain data."""
        return self.env["cs.survey.rule"]._plan(self.rule_id.id)

    def _ask_again(self, now):
        """Those that waited while their case was open again are asked now, after the delay of their rule."""
        waiting = self.filtered(lambda one: one.state == "planned" and not one.next_action_at)
        for plan, same in waiting.grouped(lambda one: one._plan()).items():
            # a batch has a few rules
            at = now + plan.delay
            same.write({"planned_at": at, "next_action_at": at, "expires_at": at + plan.valid})

    # -- the link ----------------------------------------------------------------

    def _link_facts(self):
        return (self.ticket_id.id, self.partner_id.id, self.survey_id.id)

    def _link_open(self):
        """Until it expires; who has answered finds his thanks there."""
        stale = self.ticket_id and self.ticket_id.partner_id != self.partner_id
        return self.expires_at > utcnow() and not stale and self.ticket_id.state != "cancelled"

    # -- answering ---------------------------------------------------------------

    def _is_used(self) -> bool:
        self.ensure_one()
        return self.sudo().used  # sudo: nobody may read it, the form must know

    def _answer(self, answers, channel, by_user=None) -> bool:
        """The customer answers; again makes no difference (in sudo).

        :param answers: see ``survey.survey._cs_answer_for``.
        :param by_user: the colleague who asked by telephone.
        :return: whether this answer was the one that counts.
        :raises UserError: for answers that do not fit, or too late.
        """
        self.ensure_one()
        self.flush_recordset(["used"])
        # who comes at the same moment waits here, then finds it answered
        self.env.cr.execute(SQL("SELECT used FROM cs_survey_invitation WHERE id = %s FOR UPDATE", self.id))
        if self.env.cr.fetchone()[0]:
            return False
        if not self._link_open():
            raise UserError(self.env._("This form is no longer open."))
        if self.anonymous:
            if by_user:
                raise AccessError(self.env._("Who answers here stays unknown: nobody can answer for him."))
            self._seal(answers)
            self.write({"used": True})
            return True
        filed = self.survey_id._cs_answer_for(
            self.ticket_id, self.partner_id, answers, by_user, channel, **self._answer_links()
        )
        self.write(
            {
                "used": True,
                "state": "answered",
                "answer_id": filed.id,
                "answered_at": utcnow(),
                "channel": channel,
                "score": filed.scoring_percentage,
                "next_action_at": False,
                "by_phone": False,
            }
        )
        self._after_answer(filed)
        return True

    def _answer_links(self) -> dict:
        """What a named answer keeps of the invitation."""
        return {
            "cs_invitation_id": self.id,
            "cs_rule_id": self.rule_id.id,
            "cs_company_id": self.company_id.id,
        }

    def _after_answer(self, filed):
        """What a named answer sets in motion."""
        if not self.ticket_id:
            return
        self.ticket_id._log_event("survey_answered", new=f"{filed.scoring_percentage:g}")
        self.ticket_id._happened("survey_answered")
        if self.rule_id and filed.scoring_percentage < self._plan().low_below:
            self.ticket_id._happened("survey_low")
            if self._plan().follow_up:
                self.ticket_id._follow_low_answer(filed, self._plan().follow_up_kind_id)

    def _seal(self, answers):
        """Put an anonymous answer into the box, without a trace of whose it is.

        :raises UserError: for answers that do not fit.
        """
        lines = self.survey_id._cs_checked(answers)
        content = [[question.id, value, comment] for question, value, comment in lines]
        self.env["cs.survey.ballot"]._put(self, content)
