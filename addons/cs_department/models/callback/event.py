from odoo import fields, models

#: events that the department itself reports, see ``cs.ticket._happened``
OF_THE_CASE = ("closed", "resolved")


class CsCallbackEvent(models.Model):
    """After what a customer may be called back. Other apps add records of their own.

    Whoever knows that something of the kind happened tells it by
    ``cs.callback._cs_callback_event(records, code, at)``.
    """

    _name = "cs.callback.event"
    _description = "Occasion of callbacks"
    _inherit = ["cs.cached.name.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name by which programs and rule books know it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_care = fields.Boolean(
        "Care call",
        help="A call to the customer himself, about no case: a birthday, a festival, long silence.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Two occasions cannot share a code.")
