"""Keys, tools and stored items that tests of custody start from."""

from odoo import Command

from tests.cs_property.cashier_case import CashierCase

#: a drawn signature: the smallest picture there is
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
BOTH = {"giver": PNG, "taker": PNG}


class CustodyCase(CashierCase):
    """A key of unit 1-1-101, a roof key, a ladder against a deposit, and a rule for what is stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["cs.custody.item"]
        loss, deposit = cls.env.ref("cs_property.fee_loss"), cls.env.ref("cs_property.fee_tool_deposit")
        chase = [
            {"days": 0, "channel": "sms", "script": "{borrower}: {item} {number} is due {due}"},
            {"days": 2, "channel": "todo", "script": "Call {borrower}"},
        ]
        cls.key_kind = cls._kind("key", lend_days=1, loss_fee=300, loss_item_id=loss.id, chase=chase)
        cls.tool_kind = cls._kind(
            "tool",
            lend_days=3,
            held="deposit",
            deposit_item_id=deposit.id,
            deposit_amount=200,
            loss_fee=150,
            loss_item_id=loss.id,
        )
        cls.stored_kind = cls._kind(
            "stored",
            needs_code=True,
            code_tries=2,
            storage_days=7,
            free_days=7,
            day_fee=2,
            storage_item_id=cls.env.ref("cs_property.fee_storage").id,
            on_handover=False,
        )
        cls.owner = cls.unit1.payer_id
        cls.owner.phone = "13800000001"
        cls.builder = cls.env["res.partner"].create({"name": "Builder", "lang": "en_US"})
        cls.key = cls._item("Front door key", cls.key_kind, unit_id=cls.unit1.id, kept_at="Cabinet 1, hook 4")
        cls.roof = cls._item("Roof key", cls.key_kind, place="Roof")
        cls.ladder = cls._item("Ladder", cls.tool_kind)

    @classmethod
    def _kind(cls, book, chase=(), **values):
        return cls.env["cs.custody.kind"].create(
            {
                "name": f"Rule for {book}",
                "custody_book": book,
                "change_reason": "agreed",
                "chase_ids": [Command.create(row) for row in chase],
                **values,
            }
        )

    @classmethod
    def _item(cls, name, kind, **values):
        item = cls.items.with_user(cls.clerk).create({"name": name, "kind_id": kind.id, **values})
        return item.with_user(cls.env.user)

    def lend(self, item=None, partner=None, user=None, **values):
        item = (item or self.key).with_user(user or self.clerk)
        return item.lend((partner or self.builder).id, signatures=BOTH, **values)

    def back(self, item=None, **values):
        return (item or self.key).with_user(self.clerk).take_back(signatures=BOTH, **values)

    def store(self, **values):
        answer = self.items.with_user(self.clerk).store(
            {
                "name": "Suitcase",
                "kind_id": self.stored_kind.id,
                "unit_id": self.unit1.id,
                "owner_id": self.owner.id,
                **values,
            },
            signatures=BOTH,
        )
        return self.items.browse(answer["item_id"]), answer["code"]

    def ledger(self, item):
        return item.move_ids.sorted("id").mapped("kind")
