"""Statements in OFX, version 1 (SGML) and 2 (XML), of banks that offer it.

Source: Open Financial Exchange 2.2, section 11 (statement download). Days are those of the bank's own clock.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from decimal import Decimal

from .statement_cn import Line, Statement
from .statement_text import StatementError, amount, decode, moment

#: a tag without its value, or with the value up to the next tag or line
_VALUE = re.compile(r"<([A-Z0-9.]+)>([^<\r\n]*)", re.IGNORECASE)
_ACCOUNT = re.compile(r"<(STMTRS|CCSTMTRS)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_MOVEMENT = re.compile(r"<STMTTRN>(.*?)(?=</STMTTRN>|<STMTTRN>|</BANKTRANLIST>)", re.DOTALL | re.IGNORECASE)
_FEES = ("FEE", "SRVCHG")
_TRANSFERS = ("XFER",)


def read_ofx(data: bytes) -> list[Statement] | None:
    """Read a file, one statement for each account in it.

    :return: nothing when it is not OFX.
    :raises StatementError: when an account is cut off or a movement is broken.
    """
    head = data[:4000].replace(b"\0", b"").upper()
    if b"OFXHEADER" not in head and b"<OFX>" not in head:
        return None
    text = decode(data)
    found = list(_ACCOUNT.finditer(text))
    if not found or "</OFX>" not in text.upper():
        raise StatementError(text.count("\n") + 1, "cut")
    return [_statement(text, match) for match in found]


def _statement(text: str, match: re.Match) -> Statement:
    body = match[2]
    values = _values(body.split("<BANKTRANLIST>")[0])
    statement = Statement("ofx", values.get("CURDEF", "CNY").upper(), values.get("ACCTID", ""))
    for movement in _MOVEMENT.finditer(body):
        line = text.count("\n", 0, match.start(2) + movement.start()) + 1
        statement.lines.append(_line(line, _values(movement[1])))
    return statement


def _values(part: str) -> dict[str, str]:
    return {name.upper(): html.unescape(value).strip() for name, value in _VALUE.findall(part) if value.strip()}


def _line(number: int, values: dict[str, str]) -> Line:
    kind = values.get("TRNTYPE", "").upper()
    name = values.get("NAME", "")
    return Line(
        row=number,
        at=_at(number, values.get("DTPOSTED", "")),
        amount=_amount(number, values.get("TRNAMT", "")),
        kind="fee" if kind in _FEES else "transfer" if kind in _TRANSFERS else "payment",
        text=values.get("MEMO") or name or values.get("FITID", "/"),
        partner=name,
        reference=values.get("REFNUM") or values.get("CHECKNUM", ""),
        key=_required(number, values, "FITID"),
    )


def _required(number: int, values: dict[str, str], name: str) -> str:
    if name not in values:
        raise StatementError(number, "short", name)
    return values[name]


def _at(number: int, value: str) -> datetime:
    found = moment(re.split(r"[\[.]", value)[0])
    if not found:
        raise StatementError(number, "date", value)
    return found


def _amount(number: int, value: str) -> Decimal:
    # a comma may stand for the decimal point
    point = re.sub(r"^([+-]?\d+),(\d{1,2})$", r"\1.\2", value)
    try:
        found = amount(point)
    except ValueError as error:
        raise StatementError(number, "amount", value) from error
    if found is None:
        raise StatementError(number, "amount", value)
    return found
