from odoo import models


class CsUnitTransfer(models.Model):
    """Deposits that go to the new owner are held for him."""

    _inherit = "cs.unit.transfer"

    def _move_money(self, old_partners):
        moves = super()._move_money(old_partners)
        if self.deposits == "move" and moves:
            # in sudo: the transfer was carried out by who may
            held = self.env["cs.deposit"].search(
                [("unit_id", "=", self.unit_id.id), ("partner_id", "in", old_partners.ids), ("state", "=", "held")]
            )
            new = self.line_ids.sorted("share", reverse=True)[:1].partner_id
            held.write({"partner_id": new.id, "move_ids": [(4, move.id) for move in moves]})
        return moves
