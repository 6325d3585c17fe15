from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import check_score

KINDS = [
    ("yes_no", "Yes or no"),
    ("points", "Marks given"),
    ("scale", "In steps"),
    ("count", "Count, each costs points"),
    ("text", "Words only"),
]


class CsChecklist(models.Model):
    """What is looked at in a check: of a call, a case, a person or a place."""

    _name = "cs.checklist"
    _description = "Checklist"
    _inherit = ["cs.roster.shared.mixin"]
    _named_by_shared = True
    _book = "checklists"
    _book_lines = ("item_ids",)
    _pack_row = "D15"
    _reason_needed = True

    purpose = fields.Selection(
        [
            ("talk", "Talks on the telephone"),
            ("handling", "Handling of cases"),
            ("grooming", "Grooming and appearance"),
            ("counter", "Counter"),
            ("room", "Duty room"),
            ("conduct", "Conduct at work"),
            ("self", "Self-check"),
        ],
        required=True,
        default="handling",
    )
    subject = fields.Selection(
        [
            ("ticket", "A case"),
            ("call", "A recorded talk"),
            ("callback", "A callback"),
            ("employee", "A person"),
            ("place", "A place"),
        ],
        "What is checked",
        required=True,
        default="ticket",
    )
    description = fields.Text("How to check", translate=True)
    pass_percent = fields.Float(
        "Passed from (%)",
        required=True,
        default=60.0,
        digits=(5, 2),
        help="Below it the whole check is failed, and so is an item with a smaller share of its points.",
    )
    fatal_score = fields.Float(
        "Score after a fatal item", digits=(5, 2), help="More than this is not left when a fatal item failed."
    )
    item_ids = fields.One2many("cs.checklist.item", "checklist_id", "Checked items", copy=True)
    points = fields.Float("Points in all", compute="_compute_points", digits=(8, 2))

    _percents_sane = models.Constraint(
        "CHECK (pass_percent BETWEEN 0 AND 100 AND fatal_score BETWEEN 0 AND 100)",
        "What is passed, and what is left after a fatal item, lies between 0 and 100.",
    )

    @api.depends("item_ids.points", "item_ids.kind")
    def _compute_points(self):
        for checklist in self:
            checklist.points = sum(checklist.item_ids.filtered(lambda item: item.kind != "text").mapped("points"))

    @api.constrains("item_ids")
    def _check_items(self):
        for checklist in self:
            if not any(item.kind in check_score.SCORED for item in checklist.item_ids):
                raise ValidationError(
                    self.env._("The checklist “%(name)s” asks nothing that could be judged.", name=checklist.name)
                )


class CsChecklistItem(models.Model):
    """One line of a checklist."""

    _name = "cs.checklist.item"
    _description = "Item of a checklist"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "checklist_id"
    _order = "sequence, id"

    checklist_id = fields.Many2one("cs.checklist", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    section = fields.Char("Part", translate=True)
    name = fields.Char("What is looked at", required=True, translate=True)
    hint = fields.Char("What is right", translate=True)
    kind = fields.Selection(KINDS, "How it is answered", required=True, default="yes_no")
    points = fields.Float(digits=(6, 2), help="What the item brings at most.")
    top = fields.Integer("Number of steps", default=5, help="Best step of the scale; the worst is 1.")
    per_unit = fields.Float("Points each", digits=(6, 2), help="What each one counted costs.")
    is_fatal = fields.Boolean("Fatal", help="When it is failed, the whole check is failed.")
    needs_photo = fields.Boolean("Photo", help="Not finished without a photo.")
    needs_note = fields.Boolean("Note when failed", help="What was wrong must be said.")
    measures = fields.Selection(
        [
            ("accuracy", "Right answer"),
            ("wording", "Wording"),
            ("attitude", "Attitude towards the customer"),
            ("process", "Process kept"),
            ("record", "Records complete"),
        ],
        "Counts as",
        help="What figures and appraisals read from the answers.",
    )
    opens_case = fields.Boolean("Opens a case", help="A failed item becomes a case of its own.")
    case_kind_id = fields.Many2one("cs.ticket.kind", "Kind of the case", ondelete="restrict")
    case_category_id = fields.Many2one("cs.ticket.category", "Category of the case", ondelete="restrict")
    case_severity_id = fields.Many2one("cs.severity", "Severity of the case", ondelete="restrict")

    _figures_sane = models.Constraint(
        "CHECK (points BETWEEN 0 AND 1000 AND per_unit >= 0 AND (kind <> 'scale' OR top BETWEEN 2 AND 10))",
        "Points are never below 0, and a scale has two to ten steps.",
    )
    _case_kind = models.Constraint(
        "CHECK (NOT opens_case OR case_kind_id IS NOT NULL)", "Say of which kind the case is that a failed item opens."
    )

    @api.constrains("kind", "points", "per_unit", "is_fatal")
    def _check_kind(self):
        for item in self:
            if item.kind == "text" and (item.points or item.is_fatal):
                raise ValidationError(self.env._("“%(item)s” is answered in words: it has no points.", item=item.name))
            if item.kind == "points" and not item.points:
                raise ValidationError(self.env._("Say how many points “%(item)s” brings at most.", item=item.name))
            if item.kind == "count" and item.points and not item.per_unit:
                raise ValidationError(self.env._("Say how many points each one of “%(item)s” costs.", item=item.name))


def score_item(record) -> check_score.Item:
    """An item, or the copy of it in a check, for the core."""
    return check_score.Item(record.kind, exact(record.points), record.top, exact(record.per_unit), record.is_fatal)


def exact(value) -> Decimal:
    """A figure as people wrote it: hundredths, without the noise of binary fractions."""
    return Decimal(f"{value or 0:.2f}")
