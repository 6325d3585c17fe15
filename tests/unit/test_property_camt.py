"""CAMT files are whole or refused, with booked entries only; archives and old workbooks of banks."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt
from property_core.statement_camt import accounts
from property_core.statement_cn import read
from property_core.statement_text import StatementError, members

DATA = Path(__file__).parents[3] / "shared/data/statements/camt"
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
ENTRY = """<Ntry><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{state}</Sts>
<BookgDt><Dt>2026-03-04</Dt></BookgDt>{details}</Ntry>"""
PART = "<TxDtls><Amt Ccy='{currency}'>{amount}</Amt></TxDtls>"


def file(*entries, account="622202"):
    body = "\n".join(entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{SPACE}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
{body}
</Stmt></BkToCstmrStmt></Document>""".encode()


def entry(state="BOOK", details=""):
    return ENTRY.format(state=state, details=f"<NtryDtls>{details}</NtryDtls>" if details else "")


def found(data):
    (account,) = accounts(data)
    return account.node.findall(f"{{{SPACE}}}Ntry")


def parts(data):
    return found(data)[0].findall(f".//{{{SPACE}}}TxDtls")


def test_only_what_is_booked_counts():
    assert len(found(file(entry(), entry("PDNG"), entry("<Cd>BOOK</Cd>"), entry("<Cd>INFO</Cd>")))) == 2


def test_parts_that_sum_to_the_entry_stay_and_others_give_way_to_it():
    whole = PART.format(currency="CNY", amount=60) + PART.format(currency="CNY", amount=40)
    assert len(parts(file(entry(details=whole)))) == 2
    for other in (
        PART.format(currency="CNY", amount=60) + PART.format(currency="CNY", amount=30),
        PART.format(currency="USD", amount=100) + PART.format(currency="USD", amount=0),
        "<TxDtls/><TxDtls/>",
    ):
        (part,) = parts(file(entry(details=other)))
        assert len(part) == 0


def test_entries_are_of_one_currency_and_balances_of_another_say_nothing():
    balance = "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy='{}'>5</Amt></Bal>"
    data = file(balance.format("CNY"), balance.format("JPY"), entry())
    (account,) = accounts(data)
    assert account.currency == "CNY"
    assert [one.get("Ccy") for one in account.node.findall(f"{{{SPACE}}}Bal/{{{SPACE}}}Amt")] == ["CNY"]
    with pytest.raises(StatementError, match="currency"):
        accounts(file(entry(), entry().replace("CNY", "USD")))


def test_the_day_of_the_value_stands_in_for_that_of_the_booking():
    data = file(entry()).replace(
        b"BookgDt><Dt>2026-03-04</Dt></BookgDt", b"ValDt><DtTm>2026-03-05T09:00:00</DtTm></ValDt"
    )
    assert found(data)[0].findtext(f"{{{SPACE}}}BookgDt/{{{SPACE}}}Dt") == "2026-03-05"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("100.00", "1x", 4, "amount"),
        ("100.00", "", 4, "amount"),
        ("100.00", "1.005", 4, "amount"),
        ("CRDT", "UP", 4, "direction"),
        ("2026-03-04", "4 March", 4, "date"),
        ("</Stmt></BkToCstmrStmt></Document>", "", 6, "cut"),
        ("</BookgDt></Ntry>", "", 6, "cut"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason(old, new, line, reason):
    with pytest.raises(StatementError) as caught:
        accounts(file(entry()).replace(old.encode(), new.encode()))
    assert caught.value.reason == reason
    assert abs(caught.value.line - line) <= 1


def test_no_file_of_the_machine_is_read_through_a_statement(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("2026-03-09")
    bomb = file(entry()).replace(
        b"<Document", f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>\n<Document'.encode(), 1
    )
    with pytest.raises(StatementError):
        accounts(bomb.replace(b"2026-03-04", b"&x;"))


def test_what_is_no_camt_is_left_to_others():
    assert accounts(b"<?xml version='1.0'?><Document xmlns='urn:other'><A/></Document>") is None
    assert accounts("交易日期,金额\n".encode()) is None


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no real statements in {DATA}")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.xml")), ids=lambda path: path.stem)
def test_a_real_file_has_the_entries_that_are_expected_of_it(path):
    expected = [one for one in json.loads(path.with_suffix(".json").read_text())["getEntries"] if isinstance(one, dict)]
    seen = []
    for account in accounts(path.read_bytes()):
        for node in account.node.findall(f"{{{account.space}}}Ntry"):
            names = {"ns": account.space}
            sign = -1 if node.findtext("ns:CdtDbtInd", namespaces=names) == "DBIT" else 1
            amount = sign * Decimal(node.findtext("ns:Amt", namespaces=names)).quantize(Decimal("0.01"))
            seen.append((amount, node.findtext("ns:BookgDt/ns:Dt", namespaces=names), account.number))
    for one in expected:
        cents, day = Decimal(one["getAmount"]["getAmount"]), one["getBookingDate"]["0"][:10]
        assert [(amount, on) for amount, on, _account in seen].count((cents / 100, day)) == 1
        assert one["getRecord"]["getAccount"]["getIdentification"] in {number for _a, _d, number in seen}
    assert len(seen) == path.read_text().count("<Ntry>")


def packed(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_an_archive_is_its_files_and_a_workbook_none():
    assert members(packed(a=b"1", b=b"2")) == [b"1", b"2"]
    assert members(packed(**{"[Content_Types].xml": b""})) is None
    assert members(b"text") is None
    with pytest.raises(StatementError, match="sheet"):
        members(packed(a=b"1")[:20])


def old_workbook():
    book = xlwt.Workbook()
    sheet = book.add_sheet("明细")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write(0, 0, "户名:示范家园")
    for column, name in enumerate(("交易日期", "借方发生额", "贷方发生额", "账户余额", "对方户名", "对方账号", "摘要")):
        sheet.write(1, column, name)
    rows = [
        (date(2026, 3, 4), "", 1200.5, 9000, "张三", "6222", "物业费3-2-1201"),
        (date(2026, 3, 5), 15, "", 8985, "银行", "", "手续费"),
    ]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row):
            sheet.write(number, column, value, *([day] if column == 0 else []))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_old_workbook_of_a_bank_is_read():
    lines = read(old_workbook()).lines
    assert [(str(one.at.date()), str(one.amount), one.partner, one.text) for one in lines] == [
        ("2026-03-04", "1200.50", "张三", "物业费3-2-1201"),
        ("2026-03-05", "-15.00", "银行", "手续费"),
    ]


def test_an_old_workbook_that_is_damaged_is_refused():
    for data in (old_workbook()[:3000], b"\xd0\xcf\x11\xe0" + b"\0" * 600):
        with pytest.raises(StatementError, match="sheet"):
            read(data)
