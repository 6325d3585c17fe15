from markupsafe import Markup, escape
from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsCheck(models.Model):
    """What follows from a check: cases for what was found, and coaching."""

    _inherit = "cs.check"

    def _open_cases(self):
        """A case for each failed item that opens one, with its words and photos (in sudo)."""
        failed = self.answer_ids.filtered(lambda one: one.failed and one.opens_case and not one.case_id)
        if not failed:
            return
        # the inspector registers them as anybody registers a case: rules assign, clocks run
        cases = self.env["cs.ticket"].sudo(False).create([one._prepare_case() for one in failed])
        for answer, case in zip(failed, cases, strict=True):
            # a case and a few photos each
            answer.case_id = case
            for photo in answer.photo_ids:
                photo.copy({"res_model": "cs.ticket", "res_id": case.id})

    def action_coach(self):
        """Agree on coaching about this check.

        :raises AccessError: for whoever does not see it.
        """
        self.check_access("read")
        self.ensure_one()
        # sudo: names of the items that failed, of a check that the user sees
        failed = self.sudo().answer_ids.filtered("failed")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coaching"),
            "res_model": "cs.coaching",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_check_id": self.id,
                "default_employee_id": self.employee_id.id,
                "default_goal": "\n".join(f"{one.name}: {one.note or one.said}".strip(": ") for one in failed),
            },
        }

    def action_cases(self):
        """The cases that were opened for what was found."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases opened by the check"),
            "res_model": "cs.ticket",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.case_ids.ids)],
        }


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    def _prepare_case(self) -> dict:
        """Values of the case for a failed item (in sudo)."""
        self.ensure_one()
        check, kind = self.check_id, self.case_kind_id
        required = kind.required_field_ids.mapped("name")
        words = [self.name, self.note or self.said or "", check.display_name]
        values = {
            "name": " · ".join(part for part in (self.name, check.place or check.employee_id.name) if part),
            "kind_id": kind.id,
            "category_id": self.case_category_id.id,
            "severity_id": self.case_severity_id.id,
            "company_id": check.company_id.id,
            "place": check.place or check.ticket_id.place or self.env._("not said"),
            "description": Markup("<br/>").join(escape(part) for part in words if part),
            "parent_id": check.ticket_id.id,
        }
        if "partner_id" in required:
            # what is found at home is reported by the house itself
            values["partner_id"] = check.ticket_id.partner_id.id or check.company_id.partner_id.id
        return values
