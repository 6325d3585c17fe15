from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core.ownership import WHOLE

KEEP_OR_MOVE = [("keep", "Stays with the old owner"), ("move", "Goes to the new owner")]


class CsUnitTransfer(models.Model):
    """A change of ownership: from a day on others own the unit and pay for it; old debts stay where they are."""

    _name = "cs.unit.transfer"
    _description = "Transfer of ownership"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "day desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "old_partner_ids", "done_by_id", "move_ids", "charge_ids"})

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    day = fields.Date(
        "New owner since",
        required=True,
        default=lambda self: self.env.company._cs_today(),
        tracking=True,
        help="The first day that the new owner pays for.",
    )
    line_ids = fields.One2many("cs.unit.transfer.line", "transfer_id", "New owners")
    prepayments = fields.Selection(KEEP_OR_MOVE, required=True, default="keep")
    deposits = fields.Selection(KEEP_OR_MOVE, required=True, default="keep")
    family_leaves = fields.Boolean(
        "Family moves out", default=True, help="Family and authorised persons leave with the owner; tenants stay."
    )
    note = fields.Char()
    state = fields.Selection(
        [("draft", "Being prepared"), ("done", "Transferred")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    old_partner_ids = fields.Many2many("res.partner", string="Old owners", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Transferred by", readonly=True, copy=False)
    move_ids = fields.Many2many("account.move", string="Entries", readonly=True, copy=False)
    charge_ids = fields.Many2many("cs.billing.line", string="Billed anew", readonly=True, copy=False)

    @api.depends("unit_id.code", "day")
    def _compute_display_name(self):
        for transfer in self:
            transfer.display_name = f"{transfer.unit_id.code or ''} {transfer.day or ''}".strip()

    def write(self, vals):
        """
        :raises UserError: for a transfer that was carried out.
        """
        said = {name for name in vals if not name.startswith(("message_", "activity_"))} - self._system_fields
        if said and any(transfer.state == "done" for transfer in self):
            raise UserError(self.env._("This transfer was carried out. A further one changes it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_prepared(self):
        if any(transfer.state == "done" for transfer in self):
            raise UserError(self.env._("This transfer was carried out. A further one changes it."))

    def action_transfer(self):
        """Let the new owners come in: bills of later days are credited to the old payer and made anew.

        :raises UserError: when shares do not make the whole, or the day lies before the old owner's own.
        """
        self.env["cs.unit.party"].check_access("create")
        self.check_access("write")
        for transfer in self:
            # one unit after the other: each has entries of its own
            transfer._carry_out()

    def _carry_out(self):
        self._check_ready()
        unit, day = self.unit_id, self.day
        old = unit.party_ids.filtered(lambda one: one.role == "owner" and (not one.date_to or one.date_to >= day))
        old_partners = old.partner_id
        if any(one.date_from >= day for one in old):
            raise UserError(self.env._("Unit %(unit)s has an owner who came on that day or later.", unit=unit.code))
        leaving = old
        if self.family_leaves:
            leaving |= unit.party_ids.filtered(
                lambda one: one.role in ("family", "authorised") and (not one.date_to or one.date_to >= day)
            )
        # sudo: the right was checked by the verb; who left does not stay by deletion
        leaving.sudo()._leave(day)
        unit.party_ids.create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": line.partner_id.id,
                    "role": "owner",
                    "share": line.share,
                    "date_from": day,
                }
                for line in self.line_ids
            ]
        )
        # sudo: who keeps the register may have bills put right, without keeping accounts
        moves = self.sudo()._move_money(old_partners)
        charges = self.env["cs.billing.line"]._rebill(
            unit, day, self.env._("Transfer of ownership on %(day)s", day=fields.Date.to_string(day))
        )
        self.sudo().write(  # sudo: as above
            {
                "state": "done",
                "old_partner_ids": [Command.set(old_partners.ids)],
                "done_by_id": self.env.uid,
                "move_ids": [Command.set(moves.ids)],
                "charge_ids": [Command.set(charges.ids)],
            }
        )
        # sudo: the history of a unit is written by the system
        unit.sudo().message_post(
            body=self.env._(
                "Transferred on %(day)s from %(old)s to %(new)s.",
                day=fields.Date.to_string(day),
                old=", ".join(old_partners.mapped("name")) or "–",
                new=", ".join(self.line_ids.partner_id.mapped("name")),
            )
        )

    def _check_ready(self):
        if self.state == "done":
            raise UserError(self.env._("This transfer was carried out. A further one changes it."))
        if sum((Decimal(str(round(line.share, 3))) for line in self.line_ids), Decimal(0)) != WHOLE:
            raise UserError(self.env._("The shares of the new owners make 100 percent together."))

    # -- money that goes with the unit ---------------------------------------------

    def _move_money(self, old_partners):
        """Entries that give prepayments and deposits of the old owners to the new one, where that was chosen."""
        lines = self.env["account.move.line"]
        if self.prepayments == "move":
            lines |= self.unit_id._open_credits().filtered(lambda line: line.partner_id in old_partners)
        if self.deposits == "move":
            lines |= self._open_deposits(old_partners)
        new = self.line_ids.sorted("share", reverse=True)[:1].partner_id
        return self._hand_over(lines, new) if lines else self.env["account.move"]

    def _open_deposits(self, partners):
        return self.env["account.move.line"].search(
            [
                ("cs_unit_id", "=", self.unit_id.id),
                ("account_id", "=", self.company_id.cs_deposit_account_id.id),
                ("partner_id", "in", partners.ids),
                ("parent_state", "=", "posted"),
                ("amount_residual", "<", 0),
            ]
        )

    def _hand_over(self, lines, new):
        """One entry that settles these open credits and opens them anew for somebody else."""
        journals = self.env["account.journal"]
        journal = journals.search([("type", "=", "general"), ("company_id", "=", self.company_id.id)], limit=1)
        if not journal:
            raise UserError(self.env._("The company has no journal for other entries."))
        values = []
        for line in lines:
            common = {"account_id": line.account_id.id, "cs_unit_id": self.unit_id.id, "name": self.display_name}
            amount = -line.amount_residual
            values.append({**common, "partner_id": line.partner_id.id, "debit": amount})
            values.append({**common, "partner_id": new.id, "credit": amount})
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "company_id": self.company_id.id,
                # on the day of the transfer, but not before the money came in
                "date": max([self.day, *lines.mapped("date")]),
                "ref": self.display_name,
                "cs_unit_id": self.unit_id.id,
                "line_ids": [Command.create(one) for one in values],
            }
        )
        move._post(soft=False)
        settled = move.line_ids.filtered("debit").sorted("id")
        self.env["account.move.line"]._reconcile_plan(
            [line | other for line, other in zip(lines, settled, strict=True)]
        )
        return move


class CsUnitTransferLine(models.Model):
    """A new owner with his share."""

    _name = "cs.unit.transfer.line"
    _description = "New owner of a unit"
    _rec_name = "partner_id"
    _order = "share desc, id"

    transfer_id = fields.Many2one("cs.unit.transfer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="transfer_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "New owner", required=True, ondelete="restrict")
    share = fields.Float("Share (%)", digits=(6, 3), default=100)

    @api.ondelete(at_uninstall=False)
    def _unlink_prepared(self):
        if any(line.transfer_id.state == "done" for line in self):
            raise UserError(self.env._("This transfer was carried out. A further one changes it."))

    def write(self, vals):
        if any(line.transfer_id.state == "done" for line in self):
            raise UserError(self.env._("This transfer was carried out. A further one changes it."))
        return super().write(vals)
