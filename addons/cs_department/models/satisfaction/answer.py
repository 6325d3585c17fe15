from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core import score as core_score

#: Held by the context of the one door to answers. An object cannot come in by RPC.
ANSWER = object()
#: ways by which an answer comes in
CHANNELS = [
    ("link", "Link"),
    ("mail", "Mail"),
    ("sms", "SMS"),
    ("qr", "QR code"),
    ("phone", "Telephone"),
    ("counter", "Counter"),
    ("callback", "Callback"),
]


class CsAnswerGuard(models.AbstractModel):
    """Answers of customers are evidence: filed once through one door, then read."""

    _name = "cs.answer.guard"
    _description = "Record of an answer that nobody writes"

    def _cs_is_answer(self):
        """Those of the records that are answers to the department."""
        raise NotImplementedError

    def _cs_refuse_writing(self):
        # sudo: of which kind a record is must be known to protect it, from Odoo's own pages too
        if self.env.context.get("cs_answer") is not ANSWER and self.sudo()._cs_is_answer():
            raise self._cs_refusal()

    def _cs_refusal(self):
        return AccessError(self.env._("Answers of customers are filed by the customers alone."))

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or operation == "read" or self.env.su:
            return refused
        # sudo: see _cs_refuse_writing
        ours = self.browse(self.sudo()._cs_is_answer().ids)
        return (ours, self._cs_refusal) if ours else None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._cs_refuse_writing()
        return records

    def write(self, vals):
        self._cs_refuse_writing()
        result = super().write(vals)
        # nor does anything become an answer by a change
        self._cs_refuse_writing()
        return result

    def unlink(self):
        if not self.env.su:
            self._cs_refuse_writing()
        return super().unlink()


class SurveyUserInput(models.Model):
    _name = "survey.user_input"
    _inherit = ["survey.user_input", "cs.answer.guard"]

    # a sum of percentages says nothing, a mean only beside its response rate: see cs.survey.figure
    scoring_percentage = fields.Float(aggregator=None)
    cs_ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True, index="btree_not_null", ondelete="cascade")
    cs_company_id = fields.Many2one("res.company", "Asked by", readonly=True, index="btree_not_null")
    cs_channel = fields.Selection(CHANNELS, "Answered by", readonly=True)
    cs_user_id = fields.Many2one("res.users", "Entered by", readonly=True, help="Empty: by the customer himself.")
    cs_comment = fields.Text("Words of the customer", readonly=True)
    cs_invitation_id = fields.Many2one("cs.survey.invitation", "Invitation", readonly=True, ondelete="set null")
    cs_rule_id = fields.Many2one("cs.survey.rule", "Rule", readonly=True, ondelete="restrict", index="btree_not_null")
    # of anonymous answers, which have neither case nor customer
    cs_anonymous = fields.Boolean("Anonymous", readonly=True)
    cs_asked_on = fields.Date("Asked in the month of", readonly=True)
    cs_kind_id = fields.Many2one("cs.ticket.kind", "Kind of case", readonly=True, ondelete="restrict")
    cs_team_id = fields.Many2one("cs.team", "Team of the case", readonly=True, ondelete="restrict")
    cs_rating_id = fields.Many2one("rating.rating", "Rating", readonly=True, index="btree_not_null")

    _cs_anonymous_idx = models.Index("(cs_asked_on) WHERE cs_anonymous IS TRUE")
    _cs_once = models.UniqueIndex(
        "(cs_invitation_id) WHERE cs_invitation_id IS NOT NULL", "This customer has answered already."
    )
    _cs_unknown = models.Constraint(
        "CHECK (cs_anonymous IS NOT TRUE OR (partner_id IS NULL AND email IS NULL AND cs_ticket_id IS NULL"
        " AND cs_invitation_id IS NULL AND cs_user_id IS NULL AND cs_channel IS NULL))",
        "An anonymous answer is nobody's.",
    )

    def _cs_is_answer(self):
        return self.filtered(lambda answer: (answer.survey_id.survey_type or "").startswith("cs_"))

    def _compute_scoring_values(self):
        """Scales count, and what was left out does not; see ``core.score``."""
        ours = self._cs_is_answer()
        result = super(SurveyUserInput, self - ours)._compute_scoring_values()
        for answer in ours:
            answer.scoring_percentage = answer.scoring_total = answer._cs_score() or 0.0
        return result

    def _cs_score(self) -> float | None:
        """The score 0–100; ``None`` when the form asks for words only."""
        shares = []
        for question, lines in self.user_input_line_ids.grouped("question_id").items():
            picked = lines.filtered(lambda line: line.answer_type == "scale")
            value = picked[:1].value_scale if picked else None
            shares.append(core_score.share(question._cs_core(), lines.suggested_answer_id.ids, value))
        return core_score.total(shares)

    def _cs_words(self) -> str:
        """All that the customer wrote, one paragraph per question."""
        lines = self.user_input_line_ids.filtered(lambda line: line.answer_type in ("text_box", "char_box"))
        return "\n".join(filter(None, (line.value_text_box or line.value_char_box for line in lines)))

    def _cs_rate(self):
        """Odoo's rating of the case, so that its statistics know the answer too."""
        score = self._cs_score()
        if score is None:
            return
        ticket = self.cs_ticket_id
        subject = ticket or self.survey_id
        self.cs_rating_id = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(subject._name),
                "res_id": subject.id,
                "partner_id": self.partner_id.id,
                "rated_partner_id": ticket.user_id.partner_id.id,
                "rating": core_score.rating_of(score),
                "feedback": self.cs_comment,
                "consumed": True,
                "access_token": False,
                "cs_ticket_id": ticket.id,
                "cs_company_id": self.cs_company_id.id,
            }
        )


class SurveyUserInputLine(models.Model):
    _name = "survey.user_input.line"
    _inherit = ["survey.user_input.line", "cs.answer.guard"]

    def _cs_is_answer(self):
        return self.user_input_id._cs_is_answer()


class RatingRating(models.Model):
    """Ratings of cases come from the customers' answers: any employee may write ratings in Odoo."""

    _name = "rating.rating"
    _inherit = ["rating.rating", "cs.answer.guard"]

    cs_ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True, index="btree_not_null", ondelete="cascade")
    cs_company_id = fields.Many2one("res.company", "Asked by", readonly=True, index="btree_not_null")

    def _cs_is_answer(self):
        forms = self.filtered(lambda rating: rating.res_model == "survey.survey")
        surveys = self.env["survey.survey"].browse(forms.mapped("res_id")).exists()
        theirs = surveys.filtered(lambda survey: survey.survey_type.startswith("cs_")).ids
        return self.filtered(lambda r: r.res_model == "cs.ticket" or (r in forms and r.res_id in theirs))
