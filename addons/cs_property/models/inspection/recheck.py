from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsCheck(models.Model):
    """A case for what failed is closed: the same is looked at once more, and is right or a case again."""

    _inherit = "cs.check"

    recheck_case_id = fields.Many2one(
        "cs.ticket", "Checked again after", readonly=True, index="btree_not_null", ondelete="set null"
    )
    recheck_of_id = fields.Many2one(
        "cs.check", "Found wrong in", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _one_recheck = models.UniqueIndex(
        "(recheck_case_id) WHERE recheck_case_id IS NOT NULL AND state <> 'void' AND redo_of_id IS NULL",
        "It is checked again already.",
    )

    def _same_again(self):
        again = {"recheck_case_id": self.recheck_case_id.id, "recheck_of_id": self.recheck_of_id.id}
        return {**super()._same_again(), **again, "origin_ref": self._ref_of(self.origin_ref)}

    def _ref_of(self, record):
        return f"{record._name},{record.id}" if record else False

    def _copy_items(self):
        """A check after a case asks what failed before, nothing else."""
        result = super()._copy_items()
        for check in self.filtered("recheck_of_id"):
            # few: one for each case that is closed
            failed = check.recheck_of_id.answer_ids.filtered(
                lambda one, case=check.recheck_case_id: one.case_id == case
            )
            check.answer_ids.filtered(lambda one, known=failed.item_id: one.item_id not in known).unlink()
        return result

    def _close(self, note):
        result = super()._close(note)
        if self.recheck_case_id:
            passed = not self.answer_ids.filtered("failed")
            # sudo is there already: the case keeps what became of it
            self.recheck_case_id.message_post(
                body=self.env._("Checked again: it is right.")
                if passed
                else self.env._("Checked again: still not right.")
            )
        return result


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _enter_stage(self, stage, note="", by_itself=False):
        result = super()._enter_stage(stage, note=note, by_itself=by_itself)
        if stage._facts().state == "closed":
            # sudo: the check follows from the case, whoever closes it
            self.sudo()._check_again()
        return result

    def _check_again(self):
        """A new check of what these cases put right, for whoever found it (in sudo)."""
        found = self.env["cs.check.answer"].search([("case_id", "in", self.ids), ("check_id.state", "=", "done")])
        checks = self.env["cs.check"]
        known = checks.search([("recheck_case_id", "in", self.ids), ("state", "!=", "void")]).recheck_case_id
        rows = {}
        for answer in found:
            check = answer.check_id
            # what a move-in or a renovation asked for, it asks for again itself
            if check._is_estate() and not check.origin_ref and answer.case_id not in known and answer.item_id:
                rows.setdefault(
                    answer.case_id,
                    {
                        "checklist_id": check.checklist_id.id,
                        "company_id": check.company_id.id,
                        "unit_id": check.unit_id.id,
                        "spot_id": check.spot_id.id,
                        "place": check.place,
                        "inspector_id": check.inspector_id.id if check.inspector_id.active else False,
                        "recheck_of_id": check.id,
                        "recheck_case_id": answer.case_id.id,
                    },
                )
        given = checks._give(list(rows.values()))
        given._tell(
            {one.id: one.inspector_id for one in given}, _lt("To be looked at again"), by=("screen", "activity")
        )
        return given
