"""Real exports of Chinese banks and payment providers against the ledgers that are expected of them.

The exports lie in ``../shared/data/statements``; where they are absent, only the made-up ones are read.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from property_core.statement_cn import read
from property_core.statement_ofx import read_ofx
from property_core.statement_text import StatementError

DATA = Path(__file__).parents[3] / "shared/data/statements/cn"
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real statements in {DATA}")
#: export → expected ledger, postings of the account (pattern), rows the ledger leaves out on purpose
REAL = {
    "alipay/example-alipay-records.csv": ("alipay/example-alipay-output", 7, ""),
    "wechat/example-wechat-records.csv": ("wechat/example-wechat-output", 27, ""),
    "wechat/example-wechat-records.xlsx": ("wechat/example-wechat-output", 27, ""),
    "cmb/debit/example-cmb-records.csv": ("cmb/debit/example-cmb-debit-output", 5, ""),
    "cmb/credit/example-cmb-records.csv": ("cmb/credit/example-cmb-credit-output", 5, "财付通"),
    "icbc/credit/example-icbc-credit-records.csv": ("icbc/credit/example-icbc-credit-output", 4, "财付通-|支付宝-"),
    "icbc/debit-v1/example-icbc-debit-v1-records.csv": (
        "icbc/debit-v1/example-icbc-debit-v1-output",
        7,
        "财付通-|支付宝|广东XX分行",
    ),
    "icbc/debit-v2/example-icbc-debit-v2-records.csv": (
        "icbc/debit-v2/example-icbc-debit-v2-output",
        7,
        "财付通-|支付宝|广东XX分行",
    ),
}


def expected(name):
    """[(day, what moved: the largest posting, all postings by account)] of a ledger."""
    found = []
    for block in re.split(r"\n\s*\n", (DATA / f"{name}.beancount").read_text()):
        first = re.match(r"(\d{4}-\d\d-\d\d) \* ", block)
        if first:
            postings = [(acc, Decimal(v)) for acc, v in re.findall(r"\s+(\S+) (-?[\d.]+) CNY", block)]
            method = re.search(r'method: "(.*)"', block)
            found.append((date.fromisoformat(first[1]), postings, method[1] if method else ""))
    return found


def ours(account):
    return re.match(
        r"Assets:(Alipay|Digital:Wechat|Bank:CN:ICBC$|DebitCard)|Liabilities:(CreditCard:CMB|Bank:CN:ICBC)", account
    )


def moves(statement, left_out):
    pattern = re.compile(left_out) if left_out else None
    totals = {}
    for line in statement.lines:
        if pattern and pattern.search(f"{line.partner} {line.text}"):
            continue
        totals.setdefault((line.at.date(), line.row), []).append(line.amount)
    return sorted((day, abs(sum(amounts))) for (day, _row), amounts in totals.items())


@real
@pytest.mark.parametrize("name", REAL)
def test_every_line_of_a_real_export_is_that_of_the_expected_ledger(name):
    output, count, left_out = REAL[name]
    statement = read((DATA / name).read_bytes())
    seen = moves(statement, left_out)
    wanted = sorted((day, sum(v for _acc, v in postings if v > 0)) for day, postings, _method in expected(output))
    assert len(seen) == count
    assert seen == wanted


@real
@pytest.mark.parametrize("name", [name for name in REAL if name.startswith(("cmb", "icbc"))])
def test_the_total_of_a_bank_account_is_that_of_the_expected_ledger(name):
    output, _count, left_out = REAL[name]
    pattern = re.compile(left_out) if left_out else None
    lines = read((DATA / name).read_bytes()).lines
    total = sum(one.amount for one in lines if not pattern or not pattern.search(f"{one.partner} {one.text}"))
    assert total == sum(v for _day, postings, _m in expected(output) for acc, v in postings if ours(acc))


@real
def test_the_total_of_an_alipay_wallet_is_that_of_the_expected_ledger():
    lines = read((DATA / "alipay/example-alipay-records.csv").read_bytes()).lines
    wallet = sum(line.amount for line in lines if line.method.startswith("余额"))
    ledger = [p for _day, postings, _m in expected("alipay/example-alipay-output") for p in postings]
    assert wallet == sum(v for acc, v in ledger if acc == "Assets:Alipay") == Decimal("222109.16")


@real
def test_fees_of_wechat_are_lines_of_their_own():
    lines = read((DATA / "wechat/example-wechat-records.csv").read_bytes()).lines
    assert [line.amount for line in lines if line.kind == "fee"] == [Decimal("-0.10"), Decimal("-0.10"), Decimal("-1")]
    ledger = [p for _day, postings, _m in expected("wechat/example-wechat-output") for p in postings]
    assert sum(v for acc, v in ledger if acc == "Expenses:Wechat:Commission") == Decimal("1.20")


@real
def test_the_sheet_and_the_text_of_one_export_have_the_same_keys():
    text = {line.key for line in read((DATA / "wechat/example-wechat-records.csv").read_bytes()).lines}
    sheet = {line.key for line in read((DATA / "wechat/example-wechat-records.xlsx").read_bytes()).lines}
    assert sheet <= text


@real
@pytest.mark.parametrize("name", [name for name in REAL if name.endswith(".csv")])
@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_an_export_reads_the_same_in_every_encoding(name, codec):
    data = (DATA / name).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    assert read(text.replace("¥", "￥").encode(codec)).lines == read(data).lines


MERCHANT = "\n".join(
    [
        "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
        "微信退款单号,商户退款单号,退款金额,退款类型,退款状态,商品名称,手续费,费率,订单金额,申请退款金额,费率备注",
        "`2026-03-01 10:00:00,`wx1,`1900,`42001,`BILL-1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,"
        "`0,`0,`0.00,`,`,`物业费 3-2-1201,`0.60000,`0.60%,`100.00,`0.00,`",
        "`2026-03-02 11:00:00,`wx1,`1900,`42001,`BILL-1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,"
        "`50001,`R1,`40.00,`ORIGINAL,`SUCCESS,`物业费 3-2-1201,`-0.24000,`0.60%,`0.00,`40.00,`",
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
        "`2,`100.00,`40.00,`0.00,`0.36000,`100.00,`40.00",
    ]
)


def test_a_refund_that_shares_the_number_of_its_payment_is_no_second_payment():
    lines = read(MERCHANT.encode()).lines
    assert [(line.kind, str(line.amount), line.reference) for line in lines] == [
        ("payment", "100.00", "42001"),
        ("fee", "-0.60", "42001"),
        ("refund", "-40.00", "42001"),
        ("fee", "0.24", "42001"),
    ]
    assert len({line.key for line in lines}) == 4


BANK = """户名：示范家园,,,,,
交易日期,借方发生额,贷方发生额,账户余额,对方户名,摘要
20260301,,"1,200.00","9,000.00",张三,3-2-1201物业费
2026/3/2,15.00,,"8,985.00",银行,手续费
"""


def test_a_bank_is_read_by_its_headings_in_any_order():
    assert [(str(line.at.date()), str(line.amount), line.partner) for line in read(BANK.encode("gbk")).lines] == [
        ("2026-03-01", "1200.00", "张三"),
        ("2026-03-02", "-15.00", "银行"),
    ]


@pytest.mark.parametrize(
    ("damage", "line", "reason"),
    [
        (("20260301", "20261301"), 3, "date"),
        (('"1,200.00"', "12O0"), 3, "amount"),
        (('"1,200.00"', "12.005"), 3, "amount"),
        (('2026/3/2,15.00,,"8,985.00",银行,手续费', "2026/3/2"), 4, "short"),
        (("15.00", ""), 4, "amount"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason(damage, line, reason):
    with pytest.raises(StatementError) as caught:
        read(BANK.replace(*damage).encode())
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_what_is_no_statement_is_left_to_others():
    assert read(b"<?xml version='1.0'?><Document/>") is None
    assert read("姓名,电话\n张三,1\n".encode()) is None


def test_orders_that_were_never_paid_move_nothing():
    text = "交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注\n"
    text += "2026-03-01 10:00:00,物业,甲,费,不计收支,82.00,,交易关闭,1,1,\n"
    text += "2026-03-01 10:00:00,物业,甲,费,支出,8.00,余额,支付失败,2,1,\n"
    text += "2026/3/1 10:00,物业,甲,费,收入,￥1，000.5,余额,交易成功,3,1,\n"
    statement = read(text.encode("gbk"))
    assert [str(line.amount) for line in statement.lines] == ["1000.50"]
    assert [(one.row, one.reason, str(one.line.amount), one.line.reference) for one in statement.skipped] == [
        (2, "closed", "82.00", "1"),
        (3, "failed", "8.00", "2"),
    ]


OFX = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY<BANKACCTFROM><BANKID>1<ACCTID>622202</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260301120000[+8:CST]<TRNAMT>1200.00<FITID>A1<NAME>Zhang<MEMO>3-2-1201</STMTTRN>
<STMTTRN><TRNTYPE>FEE<DTPOSTED>20260302<TRNAMT>-5.00<FITID>A2<NAME>Bank</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1195.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def test_ofx_is_read_for_each_account():
    (statement,) = read_ofx(OFX.encode())
    assert (statement.account, statement.currency) == ("622202", "CNY")
    assert [(str(one.at.date()), str(one.amount), one.kind, one.text) for one in statement.lines] == [
        ("2026-03-01", "1200.00", "payment", "3-2-1201"),
        ("2026-03-02", "-5.00", "fee", "Bank"),
    ]


def test_a_broken_ofx_file_is_refused_with_line_and_reason():
    with pytest.raises(StatementError) as caught:
        read_ofx(OFX.replace("-5.00", "five").encode())
    assert (caught.value.line, caught.value.reason) == (8, "amount")
    with pytest.raises(StatementError, match="cut"):
        read_ofx(OFX[:330].encode())
