"""The rule book of the demo: a pack that was chosen, what the house added, and what is being changed."""

from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tools import SQL

from ..core.now import frozen, utcnow
from .story import Script, Story

PACK = "property_manager"
#: what the pack leaves out and the house needs: it sells water, and the rules for that stay
KEPT = {"kind_order", "kind_product", "cause_product", "survey_rule_order"}
#: external id of the demo → category of the pack
CATEGORIES = {
    "repair": "repair",
    "repair_water": "repair_water",
    "repair_power": "repair_power",
    "repair_lift": "repair_lift",
    "repair_door": "repair_door",
    "repair_leak": "repair_leak",
    "complaint_noise": "noise",
    "complaint_clean": "cleaning",
    "complaint_clutter": "clutter",
    "complaint_pets": "pets",
    "complaint_parking": "parking",
    "complaint_safety": "safety",
    "complaint_attitude": "conduct",
    "complaint_fee": "fees",
    "enquiry_decoration": "renovation",
    "service_card": "keys",
}


def chosen_at() -> datetime:
    """When the pack was chosen: long before the first case."""
    return datetime.fromordinal(utcnow().toordinal() - 300) + timedelta(hours=2)


def choose_pack(env) -> None:
    """The manager chooses the rules of a property manager, before everything else."""
    manager = env.ref("cs_department.demo_user_manager")
    backdate_history(env, chosen_at() - timedelta(days=1))
    with frozen(chosen_at()):
        pack = env["cs.pack"].with_user(manager).search([("key", "=", PACK)])
        wizard = env["cs.pack.import"].with_user(manager).browse(pack.action_choose()["res_id"])
        kept = wizard.line_ids.filtered(lambda line: line.key in KEPT)
        kept.decision = "keep"
        wizard.reason = "公司按物业行业制度管理客服工作，保留桶装水销售的规则"
        wizard.action_apply()
        env.flush_all()
    _name_categories(env)


def backdate_history(env, moment) -> None:
    """What installation writes today was there when the house began."""
    env.flush_all()
    env.cr.execute(SQL("UPDATE cs_book_version SET at = %s WHERE at > %s", moment, chosen_at() + timedelta(days=1)))
    env["cs.book.version"].invalidate_model()


def _name_categories(env) -> None:
    """Give the pack's categories the names by which the demo knows them."""
    keys = {f"category_estate_{key}": f"demo_category_{name}" for name, key in CATEGORIES.items()}
    env["ir.model.data"].create(
        [
            {
                "module": "cs_department",
                "name": keys[category.key],
                "model": category._name,
                "res_id": category.id,
                "noupdate": True,
            }
            for category in env["cs.ticket.category"].search([("key", "in", list(keys))])
        ]
    )


class Books(Story):
    """Rules of the house's own, their history, and changes on their way."""

    def plan_books(self) -> None:
        self.schedule(self._house_rules(), self.begin - timedelta(days=240))
        self.schedule(self._declined(), self.ago(9000))
        self.schedule(self._changed(), self.ago(8000))
        self.schedule(self._from_next_month(), self.ago(3100))
        self.schedule(self._proposed(), self.ago(520))
        self.schedule(self._drafted(), self.ago(60))

    def book(self, model, login="manager"):
        return self.by(login, f"cs.{model}")

    def rule(self, name, login="manager"):
        rule = self.ref(name)
        return rule.with_user(self.user(login))

    def _because(self, rule, reason, **values) -> None:
        """Change a rule, as the form does: with a reason."""
        rule.with_context(cs_change_reason=reason).write(values)

    # -- before the month ----------------------------------------------------------

    def _house_rules(self) -> Script:
        kinds = {code: self.kind(code) for code in ("complaint", "dispute")}
        self.book("approval.rule").create(
            [
                {
                    "name": "社交媒体和来信投诉的书面答复",
                    "change_reason": "公开渠道的答复代表公司口径，发出前须主管把关",
                    "what": "reply",
                    "kind_ids": [Command.set(kinds["complaint"].ids)],
                    "channel_ids": [Command.set((self.ref("channel_social") | self.ref("channel_letter")).ids)],
                    "tier_ids": [Command.create({"role": "supervisor"})],
                },
                {
                    "name": "邻里纠纷的调解方案",
                    "change_reason": "调解方案不当容易激化矛盾",
                    "what": "plan",
                    "kind_ids": [Command.set(kinds["dispute"].ids)],
                    "tier_ids": [Command.create({"role": "supervisor"})],
                },
                {
                    "name": "补偿金额分级审批",
                    "change_reason": "三百元以内主管审批，以上由经理审批",
                    "what": "compensation",
                    "tier_ids": [
                        Command.create({"sequence": 10, "role": "supervisor"}),
                        Command.create({"sequence": 20, "role": "manager", "amount_above": 300}),
                    ],
                },
            ]
        )
        self.book("compensation.rule").create(
            {
                "name": "承诺时间未兑现",
                "cause": "promise_broken",
                "basis": "fixed",
                "amount": 50,
                "change_reason": "说到做到，做不到就补偿",
            }
        )
        yield 30
        self._automatic_actions()
        self._callback_questions()
        self.book("callback.rule").create(
            {
                "name": "业主生日问候",
                "change_reason": "公司关怀计划",
                "event_id": self.ref("callback_event_birthday").id,
                "rate": 100,
                "window": 0,
                "window_unit": "day",
                "pool_team_id": self.ref("demo_team_hotline").id,
                "survey_id": self.ref("survey_callback_care").id,
            }
        )

    def _automatic_actions(self) -> None:
        self.book("automation.rule").create(
            [
                {
                    "name": "困人、停电、漏水标为重点关注",
                    "change_reason": "影响居住安全的报修要让主管第一时间看到",
                    "trigger": "registered",
                    "condition_ids": [
                        Command.create({"fact": "name", "operator": "contains", "text": "困人,停电,漏水"})
                    ],
                    "action_ids": [
                        Command.create({"action": "add_tags", "tag_ids": [Command.set(self.ref("demo_tag_vip").ids)]}),
                        Command.create({"action": "tell", "role": "supervisor", "by_screen": True}),
                    ],
                },
                {
                    "name": "催办两次，主管当日亲自回电",
                    "change_reason": "业主反复催办说明前台已无法安抚",
                    "trigger": "urged",
                    "condition_ids": [Command.create({"fact": "urge_count", "operator": "at_least", "number": 2})],
                    "action_ids": [
                        Command.create(
                            {"action": "activity", "role": "supervisor", "words": "客户多次催办，请亲自回电"}
                        ),
                    ],
                },
            ]
        )

    def _callback_questions(self) -> None:
        """What callers say and ask."""
        reason = "统一回访话术和提问"
        for key, survey in (
            ("callback_rule_complaint", "complaint"),
            ("callback_rule_repair", "repair"),
            ("callback_rule_moved_in", "care"),
        ):
            rules = self.book("callback.rule").search([("key", "=", key)])
            # three rules, each with questions of its own
            self._because(
                rules, reason, survey_id=self.ref(f"survey_callback_{survey}").id, script=self.words["script"]
            )

    # -- in the month ----------------------------------------------------------------

    def _changed(self) -> Script:
        """What the house has learned."""
        self._because(
            self.rule("closing_rule_general"),
            "回访要趁业主记忆清晰，办结后五天太久",
            name="办结三天后关闭",
            close_after=3,
        )
        yield 900
        self._because(
            self.book("callback.rule").search([("key", "=", "callback_rule_complaint")]),
            "业主多在傍晚到家，未接通三小时后再拨更容易接通",
            retry_no_answer=3,
        )
        yield 700
        self._because(
            self.rule("survey_rule_repair"),
            "低于七十分的报修评价也要由主管跟进",
            low_below=70,
        )
        yield 1

    def _change(self, rule, reason, **values):
        """A draft of a rule with its reason."""
        draft = rule.browse(rule.action_change()["res_id"])
        draft.write(values)
        change = draft.change_id
        change.write({"reason": reason})
        return change, draft

    def _declined(self) -> Script:
        """An agent asks for more time; the manager declines."""
        rule = self.rule("sla_rule_complaint", "agent3")
        change, draft = self._change(rule, "三天内办结投诉压力太大，建议放宽到五天")
        self._set_target(draft, "resolution", amount=5)
        change.action_propose()
        yield 400
        decided = change.with_user(self.user("manager"))
        decided.decision_note = "投诉三日办结是对业主的承诺，不放宽；人手问题通过排班解决。"
        decided.action_decline()

    def _set_target(self, draft, clock_type, **values) -> None:
        draft.target_ids.filtered(lambda t: t.clock_type == clock_type).write(values)

    def _from_next_month(self) -> Script:
        """Decided, in force from the first of the next month."""
        rule = self.book("sla.rule").search([("key", "=", "sla_rule_repair")])
        change, draft = self._change(rule, "维修班组增加一人，报修两小时核实改为一小时")
        self._set_target(draft, "verification", amount=1)
        month = utcnow().date().replace(day=28) + timedelta(days=4)
        change.effective_from = max(month.replace(day=1), self.now.date() + timedelta(days=1))
        draft.name = f"报修（{change.effective_from.month}月起一小时核实）"
        yield 30
        change.action_put_in_force()

    def _proposed(self) -> Script:
        """An agent's proposal waits for the manager."""
        rule = self.book("sla.rule", "agent1").search(
            [("key", "=", "sla_rule_repair"), ("date_to", "!=", False)], limit=1
        )
        change, draft = self._change(rule, "热线接到报修后基本能在二十分钟内联系业主，建议对外承诺更短")
        self._set_target(draft, "first_response", amount=20)
        change.action_propose()
        yield 1

    def _drafted(self) -> Script:
        """The manager tries a change on the month's cases before he decides."""
        rule = self.rule("escalation_rule_general")
        _change, draft = self._change(rule, "首次响应过半仍未联系客户时，让主管提前知道")
        draft.write(
            {
                "level_ids": [
                    Command.create(
                        {
                            "clock_type": "first_response",
                            "when": "before",
                            "amount": 50,
                            "unit": "percent",
                            "role": "supervisor",
                            "by_activity": True,
                        }
                    )
                ]
            }
        )
        yield 30
        draft.action_preview()
