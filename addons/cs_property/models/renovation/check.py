from odoo import api, fields, models


class CsChecklistItem(models.Model):
    """What a failed item of a site inspection is: a violation of this kind."""

    _inherit = "cs.checklist.item"

    violation_kind_id = fields.Many2one(
        "cs.renovation.violation.kind", "Violation when failed", ondelete="restrict", help="On sites of renovations."
    )


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    violation_kind_id = fields.Many2one("cs.renovation.violation.kind", "Violation", readonly=True, ondelete="set null")


class CsCheck(models.Model):
    _inherit = "cs.check"

    @api.model
    def _origins(self):
        return [
            *super()._origins(),
            ("cs.renovation", self.env._("Renovation")),
            ("cs.renovation.violation", self.env._("Violation")),
        ]

    @api.model
    def _copied(self):
        return (*super()._copied(), "violation_kind_id")


class CsRenovation(models.Model):
    """Inspections of a site are checks like all others; this is what follows from them."""

    _inherit = "cs.renovation"

    def _look_at(self, checklist, day, origin=None):
        """A check of this one site (in sudo).

        :param day: until when, local.
        :param origin: the record that learns of the result; else the renovation.
        """
        return self.env["cs.check"]._give([self._check_row(checklist, day, self._visitors(day)[self], origin)])

    def _check_row(self, checklist, day, inspector_id, origin=None) -> dict:
        return {
            "checklist_id": checklist.id,
            "company_id": self.company_id.id,
            "unit_id": self.unit_id.id,
            "inspector_id": inspector_id,
            "due": day,
            "origin": origin or self,
        }

    def _check_done(self, check):
        """A check of the site is finished (in sudo)."""
        self.env["cs.renovation.slot"]._done_by(check)
        self._violations_of(check)
        if check == self.posting_check_id:
            self._posting_seen(check)
        elif check == self.acceptance_check_id:
            self._first_accepted(check)
        elif check == self.second_check_id:
            self._second_accepted(check)

    def _posting_seen(self, check):
        """The permit hangs on the door, or is looked for again tomorrow (in sudo)."""
        if check.passed:
            self.posted_on = self._today()
        else:
            self.posting_check_id = self._look_at(check.checklist_id, fields.Date.add(self._today(), days=1))

    def _violations_of(self, check):
        """Every failed item that the book calls a violation becomes one (in sudo)."""
        rows = [
            {
                "renovation_id": self.id,
                "kind_id": answer.violation_kind_id.id,
                "words": answer.note or answer.name,
                "check_id": check.id,
                "answer_id": answer.id,
                "photo_ids": [(6, 0, answer.photo_ids.ids)],
            }
            for answer in check.answer_ids
            if answer.failed and answer.violation_kind_id
        ]
        self.env["cs.renovation.violation"].create(rows)
