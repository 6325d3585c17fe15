from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import appointment
from ..estate.unit import USES

#: what the invitation may name
NAMES = ("resident", "unit", "estate", "company", "link")
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CsMoveInRule(models.Model):
    """What holds for every move-in: when people come, what it costs, and what keeps it from its end."""

    _name = "cs.move.in.rule"
    _description = "Rule of move-ins"
    _inherit = ["cs.book.mixin", "cs.worded.mixin"]
    _worded = ("invitation", "welcome")
    _worded_names = NAMES
    _order = "id"
    _book = "move_in_rules"
    _book_lines = ("hours_ids", "fee_ids")
    _pack_row = "P3"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    # -- appointments
    slot_minutes = fields.Integer("Length of an appointment (minutes)", required=True, default=60)
    room = fields.Integer("At once", required=True, default=2, help="So many people of one estate come at a time.")
    days_before = fields.Integer(
        "First day (days ahead)", default=1, help="Appointments are given from so many days after today on."
    )
    days_ahead = fields.Integer(
        "Last day (days ahead)", required=True, default=30, help="Appointments are given until so many days after."
    )
    hours_ids = fields.One2many("cs.move.in.hours", "rule_id", "Hours of appointments", copy=True)
    invitation = fields.Text(
        "Text message to the resident",
        required=True,
        translate=True,
        help="It may name {resident}, {unit}, {estate}, {company} and {link}.",
    )
    welcome = fields.Text(
        "Welcome letter",
        required=True,
        translate=True,
        help="It may name {resident}, {unit}, {estate} and {company}.",
    )
    # -- joint inspection and money
    checklist_id = fields.Many2one(
        "cs.checklist",
        "Checklist of the joint inspection",
        required=True,
        ondelete="restrict",
        domain=[("subject", "=", "unit"), ("purpose", "=", "move_in")],
    )
    bills_first_period = fields.Boolean("First fees are charged", default=True)
    fee_ids = fields.One2many("cs.move.in.fee", "rule_id", "Charged once", copy=True)
    # -- what keeps it from its end
    needs_documents = fields.Boolean("Documents looked at", default=True)
    needs_agreements = fields.Boolean("Agreements signed", default=True)
    needs_inspection = fields.Boolean("Joint inspection signed", default=True)
    needs_defects = fields.Boolean("Defects put right", default=True, help="Or the resident agreed to move in before.")
    needs_meters = fields.Boolean("Meters read and signed", default=True)
    needs_keys = fields.Boolean("Keys handed over", default=True)
    needs_payment = fields.Boolean("Paid", default=True)

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _one = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active IS TRUE", "There is a rule already: change that one."
    )
    _sane = models.Constraint(
        "CHECK (slot_minutes BETWEEN 5 AND 1440 AND room BETWEEN 1 AND 200 AND days_before >= 0"
        " AND days_ahead BETWEEN days_before AND 366)",
        "An appointment takes 5 minutes to a day, for 1 to 200 people, in the next year.",
    )

    @api.model
    def _rule_for(self, company):
        """The company's own rule, else the shared one (in sudo).

        :raises UserError: where there is none.
        """
        rules = self.search([("company_id", "in", (False, company.id))])
        if not rules:
            raise UserError(self.env._("There is no rule of move-ins: make one in the configuration."))
        return rules.sorted(lambda rule: not rule.company_id)[0]

    def _hours(self) -> list[appointment.Hours]:
        return [appointment.Hours(int(one.weekday), one.hour_from, one.hour_to) for one in self.hours_ids]


class CsMoveInHours(models.Model):
    _name = "cs.move.in.hours"
    _description = "Hours of appointments"
    _inherit = ["cs.book.line.mixin"]
    _order = "rule_id, weekday, hour_from, id"
    _book_parent = "rule_id"

    rule_id = fields.Many2one("cs.move.in.rule", required=True, index=True, ondelete="cascade")
    weekday = fields.Selection(WEEKDAYS, "Day of the week", required=True, default="0")
    hour_from = fields.Float("From (hour)", required=True)
    hour_to = fields.Float("To (hour)", required=True)

    _sane = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)", "Hours lie between 0 and 24, in order."
    )


class CsMoveInFee(models.Model):
    _name = "cs.move.in.fee"
    _description = "Fee that is charged once at move-in"
    _inherit = ["cs.book.line.mixin"]
    _order = "rule_id, id"
    _book_parent = "rule_id"

    rule_id = fields.Many2one("cs.move.in.rule", required=True, index=True, ondelete="cascade")
    item_id = fields.Many2one(
        "cs.fee.item", "Fee", required=True, ondelete="restrict", domain=[("kind", "=", "service")]
    )
    use = fields.Selection(USES, "Only for units in use as", help="Empty: for every unit.")
    unit_price = fields.Float("For each", required=True, digits=(12, 2))
    quantity = fields.Integer("How many", required=True, default=1)

    _sane = models.Constraint("CHECK (unit_price >= 0 AND quantity > 0)", "A fee is not below nothing.")
