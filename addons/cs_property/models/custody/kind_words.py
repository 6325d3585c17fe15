from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words


class CsCustodyKind(models.Model):
    """A rule of custody in the words of the rule book."""

    _inherit = "cs.custody.kind"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends(
        *("custody_book", "lend_days", "held", "deposit_amount", "sign_both", "loss_fee", "needs_code", "code_tries"),
        *("storage_days", "free_days", "day_fee", "on_handover", "counted", "chase_ids.days", "chase_ids.channel"),
    )
    def _compute_sentence(self):
        for kind in self:
            kind.sentence = kind._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        said = self._say_storing() if self.custody_book == "stored" else self._say_lending()
        if self.sign_both:
            said.append(self.env._("both sides sign"))
        if self.on_handover and self.custody_book != "stored":
            said.append(self.env._("what is out stands on the handover"))
        if self.counted:
            said.append(self.env._("counted at each handover"))
        if self.chase_ids:
            said.append(self._say_chasing())
        return self.env._("%(kind)s: %(rule)s.", kind=self.name or "", rule=words.clauses(self.env, said))

    def _say_lending(self) -> list[str]:
        said = [
            self.env._("lent for %(days)s days", days=self.lend_days)
            if self.lend_days
            else self.env._("back on the same day")
        ]
        if self.held == "deposit":
            said.append(self.env._("against a deposit of %(amount)s", amount=f"{self.deposit_amount:.2f}"))
        elif self.held == "document":
            said.append(self.env._("against an ID document"))
        if self.loss_fee:
            said.append(self.env._("a loss costs %(amount)s", amount=f"{self.loss_fee:.2f}"))
        return said

    def _say_storing(self) -> list[str]:
        said = [
            self.env._("kept for %(days)s days", days=self.storage_days)
            if self.storage_days
            else self.env._("kept until it is collected")
        ]
        if self.needs_code:
            said.append(
                self.env._("given out for a one-time code, locked after %(count)s wrong ones", count=self.code_tries)
            )
        if self.day_fee:
            said.append(
                self.env._(
                    "%(amount)s for each day after the first %(days)s",
                    amount=f"{self.day_fee:.2f}",
                    days=self.free_days,
                )
            )
        return said

    def _say_chasing(self) -> str:
        channels = dict(self.chase_ids._fields["channel"]._description_selection(self.env))
        steps = [
            self.env._("%(days)s days after the due day (%(how)s)", days=chase.days, how=channels[chase.channel])
            for chase in self.chase_ids
        ]
        return self.env._("reminders %(steps)s", steps=words.listed(self.env, steps, "unit"))
