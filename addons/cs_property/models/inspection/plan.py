from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import inspection
from .spot import CATEGORIES


class CsInspectionPlan(models.Model):
    """What is looked at how often, in which order, by whom: rounds are made from it by themselves.

    ``plan_make`` makes the rounds, ``plan_words`` says the plan as a sentence.
    """

    _name = "cs.inspection.plan"
    _description = "Inspection plan"
    _inherit = ["cs.roster.shared.mixin"]
    _book = "inspection_plans"
    _book_lines = ("stop_ids",)
    _pack_row = "P12"
    _reason_needed = True

    checklist_id = fields.Many2one("cs.checklist", required=True, index=True, ondelete="restrict", check_company=True)
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")

    # what
    source = fields.Selection(
        [
            ("category", "All spots of a category"),
            ("route", "The spots of a route"),
            ("vacant", "Units that are vacant on that day"),
        ],
        "What is looked at",
        required=True,
        default="category",
    )
    category = fields.Selection(CATEGORIES, "Category of the spots")
    estate_ids = fields.Many2many(
        "cs.estate", "cs_inspection_plan_estate_rel", "plan_id", "estate_id", string="Estates", help="Empty: all."
    )
    stop_ids = fields.One2many("cs.inspection.stop", "plan_id", "Route", copy=True)
    by_building = fields.Boolean("Each building apart", help="A round for each building, not one for the estate.")

    # how often
    times = fields.Integer(required=True, default=1)
    period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month")], "In each", required=True, default="day"
    )
    hour_from = fields.Float("Not before", required=True, default=8.0)
    hour_to = fields.Float("Not after", required=True, default=18.0)
    grace_minutes = fields.Integer(
        "Sent later by (min)",
        default=60,
        help="What was found in time counts when a phone without reception sends it so much later.",
    )

    # by whom
    reopen_hours = fields.Integer(
        "Opened again for (hours)", default=24, help="A missed round that a supervisor opens again is made so soon."
    )
    who = fields.Selection(
        [
            ("inspector", "Any inspector"),
            ("person", "A colleague"),
            ("post", "Whoever is on duty at a post"),
            ("steward", "The steward of the building"),
        ],
        "By whom",
        required=True,
        default="inspector",
    )
    user_id = fields.Many2one(
        "res.users", "Colleague", domain=[("share", "=", False)], index="btree_not_null", ondelete="restrict"
    )
    post_id = fields.Many2one("cs.duty.post", index="btree_not_null", ondelete="restrict", check_company=True)
    needs_scan = fields.Boolean("Scan at each spot", help="Without the code that hangs there, a check is not finished.")
    checks_staff = fields.Boolean(
        "Checks whoever is on duty there", help="The result counts for the person on duty at the post of the spot."
    )
    tells = fields.Selection(
        [
            ("manager", "The estate manager"),
            ("steward", "The steward of the building"),
            ("named", "Colleagues named here"),
            ("nobody", "Nobody"),
        ],
        "Told of missed rounds",
        required=True,
        default="manager",
    )
    tell_ids = fields.Many2many(
        "res.users", "cs_inspection_plan_tell_rel", "plan_id", "user_id", "Who is told", domain=[("share", "=", False)]
    )
    round_ids = fields.One2many("cs.inspection.round", "plan_id", "Rounds", readonly=True)

    _quota_sane = models.Constraint(
        "CHECK (times >= 1 AND times <= CASE period WHEN 'day' THEN 24 WHEN 'week' THEN 7 ELSE 28 END)",
        "At least once; at most 24 times a day, 7 times a week or 28 times a month.",
    )
    _hours_sane = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24 AND grace_minutes BETWEEN 0 AND 1440 "
        "AND reopen_hours > 0)",
        "The hours of a plan lie between 0 and 24, and the first comes before the last.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)", "The plan ends before it begins."
    )
    _somebody = models.Constraint(
        "CHECK ((who <> 'person' OR user_id IS NOT NULL) AND (who <> 'post' OR post_id IS NOT NULL))",
        "Name the colleague or the post.",
    )
    _something = models.Constraint(
        "CHECK (source <> 'category' OR category IS NOT NULL)", "Say of which category the spots are."
    )

    @api.constrains("source", "stop_ids", "company_id")
    def _check_route(self):
        for plan in self:
            if plan.source == "route" and not plan.stop_ids:
                raise ValidationError(self.env._("A route has one spot at least."))

    @api.constrains("checklist_id", "source", "category")
    def _check_checklist(self):
        for plan in self:
            wanted = "unit" if plan.source == "vacant" else "place"
            if plan.checklist_id.subject != wanted:
                raise ValidationError(
                    self.env._("The checklist “%(name)s” is for something else.", name=plan.checklist_id.name)
                )

    @api.constrains("tells", "tell_ids")
    def _check_told(self):
        for plan in self:
            if plan.tells == "named" and not plan.tell_ids:
                raise ValidationError(self.env._("Name who is told of missed rounds."))

    def _book_names_people(self):
        return bool(self.user_id or self.tell_ids)

    def _per_building(self) -> bool:
        """Whether each building has a round of its own: whoever looks after it makes it."""
        return self.by_building or self.who == "steward"

    def _slots(self, first) -> list[inspection.Slot]:
        """The rounds of the period that begins on a day."""
        return inspection.slots(self.period, self.times, first, self.hour_from, self.hour_to)

    def action_rounds(self):
        """The rounds of this plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_inspection_round_action")
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {}}


class CsInspectionStop(models.Model):
    """One spot of a route, in its order."""

    _name = "cs.inspection.stop"
    _description = "Stop of a route"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "plan_id"
    _book_line_key = ("spot_id",)
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("cs.inspection.plan", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    spot_id = fields.Many2one("cs.spot", required=True, index=True, ondelete="restrict")

    _once = models.UniqueIndex("(plan_id, spot_id)", "A spot stands once on a route.")
