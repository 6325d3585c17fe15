from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.handover import Line, lacking

#: in the order of the screen
KINDS = [
    ("difficult", "Difficult cases"),
    ("promise", "Promised to customers"),
    ("ticket", "Cases"),
    ("callback", "Callbacks"),
    ("task", "Awaited from departments"),
    ("custody", "Keys and tools out"),
    ("free", "Other matters"),
    ("equipment", "Equipment"),
    ("count", "Counts"),
    ("staff", "Staff changes"),
    ("duty", "Duties of the shift"),
]
TONES = [("danger", "Urgent"), ("warning", "Soon"), ("none", "Normal")]


class CsHandoverItem(models.Model):
    """What one handover tells of one thing; frozen with it."""

    _name = "cs.handover.item"
    _description = "Item of a handover"
    _order = "handover_id desc, sequence, id"
    _allow_sudo_commands = False
    _log_access = False

    handover_id = fields.Many2one("cs.handover", required=True, index=True, ondelete="cascade")
    matter_id = fields.Many2one("cs.handover.matter", index="btree_not_null", ondelete="restrict")
    post_id = fields.Many2one(related="handover_id.post_id", store=True, index=True)
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    opened_at = fields.Datetime(related="handover_id.opened_at", store=True, string="Handover of")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char("What", required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    words = fields.Text("At the snapshot", readonly=True)
    tone = fields.Selection(TONES, default="none", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    by_hand = fields.Boolean("Typed in", readonly=True)
    carried = fields.Integer("Handed over before", readonly=True, aggregator="max")
    since = fields.Datetime("Open since", readonly=True)

    # what the giver records
    condition = fields.Selection([("ok", "in order"), ("fault", "faulty")], "State", readonly=True)
    unit = fields.Char(readonly=True)
    has_expected = fields.Boolean(readonly=True)
    expected = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    is_counted = fields.Boolean(readonly=True)
    quantity = fields.Float("Counted", readonly=True, digits=(16, 2), aggregator=None)
    moment = fields.Selection([("before", "before the shift"), ("after", "after the shift")], readonly=True)
    is_done = fields.Boolean("Done", readonly=True)
    note = fields.Text(readonly=True)

    # what the taker answers
    answer = fields.Selection([("accepted", "In agreement"), ("questioned", "Questioned")], readonly=True)
    question = fields.Text(readonly=True)
    reply = fields.Text("Answer of who goes", readonly=True)

    is_open = fields.Boolean("Still open", compute="_compute_now")
    now_words = fields.Char("Now", compute="_compute_now")

    _open_idx = models.Index("(post_id, res_model, res_id)")

    def write(self, vals):
        if self.handover_id.filtered(lambda handover: handover.state in ("done", "cancelled")):
            raise AccessError(self.env._("A handover that both have signed cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_before_signing(self):
        if self.handover_id.filtered(lambda handover: handover.state != "open"):
            raise AccessError(self.env._("What has been handed over is kept."))

    @api.depends("res_model", "res_id", "matter_id.closed_at")
    @api.depends_context("lang", "tz")
    def _compute_now(self):
        """How the thing stands at this moment, read once for each model."""
        # sudo: who reads the handover may know how its items stand
        rows, standing = self.sudo(), {}
        for model, items in rows.grouped("res_model").items():
            if model and model in self.env:
                records = items.env[model].browse(set(items.mapped("res_id"))).exists()
                standing |= {(model, key): now for key, now in records._handover_now().items()}
        over = self.env._("Done")
        for item, row in zip(self, rows, strict=True):
            matter = row.matter_id
            if matter.closed_at:
                item.is_open, item.now_words = False, matter.closed_words or over
            else:
                gone = (bool(matter) and not row.res_model, "" if not row.res_model else over)
                item.is_open, item.now_words = standing.get((row.res_model, row.res_id), gone)

    def _line(self) -> Line:
        """What is recorded of the item, as plain data."""
        return Line(
            self.id,
            self.kind,
            self.condition or "",
            self.is_counted,
            self.quantity,
            self.expected if self.has_expected else None,
            self.is_done,
            self.moment or "",
            self.note or "",
        )

    def _lack(self) -> str:
        """What is missing, as words; nothing when all is recorded."""
        return {
            "state": self.env._("Say whether it is in order."),
            "count": self.env._("Count it."),
            "done": self.env._("Tick it off, or say why it was not done."),
            "note": self.env._("Say what is wrong."),
        }.get(lacking(self._line()), "")

    def action_open_record(self):
        """What the item is about, with the rights of the reader.

        :raises AccessError: for who may not see it.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or self.res_model not in self.env:
            return False
        record = self.env[self.res_model].browse(self.res_id).exists()
        record.check_access("read")
        return record.get_formview_action() if record else False
