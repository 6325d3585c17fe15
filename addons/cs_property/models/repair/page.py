from odoo import api, models

from .order import IN_HAND

#: so many are listed on a telephone
LISTED = 60
#: so much of the price list is offered there
OFFERED = 300


class CsRepairOrder(models.Model):
    """What the worker's telephone shows of his orders, and what it sends."""

    _inherit = "cs.repair.order"

    @api.model
    def _page_list(self) -> list[dict]:
        """The orders that the user has in hand, the next one first."""
        # sudo: workers read no orders but their own, here
        mine = self.sudo().search(
            [("worker_id", "=", self.env.uid), ("state", "in", IN_HAND)],
            order="planned_at, id",
            limit=LISTED,
        )
        return [one._page_row() for one in mine]

    def _page_row(self) -> dict:
        states = dict(self._fields["state"]._description_selection(self.env))
        local = self.with_context(tz=self.estate_id.tz)
        return {
            "id": self.id,
            "name": f"{self.name} {self.service_id.name}",
            "where": self._place_words(),
            "when": local._at(self.planned_at or self.wanted_at),
            "state": states[self.state],
            "again": self.state == "rework",
        }

    def _page_order(self) -> dict:
        """One order for who was sent.

        :raises AccessError: for anybody else.
        """
        self._need_worker()
        # sudo: who was sent gets what he must know
        order = self.sudo()
        items = order.env["cs.repair.item"].search([("company_id", "in", (False, order.company_id.id))], limit=OFFERED)
        return {
            **order._page_row(),
            **order._page_state(),
            "asked_for": order.words,
            "customer": order.partner_id.name or "",
            "free": order.is_free,
            "items": [{"id": one.id, "name": f"{one.name} ({one.uom})"} for one in items - order.line_ids.item_id],
            "done": order.work_done or "",
        }

    def _page_state(self) -> dict:
        """How the order stands, for the page (in sudo)."""
        return {
            "stage": self.state,
            "lines": [
                {
                    "id": one.id,
                    "name": one.name,
                    "uom": one.uom,
                    "quantity": one.quantity,
                    "agreed": one.agreed_quantity,
                }
                for one in self.line_ids
            ],
            "photos": len(self.photo_ids),
            "more": bool(self.state in IN_HAND and self._not_agreed()),
            "asked": self._money(self._asked().amount_total) if self._asked() else "",
            "signing": bool(self._signoff_asked()),
            "sign": "quote" if self._asked() else "acceptance" if self._page_to_sign() else "",
            "waits": self._waits_for(),
        }

    def _page_to_sign(self) -> bool:
        return self.state == "finished" and self._needs_customer()

    def _take(self, package) -> dict:
        """What a telephone sends; the same sent twice changes nothing.

        :param package: perhaps ``arrive`` and ``finish`` (seconds since 1970 by the phone's clock), ``used``,
            ``added``, ``photos`` (``[{"token", "data"}]``), ``words`` and ``signature``
            (``{"role", "name", "image"}``).
        :return: how the order stands: see :meth:`_page_state`.
        :raises UserError: why it cannot be taken; AccessError: for whoever was not sent.
        """
        self.ensure_one()
        self._need_worker()
        # sudo: states are written by verbs, each asks who calls
        order = self.sudo()
        package = package if isinstance(package, dict) else {}
        if package.get("arrive") and order.state in ("dispatched", "rework"):
            self.arrive(package["arrive"])
        photos = package.get("photos")
        for photo in photos if isinstance(photos, list) else ():
            # each is a file of its own
            if isinstance(photo, dict):
                self.attach(photo.get("token"), photo.get("data"))
        if order.state == "working" and (package.get("used") or package.get("added")):
            self.use(package.get("used"), package.get("added"))
        self._take_signature(package.get("signature"))
        if package.get("finish") and order.state == "working":
            self.finish(package.get("words"), package["finish"])
        return order._page_state()

    def _take_signature(self, signature):
        order = self.sudo()  # sudo: as above
        if not isinstance(signature, dict) or signature.get("role") != order._page_state()["sign"]:
            return
        self._need_may_sign(signature["role"])
        self._signed(signature["role"], signature.get("image"), str(signature.get("name") or "")[:80])
