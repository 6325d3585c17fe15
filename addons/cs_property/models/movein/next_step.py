from odoo import api, fields, models

from .closing import FACTS

STEPS = [
    ("appoint", "Agree on an appointment"),
    ("came", "Wait for the resident"),
    ("papers", "Look at the papers"),
    ("inspection", "Begin the joint inspection"),
    ("inspect", "Inspect the unit"),
    ("sign_inspector", "The inspector signs"),
    ("sign_inspected", "The resident signs what was found"),
    ("defects", "Put the defects right, or let the resident agree"),
    ("keys", "Go on to keys and meters"),
    ("agreements", "The resident signs the agreements"),
    ("meters", "Read the meters"),
    ("sign_meters", "The resident signs the meters"),
    ("sign_giver", "The counter signs the list of keys"),
    ("sign_taker", "The resident signs the list of keys"),
    ("hand_over", "Hand over the keys"),
    ("charge", "Charge the first fees"),
    ("pay", "The resident pays"),
    ("finish", "Finish the move-in"),
]


class CsMoveIn(models.Model):
    """The one thing to do now: what the form shows first."""

    _inherit = "cs.move.in"

    next_step = fields.Selection(STEPS, "Next step", compute="_compute_next_step")

    @api.depends(*FACTS, "starts_at")
    def _compute_next_step(self):
        for one in self:
            one.next_step = one.sudo()._next_step() if one.id else False  # sudo: known to whoever has the move-in

    def _next_step(self):
        """The key of the next step, or False at the end (in sudo)."""
        if self.state == "appointment":
            return "came" if self.starts_at else "appoint"
        if self.state == "papers":
            return "papers" if self._lacks() else "inspection"
        if self.state == "inspection":
            return self._next_of_inspection() or "keys"
        return self._next_of_keys() if self.state == "keys" else False

    def _next_of_inspection(self):
        rule = self._rule()
        if rule.needs_inspection:
            if self.check_id.state != "done":
                return "inspect"
            for role, step in (("inspector", "sign_inspector"), ("resident", "sign_inspected")):
                if self._lacks_current((role,)):
                    return step
        return "defects" if self._inspection_lacks() else False

    def _next_of_keys(self):
        rule = self._rule()
        if rule.needs_agreements and self._unsigned_agreements():
            return "agreements"
        if rule.needs_meters and self._meters():
            if self._unread_meters():
                return "meters"
            if self._lacks_current(("meters",)):
                return "sign_meters"
        if rule.needs_keys and (self._keys() or not self.key_move_ids):
            for role, step in (("giver", "sign_giver"), ("taker", "sign_taker")):
                if self._lacks_current((role,)):
                    return step
            return "hand_over"
        if not self._is_charged():
            return "charge"
        return "pay" if rule.needs_payment and self._money_lacks() else "finish"
