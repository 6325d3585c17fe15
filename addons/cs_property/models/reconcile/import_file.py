import hashlib
from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError

from ...core import statement_camt, statement_cn, statement_ofx
from ...core.statement_text import StatementError, members
from .batch import AT_ONCE

#: kinds of files whose days are whole: what is paid on a day is in the bill of that day
PROVIDERS = ("alipay", "wechat")


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _get_bank_statements_available_import_formats(self):
        return [*super()._get_bank_statements_available_import_formats(), "OFX", "Alipay, WeChat Pay, ICBC, CMB"]

    def _statement_line_import_update_unique_import_id(self, st_line_vals, account_number):
        """The journal is the account: a file that masks the account's number makes no second movement."""
        return super()._statement_line_import_update_unique_import_id(st_line_vals, None)


class AccountStatementImport(models.TransientModel):
    _inherit = "account.statement.import"

    cs_journal_id = fields.Many2one(
        "account.journal",
        "Account of the statement",
        default=lambda self: self._default_cs_journal_id(),
        domain="[('type', 'in', ('bank', 'credit'))]",
        help="Needed for files that do not say their account, or mask it.",
    )

    def _default_cs_journal_id(self):
        """The journal from which the import was begun, or the only one there is."""
        asked = self.env.context.get("journal_id")
        if asked:
            return asked
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=2
        )
        return journals if len(journals) == 1 else False

    def import_single_file(self, file_data, result):
        """Into the account that was chosen."""
        chosen = self
        if self.cs_journal_id and not self.env.context.get("journal_id"):
            chosen = self.with_context(journal_id=self.cs_journal_id.id)
        return super(AccountStatementImport, chosen).import_single_file(file_data, result)

    def import_file_and_reconcile_button(self):
        """Import, then the workbench with what this file brought.

        The framework opens it for the journal of whoever came from there, and empty for everybody else.
        """
        result = self._import_file()
        action = self.env["ir.actions.actions"]._for_xml_id("cs_property.statement_line_workbench_action")
        action["domain"] = [("statement_id", "in", result["statement_ids"])]
        if not result["notifications"]:
            return action
        params = {"type": "warning", "sticky": True, "message": "\n\n".join(result["notifications"]), "next": action}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _parse_file(self, data_file):
        """Chinese banks and payment providers by their headings, OFX, CAMT; everything else as ever."""
        if self.sheet_mapping_id:
            return super()._parse_file(data_file)
        try:
            found = self._cs_read(data_file)
        except StatementError as error:
            raise UserError(self._cs_refusal(error)) from error
        return super()._parse_file(data_file) if found is None else found

    def _cs_read(self, data):
        """The accounts of a file, as the framework wants them; nothing for a file of a kind unknown here.

        :raises StatementError: for a file that is broken.
        """
        files = members(data)
        if files is not None:
            found = [statement for file in files for statement in self._cs_read(file) or ()]
            return found or None
        camt = statement_camt.accounts(data)
        if camt is not None:
            one = len({account.number for account in camt}) == 1
            return [self._cs_camt(account, one) for account in camt]
        statements = statement_ofx.read_ofx(data)
        if statements is None:
            statement = statement_cn.read(data)
            statements = [statement] if statement else None
        return statements and [self._cs_parsed(statement) for statement in statements]

    def _cs_camt(self, account, one):
        """One statement of a CAMT file, by OCA's reading of its parts.

        :param one: all of the file are of one account, so that whoever imports may choose it.
        """
        found = self.env["account.statement.import.camt.parser"].parse_statement(account.space, account.node)
        found.pop("currency", None)
        number = found.pop("account_number", None)
        if not found["date"]:
            found.pop("date")
        for movement in found["transactions"]:
            movement["date"] = fields.Date.to_date(movement["date"])
            movement["cs_account"] = movement.get("account_number") or False
        chosen = one and self.env.context.get("journal_id")
        return account.currency, None if chosen else number, [found]

    def _cs_refusal(self, error) -> str:
        """Why a file is refused, in words; nothing of it was imported."""
        words = {
            "empty": self.env._("The file is empty."),
            "encoding": self.env._("These are not letters in any known encoding."),
            "sheet": self.env._("The workbook or archive cannot be opened: it is damaged or locked with a password."),
            "date": self.env._("“%(value)s” is no day.", value=error.value),
            "amount": self.env._("“%(value)s” is no amount.", value=error.value),
            "short": self.env._("The line ends too early: “%(value)s”.", value=error.value),
            "quote": self.env._("A quotation mark is not closed."),
            "currency": self.env._("Several currencies in one file: %(value)s.", value=error.value),
            "year": self.env._("“%(value)s” has no year, and the file does not say the month.", value=error.value),
            "direction": self.env._("“%(value)s” is neither money in nor out.", value=error.value),
            "cut": self.env._("The file is cut off or damaged."),
            "large": self.env._("The archive unpacks to more than any statement."),
        }
        reason = words[error.reason]
        if not error.line:
            return self.env._("Nothing was imported. %(reason)s", reason=reason)
        return self.env._("Nothing was imported. Line %(line)s: %(reason)s", line=error.line, reason=reason)

    def _cs_parsed(self, statement):
        """A statement as OCA's import wants it."""
        account = statement.account if statement.kind == "ofx" and not self.env.context.get("journal_id") else None
        lines = sorted(statement.lines, key=lambda line: (line.at, line.row))
        transactions = [
            {
                "date": line.at.date(),
                "amount": float(line.amount),
                "payment_ref": line.text,
                "partner_name": line.partner or False,
                "ref": line.order or line.reference or False,
                "unique_import_id": line.key,
                "cs_kind": line.kind,
                "cs_reference": line.reference or False,
                "cs_order": line.order or False,
                "cs_account": line.partner_account or False,
                "cs_status": line.status or False,
                "transaction_type": line.method or False,
            }
            for line in lines
        ]
        last = max((line.at.date() for line in lines), default=False)
        name = f"{self.statement_filename or statement.kind} {last}"
        found = {
            "name": name,
            "date": last,
            "transactions": transactions,
            "cs_is_provider": statement.kind.startswith(PROVIDERS),
            "cs_unmoved": self._cs_unmoved(statement),
        }
        return statement.currency, account, [found]

    def _cs_unmoved(self, statement):
        """Rows of payments and refunds that failed or were closed: we may hold them as paid."""
        return [
            {
                "date": fields.Date.to_string(one.line.at),
                "amount": float(one.line.amount),
                "kind": one.line.kind,
                "numbers": [number for number in (one.line.order, one.line.reference) if number],
                "text": f"{one.line.status} {one.line.text}",
            }
            for one in statement.skipped
            if one.reason in ("failed", "closed")
        ]

    def _complete_stmts_vals(self, stmts_vals, journal, account_number):
        """Movements without a number get one of what they are, so that no format imports anything twice."""
        for values in stmts_vals:
            seen = Counter()
            for movement in values["transactions"]:
                movement.setdefault("cs_kind", "payment")
                if movement.get("unique_import_id"):
                    continue
                parts = [movement.get(name) for name in ("date", "amount", "payment_ref", "ref", "partner_name")]
                digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]
                seen[digest] += 1
                movement["unique_import_id"] = f"{digest}-{seen[digest]}"
        return super()._complete_stmts_vals(stmts_vals, journal, account_number)

    def _create_bank_statements(self, stmts_vals, result):
        """Statements without what is recorded already; their movements are recorded and matched in batches.

        Instead of the framework's way, which looks for each movement by itself and matches none.
        """
        lines = self.env["account.bank.statement.line"]
        known = 0
        for values in stmts_vals:
            # a file has one statement, seldom a few
            movements = values.pop("transactions")
            fresh = lines._cs_fresh(movements)
            known += len(movements) - len(fresh)
            context = values.pop("creation_context", {})
            if not fresh:
                continue
            kept = {name: value for name, value in values.items() if name in self.env["account.bank.statement"]._fields}
            statement = self.env["account.bank.statement"].with_context(**context).create(kept)
            result["statement_ids"].append(statement.id)
            self._cs_record(statement, self.env["account.journal"].browse(values["journal_id"]), fresh, result)
            if not values.get("balance_end_real"):
                statement.balance_end_real = statement.balance_start + sum(line["amount"] for line in fresh)
        if known:
            result["notifications"].append(
                self.env._("%(count)s movements were imported before and are left out.", count=known)
            )

    def _cs_record(self, statement, journal, movements, result):
        """Record at once what is few, leave the rest to the background."""
        rows = [
            {**movement, "sequence": place, "date": fields.Date.to_string(movement["date"])}
            for place, movement in enumerate(movements, 1)
        ]
        # sudo: the queue is the system's
        batches = self.env["cs.statement.batch"].sudo()._queue(statement, journal, rows)
        if len(rows) <= AT_ONCE:
            batches._act_on_time()
            return
        # sudo: whoever imports wakes the system's work up
        self.env.ref("cs_property.cron_statement_batch").sudo()._trigger()
        result["notifications"].append(
            self.env._("%(count)s movements are being recorded and matched in the background.", count=len(rows))
        )
