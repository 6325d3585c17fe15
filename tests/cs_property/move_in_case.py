"""A unit that is handed over, its key and its meter, that tests of move-ins start from."""

from odoo import Command

from tests.cs_property.custody_case import PNG, CustodyCase


class MoveInCase(CustodyCase):
    """Unit 1-1-104 (90 m²) was never handed over; Li Lei owns it, its key lies in the cabinet.

    Management costs 2.80 per m², water 3.00 per unit of what was used; two cards are sold to who moves in.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._cs_today()
        cls.flat = cls._make_unit("104", 90, owner="Li Lei", handed_over_on=False)
        cls.lilei = cls.flat.payer_id
        cls.lilei.phone = "13800000104"
        cls.flat_key = cls._item("Door key of 104", cls.key_kind, unit_id=cls.flat.id)
        cls.meter = cls.env["cs.meter"].create(
            {
                "name": "W104",
                "item_id": cls.water.id,
                "unit_id": cls.flat.id,
                "estate_id": cls.estate.id,
                "installed_on": "2026-01-01",
            }
        )
        cls.env["cs.fee.rule"].search([]).active = False
        for item, price, more in ((cls.rent, 2.8, {}), (cls.water, 3, {"method": "metered", "in_arrears": True})):
            cls.env["cs.fee.rule"].create(
                {
                    "name": item.name,
                    "item_id": item.id,
                    "change_reason": "Test",
                    "price_ids": [Command.create({"date_from": "2020-01-01", "price": price})],
                    **more,
                }
            )
        cls.rule = cls.env.ref("cs_property.move_in_rule_standard")

    # -- steps ------------------------------------------------------------------------------

    def begun(self, unit=None, **values):
        unit = unit or self.flat
        return (
            self.env["cs.move.in"]
            .with_user(self.clerk)
            .create({"unit_id": unit.id, "partner_id": unit.payer_id.id, **values})
        )

    def come(self, **values):
        move_in = self.begun(**values)
        move_in.action_came()
        return move_in

    def inspecting(self, **values):
        move_in = self.come(**values)
        move_in.document_ids.filtered("required").action_check()
        move_in.action_inspection()
        return move_in

    def inspect(self, move_in, wrong=()):
        """The inspector answers everything: right, but for what begins with these words."""
        check = move_in.sudo().check_id.with_user(self.inspector)
        check.begin()
        check.finish(
            {
                str(one.id): {"value": 0 if one.name.startswith(tuple(wrong)) else 1, "note": "seen"}
                for one in check.sudo().answer_ids
            }
        )
        # the next request of the counter
        move_in.invalidate_recordset()
        return check

    def sign(self, record, role, user=None):
        """As the dialog does it."""
        record = record.with_user(user or self.clerk)
        action = record.action_sign(role)
        values = {name[8:]: value for name, value in action["context"].items() if name.startswith("default_")}
        self.env["cs.sign"].with_user(user or self.clerk).create({"name": "x", **values, "image": PNG}).action_sign()
        record.invalidate_recordset()

    def at_the_keys(self, **values):
        move_in = self.inspecting(**values)
        self.inspect(move_in)
        self.sign(move_in, "inspector", self.inspector)
        self.sign(move_in, "resident")
        move_in.action_keys()
        return move_in

    def agree(self, move_in):
        for agreement in move_in.agreement_ids.filtered("required"):
            self.sign(agreement, "resident")

    def hand_over(self, move_in):
        self.sign(move_in, "giver")
        self.sign(move_in, "taker")
        move_in.action_hand_over()

    def read_meter(self, move_in, value=12):
        move_in.read_meters([{"meter_id": self.meter.id, "value": value}])
        self.sign(move_in, "meters")

    def pay(self, move_in):
        if not getattr(self, "till", None):
            self.till = self.open_till()
        charges = move_in.sudo().charge_ids
        self.take(
            move_in.unit_id,
            {charge: charge.amount_residual for charge in charges},
            means=self.in_cash(sum(charges.mapped("amount_residual"))),
        )
