"""Home visits and disputes at 示范家园: this month's plan, some made, one refused; three mediations."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from odoo.fields import Command

from .custody import _signature

#: what stewards heard at the door, one visit each: (satisfaction, item that is wrong, what was wrong, words)
HEARD = (
    (5, None, "", "管家每周都来看看，很放心。"),
    (4, 1, "厨房水龙头滴水，希望派人检修", "希望增加快递柜。"),
    (3, 3, "楼上晚上拖桌椅声音大", "希望物业出面协调。"),
    (2, 2, "楼道电梯口垃圾清理不及时", "保洁时间能否提前。"),
    (5, None, "", ""),
    (4, 4, "燃气软管已到更换年限", "请提醒燃气公司上门。"),
)


class Visits:
    """All by the verbs of stewards and the counter, dated over the last days."""

    def __init__(self, env, register):
        self.env, self.register = env(context={**env.context, "tracking_disable": True}), register
        self.now, self.company = utcnow(), register.company
        self.clerk = env.ref("cs_department.demo_user_agent4")
        self.flats = register.units.filtered(lambda unit: unit.use == "living" and unit.payer_id and not unit.parent_id)

    def play(self) -> None:
        self.flats[3].needs_care = self.flats[17].needs_care = True
        self._last_month()
        self._this_month()
        self._mediations()

    def _as(self, model, user):
        return self.env[model].with_user(user).with_company(self.company)

    # -- visits -----------------------------------------------------------------------------------

    def _last_month(self) -> None:
        """Most of last month's plan was made; the rest was missed when the month was over."""
        first = self.company._cs_today().replace(day=1)
        last = self.company._cs_midnight(first) - timedelta(days=20)
        with frozen(last):
            visits = self._draw()
        with frozen(last + timedelta(days=5)):
            for place, visit in enumerate(visits[::-1][:-2]):
                # one after the other, as the steward goes
                self._make(visit, *HEARD[place % len(HEARD)])
        with frozen(self.company._cs_midnight(first) + timedelta(hours=1)):
            visits._act_on_time()

    def _this_month(self) -> None:
        first = self.company._cs_midnight(self.company._cs_today().replace(day=1))
        with frozen(first + timedelta(hours=1)):
            visits = self._draw()
        with frozen(max(first + timedelta(hours=2), self.now - timedelta(days=2))):
            for visit, heard in zip(visits[:4], HEARD, strict=False):
                self._make(visit, *heard)
            self._ring(visits[4:5], "absent")
            self._ring(visits[5:6], "refused", "上班没空，不希望上门。")
        self._as("cs.visit", self.clerk).create(
            {"unit_id": self._free_flat().id, "why": "女儿来电，老人独居，请管家上门看看"}
        )

    def _draw(self):
        # sudo: the plan draws by itself, as every night
        visits = self.env["cs.visit"].sudo()
        return visits.concat(*(visits._draw(self.company, steward) for steward in visits._stewards(self.company)))

    def _free_flat(self):
        busy = self.env["cs.visit"].search([("state", "=", "planned")]).unit_id
        return next(unit for unit in self.flats if unit not in busy and unit.steward_id and unit.occupancy != "vacant")

    def _make(self, visit, satisfaction, wrong, note, said) -> None:
        answers = {}
        for place, line in enumerate(visit.check_id.answer_ids):
            bad = place == wrong
            value = satisfaction if line.kind == "scale" else int(not bad)
            answers[str(line.id)] = {"words": said} if line.kind == "text" else {"value": value, "note": note or said}
        check = visit.check_id.with_user(visit.steward_id)
        check._take({"answers": answers, "finish": True, "at": utcnow().timestamp()})

    def _ring(self, visits, result, words="") -> None:
        for visit in visits:
            # one door
            visit.with_user(visit.steward_id).not_met(result, words)

    # -- mediations -----------------------------------------------------------------------------------

    def _mediations(self) -> None:
        self._agreed(self.flats[4], self.flats[5])
        self._failed(self.flats[8], self.flats[9])
        with frozen(self.now - timedelta(days=1)):
            going_on = self._begin(
                "楼道堆放鞋柜", self.flats[12], self.flats[13], "对门鞋柜占用公共通道。", "只是临时放一下。"
            )
            self._session(going_on, self.now + timedelta(days=2), "")

    def _begin(self, subject, one, other, facts_a, facts_b):
        return self._as("cs.mediation", self.clerk).create(
            {
                "subject": subject,
                "party_a_unit_id": one.id,
                "party_a_id": one.payer_id.id,
                "party_b_unit_id": other.id,
                "party_b_id": other.payer_id.id,
                "facts_a": facts_a,
                "facts_b": facts_b,
            }
        )

    def _session(self, mediation, start, minutes) -> None:
        session = self._as("cs.mediation.session", self.clerk).create(
            {
                "mediation_id": mediation.id,
                "start": start.replace(minute=0, second=0),
                "place": "物业会议室",
                "minutes": minutes,
            }
        )
        if minutes:
            session.action_held()

    def _agreed(self, one, other) -> None:
        with frozen(self.now - timedelta(days=9)):
            piano = self._begin(
                "夜间练琴扰民",
                one,
                other,
                "楼上晚上十点以后仍在练琴，孩子无法入睡。",
                "孩子白天上课，只有晚上有时间练琴。",
            )
        with frozen(self.now - timedelta(days=6)):
            self._session(piano, self.now - timedelta(days=6, hours=1), "双方到场，均表示愿意协商。")
            piano.write(
                {
                    "proposal_ids": [
                        Command.create(
                            {"words": "练琴时间限于晚上八点以前，琴下铺隔音垫。", "answer_a": "yes", "answer_b": "yes"}
                        )
                    ],
                    "agreement": "乙方每日 20:00 以后不再练琴，并在琴下铺设隔音垫；甲方有异议先与管家联系。",
                    "term_ids": [
                        Command.create(
                            {
                                "name": "铺设隔音垫",
                                "side": "b",
                                "due_on": self.company._cs_today() + timedelta(days=11),
                            }
                        )
                    ],
                }
            )
            drawn = _signature()
            piano._signed("party_a", drawn, one.payer_id.name, one.payer_id)
            piano._signed("party_b", drawn, other.payer_id.name, other.payer_id)

    def _failed(self, one, other) -> None:
        with frozen(self.now - timedelta(days=5)):
            dog = self._begin("大型犬未拴绳", one, other, "遛狗不拴绳，老人受到惊吓。", "狗很温顺，从不咬人。")
            self._session(dog, self.now - timedelta(days=5, hours=1), "乙方中途离场。")
            dog.refuse("a", "要求对方书面道歉，对方不同意。")
            dog.refuse("b", "不认为自己有错，不接受道歉要求。")
