from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

#: the rule of custody that cards of the gate follow
CARD = "custody_parking_card"


class CsCustodyItem(models.Model):
    """Cards of the gate: on loan as long as the lease; a lost one stops at once, its history stays."""

    _inherit = "cs.custody.item"

    lease_id = fields.Many2one(
        "cs.parking.lease", "Parking lease", index="btree_not_null", ondelete="restrict", check_company=True
    )
    identity_words = fields.Char("Identity checked by", readonly=True, copy=False)
    identity_by_id = fields.Many2one("res.users", "Identity checked", readonly=True, copy=False)

    @api.model
    def _issue_parking_card(self, lease):
        """A new card for the tenant of a lease."""
        kind = self.env["cs.custody.kind"].sudo().search([("key", "=", CARD)], limit=1)  # sudo: rules are for all
        if not kind:
            raise UserError(self.env._("No rule of custody speaks of parking cards."))
        card = self.create(
            {
                "name": self.env._("Parking card %(space)s", space=lease.space_id.code),
                "kind_id": kind.id,
                "unit_id": lease.unit_id.id,
                "lease_id": lease.id,
            }
        )
        return card.action_lend()

    def _lease_goes_on(self, lease):
        """Cards of a lease that was renewed are due when it ends now (in sudo)."""
        self.filtered(lambda card: card.state == "out").write({"due_on": lease.date_to})

    def action_report_lost(self):
        """Ask what happened: the card is frozen at once."""
        return self.action_lose()

    def check_identity(self, words=""):
        """Who reports the loss was asked who he is.

        :param words: how: which paper was seen, its last signs.
        :raises UserError: for what is not lost, or without words.
        """
        self.ensure_one()
        self._need_clerk()
        words = str(words or "").strip()[:200]
        if self.state != "lost" or not words:
            raise UserError(self.env._("Say how the identity was checked, once the card is reported lost."))
        # sudo: written by the verb
        self.sudo().write({"identity_words": words, "identity_by_id": self.env.uid})
        return True

    def action_check_identity(self):
        """Ask how the identity was checked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check Identity"),
            "res_model": "cs.parking.identity",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    def reissue(self):
        """A new card instead of a lost one: after the identity was checked, and the fee paid where the rule wants it.

        :return: id of the new card.
        :raises UserError: naming what is missing.
        """
        self.ensure_one()
        self._need_clerk()
        if not self.identity_words:
            raise UserError(self.env._("Check the identity of who asks for a new card first."))
        # sudo: whether the fee was paid, not who paid what
        fees = self.sudo().move_ids.filtered(lambda move: move.kind == "lost").charge_ids
        owed = sum(fees.mapped("amount_residual"))
        rule = self.env["cs.parking.rule"]._for(self.unit_id.estate_id)
        if rule.reissue_paid and owed > 0:
            amount = formatLang(self.env, owed, currency_obj=self.currency_id)
            raise UserError(self.env._("The fee for the lost card is open: %(amount)s.", amount=amount))
        return self.replace(self.env._("Identity: %(words)s", words=self.identity_words))

    def action_reissue(self):
        """The new card, ready to be handed out."""
        new = self.browse(self.reissue())
        return new.action_lend()
