from odoo import api, fields, models
from odoo.tools import plaintext2html

OURS = "cs.arrears.step"


class CsCallback(models.Model):
    """Calls about arrears: whoever the stage names makes them; what came of them goes into the case."""

    _inherit = "cs.callback"

    arrears_step_id = fields.Many2one(
        "cs.arrears.step", "Arrears", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    @api.depends("arrears_step_id")
    def _compute_display_name(self):
        about = self.filtered("arrears_step_id")
        for callback in about:
            # sudo: who calls must know about what and whom
            callback.display_name = callback.sudo().arrears_step_id.display_name
        return super(CsCallback, self - about)._compute_display_name()

    @api.model
    def _create_drawn(self, drawn):
        callbacks = super()._create_drawn(drawn)
        for callback in callbacks:
            if callback.draw_id.res_model == OURS:
                # each call belongs to its own step; flushed as one statement
                callback.arrears_step_id = callback.draw_id.res_id
        return callbacks

    @api.model
    def _named_callers(self, drawn):
        named = super()._named_callers(drawn)
        for draw, subject in drawn:
            if subject.record._name == OURS:
                named[draw] = subject.record.user_id or subject.record.case_id._chasers() or named[draw]
        return named

    def _was_unsatisfied(self, words):
        if not self.arrears_step_id:
            return super()._was_unsatisfied(words)
        # he was reached: whether he is happy to be asked for money is not what the call was about
        return self._end("done")

    def _end(self, state, reason=""):
        res = super()._end(state, reason)
        for callback in self.filtered(lambda one: one.arrears_step_id.state == "todo"):
            # calls end one by one, as people make them
            callback._end_step(state, reason)
        return res

    def _end_step(self, state, reason):
        """What came of the call is what came of the step (in sudo)."""
        step = self.arrears_step_id
        speaking = step.with_context(lang=step.company_id.partner_id.lang or "en_US")
        labels = dict(self._fields["state"]._description_selection(speaking.env))
        if state == "done":
            step._done(self.words or labels[state])
            step.case_id._end_told()
        elif state == "cancelled":
            step.write({"state": "cancelled", "outcome": reason})
            return
        else:
            last = self.attempt_ids[:1]
            tried = speaking.env._(
                "%(count)s attempts, the last: %(outcome)s", count=self.attempt_count, outcome=last.display_name
            )
            step._fail(". ".join(filter(None, (labels[state], reason, tried if last else ""))))
        step.case_id._refresh()

    def _desk_row(self):
        row = super()._desk_row()
        # sudo: a caller need not see the case
        step = self.sudo().arrears_step_id
        return {**row, "about": step.unit_id.code} if step else row

    def _desk_script(self):
        """The words of the stage, with the names and figures of the case."""
        # sudo: as above
        step = self.sudo().arrears_step_id
        return plaintext2html(step.text) if step.text else super()._desk_script()
