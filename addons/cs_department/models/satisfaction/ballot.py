import secrets

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...core import ballots as core_ballots
from ...core.now import utcnow

_lt = LazyTranslate(__name__)


class CsSurveyBallot(models.Model):
    """An anonymous answer in its sealed box: nobody may read it, managers neither.

    It knows neither case nor customer nor the moment. A pass at night opens the answers
    of a corner together, in a random order, when enough of them lie there, and destroys
    the ballots: neither ids nor times say who came when.
    """

    _name = "cs.survey.ballot"
    _description = "Sealed answer"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    survey_id = fields.Many2one("survey.survey", required=True, ondelete="cascade")
    rule_id = fields.Many2one("cs.survey.rule", ondelete="cascade")
    campaign_id = fields.Many2one("cs.survey.campaign", ondelete="cascade")
    stratum_id = fields.Many2one("cs.survey.stratum", ondelete="cascade")
    kind_id = fields.Many2one("cs.ticket.kind", ondelete="cascade")
    team_id = fields.Many2one("cs.team", ondelete="cascade")
    asked_on = fields.Date(required=True, help="First day of the month in which the customer was asked.")
    need = fields.Integer(required=True)
    content = fields.Json(required=True)

    @api.model
    def _put(self, invitation, content):
        """Seal an answer.

        :param content: [question id, value, comment] of each question.
        """
        asked = invitation.asked_at or utcnow()
        self.create(
            {
                "company_id": invitation.company_id.id,
                "survey_id": invitation.survey_id.id,
                "rule_id": invitation.rule_id.id,
                "campaign_id": invitation.campaign_id.id,
                "stratum_id": invitation.stratum_id.id,
                "kind_id": invitation.ticket_id.kind_id.id,
                "team_id": invitation.ticket_id.team_id.id,
                "asked_on": asked.date().replace(day=1),
                "need": invitation._plan().shown_from,
                "content": content,
            }
        )

    @api.model
    def _cron_open(self):
        """Open what may be opened; see ``core.ballots``."""
        month = utcnow().date().replace(day=1)
        sealed = self.search([])  # pylint: disable=no-search-all  # what waits for company is little
        for batch in core_ballots.openings(ballot._prepare_core(month) for ballot in sealed):
            # answers of one form, shown alike
            self.browse(batch.ids)._open(batch.exact)

    def _prepare_core(self, month):
        return core_ballots.Ballot(
            id=self.id,
            corner=(self.kind_id.id, self.team_id.id, self.stratum_id.id, self.asked_on),
            form=(self.company_id.id, self.survey_id.id, self.rule_id.id, self.campaign_id.id),
            need=self.need,
            old=self.asked_on < month,
        )

    def _open(self, exact):
        """File the answers in a random order and destroy the ballots."""
        mixed = list(self)
        secrets.SystemRandom().shuffle(mixed)
        none = self.env["cs.ticket"], self.env["res.partner"]
        for ballot in mixed:
            # answers are filed one by one
            answers = {question: {"answer": v, "comment": c} if c else v for question, v, c in ballot.content}
            filed = ballot.survey_id._cs_answer_for(
                *none,
                answers,
                channel=False,
                cs_anonymous=True,
                cs_company_id=ballot.company_id.id,
                cs_rule_id=ballot.rule_id.id,
                cs_campaign_id=ballot.campaign_id.id,
                cs_stratum_id=ballot.stratum_id.id if exact else False,
                cs_asked_on=max(self.mapped("asked_on")) if not exact else ballot.asked_on,
                cs_kind_id=ballot.kind_id.id if exact else False,
                cs_team_id=ballot.team_id.id if exact else False,
            )
            ballot._follow_if_low(filed, exact)
        self.unlink()

    def _follow_if_low(self, filed, exact):
        rule = self.rule_id
        if rule and rule.follow_up and filed.scoring_percentage < rule.low_below:
            team = self.team_id if exact else self.team_id.browse()
            kind = rule.follow_up_kind_id or self.kind_id
            self.env["cs.ticket"]._open_follow_up(filed, self.company_id, team, kind)
