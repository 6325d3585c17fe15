from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round, formatLang

from ...core import sharing
from ..money import exact

WEIGHTS = [("area", "Charged area"), ("unit", "Same for every unit"), ("people", "People living here")]


class CsFeePool(models.Model):
    """What was used by all together – light, water, lifts – and is shared to the cent."""

    _name = "cs.fee.pool"
    _description = "Pool"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset(("state", "share_ids", "unweighted_ids"))

    name = fields.Char(required=True)
    item_id = fields.Many2one(
        "cs.fee.item", "Fee", required=True, index=True, ondelete="restrict", domain=[("kind", "=", "fee")]
    )
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="restrict")
    building_ids = fields.Many2many(
        "cs.estate.building", domain="[('estate_id', '=', estate_id)]", help="Empty: all buildings."
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True, index=True)
    source = fields.Selection(
        [("hand", "As entered"), ("meter", "Public meters × price"), ("bill", "Bills of the supplier")],
        "Amount comes from",
        required=True,
        default="hand",
    )
    amount = fields.Monetary(
        "Amount of the pool", compute="_compute_amount", store=True, readonly=False, help="What is shared."
    )
    meter_ids = fields.Many2many(
        "cs.meter", string="Public meters", domain="[('estate_id', '=', estate_id), ('unit_id', '=', False)]"
    )
    price = fields.Float("Price of a unit of usage", digits=(12, 4))
    usage = fields.Float("Usage of the public meters", compute="_compute_usage", digits=(14, 3))
    bill_ids = fields.Many2many(
        "account.move",
        string="Supplier bills",
        domain="[('move_type', '=', 'in_invoice'), ('state', '=', 'posted'), ('company_id', '=', company_id)]",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    weight_by = fields.Selection(WEIGHTS, "Shared by", required=True, default="area")
    state = fields.Selection(
        [("draft", "Draft"), ("shared", "Shared out")], required=True, readonly=True, default="draft", index=True
    )
    share_ids = fields.One2many("cs.fee.pool.share", "pool_id", "Shares of the units", readonly=True)
    unweighted_ids = fields.Many2many(
        "cs.estate.unit", string="Units that could not be weighed", readonly=True, help="They get no share."
    )

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")
    _amount_sane = models.Constraint("CHECK (amount >= 0)", "A pool is not below nothing.")

    @api.depends("source", "meter_ids", "date_from", "date_to")
    def _compute_usage(self):
        # sudo: what public meters counted is no secret of somebody's
        readings = self.env["cs.meter.reading"].sudo()
        for pool in self:
            # pools are few
            found = readings.search(
                [
                    ("meter_id", "in", pool.meter_ids.ids),
                    ("date", ">=", pool.date_from),
                    ("date", "<=", pool.date_to),
                    ("state", "=", "accepted"),
                ]
            )
            pool.usage = sum(found.mapped("usage"))

    # bills are posted, their amounts stay; naming them here would make every invoice ask for pools
    @api.depends("source", "meter_ids", "price", "bill_ids", "date_from", "date_to")
    def _compute_amount(self):
        for pool in self:
            if pool.state == "draft":
                pool.amount = pool._amount_now()

    def _amount_now(self) -> float:
        if self.source == "meter":
            cents = exact(self.usage) * exact(self.price)
            return float(cents.quantize(exact("0.01"), rounding="ROUND_HALF_UP"))
        if self.source == "bill":
            return sum(self.sudo().bill_ids.mapped("amount_total"))  # sudo: the sum, not the bills
        return self.amount

    def write(self, vals):
        kept = vals.keys() - {"name", "message_follower_ids"}
        if kept and not self.env.su and any(pool.state == "shared" for pool in self):
            raise UserError(self.env._("A pool that was shared out stays as it is. Take it back first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(pool.state == "shared" for pool in self):
            raise UserError(self.env._("A pool that was shared out stays as it is. Take it back first."))

    # -- verbs ---------------------------------------------------------------------------

    def action_share(self):
        """Divide the amount over the units, so that the shares sum to it to the cent.

        :raises UserError: with the reason why it cannot be shared.
        """
        self.check_access("write")
        for pool in self.filtered(lambda one: one.state == "draft"):
            # pools are few; the shares of each are written in one call
            pool._share()

    def _share(self):
        if self.source == "meter":
            self._check_read()
        self.amount = self._amount_now()
        if not self.amount:
            raise UserError(self.env._("“%(pool)s” has no amount to share.", pool=self.name))
        units = self._sharing_units()
        weights = {unit: self._weight(unit) for unit in units}
        weighed = [unit for unit, weight in weights.items() if weight]
        if not weighed:
            raise UserError(self.env._("No unit can be weighed by: %(weight)s.", weight=self._weight_label()))
        parts = sharing.share(exact(self.amount), [weights[unit] for unit in weighed], self._cent())
        whole = sum(weights.values())
        # sudo: the right was checked; shares are the system's
        mine = self.sudo()
        mine.share_ids.unlink()
        mine.env["cs.fee.pool.share"].create(
            [
                {
                    "pool_id": self.id,
                    "unit_id": unit.id,
                    "weight": float(weights[unit]),
                    "amount": float(part),
                    "explanation": self._explain(weights[unit], whole, part),
                }
                for unit, part in zip(weighed, parts, strict=True)
            ]
        )
        mine.write({"state": "shared", "unweighted_ids": [unit.id for unit in units if not weights[unit]]})

    def _cent(self):
        return exact(self.currency_id.rounding)

    def _check_read(self):
        """
        :raises UserError: naming a public meter that was not read in the period.
        """
        read = self.env["cs.meter.reading"].search(
            [
                ("meter_id", "in", self.meter_ids.ids),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "=", "accepted"),
            ]
        )
        missing = self.meter_ids - read.meter_id
        if missing:
            raise UserError(self.env._("%(meter)s was not read in this period.", meter=missing[0].display_name))

    def _sharing_units(self):
        """Units of which a rule of the fee says that they share, handed over by the last day."""
        domain = [
            ("estate_id", "=", self.estate_id.id),
            "|",
            ("handed_over_on", "=", False),
            ("handed_over_on", "<=", self.date_to),
        ]
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids.ids))
        units = self.env["cs.estate.unit"].search(domain, order="id")
        fitting = self.env["cs.fee.rule"]._fitting(units, self.item_id).get(self.item_id, ())
        shared = [unit.id for unit, rules in fitting if any(rule.method == "shared" for rule in rules)]
        if not shared:
            raise UserError(self.env._("No fee rule shares “%(fee)s” among these units.", fee=self.item_id.name))
        return units.browse(shared)

    def _weight(self, unit):
        if self.weight_by == "area":
            return exact(unit.area)
        return exact(unit.people_count if self.weight_by == "people" else 1)

    def _weight_label(self) -> str:
        return dict(self._fields["weight_by"]._description_selection(self.env))[self.weight_by]

    def _explain(self, weight, whole, part) -> str:
        return self.env._(
            "%(pool)s: %(total)s × %(weight)s of %(whole)s (%(by)s) = %(share)s",
            pool=self.name,
            total=formatLang(self.env, self.amount, digits=2),
            weight=f"{weight.normalize():f}",
            whole=f"{whole.normalize():f}",
            by=self._weight_label(),
            share=formatLang(self.env, float_round(float(part), 2), digits=2),
        )

    def action_take_back(self):
        """Open the pool again, as long as nothing of it was billed.

        :raises UserError: naming a unit of which it was.
        """
        self.check_access("write")
        # sudo: the book of charges is asked whoever takes it back
        charges = self.env["cs.billing.line"].sudo()
        for pool in self.sudo():  # sudo: the right was checked; state and shares are the system's
            # pools are few
            billed = charges.search(
                [
                    ("unit_id", "in", pool.share_ids.unit_id.ids),
                    ("item_id", "=", pool.item_id.id),
                    ("state", "=", "billed"),
                    ("date_from", "<=", pool.date_to),
                    ("date_to", ">=", pool.date_to),
                ],
                limit=1,
            )
            if billed:
                raise UserError(
                    self.env._("%(unit)s was billed its share. Make the charge void first.", unit=billed.unit_id.code)
                )
            pool.share_ids.unlink()
            pool.write({"state": "draft", "unweighted_ids": False})


class CsFeePoolShare(models.Model):
    """The share of one unit in a pool."""

    _name = "cs.fee.pool.share"
    _description = "Share of a pool"
    _order = "pool_id, unit_id"
    _allow_sudo_commands = False

    pool_id = fields.Many2one("cs.fee.pool", required=True, readonly=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="pool_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    weight = fields.Float(readonly=True, digits=(14, 3))
    amount = fields.Monetary("Share of the unit", readonly=True)
    explanation = fields.Char("How it is worked out", readonly=True)

    _once = models.UniqueIndex("(pool_id, unit_id)", "A unit has one share of a pool.")
