from odoo import api, fields, models
from odoo.fields import Domain


class CsTicket(models.Model):
    """Agents see on a case what its unit was told: an outage, and what to say about it."""

    _inherit = "cs.ticket"

    property_notice_id = fields.Many2one(
        "cs.property.notice", "Belongs to the notice", index="btree_not_null", check_company=True, ondelete="set null"
    )
    notice_hint = fields.Text("Notices for the unit", compute="_compute_notice_hint")

    @api.depends("unit_id")
    def _compute_notice_hint(self):
        found = self.env["cs.property.notice"]._concerning(self.unit_id._origin)
        for ticket in self:
            notices = found.get(ticket.unit_id._origin.id) or ()
            ticket.notice_hint = "\n".join(notice._hint() for notice in notices)

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._link_notices()
        return tickets

    def _link_notices(self):
        """A new case about something that a notice has told belongs to the notice."""
        # sudo: that a unit is concerned is for everybody; the link is the system's
        about = self.sudo().filtered(lambda one: one.unit_id and one.category_id and not one.property_notice_id)
        if not about:
            return
        found = self.env["cs.property.notice"]._concerning(about.unit_id)
        for ticket in about:
            # cases are registered one by one, or imported with their units
            ticket.property_notice_id = next(
                (notice for notice in found[ticket.unit_id.id] if notice._is_about(ticket.category_id)), False
            )


class CsPropertyNotice(models.Model):
    _inherit = "cs.property.notice"

    def _is_about(self, category) -> bool:
        """Whether a case of this category asks about the notice: of the categories of its kind, or below them."""
        wanted = self.template_id.category_ids
        return bool(wanted and category.filtered_domain(Domain("id", "child_of", wanted.ids)))

    def _hint(self) -> str:
        """One notice for whoever talks to a resident: what, until when, and what to say."""
        values = self._values()
        until = f" – {values['ends']}" if values["ends"] else ""
        first = f"{self.name} · {self.place} · {values['begins']}{until}"
        return f"{first}\n{self.script}" if self.script else first
