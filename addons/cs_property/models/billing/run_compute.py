import logging

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extensions import TransactionRollbackError

from ...core import billing
from ..money import exact

_logger = logging.getLogger(__name__)


class CsBillingRun(models.Model):
    """The dry run: what each unit would be charged, and how that differs from the last time."""

    _inherit = "cs.billing.run"

    def _compute_units(self, units):
        """Propose charges of these units; a unit that cannot be worked out keeps its error."""
        try:
            with self.env.cr.savepoint():
                values = self._charge_values(units)
        except TransactionRollbackError:
            raise
        except Exception as error:
            _logger.info("Batch of %s is worked out unit by unit: %s", self.name, error)
            self.env.invalidate_all()
            values = self._charge_values_singly(units)
        self.env["cs.billing.line"]._propose(self._looked_at(values))

    def _charge_values_singly(self, units) -> list[dict]:
        values = []
        for unit in units:
            # only when the batch failed: the bad unit is named, the others are worked out
            try:
                with self.env.cr.savepoint():
                    values += self._charge_values(unit)
            except TransactionRollbackError:
                raise
            except Exception as error:
                if not isinstance(error, UserError):
                    _logger.exception("%s could not be worked out", unit.code)
                self.env.invalidate_all()
                values.append(self._error_values(unit, error))
        return values

    def _error_values(self, unit, error) -> dict:
        return {
            "unit_id": unit.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "amount": 0,
            "error": str(error.args[0] if error.args else error),
        }

    def _charge_values(self, units) -> list[dict]:
        """What the fee rules charge these units for the period, less what was billed already."""
        taken = units._billed_days(self.item_ids, self.date_from)
        lines = self.env["cs.billing.line"].with_company(self.company_id)
        values = lines._priced(units, self.date_from, self.date_to, self.item_ids, taken)
        return [self._checked(row, taken) for row in values]

    def _checked(self, row, taken) -> dict:
        """The charge with the reason why it cannot be billed, if there is one."""
        error = row.get("error")
        if not error and not row.get("partner_id"):
            error = self.env._("Nobody pays for these days: the unit has no owner then.")
        if not error and row["amount"] < 0:
            error = self.env._("The amount is below zero.")
        days = billing.overlap(row["date_from"], row["date_to"], taken.get((row["unit_id"], row["item_id"]), ()))
        if not error and days:
            error = self.env._("%(first)s – %(last)s was billed already.", first=days[0], last=days[1])
        return {**row, "run_id": self.id, **({"error": error} if error else {})}

    def _looked_at(self, values) -> list[dict]:
        """The charges beside those of the period before, with what deserves a look."""
        before = self.env["cs.billing.line"]._amounts_before(
            {row["unit_id"] for row in values}, min((row["date_from"] for row in values), default=self.date_from)
        )
        limit = exact(self.company_id.cs_billing_outlier_percent)
        for row in values:
            row["run_id"] = self.id
            previous = before.get((row["unit_id"], row.get("item_id"), row.get("partner_id")))
            found = billing.compare(exact(row["amount"]), previous, limit)
            if found.difference is not None:
                row["previous_amount"] = float(previous)
                row["difference"] = float(found.difference)
                row["difference_percent"] = float(found.percent or 0)
                row["deviation"] = abs(row["difference"])
            row["attention"] = "error" if row.get("error") else "look" if found.outlier else "none"
        return values


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _billed_days(self, items, first) -> dict:
        """What is billed already and may meet a period.

        :param items: these fees only; none: all.
        :param first: first day of the period.
        :return: (unit id, fee id) → [(first day, last day)].
        """
        # what is billed when it is over may have begun some months before
        late = self.env["cs.fee.rule"].sudo().search([("in_arrears", "=", True)])  # sudo: rules work for all
        months = max((int(rule.cycle) for rule in late), default=1)
        domain = [
            ("unit_id", "in", self.ids),
            ("state", "=", "billed"),
            ("date_to", ">=", first - relativedelta(months=months - 1)),
        ]
        if items:
            domain.append(("item_id", "in", items.ids))
        # sudo: days that anybody billed are taken
        charges = (
            self.env["cs.billing.line"].sudo().search_fetch(domain, ["unit_id", "item_id", "date_from", "date_to"])
        )
        taken = {}
        for charge in charges:
            taken.setdefault((charge.unit_id.id, charge.item_id.id), []).append((charge.date_from, charge.date_to))
        return taken


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    @api.model
    def _priced(self, units, date_from, date_to, items, taken) -> list[dict]:
        """What the fee rules charge for a period.

        :param items: these fees only; none: all that are due.
        :param taken: (unit id, fee id) → days that are billed already and left out.
        :return: values for :meth:`_propose`; ``error`` says why a charge is not possible.
        """
        return self.env["cs.fee.rule"]._charges(units, date_from, date_to, items=items or None, taken=taken)

    def _amounts_before(self, unit_ids, day) -> dict:
        """What was charged the last time before a day.

        :return: (unit id, fee id, payer id) → amount of the last bill of that fee.
        """
        if not unit_ids:
            return {}
        self.flush_model()
        # the last charge of each unit and fee: one walk along the index, which no ORM call gives
        self.env.cr.execute(
            SQL(
                """SELECT DISTINCT ON (unit_id, item_id, partner_id) unit_id, item_id, partner_id, amount
                     FROM cs_billing_line
                    WHERE unit_id = ANY(%s) AND state = 'billed' AND date_to < %s
                 ORDER BY unit_id, item_id, partner_id, date_to DESC""",
                list(unit_ids),
                day,
            )
        )
        return {row[:3]: exact(row[3]) for row in self.env.cr.fetchall()}
