"""Statements of Chinese banks and payment providers: Alipay, WeChat Pay, ICBC, CMB and others by their headings.

``read`` turns the bytes of an export into a :class:`Statement`. Amounts are seen from the account: money in is
above zero. All or nothing: a row that cannot be read refuses the file with its line and reason.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from .statement_columns import Columns, find, heading
from .statement_text import Row, StatementError, amount, moment, plain, rows_of, said

ZERO = Decimal(0)
NEUTRAL = {"不计收支", "/", "", "中性交易", "其他", "不计"}
INCOME = {"收入", "贷", "贷方", "C", "CR", "入", "收", "已收入", "CREDIT"}
EXPENSE = {"支出", "借", "借方", "D", "DR", "出", "支", "付", "已支出", "DEBIT"}
#: states in which no money moved
DEAD = (
    "失败",
    "未支付",
    "等待付款",
    "待支付",
    "已失效",
    "已撤销",
    "已取消",
    "NOTPAY",
    "PAYERROR",
    "USERPAYING",
    "FAIL",
)
CLOSED = ("交易关闭", "已关闭", "CLOSED")
#: states of money that is on its way back, so that nobody knows yet whether it arrives
PENDING = ("PROCESSING", "退款中", "退款处理中", "ABNORMAL", "退款异常")
#: where the amount of a row stands that moved none
WANTED = ("amount", "ordered", "received", "in")
FOOTER = re.compile(
    r"^(人民币|美元|外币)?(合计|总计|总|资金流水总|共|小计|本页|累计|收入|支出|中性|注|备注|说明|导出|特别提示|提示|以上|#|-{3}|\*{3})"
)
CURRENCIES = {"人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "CNY": "CNY", "156": "CNY", "": "CNY"}
_SERVICE_FEE = re.compile(r"服务费[¥¥]?\s*([\d,.]+)")
_PERIOD = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月")
_ACCOUNT = re.compile(r"(?:支付宝账户|账号|卡号|微信昵称|账户)\s*[::]\s*\[?([^\s\],\"]+)")


@dataclass(frozen=True)
class Line:
    """One movement of money on the account."""

    row: int
    at: datetime
    amount: Decimal
    #: payment, refund, fee or transfer (between accounts of the same holder)
    kind: str
    text: str
    partner: str = ""
    partner_account: str = ""
    #: the provider's or bank's number; refunds and fees carry that of their payment
    reference: str = ""
    #: our own number, as the provider handed it back
    order: str = ""
    #: from what it was paid, where the provider says so
    method: str = ""
    status: str = ""
    balance: Decimal | None = None
    #: tells this movement from every other of the account, the same in every export
    key: str = ""


@dataclass(frozen=True)
class Unmoved:
    """A row that moved no money, and why: failed, closed, undone (paid and given back) or nothing."""

    row: int
    reason: str
    #: what it would have moved
    line: Line


@dataclass
class Statement:
    """A file that was read."""

    kind: str
    currency: str = "CNY"
    #: as the file says, often masked; empty when it does not say
    account: str = ""
    lines: list[Line] = field(default_factory=list)
    skipped: list[Unmoved] = field(default_factory=list)


def read(data: bytes) -> Statement | None:
    """Read an export.

    :return: nothing when it is no statement of a kind known here.
    :raises StatementError: when it is one and a row of it is broken.
    """
    for rows in rows_of(data):
        found = find(rows)
        if found:
            return _read(rows, *found)
    return None


def _read(rows: Sequence[Row], columns: Columns, above: int) -> Statement:
    statement = Statement(columns.kind)
    head = [plain(cell) for row in rows[:above] for cell in row.cells if cell]
    account = next((match[1] for match in map(_ACCOUNT.search, head) if match), "")
    statement.account = account
    period = next((match for match in map(_PERIOD.search, head) if match), None)
    year_month = (int(period[1]), int(period[2])) if period else None
    footer, seen = False, set()
    for row in rows[above + 1 :]:
        if not any(plain(cell) for cell in row.cells):
            continue
        first = next(plain(cell) for cell in row.cells if plain(cell))
        if FOOTER.match(first) and moment(columns.get(row, "when"), year_month=year_month) is None:
            footer = True
            continue
        if list(map(heading, row.cells)) == list(map(heading, rows[above].cells)):
            # the headings again, as on each page of a printed statement
            continue
        at = _at(row, columns, year_month)
        if at is None:
            if footer:
                continue
            _refuse(row, columns, year_month)
        if len(row.cells) <= columns.width:
            raise StatementError(row.number, "short", plain(row.cells[-1]))
        currency = plain(columns.get(row, "currency"))
        code = CURRENCIES.get(currency.upper() if currency not in ("-", "/") else "", currency.upper())
        seen.add(code)
        lines = list(_lines(statement, row, columns, at))
        statement.lines += [line for line in lines if line.amount]
    if len(seen) > 1:
        raise StatementError(0, "currency", ", ".join(sorted(seen)))
    statement.currency = next(iter(seen), "CNY")
    if columns.kind == "alipay":
        _drop_undone(statement)
    statement.lines = _keyed(statement.lines)
    return statement


def _at(row: Row, columns: Columns, year_month) -> datetime | None:
    clock = columns.get(row, "clock")
    values = [*columns.all(row, "when"), *columns.all(row, "when2")]
    # the first that is filled in: an order that was not paid has no day of payment
    first = next((value for value in values if plain(value)), None)
    return moment(first, clock, year_month) if first is not None else None


def _refuse(row: Row, columns: Columns, year_month) -> None:
    value = next((plain(cell) for cell in columns.all(row, "when") if plain(cell)), "")
    if columns.kind == "cmb_credit" and not year_month:
        raise StatementError(row.number, "year", value)
    if len(row.cells) <= columns.width:
        raise StatementError(row.number, "short", value)
    raise StatementError(row.number, "date", value)


def _money(row: Row, columns: Columns, role: str, needed: bool = False) -> Decimal | None:
    value = columns.get(row, role)
    try:
        found = amount(value)
    except ValueError as error:
        raise StatementError(row.number, "amount", plain(value)) from error
    if found is None and needed:
        raise StatementError(row.number, "amount", plain(value))
    return found


def _lines(statement: Statement, row: Row, columns: Columns, at: datetime) -> Iterator[Line]:
    """What a row says: a movement, its fee as one of its own; nothing when no money moved."""
    status = plain(columns.get(row, "status"))
    states = f"{status} {plain(columns.get(row, 'refund_state'))}".upper()
    base = _base(row, columns, at, status)
    if any(word in states for word in DEAD):
        statement.skipped.append(_unmoved(row, columns, base, "failed"))
        return
    if any(word in status.upper() for word in CLOSED) and _never_paid(row, columns):
        statement.skipped.append(_unmoved(row, columns, base, "closed"))
        return
    moved, fee = _moved(row, columns, base)
    if not moved and not fee:
        statement.skipped.append(Unmoved(row.number, "nothing", base))
        return
    yield replace(base, amount=moved)
    if fee:
        yield replace(base, amount=fee, kind="fee")


def _unmoved(row: Row, columns: Columns, base: Line, reason: str) -> Unmoved:
    """A row of a payment that failed or was closed; its amount as far as it can be read."""
    try:
        wanted = amount(next((cell for role in WANTED for cell in columns.all(row, role) if plain(cell)), None))
    except ValueError:
        # nothing moved, so that the file is sound all the same
        wanted = None
    return Unmoved(row.number, reason, replace(base, amount=abs(wanted or ZERO)))


def _never_paid(row: Row, columns: Columns) -> bool:
    if columns.has("fund_state"):
        return not said(columns.get(row, "fund_state"))
    return plain(columns.get(row, "direction")) in NEUTRAL


def _base(row: Row, columns: Columns, at: datetime, status: str) -> Line:
    kind = said(columns.get(row, "kind"))
    words = [said(cell) for role in ("title", "detail", "note") for cell in columns.all(row, role)]
    text = " ".join(dict.fromkeys(word for word in words if word)) or kind
    partner = said(columns.get(row, "partner"))
    try:
        balance = amount(columns.get(row, "balance"))
    except ValueError:
        # some exports mask the balance
        balance = None
    return Line(
        row=row.number,
        at=at,
        amount=ZERO,
        kind=_kind(row, columns, f"{kind} {text}", status),
        text=text or partner or said(columns.get(row, "reference")) or "/",
        partner=partner,
        partner_account=said(columns.get(row, "partner_account")),
        reference=said(columns.get(row, "reference")) or said(columns.get(row, "entry")),
        order=said(columns.get(row, "order")),
        method=said(columns.get(row, "method")),
        # how a refund stands says more than that the row is one
        status=said(columns.get(row, "refund_state")).strip("0") or status,
        balance=balance,
        key=said(columns.get(row, "refund")) or said(columns.get(row, "entry")),
    )


def _kind(row: Row, columns: Columns, words: str, status: str) -> str:
    refund = said(columns.get(row, "refund"))
    if status.upper() in ("REFUND", "REVOKED") or status == "退款成功" or refund.strip("0"):
        return "refund"
    own = said(columns.get(row, "kind"))
    if "退款" in own or (columns.kind in ("icbc", "cmb", "bank") and words.strip().startswith("退款")):
        return "refund"
    if columns.kind in ("alipay_fund", "wechat_fund") and re.search(r"收费|退费|服务费|手续费", words):
        return "fee"
    if re.search(r"提现|充值|零钱通|信用卡还款|自动还款", own):
        return "transfer"
    return "payment"


def _moved(row: Row, columns: Columns, base: Line) -> tuple[Decimal, Decimal]:
    """What the account gained (or lost, below zero), and separately what a fee changed."""
    if columns.kind == "wechat_bill":
        return _wechat_bill(row, columns, base)
    if columns.kind == "alipay_bill":
        got = next((_found(row, value) for value in columns.all(row, "received") if plain(value)), ZERO)
        sign = -1 if base.kind == "refund" else 1
        return abs(got) * sign if base.kind == "refund" else got, -abs(_money(row, columns, "fee") or ZERO) * sign
    if columns.has("in") and columns.has("out"):
        came, went = _money(row, columns, "in"), _money(row, columns, "out")
        if came is None and went is None:
            raise StatementError(row.number, "amount", "")
        if columns.kind == "alipay_fund":
            return abs(came or ZERO) - abs(went or ZERO), ZERO
        return (came or ZERO) - (went or ZERO), ZERO
    value = _money(row, columns, "amount", needed=True)
    if columns.kind == "cmb_credit":
        return -value, ZERO
    if not columns.has("direction"):
        return value, ZERO
    signed = _directed(row, columns, base, value)
    fee = _service_fee(row, columns)
    return (signed + fee, -fee) if fee and columns.kind == "wechat" else (signed, -fee)


def _found(row: Row, value) -> Decimal:
    try:
        return amount(value) or ZERO
    except ValueError as error:
        raise StatementError(row.number, "amount", plain(value)) from error


def _wechat_bill(row: Row, columns: Columns, base: Line) -> tuple[Decimal, Decimal]:
    """A bill of a merchant: what was to be settled, less refunds; the fee is given back with a refund."""
    fee = -(_money(row, columns, "fee") or ZERO)
    if base.kind == "refund":
        return -abs(_money(row, columns, "refunded", needed=True)), abs(fee)
    return _money(row, columns, "ordered", needed=True), fee


def _service_fee(row: Row, columns: Columns) -> Decimal:
    fee = abs(_money(row, columns, "fee") or ZERO)
    if fee or columns.kind != "wechat":
        return fee
    match = _SERVICE_FEE.search(plain(columns.get(row, "note")))
    return abs(_found(row, match[1])) if match else ZERO


def _directed(row: Row, columns: Columns, base: Line, value: Decimal) -> Decimal:
    """An amount with the sign that the row says in words."""
    said_ = plain(columns.get(row, "direction"))
    if said_.upper() in INCOME:
        return abs(value)
    if said_.upper() in EXPENSE:
        return -abs(value)
    if said_ not in NEUTRAL:
        raise StatementError(row.number, "direction", said_)
    if value < 0:
        return value
    kind = said(columns.get(row, "kind"))
    if columns.kind == "wechat":
        gains = (
            "退款" in kind
            or kind.startswith("零钱充值")
            or kind.endswith("到零钱")
            or (kind.startswith("转入零钱通") and not kind.endswith("来自零钱"))
        )
    else:
        gains = base.kind == "refund" or "收益发放" in base.text or base.text.startswith("充值")
    return value if gains else -value


def _drop_undone(statement: Statement) -> None:
    """A payment that was closed and its refund of the same amount: nothing moved in the end."""
    closed: dict[Decimal, list[Line]] = {}
    for line in statement.lines:
        if line.status == "交易关闭" and line.reference:
            closed.setdefault(abs(line.amount), []).append(line)
    gone: set[int] = set()
    for line in statement.lines:
        if line.kind != "refund":
            continue
        for paid in closed.get(line.amount, ()):
            if paid.row not in gone and line.reference.startswith(paid.reference):
                gone |= {paid.row, line.row}
                break
    statement.skipped += [Unmoved(line.row, "undone", line) for line in statement.lines if line.row in gone]
    statement.lines = [line for line in statement.lines if line.row not in gone]


def _keyed(lines: Sequence[Line]) -> list[Line]:
    """Lines with a key each; equal ones of a file are counted."""
    times: Counter[str] = Counter()
    keyed = []
    for line in lines:
        parts = [line.at.isoformat(), str(line.amount), line.kind, line.reference, line.order, line.key]
        if not line.reference and not line.key:
            parts += [line.partner, line.text, str(line.balance)]
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
        times[digest] += 1
        keyed.append(replace(line, key=digest if times[digest] == 1 else f"{digest}-{times[digest]}"))
    return keyed
