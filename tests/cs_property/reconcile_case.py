"""Files of banks and providers for tests of reconciliation."""

import base64

from tests.cs_property.cashier_case import CashierCase

HEAD = "交易日期,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要\n"
#: the bill of a merchant of WeChat Pay, as far as it is read
WECHAT = "交易时间,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,退款金额,退款状态,商品名称,手续费,费率\n"


def paid(number, amount, fee="0.00", day="2026-03-04", text="物业费", order="X1"):
    """A row of a bill: money of an order."""
    return f"`{day} 10:00:00,`{number},`{order},`SUCCESS,`{amount},`0,`0.00,`,`{text},`{fee},`0.60%\n"


def given_back(number, refund, amount, state="SUCCESS", fee="0.00", day="2026-03-04", order="X1"):
    """A row of a bill: money of an order on its way back."""
    return f"`{day} 18:00:00,`{number},`{order},`REFUND,`0.00,`{refund},`{amount},`{state},`物业费,`{fee},`0.60%\n"


class ReconcileCase(CashierCase):
    def wizard(self, text, name="bank.csv", journal=None):
        data = text if isinstance(text, bytes) else text.encode("gb18030")
        wizard = self.env["account.statement.import"].with_user(self.accountant)
        return wizard.create(
            {
                "statement_file": base64.b64encode(data),
                "statement_filename": name,
                "cs_journal_id": (journal or self.bank).id,
            }
        )

    def load(self, text, name="bank.csv", journal=None):
        result = self.wizard(text, name, journal)._import_file()
        return self.env["account.bank.statement"].browse(result["statement_ids"]).line_ids.sorted("id"), result

    def differences(self, journal=None):
        return self.env["cs.reconcile.difference"].search([("journal_id", "=", (journal or self.bank).id)], order="id")
