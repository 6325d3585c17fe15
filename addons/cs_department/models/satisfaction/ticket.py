from odoo import models

#: steps in the life of a case whose doer has worked on it
HANDLING = ("answered", "promised", "verified", "resolved")


class CsTicket(models.Model):
    """What customers say about their cases."""

    _inherit = "cs.ticket"

    def _cs_handlers(self) -> dict:
        """Who worked on each case: the responsible, whoever answered or resolved it, owners of its tasks.

        :return: ticket id → ``res.users`` (in sudo).
        """
        # sudo: who worked on a case decides who may ask about it, visible or not
        system = self.sudo()
        deeds = system.env["cs.ticket.event"]._read_group(
            [("ticket_id", "in", self.ids), ("event_type", "in", HANDLING)],
            ["ticket_id"],
            ["user_id:recordset"],
        )
        legs = system.env["cs.ticket.task"]._read_group(
            [("ticket_id", "in", self.ids), ("state", "in", ("doing", "done"))],
            ["ticket_id"],
            ["user_id:recordset"],
        )
        found = {ticket.id: ticket.user_id for ticket in system}
        for ticket, users in deeds + legs:
            found[ticket.id] |= users
        return found
