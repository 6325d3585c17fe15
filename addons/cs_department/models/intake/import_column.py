from odoo import fields, models

TARGETS = [
    ("number", "Case number"),
    ("subject", "Subject"),
    ("description", "What happened"),
    ("kind", "Kind"),
    ("category", "Category"),
    ("subcategory", "Sub-category"),
    ("channel", "Channel"),
    ("customer", "Customer"),
    ("customer_phone", "Customer's telephone"),
    ("customer_ref", "Customer's reference"),
    ("customer_email", "Customer's mail address"),
    ("customer_class", "Customer class"),
    ("area", "Area"),
    ("place", "Unit or place"),
    ("order_ref", "Order number"),
    ("registered_at", "Registered on"),
    ("registered_by", "Registered by"),
    ("impact", "Impact"),
    ("urgency", "Urgency"),
    ("priority", "Priority"),
    ("severity", "Severity"),
    ("team", "Team"),
    ("agent", "Responsible"),
    ("stage", "Stage"),
    ("tags", "Tags"),
    ("first_response_at", "First answered"),
    ("validity", "Finding"),
    ("cause", "Cause"),
    ("resolution", "What was done"),
    ("resolved_at", "Resolved on"),
    ("closed_at", "Closed on"),
    ("reopen_count", "Reopened (times)"),
    ("transfer_count", "Transferred (times)"),
    ("step_at", "Step: time"),
    ("step_user", "Step: who"),
    ("step_note", "Step: note"),
    ("message", "Step: words to or from the customer"),
]
#: what may be made anew
CREATABLE = frozenset({"category", "customer", "tags"})


class CsTicketImportColumn(models.Model):
    """What one column of an imported file holds."""

    _name = "cs.ticket.import.column"
    _description = "Column of an imported file"
    _order = "import_id, position"

    import_id = fields.Many2one("cs.ticket.import", required=True, index=True, ondelete="cascade")
    position = fields.Integer(required=True)
    header = fields.Char("Column in the file", readonly=True)
    sample = fields.Char("For example", readonly=True)
    target = fields.Selection(TARGETS, "Holds")
    if_unknown = fields.Selection(
        [
            ("reject", "The row is bad"),
            ("empty", "Leave it blank"),
            ("create", "Create it"),
        ],
        "When a name is unknown",
        default="reject",
        required=True,
        help="Categories, customers and tags can be created; for the others “Create” means that the row is bad.",
    )
