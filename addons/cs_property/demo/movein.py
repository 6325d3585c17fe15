"""A new building of 示范家园 is handed over these days: its owners move in, each a step further than the next."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow

from .custody import _signature
from .register import AREAS

PEOPLE = (
    ("顾承宇", "13917007101"),
    ("陆思远", "13917007102"),
    ("沈清怡", "13917007103"),
    ("方敏慧", "13917007201"),
    ("徐嘉诚", "13917007202"),
    ("蒋雨桐", "13917007203"),
    ("汪海峰", "13917007301"),
    ("尹若兰", "13917007302"),
    ("龚建民", "13917007303"),
)
KEYS = ("入户门钥匙（3 把）", "信箱钥匙（2 把）")


class MoveIns:
    """Building 7: nine flats that were never handed over, their keys and meters, and who moves in."""

    def __init__(self, env, register):
        self.env, self.register = env(context={**env.context, "tracking_disable": True}), register
        self.now, self.company, self.estate = utcnow(), register.company, register.estate
        self.clerk = env.ref("cs_department.demo_user_agent4")
        self.cashier = env.ref("cs_department.demo_user_cashier")
        self.inspector = env.ref("cs_property.demo_user_inspector1")
        self.drawn = _signature()

    def play(self) -> None:
        with frozen(self.now - timedelta(days=12)):
            self._building()
            self._cabinet()
            made = self.move_ins.create(
                [{"unit_id": flat.id, "partner_id": flat.payer_id.id} for flat in self.flats[:-1]]
            )
        done, keys, defects, inspecting, papers, first, second, _invited = made
        with frozen(self.now - timedelta(days=8)):
            made.action_invite()
        with frozen(self.now - timedelta(days=4)):
            self._inspected(done)
            self._handed_over(done)
        with frozen(self.now - timedelta(days=1)):
            self._inspected(defects, wrong=("卫生间", "门窗（门）"))
        self._inspected(keys)
        keys.action_keys()
        self._to_the_inspection(inspecting)
        papers.action_came()
        papers.document_ids[:2].action_check()
        for one, place in ((first, 0), (second, 1)):
            # two people, each takes a place of his own
            free = [slot.begins for slot in one.sudo()._slots() if slot.free]
            one.appoint(free[place].isoformat())
        self._paid(done)

    # -- the building ---------------------------------------------------------------------------

    def _building(self) -> None:
        building = self.env["cs.estate.building"].create(
            {
                "name": "7 号楼",
                "code": "7",
                "sequence": 65,
                "estate_id": self.estate.id,
                "steward_id": self.env.ref("cs_property.demo_user_steward2").id,
            }
        )
        doors = [f"{floor}0{door}" for floor in (1, 2, 3) for door in (1, 2, 3)]
        self.flats = self.env["cs.estate.unit"].create(
            [
                {
                    "name": door,
                    "code": f"7-1-{door}",
                    "estate_id": self.estate.id,
                    "building_id": building.id,
                    "floor": int(door[0]),
                    "type_id": self.env.ref("cs_property.unit_type_flat").id,
                    "area": AREAS[int(door[-1])],
                }
                for door in doors
            ]
        )
        owners = self.env["res.partner"].create(
            [
                {"name": name, "phone": phone, "lang": "zh_CN", "street": flat.code, "company_id": self.company.id}
                for (name, phone), flat in zip(PEOPLE, self.flats, strict=True)
            ]
        )
        since = self.company._cs_today()
        self.env["cs.unit.party"].create(
            [
                {"unit_id": flat.id, "partner_id": owner.id, "role": "owner", "date_from": since}
                for flat, owner in zip(self.flats, owners, strict=True)
            ]
        )
        water = self.env.ref("cs_property.fee_water")
        self.env["cs.meter"].create(
            [
                {"name": f"W{flat.code}", "item_id": water.id, "unit_id": flat.id, "installed_on": since}
                for flat in self.flats
            ]
        )
        self.move_ins = self.env["cs.move.in"].with_user(self.clerk).with_company(self.company)

    def _cabinet(self) -> None:
        kind = self.env.ref("cs_property.custody_owner_key")
        items = self.env["cs.custody.item"].with_user(self.clerk).with_company(self.company)
        items.create(
            [
                {"name": name, "kind_id": kind.id, "unit_id": flat.id, "kept_at": f"2 号柜 {hook} 号钩"}
                for hook, flat in enumerate(self.flats, 1)
                for name in KEYS
            ]
        )

    # -- steps ----------------------------------------------------------------------------------

    def _to_the_inspection(self, move_in) -> None:
        move_in.action_came()
        move_in.document_ids.filtered("required").action_check()
        move_in.action_inspection()

    def _inspected(self, move_in, wrong=()) -> None:
        self._to_the_inspection(move_in)
        check = move_in.sudo().check_id
        answers = {
            str(line.id): {"value": 0, "note": "验房时发现，已拍照"}
            if wrong and line.name.startswith(wrong)
            else {"value": 1, "note": "正常"}
            for line in check.answer_ids
        }
        check.with_user(self.inspector).begin()
        check.with_user(self.inspector).finish(answers)
        move_in.with_user(self.inspector)._signed("inspector", self.drawn)
        move_in._signed("resident", self.drawn, partner=move_in.partner_id)

    def _handed_over(self, move_in) -> None:
        move_in.action_keys()
        for agreement in move_in.agreement_ids.filtered("required"):
            # a few sheets, each is signed by itself
            agreement._signed("resident", self.drawn)
        meters = move_in.sudo()._meters()
        move_in.read_meters([{"meter_id": meter.id, "value": 2} for meter in meters])
        for role in ("meters", "taker"):
            move_in._signed(role, self.drawn, partner=move_in.partner_id)
        move_in._signed("giver", self.drawn)
        move_in.action_hand_over()
        move_in.action_charge()

    def _paid(self, move_in) -> None:
        desk = self.env["cs.cashier.shift"].with_user(self.cashier).with_company(self.company)
        means = next(one for one in desk.screen()["means"] if not one["is_cash"])
        owed = {str(charge.id): charge.amount_residual for charge in move_in.sudo().charge_ids}
        given = [{"means_id": means["id"], "amount": sum(owed.values()), "reference": "4200002607123"}]
        self.env["cs.receipt"].with_user(self.cashier).with_company(self.company).take(move_in.unit_id.id, owed, given)
        move_in.action_finish()
