from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...core import matching
from ..money import exact


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _cs_book(self, company, moneys):
        """What is known about whoever these moneys may be of, in a fixed number of queries.

        :param moneys: movements as :mod:`core.matching` knows them.
        :return: a book with the open bills of the units that anything speaks for.
        """
        # sudo: whose money it is is asked about all units, whoever imports a statement
        env = self.sudo().env
        codes = self._cs_units_by_code(env, company, moneys)
        history = self._cs_history(env, company, moneys)
        names = {money.partner for money in moneys if money.partner}
        units = env["cs.estate.unit"]
        named = (
            units.search([("company_id", "=", company.id), ("payer_id.name", "in", list(names))]) if names else units
        )
        payers = defaultdict(list)
        for unit in named:
            payers[unit.payer_id.name].append(unit.id)
        numbered = self._cs_bills_by_number(env, company, moneys)
        ids = {unit for places in (codes, history, payers) for found in places.values() for unit in found}
        ids |= set(numbered.unit_id.ids) | self._cs_units_by_amount(env, company, moneys)
        found = units.browse(sorted(ids))
        return matching.Book(
            bills=self._cs_bills(env, found),
            codes=codes,
            payer_of={unit.id: unit.payer_id.commercial_partner_id.id for unit in found},
            payers=payers,
            history=history,
        )

    def _cs_units_by_code(self, env, company, moneys):
        written = {code for money in moneys for code in matching.code_like(f"{money.text} {' '.join(money.numbers)}")}
        units = env["cs.estate.unit"].search_fetch(
            [("company_id", "=", company.id), ("code", "in", list(written))], ["code", "payer_id"]
        )
        found = defaultdict(list)
        for unit in units:
            found[unit.code].append(unit.id)
        return found

    def _cs_history(self, env, company, moneys):
        """Name or account of the other side → units for which it paid before, by what was matched up to now."""
        accounts = [money.account for money in moneys if money.account]
        names = [money.partner for money in moneys if money.partner]
        found = defaultdict(list)
        if not accounts and not names:
            return found
        env["account.move.line"].flush_model()
        # one walk over two indexes; the ORM would read all lines that were matched
        env.cr.execute(
            SQL(
                """SELECT DISTINCT CASE WHEN s.cs_account = ANY(%(accounts)s) THEN s.cs_account ELSE s.partner_name END,
                          l.cs_unit_id
                     FROM account_bank_statement_line s
                     JOIN account_move_line l ON l.move_id = s.move_id AND l.cs_unit_id IS NOT NULL
                     JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                    WHERE s.company_id = %(company)s
                      AND (s.cs_account = ANY(%(accounts)s) OR s.partner_name = ANY(%(names)s))""",
                accounts=accounts,
                names=names,
                company=company.id,
            )
        )
        for key, unit in env.cr.fetchall():
            found[key].append(unit)
        return found

    def _cs_bills_by_number(self, env, company, moneys):
        """Open charges whose invoice is named by its number."""
        words = {number for money in moneys for number in (*money.numbers, *money.text.split())}
        moves = env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("name", "in", list(words)),
            ]
        )
        return env["cs.billing.line"].search([("move_id", "in", moves.ids), ("amount_residual", ">", 0)])

    def _cs_units_by_amount(self, env, company, moneys):
        """Units that owe exactly what came in."""
        env["cs.billing.line"].flush_model()
        # the sums of all units are compared with many amounts: the ORM has no such HAVING
        env.cr.execute(
            SQL(
                """SELECT unit_id FROM cs_billing_line
                    WHERE company_id = %s AND amount_residual > 0
                 GROUP BY unit_id HAVING sum(amount_residual)::numeric = ANY(%s::numeric[])""",
                company.id,
                sorted({money.amount for money in moneys}),
            )
        )
        return {unit for (unit,) in env.cr.fetchall()}

    def _cs_bills(self, env, units):
        groups = env["cs.billing.line"]._read_group(
            [("unit_id", "in", units.ids), ("amount_residual", ">", 0)],
            ["move_id", "unit_id", "partner_id"],
            ["amount_residual:sum", "due_on:min", "date_to:min"],
        )
        return [
            matching.Bill(
                key=move.id,
                unit=unit.id,
                payer=partner.commercial_partner_id.id,
                due=due or last,
                amount=exact(amount),
                numbers=(move.name, *((move.payment_reference,) if move.payment_reference else ())),
            )
            for move, unit, partner, amount, due, last in groups
        ]
