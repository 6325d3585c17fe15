from odoo import fields, models

ROLES = [
    ("agent", "the responsible agent"),
    ("supervisor", "the supervisor of the team"),
    ("manager", "the manager of customer service"),
    ("department_head", "the head of the responsible department"),
    ("duty_officer", "the duty officer"),
    ("named", "named persons"),
]


class CsRecipientMixin(models.AbstractModel):
    """Who is told, asked or put in charge: a role of the case, or named persons.

    Rules name roles, so that they outlive the people; who fills a role is looked up
    when the rule acts.
    """

    _name = "cs.recipient.mixin"
    _description = "Somebody whom a rule names"

    role = fields.Selection(ROLES, required=True, default="supervisor")
    # a domain for the screen only: else new users would be looked for in every record of this kind
    user_ids = fields.Many2many("res.users", string="Persons", domain="[('share', '=', False)]")

    def _recipients(self, tickets) -> dict:
        """Who fills the role for each case, read in batch (in sudo).

        Inactive people are left out. Where a role is empty, the one above it answers:
        nobody in charge is never nobody told.

        :return: ticket id → ``res.users``, empty only where nobody at all is known.
        """
        self.ensure_one()
        if self.role != "named":
            return tickets._users_in_role(self.role)
        named = self._named_colleagues()
        # whoever does not work for a company learns nothing of its cases
        own = {c: named.filtered(lambda user, c=c: c in user.company_ids) for c in tickets.company_id}
        found = {ticket.id: own[ticket.company_id] for ticket in tickets}
        return found | tickets.filtered(lambda ticket: not found[ticket.id])._users_in_role("manager")

    def _named_colleagues(self):
        """The persons that the rule names, as far as they still work here: nothing goes to outsiders."""
        return self.user_ids.filtered(lambda user: user.active and not user.share)
