from odoo import models
from odoo.tools import formatLang


class CsFeeRule(models.Model):
    """How a charge comes about, in words that its payer can follow with a pocket calculator."""

    _inherit = "cs.fee.rule"

    def _explain(self, charge, known) -> str:
        """How a charge comes about; like parts of whole months are one row.

        :param known: what a formula asked about the unit: name → figure.
        """
        rows: list[list] = []
        for part in charge.parts:
            kind = (part.quantity, part.price, part.percent, part.weight == 1)
            if rows and rows[-1][0] == kind and part.weight == 1 and self.method != "metered":
                rows[-1][2] = part.last
                rows[-1][3] += part.weight
                rows[-1][4] += part.amount
            else:
                rows.append([kind, part.first, part.last, part.weight, part.amount])
        return "\n".join(self._explain_row(*row, known) for row in rows)

    def _explain_row(self, kind, first, last, weight, amount, known) -> str:
        quantity, price, percent, _whole = kind
        said = {
            "days": f"{first} – {last}",
            "quantity": f"{quantity.normalize():f}",
            "price": f"{price.normalize():f}",
            "amount": formatLang(self.env, float(amount), digits=2),
        }
        if self.method == "metered":
            text = self.env._("%(quantity)s × %(price)s = %(amount)s", **said)
        elif self.method == "formula":
            text = self.env._(
                "%(days)s: %(formula)s = %(amount)s", formula=self._say_formula({**known, "price": price}), **said
            )
        elif weight.denominator == 1:
            text = self.env._(
                "%(days)s: %(quantity)s × %(price)s × %(months)s months = %(amount)s", months=weight.numerator, **said
            )
        else:
            text = self.env._(
                "%(days)s: %(quantity)s × %(price)s × %(part)s of a month = %(amount)s", part=weight, **said
            )
        return text if percent == 100 else self.env._("%(text)s (%(percent)s %% charged)", text=text, percent=percent)
