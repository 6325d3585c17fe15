from odoo import fields, models
from odoo.exceptions import UserError


class CsRenovation(models.Model):
    """The file is closed once nothing is missing in it."""

    _inherit = "cs.renovation"

    closed_on = fields.Date("Closed on", readonly=True, copy=False)

    def _closing_lacks(self) -> list[str]:
        """What the file still misses, in words (in sudo)."""
        lacks = self._paper_lacks() + self._money_lacks()
        lacks += [
            self.env._("To be given back: %(name)s", name=document.kind_id.name) for document in self._kept_originals()
        ]
        if not self.briefing_ids.filtered("signed"):
            lacks.append(self.env._("The technical briefing is not signed by both."))
        if not self.permit_back_on:
            lacks.append(self.env._("The permit was not given back."))
        lacks += [
            self.env._("Worker pass not given back: %(name)s", name=one.display_name)
            for one in self.pass_ids
            if one.state in ("valid", "revoked")
        ]
        lacks += [
            self.env._("Violation: %(name)s", name=one.display_name)
            for one in self.violation_ids
            if one.state in ("open", "claimed") or one.fine_open > 0
        ]
        lacks += [
            self.env._(
                "Deposit still held: %(name)s %(amount)s", name=one.item_id.name, amount=f"{one.amount_held:,.2f}"
            )
            for one in self._held_deposits()
        ]
        return lacks

    def action_close(self):
        """Close the file.

        :raises UserError: naming everything that is missing.
        """
        self._need_clerk()
        renovation = self._in_state("accepted")
        lacks = renovation._closing_lacks()
        if lacks:
            raise UserError(self.env._("The file is not complete:\n%(lacks)s", lacks="\n".join(lacks)))
        renovation.write({"state": "closed", "closed_on": renovation._today()})
        return True
