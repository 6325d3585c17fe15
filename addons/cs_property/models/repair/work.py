import re
from datetime import timedelta

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

from .order import IN_HAND

#: random letters that a phone gives a photo or a line, so that it counts once
TOKEN = re.compile(r"[0-9a-f]{16,64}")
#: of one order
MOST_PHOTOS = 40
#: a phone that was in a cellar is believed for so long
LONGEST_AGO = 7 * 86400


class CsRepairOrder(models.Model):
    """What the worker does: he arrives, says what he used, takes photos and finishes."""

    _inherit = "cs.repair.order"

    arrived_at = fields.Datetime("Arrived on", readonly=True)
    finished_at = fields.Datetime("Finished on", readonly=True)
    work_done = fields.Text("What was done", readonly=True)
    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Photos",
        domain=[("res_model", "=", "cs.repair.order"), ("mimetype", "=like", "image/%")],
        readonly=True,
        bypass_search_access=True,
    )
    photo_count = fields.Integer("Number of photos", compute="_compute_photo_count")

    def _compute_photo_count(self):
        for order in self:
            order.photo_count = len(order.sudo().photo_ids)  # sudo: how many there are

    def _need_worker(self):
        """
        :raises AccessError: for everybody but who was sent.
        """
        # sudo: asked about who he is
        if not self.exists() or self.sudo().worker_id != self.env.user:
            raise AccessError(self.env._("This is done by whoever was sent."))

    # -- verbs ---------------------------------------------------------------------------------

    def arrive(self, at=None):
        """The worker is there.

        :param at: by his phone's clock, seconds since 1970; else now.
        """
        self.ensure_one()
        self._need_worker()
        order = self._in_state("dispatched", "rework")
        order.task_id.start()
        order.write({"state": "working", "arrived_at": order._moment(at)})
        return True

    def use(self, quantities=None, added=None):
        """What it took: more than agreed to is asked of the customer before the work is finished.

        :param quantities: line id (as a number, or its text) → quantity.
        :param added: ``[{"item_id", "quantity", "token"}]`` that stood in no line yet; a token counts once.
        :raises UserError: for other lines, items or quantities.
        """
        self.ensure_one()
        self._need_worker()
        order = self._in_state("working")
        if not isinstance(quantities or {}, dict) or not isinstance(added or [], list):
            raise UserError(self.env._("This is no list of materials."))
        lines = {str(line.id): line for line in order.line_ids}
        for key, quantity in (quantities or {}).items():
            # each line has its own quantity
            if str(key) not in lines:
                raise UserError(self.env._("There is no such line in the order."))
            lines[str(key)].quantity = order._quantity(quantity)
        known = set(order.line_ids.mapped("token"))
        rows = [order._added(row) for row in added or []]
        order.line_ids.create([row for row in rows if row["token"] not in known])
        if order._not_agreed() and (rows or quantities):
            order._tell_of_more()
        return True

    def finish(self, words="", at=None):
        """The work is done: somebody else looks at it now.

        :raises UserError: without words or photo, or while the customer has not agreed to all of it.
        """
        self.ensure_one()
        self._need_worker()
        order = self._in_state("working")
        words = words.strip() if isinstance(words, str) else ""
        if not words:
            raise UserError(self.env._("Say what was done."))
        if order._not_agreed():
            raise UserError(self.env._("The customer has not agreed yet to what it takes beyond the quote."))
        rule = order.env["cs.repair.rule"]._rule_for(order.company_id)
        if rule.needs_photo and not order.photo_ids:
            raise UserError(self.env._("Take a photo of the finished work."))
        order.task_id.done(words)
        order.write({"state": "finished", "finished_at": order._moment(at), "work_done": words})
        order._ask_acceptance(rule)
        return True

    def attach(self, token="", data=""):
        """Add a photo; the same sent twice is kept once.

        :param data: the picture, base64.
        :raises UserError: for no picture.
        """
        self.ensure_one()
        self._need_worker()
        order = self._in_state(*IN_HAND, "finished")
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise UserError(self.env._("This is no photo."))
        if f"{token}.jpg" in order.photo_ids.mapped("name"):
            return True
        if len(order.photo_ids) >= MOST_PHOTOS:
            raise UserError(self.env._("These are enough photos."))
        content = order.env["cs.check"]._photo(data)
        order.env["ir.attachment"].create(
            {"name": f"{token}.jpg", "raw": content, "res_model": order._name, "res_id": order.id}
        )
        order.invalidate_recordset(["photo_ids"])
        return True

    # -- inside (in sudo) ------------------------------------------------------------------------

    def _moment(self, at):
        """The phone's clock, never ahead of ours nor before he was sent."""
        now = utcnow()
        if type(at) not in (int, float) or not at > 0:
            return now
        ago = timedelta(seconds=max(0, min(now.timestamp() - at, LONGEST_AGO)))
        return max(now - ago, self.dispatched_at or now).replace(microsecond=0)

    def _quantity(self, value) -> float:
        if isinstance(value, str):
            try:
                value = float(value.strip().replace(",", ".") or 0)
            except ValueError:
                value = None
        return self.line_ids._count(value)

    def _added(self, row) -> dict:
        token = row.get("token") if isinstance(row, dict) else None
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise UserError(self.env._("This is no list of materials."))
        item = self.env["cs.repair.item"].browse(self._id(row.get("item_id"))).exists()
        if not item.active or item.company_id not in (self.company_id, self.company_id.browse()):
            raise UserError(self.env._("The price list has no such item."))
        quantity = self._quantity(row.get("quantity"))
        return {"order_id": self.id, "item_id": item.id, "quantity": quantity, "token": token}

    def _tell_of_more(self):
        """The counter quotes anew; who ordered it hears of it."""
        self.message_post(body=self.env._("It takes more than was agreed to: the customer is asked."))
        if not self._signoff_asked():
            self._ask_signoff("quote", amount=self.amount)
