"""Statements in CAMT (ISO 20022 camt.052, 053, 054), made sure of before anybody reads movements out of them.

Pure. Source: ISO 20022, Bank-to-Customer Cash Management. A file is whole or refused: what is cut off, or has an
entry without amount, direction or day, is no statement. Days are the bank's own booking days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from .statement_text import StatementError, amount

#: entries that are booked; others are announced and may never come
BOOKED = ("BOOK", "")
_SPACE = re.compile(rb"camt\.05[234]\.")


@dataclass(frozen=True)
class Account:
    """One statement of a file: its node, cleaned, and the namespace that its parts are in."""

    node: etree._Element
    space: str

    @property
    def number(self) -> str:
        """Of the account, as the bank says it."""
        return _text(self.node, self.space, "Acct/Id/IBAN") or _text(self.node, self.space, "Acct/Id/Othr/Id")

    @property
    def currency(self) -> str:
        """Of the entries, else as the account says it."""
        amount_ = self.node.find(_path(self.space, "Ntry/Amt"))
        return amount_.get("Ccy", "") if amount_ is not None else _text(self.node, self.space, "Acct/Ccy")


def accounts(data: bytes) -> list[Account] | None:
    """The statements of a file, with booked entries only, each with an amount that is the entry's own.

    :return: nothing when it is not CAMT.
    :raises StatementError: when it is cut off, or an entry is broken, with the line.
    """
    if not _SPACE.search(data[:4000].replace(b"\0", b"")):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        raise StatementError(error.lineno or 0, "cut") from error
    space = etree.QName(root).namespace or ""
    if not len(root) or not _SPACE.search(space.encode()):
        return None
    found = [Account(node, space) for node in root[0] if etree.QName(node).localname in ("Stmt", "Rpt", "Ntfctn")]
    for account in found:
        for entry in account.node.findall(_path(space, "Ntry")):
            _clean(account, entry)
        _one_currency(account)
    return found


def _path(space: str, path: str) -> str:
    return "/".join(f"{{{space}}}{part}" for part in path.split("/"))


def _text(node: etree._Element, space: str, path: str) -> str:
    found = node.find(_path(space, path))
    return (found.text or "").strip() if found is not None else ""


def _clean(account: Account, entry: etree._Element) -> None:
    space = account.space
    # a state is a word, or since version 8 a code within
    if (_text(entry, space, "Sts/Cd") or _text(entry, space, "Sts")) not in BOOKED:
        account.node.remove(entry)
        return
    whole = _amount(entry, space)
    if _text(entry, space, "CdtDbtInd") not in ("CRDT", "DBIT"):
        raise StatementError(entry.sourceline, "direction", _text(entry, space, "CdtDbtInd"))
    _book_day(entry, space)
    details = entry.findall(_path(space, "NtryDtls/TxDtls"))
    parts = [_part(detail, entry, space) for detail in details]
    if details and (None in parts or sum(filter(None, parts), Decimal(0)) != whole):
        # amounts of the order, in another currency or of a part only: the entry is what was booked
        for detail in details[1:]:
            detail.getparent().remove(detail)
        for name in ("Amt", "AmtDtls", "CdtDbtInd"):
            for node in details[0].findall(_path(space, name)):
                details[0].remove(node)


def _one_currency(account: Account) -> None:
    """Balances in another currency than the entries say nothing about the account.

    :raises StatementError: for entries in several currencies.
    """
    space, currency = account.space, account.currency
    seen = {node.get("Ccy", "") for node in account.node.findall(_path(space, "Ntry/Amt"))}
    if len(seen) > 1:
        raise StatementError(0, "currency", ", ".join(sorted(seen)))
    for balance in account.node.findall(_path(space, "Bal")):
        node = balance.find(_path(space, "Amt"))
        if seen and (node is None or node.get("Ccy") != currency):
            account.node.remove(balance)


def _amount(entry: etree._Element, space: str) -> Decimal:
    value = _text(entry, space, "Amt")
    try:
        found = amount(value)
    except ValueError as error:
        raise StatementError(entry.sourceline, "amount", value) from error
    if found is None:
        raise StatementError(entry.sourceline, "amount", value)
    return found


def _part(detail: etree._Element, entry: etree._Element, space: str) -> Decimal | None:
    """What a part of an entry adds to it, where the part says so in the entry's currency."""
    node = next(
        (one for path in ("Amt", "AmtDtls/TxAmt/Amt") if (one := detail.find(_path(space, path))) is not None), None
    )
    if node is None or node.get("Ccy") != entry.find(_path(space, "Amt")).get("Ccy"):
        return None
    try:
        value = amount(node.text)
    except ValueError:
        return None
    direction = _text(detail, space, "CdtDbtInd")
    return -value if value and direction and direction != _text(entry, space, "CdtDbtInd") else value


def _book_day(entry: etree._Element, space: str) -> None:
    """The booking day as a plain day; that of the value where no booking day is given.

    :raises StatementError: when there is neither.
    """
    for name in ("BookgDt", "ValDt"):
        value = _text(entry, space, f"{name}/Dt") or _text(entry, space, f"{name}/DtTm")[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value[:10]):
            break
    else:
        raise StatementError(entry.sourceline, "date", value)
    for old in entry.findall(_path(space, "BookgDt")):
        entry.remove(old)
    booked = etree.SubElement(etree.SubElement(entry, f"{{{space}}}BookgDt"), f"{{{space}}}Dt")
    booked.text = value[:10]
