"""What happens to single units: one is sold, one disputes its bill, one is let off a part of it."""

from datetime import date, timedelta

from odoo.addons.cs_department.core.now import frozen
from odoo.fields import Command


class Events:
    """A transfer of ownership, a dispute with its case, discounts, waivers of late fees."""

    def __init__(self, fees):
        self.fees = fees
        self.env = fees.env
        self.flats = fees.register.units.filtered("stair_id")
        # who never pays; late fees of his run
        self.debtors = self.flats.filtered(lambda unit: unit.id in fees.never)

    def discount(self, first: date) -> None:
        """Granted by the manager before the first bill."""
        asked = self._ask(self.flats[12], first, "percent", 20, "电梯大修停运期间")
        self.fees.by("manager", "cs.fee.discount").browse(asked.id).approve()

    def except_unit(self, first: date) -> None:
        """A shop whose contract names a price of its own."""
        shop = self.fees.register.units.filtered(lambda unit: unit.use == "shop")[2]
        self.fees.by("accountant", "cs.fee.override").create(
            {
                "unit_id": shop.id,
                "item_id": self.env.ref("cs_property.fee_property").id,
                "kind": "price",
                "figure": 5.2,
                "date_from": first,
                "reason": "租赁合同约定单价",
            }
        )

    def ask_discount(self) -> None:
        """A request that waits for the manager."""
        self._ask(self.flats[14], self.fees.today.replace(day=1), "percent", 10, "外墙渗水维修期间")

    def _ask(self, unit, first: date, kind: str, figure: float, reason: str):
        return self.fees.by("agent4", "cs.fee.discount").create(
            {
                "unit_ids": [Command.set(unit.ids)],
                "item_ids": [Command.set(self.env.ref("cs_property.fee_property").ids)],
                "kind": kind,
                "figure": figure,
                "date_from": first,
                "date_to": first + timedelta(days=90),
                "reason": reason,
            }
        )

    def sell(self, day: date) -> None:
        """A flat changes hands in the middle of a month that was billed already."""
        unit = next(one for one in self.flats[20:] if one.occupancy == "owner" and one.id not in self.fees.never)
        with frozen(self.fees.at(day, 10)):
            buyers = self.env["res.partner"].create(
                [
                    {
                        "name": name,
                        "phone": phone,
                        "street": unit.code,
                        "lang": "zh_CN",
                        "company_id": self.fees.company.id,
                    }
                    for name, phone in (("秦岚", "13761230001"), ("秦朗", "13761230002"))
                ]
            )
            transfer = self.fees.by("agent4", "cs.unit.transfer").create(
                {
                    "unit_id": unit.id,
                    "day": day,
                    "prepayments": "move",
                    "deposits": "move",
                    "line_ids": [
                        Command.create({"partner_id": buyer.id, "share": share})
                        for buyer, share in zip(buyers, (60, 40), strict=True)
                    ],
                    "note": "不动产权证已核验",
                }
            )
            transfer.action_transfer()

    def dispute(self, day: date) -> None:
        """A payer says that the lift stood still: a case, and the fee is not asked for while it is open."""
        unit = self.debtors[:1]
        with frozen(self.fees.at(day, 11)):
            case = self.fees.by("agent4", "cs.ticket").create(
                {
                    "name": "对物业费有异议：电梯长期停运",
                    "description": "业主表示电梯停运二十多天，要求减免停运期间的物业费。",
                    "kind_id": self.env["cs.ticket.kind"].search([("code", "=", "complaint")], limit=1).id,
                    "unit_id": unit.id,
                }
            )
            case.action_dispute_fee()

    def waive(self) -> None:
        """Late fees: one request was granted, one waits."""
        # the newest debtor has the smallest late fee
        for unit, reason, granted in zip(
            self.debtors[1:3], ("住院期间未能缴费", "账单寄错地址"), (True, False), strict=False
        ):
            # two requests
            asked = self.fees.by("agent4", "cs.late.waiver").create({"unit_id": unit.id, "reason": reason})
            if granted:
                self.fees.by("manager", "cs.late.waiver").browse(asked.id).approve()
