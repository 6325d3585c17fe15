"""Repairs at 示范家园: orders in each state, dated over the last weeks; all by the verbs of its people."""

import base64
import io
from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from odoo.fields import Command
from PIL import Image

from .custody import _signature

#: service, materials, words: what is ordered one after the other
ORDERS = (
    ("repair_toilet", (("repair_mat_cistern", 1),), "主卫马桶水箱一直流水。"),
    ("repair_socket", (("repair_mat_switch", 2),), "客厅两个插座没电。"),
    ("repair_drain", (), "厨房下水慢，返味。"),
    ("repair_lock", (("repair_mat_lock", 1),), "入户门锁芯打滑，要求更换。"),
    ("repair_light", (("repair_mat_lamp", 4),), "餐厅吊灯四个灯泡不亮。"),
    ("repair_tap", (("repair_mat_tap", 1),), "厨房龙头滴水。"),
    ("repair_pipe", (("repair_mat_pipe", 6), ("repair_mat_hose", 2)), "阳台给水管渗水。"),
    ("repair_window", (("repair_mat_hinge", 2),), "次卧窗扇下坠，关不严。"),
    ("repair_circuit", (("repair_mat_wire", 20),), "次卧跳闸，需排查线路。"),
)


class Repairs:
    """What is repaired, from the quote to the invoice."""

    def __init__(self, env, register):
        self.env, self.company = env(context={**env.context, "tracking_disable": True}), register.company
        self.now = utcnow()
        self.clerk, self.supervisor, self.engineer = (
            env.ref(f"cs_department.demo_user_{name}") for name in ("agent4", "supervisor", "engineer")
        )
        self.inspector = env.ref("cs_property.demo_user_inspector1")
        self.flats = register.units.filtered(lambda unit: unit.use == "living" and unit.payer_id)[-len(ORDERS) :]
        self.drawn, self.sent = _signature(), 0

    def play(self) -> None:
        self._team()
        with self._ago(24):
            billed = [self._accepted(place) for place in (0, 1)]
        with self._ago(23):
            billed[0].browse([order.id for order in billed]).action_bill()
        with self._ago(3):
            self._accepted(2)
            self._common()
        with self._ago(1):
            self._finished(3)
            self._quoted(4)
            self._agreed(5)
        with self._ago(0):
            self._more_than_agreed(6)
            self._sent(7)
            self._order(8)
            self._warranty(0)

    def _ago(self, days):
        return frozen(self.now - timedelta(days=days))

    def _team(self) -> None:
        """Who repairs; the rule says that its people are sent."""
        department = self.env.ref("cs_department.demo_team_desk")
        team = self.env["cs.team"].create(
            {
                "name": "工程维修组",
                "sequence": 50,
                "tz": "Asia/Shanghai",
                "resource_calendar_id": department.resource_calendar_id.id,
                "supervisor_id": self.supervisor.id,
                "manager_id": department.manager_id.id,
                "member_ids": [Command.set((self.engineer | self.env.ref("cs_department.demo_user_engineering")).ids)],
            }
        )
        self._skills()
        rule = self.env.ref("cs_property.repair_rule_standard")
        rule.write({"team_ids": [Command.set(team.ids)], "change_reason": "由工程维修组上门"})

    def _skills(self) -> None:
        """What cases of these services ask for, the engineer has learnt."""
        categories = self.env["cs.repair.item"].search([]).category_id
        needed = {skill for one in categories for skill in categories._skills_needed(one.id)}
        person = self.engineer.employee_id
        missing = self.env["hr.skill"].browse(needed) - person.employee_skill_ids.skill_id
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": person.id,
                    "skill_id": skill.id,
                    "skill_type_id": skill.skill_type_id.id,
                    "skill_level_id": skill.skill_type_id.skill_level_ids[:1].id,
                }
                for skill in missing
            ]
        )

    # -- steps, each as far as the one before and one further ---------------------------------------

    def _order(self, place, unit=None, **values):
        service, materials, words = ORDERS[place]
        items = [(service, 1), *materials]
        orders = self.env["cs.repair.order"].with_user(self.clerk).with_company(self.company)
        return orders.create(
            {
                "unit_id": (unit or self.flats[place]).id,
                "service_id": self._item(service),
                "words": words,
                "wanted_at": utcnow() + timedelta(hours=3),
                "line_ids": [Command.create({"item_id": self._item(name), "quantity": count}) for name, count in items],
                **values,
            }
        )

    def _item(self, name) -> int:
        return self.env.ref(f"cs_property.{name}").id

    def _quoted(self, place):
        order = self._order(place)
        order.action_quote()
        return order

    def _agreed(self, place):
        order = self._quoted(place)
        order._signed("quote", self.drawn, order.partner_id.name)
        return order

    def _sent(self, place):
        return self._send(self._agreed(place))

    def _send(self, order):
        # the supervisor sends him whatever the hour of the demonstration
        order.with_user(self.supervisor).dispatch(self.engineer.id, utcnow() + timedelta(hours=2))
        return order

    def _finished(self, place):
        return self._finish(self._sent(place))

    def _finish(self, order):
        mine = order.with_user(self.engineer)
        mine.arrive()
        mine.attach(self._token(), _photo())
        mine.finish("已更换配件并试用正常，现场清理完毕。")
        return order

    def _accepted(self, place):
        return self._accept(self._finished(place))

    def _accept(self, order):
        check = order.sudo().check_id.with_user(self.inspector)
        check._take({"answers": {str(one.id): {"value": 1} for one in check.sudo().answer_ids}, "finish": True})
        if order.unit_id:
            order._signed("acceptance", self.drawn, order.partner_id.name)
        return order

    # -- what is not as usual -------------------------------------------------------------------------

    def _more_than_agreed(self, place) -> None:
        order = self._sent(place)
        mine = order.with_user(self.engineer)
        mine.arrive()
        more = {"item_id": self._item("repair_mat_trap"), "quantity": 1, "token": self._token()}
        mine.use({}, [more])

    def _warranty(self, place) -> None:
        """The same again, weeks later: free of charge."""
        self._send(self._order(place, words="上次修过的马桶又流水。", line_ids=[]))

    def _common(self) -> None:
        spot = self.env["cs.spot"].search([("category", "=", "stairs")], limit=1)
        orders = self.env["cs.repair.order"].with_user(self.clerk).with_company(self.company)
        order = orders.create(
            {
                "spot_id": spot.id,
                "payer": "house",
                "service_id": self._item("repair_common"),
                "words": "大堂感应灯不亮。",
                "line_ids": [Command.create({"item_id": self._item("repair_mat_lamp"), "quantity": 2})],
            }
        )
        self._accept(self._finish(self._send(order)))

    def _token(self) -> str:
        self.sent += 1
        return f"{self.sent:024x}"


def _photo() -> str:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "#8fa3ad").save(file, format="JPEG")
    return base64.b64encode(file.getvalue()).decode()
