"""A month of a customer service department, played through its public verbs.

Nothing is written that people could not have done: every case is registered, answered,
dispatched and resolved by its own people at its own moment, up to the moment of
installation. What is not finished by then is what is open today.

Imported by the demo data only.
"""

import heapq
import json
import logging
import random
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.flow import LIVE
from ..core.now import frozen, utcnow

_logger = logging.getLogger(__name__)

DAYS, CASES = 30, 130
#: working minutes between two looks of the time-driven pass
_PASS = 60
_STAFF = {
    "engineering": "engineer",
    "security": "guard",
    "cleaning": "cleaner",
    "finance": "cashier",
}
_LEGS = {"verify": "已到现场核实，情况属实。", "plan": "方案：今日备料，明日上午施工，专人盯守。"}
_REPORT = "已处理完毕，并当面向客户说明。"

#: a script acts, then yields the working minutes until it goes on
Script = Iterator[int]


def load(env) -> None:
    """Play the month that ends now."""
    # terms come in after the demo data, but its people write their timelines in Chinese now
    env["ir.module.module"]._load_module_terms(["cs_department"], ["zh_CN"])
    env.registry.clear_cache()
    Story(env(context={"lang": "zh_CN", "tz": "Asia/Shanghai"})).play()


class Story:
    def __init__(self, env):
        self.env = env
        self.random = random.Random(60)  # noqa: S311 a story, not a secret
        self.now = utcnow()
        self.hours = self.ref("demo_calendar_service")._cs_working_time()
        self.begin = self.hours.next_open(datetime.fromordinal(self.now.toordinal() - DAYS))
        self.minutes = int(self.hours.minutes_between(self.begin, self.now))
        self.templates = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
        self.customers = [self.ref(f"demo_customer_{number:02d}") for number in range(1, 61)]
        self.queue: list[tuple[datetime, int, Script]] = []
        self.order = count()
        self.last_message = self._newest_message()

    def ref(self, name):
        return self.env.ref(f"cs_department.{name}")

    def user(self, login):
        return self.ref(f"demo_user_{login}")

    # -- time --------------------------------------------------------------------

    def play(self) -> None:
        self._plan()
        while self.queue:
            moment, _order, script = heapq.heappop(self.queue)
            if moment <= self.now:
                self._go_on(script, moment)
        self._finish()

    def _go_on(self, script: Script, moment: datetime) -> None:
        try:
            with self.env.cr.savepoint(), frozen(moment):
                pause = next(script, None)
                self.env.flush_all()
        except UserError as error:
            # a rule that a manager may have changed since: the case stays where it is
            _logger.info("The demo leaves a case as it is: %s", error)
            return
        self._date_messages(moment)
        if pause is not None:
            self._schedule(script, self.hours.add(moment, pause))

    def _schedule(self, script: Script, moment: datetime) -> None:
        heapq.heappush(self.queue, (moment, next(self.order), script))

    def _ago(self, minutes: int) -> datetime:
        """The moment so many working minutes before now."""
        return self.hours.add(self.begin, max(self.minutes - minutes, 0))

    def _date_messages(self, moment: datetime) -> None:
        """Words get the time at which they were said: Odoo dates them with its own clock."""
        self.env.execute_query(
            SQL(
                "UPDATE mail_message SET date = %s, create_date = %s WHERE id > %s RETURNING id",
                moment,
                moment,
                self.last_message,
            )
        )
        self.last_message = self._newest_message()

    def _newest_message(self) -> int:
        return self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM mail_message"))[0][0]

    def _finish(self) -> None:
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE cs_ticket SET create_date = registered_at"))
        # nobody of the demo is to be mailed
        self.env["mail.mail"].search([("model", "=", "cs.ticket"), ("state", "=", "outgoing")]).state = "cancel"
        self.env.invalidate_all()

    # -- the plan ----------------------------------------------------------------

    def _plan(self) -> None:
        self._schedule(self._time_passes(), self.begin)
        kinds = [self._ordinary, self._waits, self._transferred, self._comes_back, self._cancelled, self._left_alone]
        weights = [72, 9, 7, 6, 3, 3]
        for number in range(CASES):
            script = self.random.choices(kinds, weights)[0]
            case = self.templates[number % len(self.templates)]
            at = self._ago(self.random.randint(20, self.minutes))
            self._schedule(script(self._case(case)), at)
        self._plan_today()

    def _plan_today(self) -> None:
        """What a visitor should find on the board, whatever the day."""
        today = [
            ("电梯困人", self._dispatched, 25),
            ("儿童游乐区秋千链条断裂", self._dispatched, 300),
            ("地下车库漏水", self._dispatched, 1500),
            ("门岗保安态度恶劣", self._dispatched, 900),
            ("楼上漏水到卧室天花板", self._promised, 700),
            ("水费比上月多一倍", self._promised, 400),
            ("公摊电费不透明", self._left_alone, 1500),
            ("邻居家狗叫个不停", self._left_alone, 800),
            ("固定车位被占", self._left_alone, 52),
            ("垃圾桶满溢没有清运", self._left_alone, 50),
            ("物业费怎么缴", self._left_alone, 8),
            ("家里突然停电", self._left_alone, 12),
            ("月租车位还有吗", self._wrote_again, 400),
            ("停车费重复扣款", self._wrote_again, 600),
            ("家政保洁三小时预约", self._wrote_again, 240),
            ("家里突然停电", self._offered, 120),
            ("周六搬家放行条", self._offered, 90),
            ("入户门锁芯松动", self._waiting, 500),
            ("桶装水送错退换", self._waiting, 260),
            ("建议增加电动车充电桩", self._waiting_others, 1800),
        ]
        by_title = {case["title"]: case for case in self.templates}
        for title, script, minutes in today:
            # the first hotline agent's own building, so that her desk has one of each
            area = "phase1_b1" if script == self._wrote_again else "phase1_b2" if script == self._offered else ""
            self._schedule(script(self._case(by_title[title], area)), self._ago(minutes))
        self._schedule(self._merged(self._case(by_title["楼道灯不亮"])), self._ago(200))
        neighbour = self.customers[6]
        for minutes in (13000, 6500, 350):
            case = self._case(by_title["楼上深夜装修噪音"]) | {"customer": neighbour}
            script = self._ordinary if minutes > 1000 else self._dispatched
            self._schedule(script(case), self._ago(minutes))

    def _case(self, template: dict, area: str = "") -> dict:
        """A template with a customer whom it suits, of an area where one is asked for."""
        vip = self.ref("customer_class_vip")
        pool = [c for c in self.customers if (c.cs_class_id == vip) == (template["channel"] == "vip")]
        if area:
            pool = [c for c in pool if c.cs_area_id == self.ref(f"demo_area_{area}")] or pool
        foreign = template["category"] == "enquiry_foreign"
        return template | {"customer": self.customers[58] if foreign else self.random.choice(pool)}

    def _some(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    # -- what people do ------------------------------------------------------------

    def _register(self, case: dict, by: str = ""):
        customer = case["customer"]
        place = case.get("place") or customer.street
        if place == "building":
            building, _sign, rest = customer.street.partition("-")
            place = f"{building} 栋 {rest.partition('-')[0]} 单元" if rest else customer.street
        place = place.replace("{n}", str(self._some(1, 200)))
        desk = case["channel"] in ("counter", "letter")
        values = {
            "name": case["title"],
            "description": case["text"],
            "kind_id": self.ref(f"kind_{case['kind']}").id,
            "category_id": self.ref(f"demo_category_{case['category']}").id,
            "channel_id": self.ref(f"channel_{case['channel']}").id,
            "partner_id": customer.id,
            "place": place,
            "tag_ids": [(6, 0, [self.ref(f"demo_tag_{tag}").id for tag in case.get("tags", ())])],
            "properties": case.get("properties", {}),
        }
        values |= {name: case[name] for name in ("impact", "urgency") if name in case}
        if "severity" in case:
            values["severity_id"] = self.ref(f"severity_{case['severity']}").id
        if case.get("order"):
            values["order_ref"] = f"DD{utcnow():%m%d}{self._some(100, 999)}"
        if case.get("product"):
            values |= {
                "product_id": self.ref("demo_product_water").id,
                "product_batch": case["batch"],
                "product_symptom": case["symptom"],
            }
        login = by or (f"agent{self._some(4, 5)}" if desk else f"agent{self._some(1, 3)}")
        ticket = self.env["cs.ticket"].with_user(self.user(login)).create(values)
        return ticket.with_env(self.env)  # the story knows its cases, whoever may open them

    def _by_agent(self, ticket):
        """The case in the hands of whoever answers for it."""
        owner = ticket.user_id or self.user("supervisor")
        return ticket.with_user(owner)

    def _answer(self, case, ticket):
        self._by_agent(ticket).answer(case["answer"])

    def _resolve(self, case, ticket):
        findings = {}
        if case["kind"] in ("complaint", "product"):
            findings = {"validity": case["validity"], "cause_id": self.ref(f"cause_{case['cause']}").id}
        if case.get("department"):
            findings["responsible_department_id"] = self.ref(f"demo_department_{case['department']}").id
        if case.get("corrective"):
            findings |= {
                "corrective_action": case["corrective"],
                "recheck_date": datetime.fromordinal(utcnow().toordinal() + 14).date(),
            }
        self._by_agent(ticket).resolve(case["resolution"], **findings)

    def _dispatch(self, case, ticket):
        return self._by_agent(ticket).dispatch(
            department=self.ref(f"demo_department_{case['department']}").id,
            steps=case.get("steps", ["do"]),
            name=case["ask"],
        )

    def _department_works(self, case, tasks) -> Script:
        staff = self.user(_STAFF[case["department"]])
        for task in tasks.with_user(staff).sorted("sequence"):
            yield self._some(10, 90)
            task.start()
            yield self._some(30, 420)
            words = {**_LEGS, "do": case["did"], "report": _REPORT}
            task.done(words[task.step])

    # -- scripts -------------------------------------------------------------------

    def _time_passes(self) -> Script:
        """What the time-driven job does, now and then."""
        tickets = self.env["cs.ticket"]
        while True:
            yield _PASS
            tickets.search(tickets._due_domain())._act_on_time()

    def _ordinary(self, case) -> Script:
        ticket = self._register(case, "employee" if self.random.random() < 0.03 else "")
        yield from self._work_off(case, ticket)
        if self.random.random() < 0.5:
            yield self._some(200, 1500)
            if ticket.state == "resolved":
                self._by_agent(ticket).close()

    def _work_off(self, case, ticket) -> Script:
        """From a registered case to its resolution."""
        yield self._some(2, 40)
        self._answer(case, ticket)
        if case.get("department"):
            yield self._some(5, 30)
            yield from self._department_works(case, self._dispatch(case, ticket))
        yield self._some(10, 200)
        if ticket.state in LIVE:
            self._resolve(case, ticket)

    def _waits(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(2, 40)
        self._answer(case, ticket)
        yield self._some(10, 60)
        self._by_agent(ticket).wait("等客户确认上门时间")
        yield self._some(300, 1500)
        self._customer_writes(ticket, "我明天上午在家，可以过来。")
        yield self._some(10, 60)
        self._by_agent(ticket).resume()
        yield from self._work_off(case, ticket)

    def _transferred(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(5, 30)
        other = self._colleague(ticket)
        self._by_agent(ticket).transfer(user=other.id, reason="该业主之前的工单由您跟进，请继续处理。")
        yield self._some(5, 60)
        ticket.with_user(other).accept()
        yield from self._work_off(case, ticket)

    def _comes_back(self, case) -> Script:
        ticket = self._register(case)
        yield from self._work_off(case, ticket)
        yield self._some(300, 1200)
        if ticket.state == "resolved":
            self._by_agent(ticket).reopen("业主回电：问题又出现了，要求重新处理。")
            yield from self._work_off(case, ticket)

    def _cancelled(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(5, 60)
        self._by_agent(ticket).cancel("业主来电撤销，问题已自行解决。")

    def _left_alone(self, case) -> Script:
        """Nobody has come to it yet."""
        self._register(case)
        yield 10 * self.minutes

    def _dispatched(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(2, 6)
        self._answer(case, ticket)
        yield self._some(2, 6)
        tasks = self._dispatch(case, ticket)
        yield self._some(5, 15)
        tasks.with_user(self.user(_STAFF[case["department"]])).sorted("sequence")[:1].start()

    def _promised(self, case) -> Script:
        yield from self._dispatched(case)
        ticket = self.env["cs.ticket"].search([("name", "=", case["title"])], order="id desc", limit=1)
        yield self._some(10, 60)
        self._by_agent(ticket).promise(self.hours.add(self.now, self._some(200, 900)))

    def _wrote_again(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(2, 20)
        self._answer(case, ticket)
        yield self._some(60, 200)
        self._customer_writes(ticket, "请问有进展了吗？我今天还在等消息。")

    def _offered(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(5, 30)
        other = self._colleague(ticket)
        self._by_agent(ticket).transfer(user=other.id, reason="我马上交班，请您接手并按时回复客户。")

    def _waiting(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(5, 20)
        self._answer(case, ticket)
        yield self._some(10, 40)
        self._by_agent(ticket).wait("等客户确认时间")

    def _waiting_others(self, case) -> Script:
        ticket = self._register(case)
        yield self._some(5, 20)
        self._answer(case, ticket)
        yield self._some(30, 60)
        self._by_agent(ticket).wait("等供电公司批复容量", stage=self.ref("stage_waiting_other").id)

    def _merged(self, case) -> Script:
        """Two neighbours report the same."""
        first = self._register(case)
        yield 15
        neighbour = self.random.choice(self.customers[:50])
        second = self._register(case | {"customer": neighbour, "place": first.place})
        yield 10
        second.with_user(self.user("supervisor")).merge_into(first.id)
        yield 10
        self._answer(case, first)
        yield 5
        self._dispatch(case, first)

    def _colleague(self, ticket):
        others = ticket.team_id.member_ids - ticket.user_id
        known = self.user("agent1") & others
        return known or self.random.choice(list(others) or [self.user("supervisor")])

    def _customer_writes(self, ticket, words: str) -> None:
        """The customer's reply, as the mail gateway brings it."""
        customer = ticket.partner_id
        ticket.message_update({})
        ticket.message_post(
            body=words,
            author_id=customer.id,
            email_from=customer.email_formatted or customer.name,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
