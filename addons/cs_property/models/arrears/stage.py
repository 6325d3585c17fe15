from odoo import api, fields, models

from ...core import dunning, placeholders
from ..money import exact

CHANNELS = [
    ("sms", "Text message"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("lawyer", "Lawyer's letter"),
]
#: what a script may name
NAMES = frozenset({"payer", "unit", "estate", "amount", "late_fee", "since", "days", "pay_by", "company", "steward"})


class CsArrearsStage(models.Model):
    """One step of chasing arrears: from when on, by which channel, with which words, by whom."""

    _name = "cs.arrears.stage"
    _description = "Stage of chasing"
    _inherit = ["cs.book.mixin", "cs.worded.mixin"]
    _worded_names = NAMES
    _order = "sequence, days_from, id"
    _book = "arrears_stages"
    _pack_row = "P16"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="Stages are taken one after the other; none is passed over.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    estate_ids = fields.Many2many(
        "cs.estate", "cs_arrears_stage_estate_rel", "stage_id", "estate_id", string="Estates", help="Empty: all."
    )
    days_from = fields.Integer("From days overdue", required=True, default=1)
    amount_from = fields.Float("From an amount of", digits=(16, 2), help="Arrears below it do not get this step.")
    wait_days = fields.Integer("Days after the step before", default=7)
    channel = fields.Selection(CHANNELS, required=True, default="sms")
    who = fields.Selection(
        [("steward", "The steward of the unit"), ("manager", "The estate manager"), ("named", "A colleague")],
        "By whom",
        required=True,
        default="steward",
    )
    user_id = fields.Many2one(
        "res.users", "Colleague", domain=[("share", "=", False)], index="btree_not_null", ondelete="restrict"
    )
    pay_days = fields.Integer("Days left to pay", default=7, help="The day by which the words ask to pay.")
    title = fields.Char("Title of the letter", translate=True)
    script = fields.Text(
        required=True,
        translate=True,
        help="What is sent, said or written. It may name {payer}, {unit}, {estate}, {amount}, {late_fee}, {since}, "
        "{days}, {pay_by}, {company} and {steward}.",
    )
    interrupts = fields.Boolean(
        "Begins the limitation anew", help="Once it is known that the demand arrived, the years of limitation restart."
    )

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _numbers_sane = models.Constraint(
        "CHECK (days_from >= 0 AND amount_from >= 0 AND wait_days >= 0 AND pay_days >= 0)",
        "Days and amounts of a stage are not below zero.",
    )
    _somebody = models.Constraint("CHECK (who != 'named' OR user_id IS NOT NULL)", "Name the colleague.")

    def _said(self, values: dict) -> str:
        """The script with what it names."""
        self.ensure_one()
        return placeholders.fill(self.script or "", values)

    @api.model
    def _of(self, estates) -> dict:
        """The stages of each estate, in their order (in sudo): estate id → stages."""
        # sudo: a stage works for everybody who chases
        stages = self.sudo().search([("company_id", "in", [False, *estates.company_id.ids])])
        return {
            estate.id: stages.filtered(
                lambda stage, home=estate: (
                    (not stage.company_id or stage.company_id == home.company_id)
                    and (not stage.estate_ids or home in stage.estate_ids)
                )
            )
            for estate in estates
        }

    def _plain(self) -> list[dunning.Stage]:
        """These stages as plain data."""
        return [dunning.Stage(one.id, one.days_from, exact(one.amount_from), one.wait_days) for one in self]

    def _actor(self, unit):
        """Who takes this step for a unit."""
        people = {"steward": unit.steward_id, "manager": unit.estate_id.manager_id, "named": self.user_id}
        return people[self.who]

    def _in_words(self) -> str:
        self.ensure_one()
        labels = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("channel", "who")}
        return self.env._(
            "From %(days)s days overdue and an amount of %(amount)s, %(wait)s days after the step before at the "
            "earliest: %(channel)s by: %(who)s.",
            days=self.days_from,
            amount=f"{self.amount_from:g}",
            wait=self.wait_days,
            channel=labels["channel"][self.channel],
            who=self.user_id.name if self.who == "named" else labels["who"][self.who],
        )
