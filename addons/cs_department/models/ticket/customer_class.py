from odoo import fields, models


class CsCustomerClass(models.Model):
    _name = "cs.customer.class"
    _description = "Class of customers"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "customer_classes"
    _pack_row = "D2"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_class_id = fields.Many2one("cs.customer.class", "Customer class", index="btree_not_null")
    # customers are often shared by companies: the area counts in its own company only
    cs_area_id = fields.Many2one("cs.area", "Service area", index="btree_not_null")
    cs_ticket_ids = fields.One2many("cs.ticket", "partner_id", "Cases")
    cs_ticket_count = fields.Integer("Open cases", compute="_compute_cs_ticket_count", compute_sudo=False)

    def _compute_cs_ticket_count(self):
        counts = dict(
            self.env["cs.ticket"]._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("state", "in", ("new", "open", "waiting")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_ticket_count = counts.get(partner, 0)

    def write(self, vals):
        result = super().write(vals)
        if "cs_class_id" in vals:
            # sudo: promises follow the customer's class whoever changes it
            live = self.env["cs.ticket"].sudo()._live_of_customers(self)
            before = {ticket.id: ticket._facts() for ticket in live}
            live._follow_class()
            live._after_change(before)
        return result

    def _cs_customer_class(self):
        """The class that counts for a customer: his own, else his company's."""
        # sudo: the class decides the promises whoever registers
        partner = self.sudo()
        return (partner.cs_class_id or partner.commercial_partner_id.cs_class_id).with_env(self.env)

    def action_cs_tickets(self):
        """Open the customer's cases."""
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action")
        action["domain"] = [("partner_id", "in", self.ids)]
        action["context"] = {"default_partner_id": self[:1].id}
        return action
