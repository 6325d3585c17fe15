"""Weeks of cases: every one is registered, answered, dispatched and resolved by its own people."""

from datetime import datetime

from ..core.flow import LIVE
from ..core.now import utcnow
from .story import Script, Story

CASES = 170
_STAFF = {
    "engineering": "engineer",
    "security": "guard",
    "cleaning": "cleaner",
    "finance": "cashier",
}
_LEGS = {"verify": "已到现场核实，情况属实。", "plan": "方案：今日备料，明日上午施工，专人盯守。"}
_REPORT = "已处理完毕，并当面向客户说明。"
#: written answers to what came in by these are approved first
WRITTEN = ("social", "letter")


class Cases(Story):
    """The cases of the weeks, and those that a visitor finds on the board."""

    def plan_cases(self) -> None:
        self.schedule(self._to_dos(), self.hours.add(self.begin, 650))
        kinds = [self._ordinary, self._waits, self._transferred, self._comes_back, self._cancelled, self._left_alone]
        weights = [72, 9, 7, 6, 3, 3]
        for number in range(CASES):
            script = self.random.choices(kinds, weights)[0]
            case = self.templates[number % len(self.templates)]
            at = self.ago(self.some(20, self.minutes))
            self.schedule(script(self.case(case)), at)
        self._plan_today()

    def _plan_today(self) -> None:
        """What a visitor should find on the board, whatever the day."""
        today = [
            ("电梯困人", self._dispatched, 25),
            ("儿童游乐区秋千链条断裂", self._dispatched, 300),
            ("地下车库漏水", self._urged(self._dispatched, 1), 1500),
            ("门岗保安态度恶劣", self._dispatched, 900),
            ("楼上漏水到卧室天花板", self._promised, 700),
            ("水费比上月多一倍", self._promised, 400),
            ("公摊电费不透明", self._urged(self._left_alone, 3), 1500),
            ("邻居家狗叫个不停", self._urged(self._left_alone, 2), 800),
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
        for title, script, minutes in today:
            # the first hotline agent's own building, so that her desk has one of each
            area = "phase1_b1" if script == self._wrote_again else "phase1_b2" if script == self._offered else ""
            self.schedule(script(self.case(self.by_title[title], area)), self.ago(minutes))
        self.schedule(self._merged(self.case(self.by_title["楼道灯不亮"])), self.ago(200))
        neighbour = self.customers[6]
        for minutes in (13000, 6500, 350):
            case = self.case(self.by_title["楼上深夜装修噪音"]) | {"customer": neighbour}
            script = self._ordinary if minutes > 1000 else self._dispatched
            self.schedule(script(case), self.ago(minutes))

    def case(self, template: dict, area: str = "") -> dict:
        """A template with a customer whom it suits, of an area where one is asked for."""
        vip = self.ref("customer_class_vip")
        pool = [c for c in self.customers if (c.cs_class_id == vip) == (template["channel"] == "vip")]
        if area:
            pool = [c for c in pool if c.cs_area_id == self.ref(f"demo_area_{area}")] or pool
        foreign = template["category"] == "enquiry_foreign"
        return template | {"customer": self.customers[58] if foreign else self.random.choice(pool)}

    # -- what people do ------------------------------------------------------------

    def register(self, case: dict, by: str = "", **more):
        customer = case["customer"]
        place = case.get("place") or customer.street
        if place == "building":
            building, _sign, rest = customer.street.partition("-")
            place = f"{building} 栋 {rest.partition('-')[0]} 单元" if rest else customer.street
        place = place.replace("{n}", str(self.some(1, 200)))
        desk = case["channel"] in ("counter", "letter")
        values = {
            "name": case["title"],
            "description": case["text"],
            "kind_id": self.kind(case["kind"]).id,
            "category_id": self.ref(f"demo_category_{case['category']}").id,
            "channel_id": self.ref(f"channel_{case['channel']}").id,
            "partner_id": customer.id,
            "place": place,
            "tag_ids": [(6, 0, [self.ref(f"demo_tag_{tag}").id for tag in case.get("tags", ())])],
            "properties": case.get("properties", {}),
        } | more
        values |= {name: case[name] for name in ("impact", "urgency", "plan") if name in case}
        if "severity" in case:
            values["severity_id"] = self.ref(f"severity_{case['severity']}").id
        if case.get("order"):
            values["order_ref"] = f"DD{utcnow():%m%d}{self.some(100, 999)}"
        if case.get("product"):
            values |= {
                "product_id": self.ref("demo_product_water").id,
                "product_batch": case["batch"],
                "product_symptom": case["symptom"],
            }
        login = by or (f"agent{self.some(4, 5)}" if desk else f"agent{self.some(1, 3)}")
        ticket = self.by(login, "cs.ticket").create(values)
        return ticket.with_env(self.env)  # the story knows its cases, whoever may open them

    def kind(self, code):
        return self.env["cs.ticket.kind"].search([("code", "=", code)])

    def by_agent(self, ticket):
        """The case in the hands of whoever answers for it."""
        owner = ticket.user_id or self.user("supervisor")
        return ticket.with_user(owner)

    def answer(self, case, ticket):
        self.by_agent(ticket).answer(case["answer"])

    def resolve(self, case, ticket):
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
        self.by_agent(ticket).resolve(case["resolution"], **findings)

    def verify(self, case, ticket) -> Script:
        """The agent hears both sides; now and then he forgets to."""
        if case["kind"] in ("complaint", "repair", "product") and self.random.random() < 0.9:
            yield self.some(5, 50)
            if ticket.state in LIVE:
                self.by_agent(ticket).verify(case.get("validity", "valid"))

    def dispatch(self, case, ticket):
        return self.by_agent(ticket).dispatch(
            department=self.ref(f"demo_department_{case['department']}").id,
            steps=case.get("steps", ["do"]),
            name=case["ask"],
        )

    def staff(self, case):
        return self.user(_STAFF[case["department"]])

    def department_works(self, case, tasks) -> Script:
        for task in tasks.with_user(self.staff(case)).sorted("sequence"):
            yield self.some(10, 90)
            task.start()
            yield self.some(30, 420)
            words = {**_LEGS, "do": case["did"], "report": _REPORT}
            task.done(words[task.step])

    def work_off(self, case, ticket) -> Script:
        """From a registered case to its resolution."""
        yield self.some(2, 40)
        self.answer(case, ticket)
        yield from self.verify(case, ticket)
        if case.get("department"):
            yield self.some(5, 30)
            yield from self.department_works(case, self.dispatch(case, ticket))
        yield self.some(10, 200)
        if ticket.state not in LIVE:
            return
        if case["kind"] == "complaint" and case["channel"] in WRITTEN:
            self.by_agent(ticket).ask_approval("reply", case["resolution"])
            yield self.some(15, 120)
            ticket.approval_ids.filtered(lambda a: a.state == "asked").with_user(self.user("supervisor")).approve()
            yield self.some(5, 30)
        self.resolve(case, ticket)

    # -- scripts -------------------------------------------------------------------

    def _to_dos(self) -> Script:
        """In the evening everybody ticks off what is over."""
        to_dos = self.env["mail.activity"]
        while utcnow() < self.ago(300):
            for model, over in (("cs.ticket", ("resolved", "closed", "cancelled")), ("cs.ticket.task", ("done",))):
                open_ones = to_dos.search([("res_model", "=", model)])
                records = self.env[model].browse(open_ones.mapped("res_id")).exists()
                ended = set(records.filtered(lambda record, over=over: record.state in over).ids)
                for user, mine in (
                    open_ones.filtered(lambda one, ended=ended: one.res_id in ended).grouped("user_id").items()
                ):
                    mine.with_user(user).action_done()
            yield 720

    def _ordinary(self, case) -> Script:
        ticket = self.register(case, "employee" if self.random.random() < 0.03 else "")
        yield from self.work_off(case, ticket)
        if self.random.random() < 0.5:
            yield self.some(200, 1500)
            if ticket.state == "resolved":
                self.by_agent(ticket).close()

    def _waits(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(2, 40)
        self.answer(case, ticket)
        yield self.some(10, 60)
        self.by_agent(ticket).wait("等客户确认上门时间")
        yield self.some(300, 1500)
        self._customer_writes(ticket, "我明天上午在家，可以过来。")
        yield self.some(10, 60)
        self.by_agent(ticket).resume()
        yield from self.work_off(case, ticket)

    def _transferred(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(5, 30)
        other = self._colleague(ticket)
        self.by_agent(ticket).transfer(user=other.id, reason="该业主之前的工单由您跟进，请继续处理。")
        yield self.some(5, 60)
        ticket.with_user(other).accept()
        yield from self.work_off(case, ticket)

    def _comes_back(self, case) -> Script:
        ticket = self.register(case)
        yield from self.work_off(case, ticket)
        yield self.some(300, 1200)
        if ticket.state == "resolved":
            self.by_agent(ticket).reopen("业主回电：问题又出现了，要求重新处理。")
            yield from self.work_off(case, ticket)

    def _cancelled(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(5, 60)
        self.by_agent(ticket).cancel("业主来电撤销，问题已自行解决。")

    def _left_alone(self, case) -> Script:
        """Nobody comes to it for two days."""
        ticket = self.register(case)
        yield self.some(1600, 2400)
        yield from self.work_off(case, ticket)

    def _dispatched(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(2, 6)
        self.answer(case, ticket)
        yield from self.verify(case, ticket)
        yield self.some(2, 6)
        tasks = self.dispatch(case, ticket)
        yield self.some(5, 15)
        tasks.with_user(self.staff(case)).sorted("sequence")[:1].start()

    def _urged(self, begin, times):
        """A script that begins like another; then the customer asks where his case stays."""

        def script(case) -> Script:
            self.schedule(self._urges(case, times), self.hours.add(utcnow(), 150))
            yield from begin(case)

        return script

    def _urges(self, case, times) -> Script:
        for words in self.words["urges"][:times]:
            ticket = self._last(case)
            if ticket.state in LIVE:
                self.by_agent(ticket).urge(words, by="phone")
            yield self.some(90, 200)

    def _last(self, case):
        return self.env["cs.ticket"].search([("name", "=", case["title"])], order="id desc", limit=1)

    def _promised(self, case) -> Script:
        yield from self._dispatched(case)
        ticket = self._last(case)
        yield self.some(10, 60)
        self.by_agent(ticket).promise(self.hours.add(self.now, self.some(200, 900)))

    def _wrote_again(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(2, 20)
        self.answer(case, ticket)
        yield self.some(60, 200)
        self._customer_writes(ticket, "请问有进展了吗？我今天还在等消息。")

    def _offered(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(5, 30)
        other = self._colleague(ticket)
        self.by_agent(ticket).transfer(user=other.id, reason="我马上交班，请您接手并按时回复客户。")

    def _waiting(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(5, 20)
        self.answer(case, ticket)
        yield self.some(10, 40)
        self.by_agent(ticket).wait("等客户确认时间")

    def _waiting_others(self, case) -> Script:
        ticket = self.register(case)
        yield self.some(5, 20)
        self.answer(case, ticket)
        yield self.some(30, 60)
        self.by_agent(ticket).wait("等供电公司批复容量", stage=self.ref("stage_waiting_other").id)

    def _merged(self, case) -> Script:
        """Two neighbours report the same."""
        first = self.register(case)
        yield 15
        neighbour = self.random.choice(self.customers[:50])
        second = self.register(case | {"customer": neighbour, "place": first.place})
        yield 10
        second.with_user(self.user("supervisor")).merge_into(first.id)
        yield 10
        self.answer(case, first)
        yield 5
        self.dispatch(case, first)

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
