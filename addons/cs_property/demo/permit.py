"""The gates of 示范家园 in the last days: what left with a pass, who came, what was refused; all by the verbs."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from odoo.fields import Command

NORTH, SOUTH = "北门岗", "南门岗"
BARRED = "苏A·70K13"


class Permit:
    """Release passes and visits in each of their states, and a few scans that were refused."""

    def __init__(self, env, register):
        self.env, self.company, self.now = env, register.company, utcnow()
        self.clerk = env.ref("cs_department.demo_user_agent4")
        guard = env.ref("cs_department.demo_user_guard")
        self.gate = env["cs.gate"].with_user(guard).with_company(self.company)
        flats = register.units.filtered(lambda unit: unit.use == "living" and unit.payer_id)
        self.flats = flats.filtered(lambda unit: unit.overdue_amount <= 0 and unit.occupancy == "owner")
        self.let = flats.filtered(lambda unit: unit.occupancy == "tenant")
        self.indebted = flats.filtered(lambda unit: unit.overdue_amount > 0 and unit.occupancy == "owner")
        self.shops = register.units.filtered(lambda unit: unit.use == "shop" and unit.payer_id)

    def play(self) -> None:
        self.env["cs.duty.post"].create(
            [{"name": name, "is_gate": True, "needs_handover": False} for name in (NORTH, SOUTH)]
        )
        self._passes()
        self._visits()

    # -- release passes -------------------------------------------------------------------------

    def _passes(self) -> None:
        with frozen(self.now - timedelta(days=12)):
            drill = self._pass("delivery", self.flats[4], [("冲击钻（借给亲戚）", 1, True)])
            self._let(drill, "release", SOUTH)
        with frozen(self.now - timedelta(days=3)):
            moved = self._pass(
                "move_out",
                self.flats[5],
                [("沙发", 1, False), ("双门冰箱", 1, False), ("纸箱", 12, False)],
                "沪A·7K205",
            )
            boxes = {str(line.id): 6 if line.quantity > 1 else 0 for line in moved.line_ids}
            self._let(moved, "release_part", NORTH, boxes)
        with frozen(self.now - timedelta(days=3) + timedelta(hours=2)):
            self._let(moved, "release", NORTH)
            # somebody comes again with the same paper, at the other gate
            self._let(moved, "release", SOUTH)
        with frozen(self.now - timedelta(days=1)):
            void = self._pass("delivery", self.flats[6], [("餐桌", 1, False)])
            code = void.sudo()._scan_text()
            void.action_cancel()
            self.gate._scan(code, NORTH)
        with frozen(self.now - timedelta(hours=3)):
            goods = self._pass("company", self.shops[0], [("货架", 4, False), ("展示柜（送修）", 1, True)], "沪D·55K81")
            if goods.state == "valid":
                self._let(goods, "release_part", SOUTH, {str(goods.line_ids[0].id): 2})
            self._pass("move_out", self.flats[7], [("钢琴", 1, False)], "沪C·30L92")
            # the owner of a let flat is asked, a debtor and a flat without a permit need a sign-off
            self._pass("move_out", self.let[0], [("床垫", 1, False), ("行李箱", 3, False)])
            self._pass("move_out", self.indebted[0], [("书柜", 2, False)])
            self._pass("waste", self.flats[8], [("装修垃圾（袋）", 20, False)])
            self._as("cs.release.pass").create(self._values("delivery", self.flats[9], [("婴儿床", 1, False)]))

    def _values(self, rule, unit, lines, plate=""):
        return {
            "unit_id": unit.id,
            "partner_id": unit.payer_id.id,
            "rule_id": self._rule(f"release_{rule}"),
            "plate": plate,
            "line_ids": [
                Command.create({"name": name, "quantity": count, "is_returnable": back}) for name, count, back in lines
            ],
        }

    def _pass(self, *story):
        one = self._as("cs.release.pass").create(self._values(*story))
        one.action_ask()
        return one

    def _let(self, record, verb, post, quantities=None):
        return self.gate._do(record.sudo()._scan_text(), verb, post, quantities)

    # -- visitors ---------------------------------------------------------------------------------

    def _visits(self) -> None:
        # sudo: residents register and answer by their own links, which need no login
        hosts = self.flats[10:14].sudo()
        with frozen(self.now - timedelta(days=1, hours=6)):
            came = self._visit("guest", hosts[0], "周先生", "沪A·M3108")
            came.action_confirm()
            self._let(came, "check_in", NORTH)
        with frozen(self.now - timedelta(days=1, hours=2)):
            self._let(came, "check_out", NORTH)
            self._let(came, "check_in", SOUTH)
        with frozen(self.now - timedelta(hours=5)):
            van = self._visit("delivery", hosts[1], "送货员小刘", "沪B·W8861")
            self._let(van, "check_in", SOUTH)
        with frozen(self.now - timedelta(hours=1)):
            fitter = self._visit("service", hosts[2], "空调维修工", people=2)
            fitter.action_confirm()
            self._let(fitter, "check_in", NORTH)
            self._visit("viewing", hosts[3], "看房客户", people=3)
            self._unannounced(hosts[3])
        self._by_the_resident(hosts[0])
        supervisor = self.env.ref("cs_department.demo_user_supervisor")
        self._as("cs.visitor.barred").with_user(supervisor).create(
            {"name": "推销人员", "plate": BARRED, "reason": "多次擅自入户推销"}
        )
        # a code of somewhere else, and one that somebody has altered
        self.gate._scan("https://example.com/pay/8812", NORTH)
        self.gate._scan(came.sudo()._scan_text().replace(f".V.{came.id}.", f".V.{came.id + 7}."), SOUTH)

    def _visit(self, rule, unit, name, plate="", people=1):
        return self._as("cs.visitor").create(
            {
                "unit_id": unit.id,
                "partner_id": unit.payer_id.id,
                "rule_id": self._rule(f"visitor_{rule}"),
                "name": name,
                "plate": plate,
                "people": people,
            }
        )

    def _unannounced(self, unit) -> None:
        """A friend stands at the gate: the guard asks the host."""
        form = {"name": "老同学", "unit": unit.code, "people": "1", "rule": str(self._rule("visitor_guest"))}
        self.gate._walk_in(form)

    def _by_the_resident(self, unit) -> None:
        party = unit.party_ids.filtered("is_current")[:1]
        begins = party._local(self.now + timedelta(hours=4))
        for name, plate in (("外婆", ""), ("表哥一家", "浙A·2M318")):
            # two, by the form of the page
            form = {"name": name, "plate": plate, "people": "2", "from": begins}
            party._register_visit({**form, "rule": str(self._rule("visitor_guest"))})

    def _as(self, model):
        return self.env[model].with_user(self.clerk).with_company(self.company)

    def _rule(self, name) -> int:
        return self.env.ref(f"cs_property.{name}").id
