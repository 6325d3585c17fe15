from odoo import SUPERUSER_ID, models
from odoo.fields import Domain
from psycopg2.extensions import TransactionRollbackError

from .ticket_import_run import UNDO_BATCH


class CsTicketImport(models.Model):
    """Taking an import back: its cases and contacts, unless somebody touched them since."""

    _inherit = "cs.ticket.import"

    def _run_undoing(self) -> int:
        staged = self._staged("done", UNDO_BATCH)
        if staged:
            self._undo_staged(staged)
            return len(staged)
        contacts = self._own_contacts(UNDO_BATCH)
        if contacts:
            self._undo_contacts(contacts)
            return len(contacts)
        self._finish("undone")
        return 0

    # -- cases -------------------------------------------------------------------

    def _undo_staged(self, staged):
        touched = self._touched(staged)
        kept = staged.filtered(lambda line: line.ticket_id in touched)
        self.env["cs.ticket.import.error"].create(
            [
                {
                    "import_id": self.id,
                    "row": line.row,
                    "number": line.number,
                    "reason": self.env._("Kept: somebody has worked on %(case)s since.", case=line.ticket_id.number),
                }
                for line in kept
            ]
        )
        kept.write({"state": "kept"})
        undone = staged - kept
        tickets = self._machinery("cs.ticket").browse(undone.ticket_id.ids)
        undone.write({"state": "undone"})
        tickets.unlink()

    def _touched(self, staged):
        """The cases on which somebody has worked since they came in."""
        tickets = staged.ticket_id
        newest_event = {line.ticket_id.id: line.last_event for line in staged}
        newest_message = {line.ticket_id.id: line.last_message for line in staged}
        touched = tickets.filtered(
            lambda ticket: ticket.write_uid.id != SUPERUSER_ID or ticket.task_ids or ticket.child_ids
        )
        for event in self.env["cs.ticket.event"].search(
            [
                ("ticket_id", "in", tickets.ids),
                ("id", ">", min(newest_event.values(), default=0)),
                # what time itself does (clocks, automatic closing) is nobody's work
                ("user_id", "not in", (False, SUPERUSER_ID)),
            ]
        ):
            if event.id > newest_event[event.ticket_id.id]:
                touched |= event.ticket_id
        for message in self.env["mail.message"].search(
            Domain("model", "=", "cs.ticket")
            & Domain("res_id", "in", tickets.ids)
            & Domain("id", ">", min(newest_message.values(), default=0))
        ):
            if message.id > newest_message[message.res_id]:
                touched |= tickets.browse(message.res_id)
        merged = tickets.with_context(active_test=False).search([("merged_into_id", "in", tickets.ids)])
        return touched | merged.merged_into_id

    # -- contacts ----------------------------------------------------------------

    def _own_contacts(self, limit):
        """Contacts that came with the import and that nobody uses."""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(
            [
                ("cs_import_id", "=", self.id),
                ("write_uid", "=", SUPERUSER_ID),
                ("cs_ticket_ids", "=", False),
                ("child_ids", "=", False),
                ("user_ids", "=", False),
            ],
            limit=limit,
        )

    def _undo_contacts(self, contacts):
        """Delete contacts; those that something else refers to stay as ordinary contacts."""
        try:
            with self.env.cr.savepoint():
                self._delete_contacts(contacts)
        except TransactionRollbackError:
            raise
        except Exception:
            # whatever refuses it, in any addon: each contact for itself
            for contact in contacts:
                try:
                    with self.env.cr.savepoint():
                        self._delete_contacts(contact)
                except TransactionRollbackError:
                    raise
                except Exception:
                    # used elsewhere: it is no longer the import's
                    contact.cs_import_id = False

    def _delete_contacts(self, contacts):
        self._machinery("res.partner").browse(contacts.ids).unlink()
        self.env.flush_all()
