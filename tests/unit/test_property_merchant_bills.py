"""Bills of merchants of WeChat Pay and Alipay, in the columns that both publish, with fees and refunds.

Layouts: WeChat Pay "交易账单" (all, paid, refunded) and "资金账单";
Alipay "业务明细" and "账务明细". All numbers are made up.
"""

from decimal import Decimal

import pytest
from property_core.statement_cn import read

# trade bill of all orders; each value begins with a backtick, a summary stands below
WECHAT_ALL = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_ROWS = [
    "2026-03-04 09:12:33|wx8f|1900001|0|CD1|4200002201|R2026-0007|oU1|MICROPAY|SUCCESS|CMB|CNY|260.00|0.00|0|0|0.00"
    "|0.00|||物业费 1-1-101||1.56000|0.60%|260.00|0.00|",
    "2026-03-04 18:40:01|wx8f|1900001|0|CD1|4200002201|R2026-0007|oU1|MICROPAY|REFUND|CMB|CNY|0.00|0.00|5030001|Q1"
    "|60.00|0.00|ORIGINAL|SUCCESS|物业费 1-1-101||-0.36000|0.60%|0.00|60.00|",
    "2026-03-04 19:02:10|wx8f|1900001|0|CD1|4200002201|R2026-0007|oU1|MICROPAY|REFUND|CMB|CNY|0.00|0.00|5030002|Q2"
    "|60.00|0.00|ORIGINAL|PROCESSING|物业费 1-1-101||-0.36000|0.60%|0.00|60.00|",
    "2026-03-04 19:30:00|wx8f|1900001|0|CD1|4200002209|R2026-0009|oU2|JSAPI|REVOKED|OTHERS|CNY|0.00|0.00|5030003|Q3"
    "|80.00|0.00|ORIGINAL|SUCCESS|车位费||0.00000|0.60%|0.00|80.00|",
    "2026-03-04 20:00:00|wx8f|1900001|0|CD1|4200002201|R2026-0007|oU1|MICROPAY|REFUND|CMB|CNY|0.00|0.00|5030004|Q4"
    "|10.00|0.00|ORIGINAL|FAIL|物业费 1-1-101||0.00000|0.60%|0.00|10.00|",
]
WECHAT_SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def ticked(rows):
    return [",".join(f"`{cell}" for cell in row.split("|")) for row in rows]


def bill(head, rows, *below):
    return "\r\n".join([head, *ticked(rows), *below]).encode("utf-8-sig")


def said(statement):
    return [(line.kind, str(line.amount), line.reference, line.order) for line in statement.lines]


def test_the_trade_bill_of_wechat():
    statement = read(bill(WECHAT_ALL, WECHAT_ROWS, WECHAT_SUMS, "`5,`260.00,`210.00,`0.00,`0.84000,`260.00,`210.00"))
    assert said(statement) == [
        ("payment", "260.00", "4200002201", "R2026-0007"),
        ("fee", "-1.56", "4200002201", "R2026-0007"),
        ("refund", "-60.00", "4200002201", "R2026-0007"),
        ("fee", "0.36", "4200002201", "R2026-0007"),
        ("refund", "-60.00", "4200002201", "R2026-0007"),
        ("fee", "0.36", "4200002201", "R2026-0007"),
        ("refund", "-80.00", "4200002209", "R2026-0009"),
    ]
    assert statement.kind == "wechat_bill"
    assert len({line.key for line in statement.lines}) == 7, "two refunds of one amount are two"
    assert [line.status for line in statement.lines if line.kind == "refund"] == ["SUCCESS", "PROCESSING", "SUCCESS"]
    assert [(one.reason, one.line.kind, one.line.reference) for one in statement.skipped] == [
        ("failed", "refund", "4200002201")
    ]


def test_the_bill_of_paid_orders_alone_has_no_columns_of_refunds():
    head = (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
        "应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注"
    )
    row = (
        "2026-03-04 09:12:33|wx8f|1900001|0|CD1|4200002201|R7|oU1|MICROPAY|SUCCESS|CMB|CNY|260.00|0.00|物业费||1.56000"
        "|0.60%|260.00|"
    )
    assert said(read(bill(head, [row]))) == [
        ("payment", "260.00", "4200002201", "R7"),
        ("fee", "-1.56", "4200002201", "R7"),
    ]


WECHAT_FUND = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,"
    "业务凭证号"
)
WECHAT_FUND_ROWS = [
    "2026-03-04 09:12:33|4200002201|1001|交易|交易|收入|260.00|1260.00|system|结算总金额 260.00 元|R2026-0007",
    "2026-03-04 09:12:33|4200002201|1002|交易|扣除交易手续费|支出|1.56|1258.44|system|费率 0.6%|R2026-0007",
    "2026-03-04 18:40:01|5030001|1003|退款|退款|支出|60.00|1198.44|1900001API|退款总金额60.00元|Q1",
    "2026-03-04 18:40:01|5030001|1004|退款|退还交易手续费|收入|0.36|1198.80|1900001API||Q1",
    "2026-03-05 01:00:00|9900001|1005|提现|提现|支出|1198.80|0.00|system|自动提现|9900001",
]


def test_the_fund_bill_of_wechat_goes_to_its_balance():
    statement = read(
        bill(
            WECHAT_FUND,
            WECHAT_FUND_ROWS,
            "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
            "`5,`2,`260.36,`3,`1260.36",
        )
    )
    assert [(line.kind, str(line.amount)) for line in statement.lines] == [
        ("payment", "260.00"),
        ("fee", "-1.56"),
        ("refund", "-60.00"),
        ("fee", "0.36"),
        ("transfer", "-1198.80"),
    ]
    assert sum(line.amount for line in statement.lines) == Decimal("-1000.00")
    balance = Decimal("1000.00")
    for line in statement.lines:
        balance += line.amount
        assert line.balance == balance


ALIPAY_BILL = """#支付宝业务明细查询
#账号：[2088000000000000156]
#起始日期：[2026年03月04日 00:00:00]   终止日期：[2026年03月05日 00:00:00]
#-----------------------------------------业务明细列表----------------------------------------
支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,\
支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,\
退款批次号/请求号,服务费（元）,分润（元）,备注
20260304220001\t,R2026-0011\t,交易,物业 1-1-102,2026-03-04 10:00:00,2026-03-04 10:00:05,,,,,*三(138***@q.com),\
300.00,300.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-1.80,0.00,
20260304220001\t,R2026-0011\t,退款,物业 1-1-102,2026-03-04 10:00:00,2026-03-04 15:00:05,,,,,*三(138***@q.com),\
-100.00,-100.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,HZ01RF001,0.60,0.00,
#-----------------------------------------业务明细列表结束------------------------------------
#交易合计：1笔，商家实收共300.00元，商家优惠共0.00元
#退款合计：1笔，商家实收退款共-100.00元，商家优惠退款共0.00元
#导出时间：[2026年03月05日 09:20:10]
"""


def test_the_business_bill_of_alipay():
    statement = read(ALIPAY_BILL.encode("gb18030"))
    assert statement.kind == "alipay_bill"
    assert said(statement) == [
        ("payment", "300.00", "20260304220001", "R2026-0011"),
        ("fee", "-1.80", "20260304220001", "R2026-0011"),
        ("refund", "-100.00", "20260304220001", "R2026-0011"),
        ("fee", "0.60", "20260304220001", "R2026-0011"),
    ]
    assert [line.at.hour for line in statement.lines] == [10, 10, 15, 15]
    assert statement.lines[0].partner_account == "*三(138***@q.com)"


ALIPAY_FUND = """#支付宝账务明细查询
#账号：[20880000000001560156]
#起始日期：[2026年03月04日 00:00:00]   终止日期：[2026年03月05日 00:00:00]
#-----------------------------------------账务明细列表----------------------------------------
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
8801\t,20260304220001\t,R2026-0011\t,物业 1-1-102,2026-03-04 10:00:05,13*@q.com,300.00,0.00,1300.00,支付宝,在线支付,
8802\t,20260304220001\t,R2026-0011\t,,2026-03-04 10:00:05,,0.00,-1.80,1298.20,支付宝,收费,服务费[20260304220001]
8803\t,20260304220001\t,R2026-0011\t,物业 1-1-102,2026-03-04 15:00:05,13*@q.com,0.00,-100.00,1198.20,支付宝,交易退款,
8804\t,20260304220001\t,R2026-0011\t,,2026-03-04 15:00:05,,0.60,0.00,1198.80,支付宝,退费,服务费退还
8805\t,9001\t,,,2026-03-05 02:00:00,,0.00,-1198.80,0.00,支付宝,提现,自动提现
#-----------------------------------------账务明细列表结束------------------------------------
#支出合计：3笔，共-1300.60元
#收入合计：2笔，共300.60元
"""


def test_the_fund_bill_of_alipay_goes_to_its_balance():
    statement = read(ALIPAY_FUND.encode("gb18030"))
    assert [(line.kind, str(line.amount), line.reference) for line in statement.lines] == [
        ("payment", "300.00", "20260304220001"),
        ("fee", "-1.80", "20260304220001"),
        ("refund", "-100.00", "20260304220001"),
        ("fee", "0.60", "20260304220001"),
        ("transfer", "-1198.80", "9001"),
    ]
    assert [line.balance for line in statement.lines][-1] == 0
    assert len({line.key for line in statement.lines}) == 5


@pytest.mark.parametrize("text", [ALIPAY_BILL, ALIPAY_FUND])
def test_a_bill_of_a_day_without_money_has_no_lines(text):
    head, _rows = text.split("\n", 5)[:5], None
    empty = "\n".join([*head, "#-----列表结束-----"])
    statement = read(empty.encode("gb18030"))
    assert statement is not None and statement.lines == []
