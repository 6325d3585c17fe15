"""The counter of 示范家园 in the last days: spaces that are let, notices, rounds; all by the verbs of its people."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from odoo.fields import Command

from .look import look

#: spaces of the company, and how many of them are let
SPACES, LET = 10, 7
PLATES = ("沪A·62817", "沪B·D3390", "沪C·18F26", "沪A·D72185", "苏E·9U013", "沪D·55K81", "沪A·F60927", "浙A·2M318")
SPOTS = (
    ("大堂", "stairs", "1"),
    ("天台出口", "stairs", "1"),
    ("大堂", "stairs", "2"),
    ("天台出口", "stairs", "2"),
    ("大堂", "stairs", "3"),
    ("大堂", "stairs", "5"),
    ("大堂", "stairs", "6"),
    ("中心花园", "outside", None),
    ("儿童乐园", "outside", None),
    ("北门岗", "guard", None),
    ("公告栏（北门）", "notice_board", None),
    ("生活水泵房", "equipment", None),
    ("消防泵房", "fire", None),
    ("门头广告牌", "advertising", None),
    ("南侧绿地", "greenery", None),
)
#: days of rounds that are played
DAYS = 3


class Counter:
    """What happens at the counter and on rounds, dated over the last days."""

    def __init__(self, env, register):
        self.env, self.register = env(context={**env.context, "tracking_disable": True}), register
        self.now, self.company, self.estate = utcnow(), register.company, register.estate
        self.clerk = env.ref("cs_department.demo_user_agent4")
        self.inspector = env.ref("cs_property.demo_user_inspector1")
        self.flats = register.units.filtered(lambda unit: unit.use == "living" and unit.payer_id)

    def play(self) -> None:
        self._parking()
        self._notices()
        self._rounds()

    def _as(self, model, user):
        return self.env[model].with_user(user).with_company(self.company)

    # -- parking ------------------------------------------------------------------------------

    def _parking(self) -> None:
        made = self.env["cs.estate.unit"].create(
            [
                {**self.register._space(place), "name": f"B2-{place:03d}", "code": f"C-B2-{place:03d}", "floor": -2}
                for place in range(1, SPACES + 1)
            ]
        )
        tenants = self._without_debts(made[:1].estate_id)
        cars = self._as("cs.parking.vehicle", self.clerk).create(
            [
                {"plate": plate, "unit_id": unit.id, "partner_id": unit.payer_id.id}
                for plate, unit in zip(PLATES, tenants, strict=False)
            ]
        )
        today = self.company._cs_today()
        for place, (space, unit) in enumerate(zip(made[:LET], tenants, strict=False)):
            # one after the other, as people come: two of them end this month
            lease = self._as("cs.parking.lease", self.clerk).create(
                {
                    "space_id": space.id,
                    "unit_id": unit.id,
                    "partner_id": unit.payer_id.id,
                    "vehicle_ids": [Command.set(cars[place].ids)],
                    "date_from": today - timedelta(days=340 if place < 2 else 30 * place),
                    "date_to": today + timedelta(days=12 if place < 2 else 365 - 30 * place),
                }
            )
            lease.action_let()
        for days, unit in zip((40, 25, 9), tenants[LET : LET + 3], strict=True):
            with frozen(self.now - timedelta(days=days)):
                self._as("cs.parking.waiting", self.clerk).create({"unit_id": unit.id, "partner_id": unit.payer_id.id})
        made[LET : LET + 1].with_user(self.clerk).action_offer_parking()
        made[-1:].write({"parking_closed": True, "parking_closed_reason": "地面返修"})

    def _without_debts(self, estate):
        rule = self.env["cs.parking.rule"]._for(estate)
        return self.flats.filtered(lambda unit: unit.overdue_amount < rule.debts_from)

    # -- notices ------------------------------------------------------------------------------

    def _notices(self) -> None:
        building = self.register.buildings["2"]
        past = self._notice("power", "供电局线路抢修", self.now - timedelta(days=2), 5, self.register.buildings["1"])
        past.urgency = "emergency"
        with frozen(self.now - timedelta(days=2, hours=1)):
            past.action_publish()
        people = past.receipt_ids.sudo()
        people._act_on_time()
        people[::2]._read_it()
        cases = self._cases(past)
        with frozen(self.now - timedelta(days=1, hours=18)):
            cases.sudo().with_user(self.clerk).sudo().answer("线路已抢修完毕，恢复供电。", by="note")
            past.action_end()
        water = self._notice("water", "二次供水水箱清洗", self.now + timedelta(days=1, hours=2), 6, building)
        with frozen(self.now - timedelta(hours=14)):
            water.action_publish()
            people = water.receipt_ids.sudo()
            people._act_on_time()
            people[::3]._read_it()

    def _notice(self, kind, reason, begins, hours, building):
        notices = self._as("cs.property.notice", self.clerk)
        draft = notices.new(
            {
                "template_id": self.env.ref(f"cs_property.notice_kind_{kind}").id,
                "estate_id": self.estate.id,
                "building_ids": [Command.set(building.ids)],
                "reason": reason,
                "date_from": begins,
                "date_to": begins + timedelta(hours=hours),
            }
        )
        draft._onchange_words()
        return notices.create(draft._convert_to_write(draft._cache))

    def _cases(self, notice):
        """Two residents call about it."""
        kind = self.env.ref("cs_department.kind_repair")
        units = self.flats.filtered(lambda unit: unit.building_id in notice.building_ids)[:2]
        with frozen(self.now - timedelta(days=1, hours=22)):
            return self._as("cs.ticket", self.clerk).create(
                [
                    {
                        "name": "家里没电",
                        "description": "住户来电反映整栋楼停电。",
                        "place": unit.code,
                        "unit_id": unit.id,
                        "partner_id": unit.payer_id.id,
                        "kind_id": kind.id,
                        "category_id": notice.template_id.category_ids[:1].id,
                    }
                    for unit in units
                ]
            )

    # -- rounds -----------------------------------------------------------------------------------

    def _rounds(self) -> None:
        # plans and places count from when they were written down: the story begins before today
        since = {"create_date": self.now - timedelta(days=30), "write_date": self.now - timedelta(days=30)}
        self.env["cs.spot"].create(
            [
                {
                    **since,
                    "name": name,
                    "code": f"D{number:02d}",
                    "category": category,
                    "estate_id": self.estate.id,
                    "building_id": building and self.register.buildings[building].id,
                }
                for number, (name, category, building) in enumerate(SPOTS, 1)
            ]
        )
        plans = [self.env.ref(f"cs_property.inspection_{name}") for name in ("stairs", "outside", "boards")]
        for plan in plans:
            # each of them was decided on then
            plan.sudo().write(since)
        for day in range(DAYS, -1, -1):
            moment = self.now - timedelta(days=day)
            with frozen(moment):
                for plan in plans:
                    # a few plans, each makes its own rounds
                    plan.sudo()._make(self.company)
        rounds = self.env["cs.inspection.round"].search(
            [("plan_id", "in", [plan.id for plan in plans])], order="closes_at"
        )
        over = rounds.filtered(lambda one: one._last_moment() < self.now)
        for number, one in enumerate(over, 1):
            # every sixth is missed, in two something is wrong
            if number % 6:
                self._walk(one, wrong=number in (4, 15))
        over._act_on_time()
        self._put_right(over.check_ids.answer_ids.case_id[:1])

    def _walk(self, one, wrong) -> None:
        with frozen(one.opens_at + timedelta(minutes=25)):
            for check in one.check_ids:
                # each check is finished by itself, as on the way
                bad = check.answer_ids.filtered("opens_case")[:1] if wrong else ()
                look(check, self.inspector, bad, "单元门闭门器损坏")
                wrong = False

    def _put_right(self, case) -> None:
        """Somebody repairs it, and the inspector looks at it again."""
        with frozen(self.now - timedelta(hours=20)):
            case = case.with_user(self.env.ref("cs_department.demo_user_supervisor")).sudo()
            case.resolve("已更换闭门器")
            case.close()
        with frozen(self.now - timedelta(hours=17)):
            look(self.env["cs.check"].search([("recheck_case_id", "=", case.id)]), self.inspector)
