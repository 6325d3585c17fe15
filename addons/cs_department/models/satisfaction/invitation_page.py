from odoo import models


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _page_lang(self):
        """The language in which the customer reads his page."""
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self


class CsSurveyInvitation(models.Model):
    """The form as a customer sees it on his telephone."""

    _inherit = "cs.survey.invitation"

    def _page_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.ticket_id

    def _page_facts(self) -> dict:
        """All that the page shows, as plain words (in sudo)."""
        self.ensure_one()
        form = self.survey_id
        return {
            "company": self.company_id.name,
            "title": form.title,
            "intro": form.description,
            "thanks": form.description_done,
            "number": self.ticket_id.number or "",
            "subject": self.ticket_id.name or "",
            "anonymous": self.anonymous,
            "used": self._is_used(),
            "case_path": "" if self.anonymous or not self.ticket_id else self._case_path(),
            "questions": [question._page_facts() for question in form.question_ids],
        }

    def _case_path(self) -> str:
        case = self.ticket_id
        return case._link_path + case._token() if case._link_open() else ""


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _page_facts(self) -> dict:
        """A question as plain words."""
        return {
            "id": self.id,
            "type": self.question_type,
            "title": self.title,
            "hint": self.question_placeholder or "",
            "needed": self.constr_mandatory,
            "choices": [(choice.id, choice.value) for choice in self.suggested_answer_ids],
            "scale": list(range(self.scale_min, self.scale_max + 1)) if self.question_type == "scale" else [],
            "low": self.scale_min_label or "",
            "high": self.scale_max_label or "",
            "words": self.comments_allowed,
            "words_hint": self.comments_message or "",
        }
