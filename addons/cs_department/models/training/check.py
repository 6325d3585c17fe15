from odoo import models


class CsCheck(models.Model):
    """A check that was not passed shows something to learn; one that counts no more shows nothing."""

    _inherit = "cs.check"

    def _close(self, note):
        closed = super()._close(note)
        if self._shows_a_need():
            self.env["cs.training.need"]._raise([self._prepare_need()])
        return closed

    def _shows_a_need(self) -> bool:
        """Whether the result is official, about somebody, and bad (in sudo)."""
        official = not (self.is_self or self.second_of_id)
        return bool(official and self.employee_id and self.is_scored and not self.passed)

    def _prepare_need(self) -> dict:
        failed = self.answer_ids.filtered("failed")
        return {
            "employee_id": self.employee_id.id,
            "topic": self.checklist_id.name,
            "source": "check",
            "res_model": self._name,
            "res_id": self.id,
            "words": "\n".join(f"{one.name}: {one.note or one.said or ''}".strip(": ") for one in failed),
        }

    def _void(self, reason):
        voided = super()._void(reason)
        needs = self.env["cs.training.need"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("state", "=", "open")]
        )
        needs.state = "dropped"
        needs._end_told()
        return voided
