"""What the columns of statements are called, and which kind of statement a row of headings begins.

Source: exports of Alipay, WeChat Pay, ICBC, CMB and the common headings of other Chinese banks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .statement_text import Row, plain

#: what stands in a column → what it may be called, the best first
NAMES: dict[str, str] = {
    "when": "交易时间 付款时间 完成时间 退款成功时间 记账时间 发生时间 入账时间 交易日期 交易日期时间 交易日 记账日期 "
    "入账日期 日期 交易创建时间 创建时间 记账日 入账日",
    "when2": "交易创建时间 创建时间 记账日期 记账日 入账日期",
    "clock": "交易时间 记账时间 时间",
    "amount": "金额 交易金额 人民币金额 发生额 交易发生额 收支金额 发生金额 入账金额",
    "in": "收入金额 记账金额(收入) 收入 交易金额(收入) 贷方发生额 贷方金额 贷方发生额(收入) 贷方(收入) 存入金额 "
    "存入 转入金额 贷方 收入(贷方)",
    "out": "支出金额 记账金额(支出) 支出 交易金额(支出) 借方发生额 借方金额 借方发生额(支出) 借方发生额(支取) "
    "借方(支出) 支取金额 支取 转出金额 借方 支出(借方)",
    "direction": "收/支 收支类型 借贷标志 借贷方向 收支标志 借/贷 收付标志 借贷",
    "partner": "交易对方 对方户名 对手信息 对方名称 对方单位名称 对方账户名称 对方姓名 对手户名 对方单位 收/付方名称 "
    "收(付)方名称 付款人名称 对方",
    "partner_account": "对方账户 对方账号 收/付方账号 收(付)方账号 对方帐号 对手账号 付款人账号",
    "title": "商品说明 商品 商品名称 摘要 交易摘要 交易说明 用途",
    "note": "备注 交易备注 附言 客户摘要 交易附言",
    "detail": "交易详情 交易场所 交易地点",
    "kind": "交易分类 交易类型 业务类型 业务名称 类型 业务描述",
    "reference": "交易订单号 交易单号 微信订单号 微信支付业务单号 支付宝交易号 交易号 业务流水号 交易流水号 流水号 "
    "核心流水号 银行流水号 凭证号",
    "entry": "账务流水号 资金流水单号",
    "order": "商家订单号 商户订单号 商户单号 业务凭证号",
    "status": "交易状态 当前状态 状态",
    "fund_state": "资金状态",
    "method": "收/付款方式 支付方式",
    "balance": "余额 账户余额 联机余额 账户结余 账户余额(元) 本次余额 当前余额",
    "currency": "记账币种 货币 交易币种 币种 货币种类",
    "fee": "手续费 服务费",
    "ordered": "应结订单金额 总金额",
    "received": "商家实收 订单金额",
    "refunded": "退款金额",
    "refund": "微信退款单号 退款批次号/请求号",
    "refund_state": "退款状态",
    "merchant": "商户号",
}

#: kind of statement → headings that only it has, the most special first
KINDS: dict[str, set[str]] = {
    "wechat_bill": {"微信订单号", "手续费", "交易状态"},
    "wechat_fund": {"资金流水单号", "收支金额"},
    "wechat": {"交易单号", "收/支", "当前状态"},
    "alipay_fund": {"账务流水号", "收入金额", "支出金额"},
    "alipay_bill": {"支付宝交易号", "业务类型", "订单金额"},
    "alipay": {"收/支", "交易状态", "金额", "交易对方"},
    "icbc": {"记账金额(收入)", "记账金额(支出)", "摘要"},
    "cmb_credit": {"人民币金额", "交易摘要", "卡号末四位"},
    "cmb": {"交易金额", "联机余额"},
}
_UNIT = re.compile(r"\((?:[+-]?元|人民币元?|CNY|RMB|单位[:：]?元)\)", re.IGNORECASE)


def heading(value: Any) -> str:
    """A heading without its currency, spaces and signs around it."""
    return _UNIT.sub("", re.sub(r"\s+", "", plain(value))).strip('*#"“”')


class Columns:
    """Where what stands in the rows below a row of headings."""

    def __init__(self, kind: str, row: Row, names: Sequence[str]):
        self.kind, self.line = kind, row.number
        self.places: dict[str, list[int]] = {}
        for role, called in NAMES.items():
            self.places[role] = [names.index(name) for name in called.split() if name in names]
        if len(self.places["when"]) > 1 and "交易日期" in names and "交易时间" in names:
            # the day and the time stand apart
            self.places["when"] = [names.index("交易日期")]
        else:
            self.places["clock"] = []
        self.width = max(place for role in ("when", "amount", "in", "out") for place in self.places[role][:1])

    def all(self, row: Row, role: str) -> list[Any]:
        return [row.cells[place] for place in self.places[role] if place < len(row.cells)]

    def get(self, row: Row, role: str) -> Any:
        return next(iter(self.all(row, role)), None)

    def has(self, role: str) -> bool:
        return bool(self.places[role])


def find(rows: Sequence[Row]) -> tuple[Columns, int] | None:
    """The row of headings and how many rows stand above it; nothing when this is no known statement."""
    for index, row in enumerate(rows[:200]):
        names = [heading(cell) for cell in row.cells]
        filled = set(names) - {""}
        if len(filled) < 3:
            continue
        kind = next((kind for kind, needed in KINDS.items() if needed <= filled), None) or _bank(filled)
        if kind:
            return Columns(kind, row, names), index
    return None


def _bank(names: set[str]) -> str | None:
    """Whether these are headings of the statement of some bank: a day, money with a sign, and words."""

    def any_of(role):
        return bool(names & set(NAMES[role].split()))

    money = (any_of("in") and any_of("out")) or (any_of("amount") and (any_of("direction") or any_of("balance")))
    words = any_of("title") or any_of("partner") or any_of("note")
    return "bank" if any_of("when") and money and words else None
