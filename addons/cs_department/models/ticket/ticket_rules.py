from odoo import models
from odoo.exceptions import AccessError


class CsTicket(models.Model):
    """Which rules apply to a case, and why."""

    _inherit = "cs.ticket"

    def rules_explained(self) -> list[dict]:
        """The books that have a say in this case, see ``cs.rule.mixin._explain``.

        :return: books with ``model``, ``name`` and ``topics``.
        """
        if not self.env.user.has_group("cs_department.group_cs_agent"):
            raise AccessError(self.env._("Only customer service looks at its rule book."))
        self.ensure_one()
        self.check_access("read")
        history, books = self.env["cs.book.version"], []
        # sudo: the facts of a case that one may read, as the system saw them
        ticket = self.sudo()
        for name in history._rule_models():
            topics = self.env[name]._explain(ticket)
            if topics:
                books.append({"model": name, "name": history._book_name(name), "topics": topics})
        return books

    def action_which_rules(self):
        """The dialog with the rules that apply to this case."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "cs_which_rules",
            "target": "new",
            "name": self.env._("Which rules apply"),
            "params": {"ticket_id": self.id},
        }
