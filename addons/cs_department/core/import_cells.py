"""Cells of an imported file: from what people type to plain values."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal

DateOrder = Literal["dmy", "mdy"]

#: what people write for "nothing is known"
MISSING_MARKS = frozenset(
    {"", "?", "？", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "无", "不详", "未知"}
)
#: what makes a spreadsheet take a cell for a formula
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
#: Excel counts days from here (its 1900 is a leap year that never was)
_EXCEL_EPOCH = datetime(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 … 2119

_TIME = (
    r"(?:[T\s]*(?P<noon>上午|下午|晚上|凌晨)?\s*(?P<H>\d{1,2})[:：时点](?P<M>\d{1,2})分?"
    r"(?:[:：]?(?P<S>\d{1,2})秒?(?:[.,]\d+)?)?\s*(?P<ampm>[aApP]\.?[mM]\.?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?" + _TIME)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})" + _TIME)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """A cell without what no database can store, and without blank edges."""
    if not text.isprintable():
        text = _UNREADABLE.sub("", text)
    return text.strip()


@lru_cache(maxsize=1 << 16)
def value(text: str, missing: frozenset[str] = MISSING_MARKS) -> str:
    """A cell's text, "" where it is a mark for "unknown".

    A leading apostrophe before a formula sign is the guard that spreadsheets and our
    own returned files put there; it is not part of the text.
    """
    text = clean(text)
    if len(text) > 1 and text[0] == "'" and text[1] in FORMULA_SIGNS:
        text = text[1:].strip()
    return "" if text.casefold() in missing else text


def guess_order(texts: Iterable[str]) -> DateOrder:
    """Whether 3/4/2016 is the third of April (the usual case) or the fourth of March.

    One date that can only be read month first decides for the whole file.
    """
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if found and int(found["a"]) > 12:
            return "dmy"
        if found and int(found["b"]) > 12:
            return "mdy"
    return "dmy"


@lru_cache(maxsize=1 << 16)
def moment(text: str, zone: tzinfo, order: DateOrder = "dmy") -> datetime:
    """A date or a date with time as naive UTC; a bare date is its first minute.

    Understood: 2016-02-29 01:16[:30], 2016/2/29, 2016年2月29日 下午3:05, 29/2/2016
    01:16, 29.2.2016, 20160229[011600], 3:05 PM, a zone at the end (Z, +08:00), and the
    day numbers of Excel.

    :param zone: where the clock hung that the file was written by.
    :raises ValueError: for anything else.
    """
    text = text.strip()
    if _SERIAL.fullmatch(text) and _EXCEL_DAYS[0] <= float(text) < _EXCEL_DAYS[1]:
        seconds = round(float(text) * 86400)
        return _to_utc(_EXCEL_EPOCH + timedelta(seconds=seconds), zone)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        month, day = int(found["m"]), int(found["d"])
    else:
        found = _YEAR_LAST.fullmatch(text)
        if not found:
            raise ValueError(text)
        day, month = int(found["a"]), int(found["b"])
        if order == "mdy":
            day, month = month, day
    parts = found.groupdict()
    hour = _hour(int(parts["H"] or 0), parts.get("noon"), parts.get("ampm"))
    local = datetime(int(parts["y"]), month, day, hour, int(parts["M"] or 0), int(parts["S"] or 0))
    return _to_utc(local, _zone(parts.get("zone")) or zone)


def _hour(hour: int, noon: str | None, ampm: str | None) -> int:
    afternoon = noon in ("下午", "晚上") or (ampm or "").lower().startswith("p")
    morning = noon in ("上午", "凌晨") or (ampm or "").lower().startswith("a")
    if afternoon and hour < 12:
        return hour + 12
    return 0 if morning and hour == 12 else hour


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _to_utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def whole_number(text: str) -> int:
    """A count; spreadsheets like to write 3 as 3.0.

    :raises ValueError: for anything else, and below zero.
    """
    number = float(text)
    if number < 0 or number != int(number):
        raise ValueError(text)
    return int(number)


_LEVEL_WORDS = {
    "1": ("high", "高", "大", "major", "extensive", "紧急"),
    "2": ("medium", "moderate", "middle", "中", "一般", "普通", "normal"),
    "3": ("low", "低", "小", "minor", "不急"),
}
_PRIORITY_WORDS = {
    "3": ("critical", "urgent", "特急", "紧急", "最高"),
    "2": ("high", "高"),
    "1": ("moderate", "medium", "normal", "中", "普通", "一般"),
    "0": ("low", "planning", "低"),
}
_VALIDITY_WORDS = {
    "valid": ("valid", "justified", "有效", "属实", "是", "yes", "true", "1"),
    "invalid": ("invalid", "not justified", "unjustified", "无效", "不属实", "否", "no", "false", "0"),
}
_NUMBERED = re.compile(r"(\d)\s*[-–.:、 ]\s*(.+)")


def level(text: str) -> str:
    """Impact or urgency: "1" high, "2" medium, "3" low ("2 - Medium" counts too).

    :raises ValueError: for an unknown word.
    """
    return _by_word(text, _LEVEL_WORDS)


def priority(text: str) -> str:
    """Priority "0" low … "3" critical, by its word ("3 - Moderate" is moderate).

    :raises ValueError: for an unknown word.
    """
    return _by_word(text, _PRIORITY_WORDS)


def validity(text: str) -> str:
    """``valid`` or ``invalid``.

    :raises ValueError: for an unknown word.
    """
    return _by_word(text, _VALIDITY_WORDS)


def _by_word(text: str, words: dict[str, tuple[str, ...]]) -> str:
    text = text.strip().casefold()
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        text = numbered[2]
    for code, names in words.items():
        if text in names:
            return code
    if text in words:
        return text
    raise ValueError(text)


#: state → words that other systems use for it; "waiting" for somebody else than the
#: customer is another stage, so it has a name of its own here
_STATE_WORDS = {
    "new": ("new", "registered", "opened", "新", "新建", "新登记", "已登记", "待受理", "待分派", "待处理"),
    "open": (
        "open",
        "active",
        "in progress",
        "work in progress",
        "assigned",
        "reopened",
        "处理中",
        "进行中",
        "已受理",
        "已分派",
        "办理中",
        "重新打开",
    ),
    "waiting": (
        "waiting",
        "pending",
        "on hold",
        "awaiting user info",
        "waiting for the customer",
        "waiting for customer",
        "等待客户",
        "等待客户回复",
        "等待",
        "挂起",
    ),
    "waiting_other": (
        "waiting for others",
        "awaiting vendor",
        "awaiting problem",
        "awaiting evidence",
        "等待其他",
        "等待第三方",
        "等待配件",
        "等待供应商",
    ),
    "resolved": ("resolved", "solved", "fixed", "已解决", "已办结", "已处理", "已完成"),
    "closed": ("closed", "done", "complete", "completed", "已关闭", "关闭", "已结案", "已归档"),
    "cancelled": ("cancelled", "canceled", "rejected", "已取消", "取消", "已作废", "作废"),
}
_STATE_OF_WORD = {word: state for state, words in _STATE_WORDS.items() for word in words}


def state(text: str) -> str | None:
    """The state that a word of another system stands for, ``None`` if unknown."""
    return _STATE_OF_WORD.get(text.strip().casefold())
