from odoo import api, fields, models
from odoo.tools import format_date


class ReportRepairQuote(models.AbstractModel):
    """The quote on paper, in the language of the company."""

    _name = "report.cs_property.report_repair_quote"
    _description = "Quote of a repair on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        found = self.env["cs.repair.order"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._sheet() for one in found]}


class ReportRepairOrder(models.AbstractModel):
    """The work order on paper: what is done, by whom, used, accepted."""

    _name = "report.cs_property.report_repair_order"
    _description = "Work order of a repair on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        found = self.env["cs.repair.order"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._sheet() for one in found]}


class CsRepairOrder(models.Model):
    _inherit = "cs.repair.order"

    def _sheet(self) -> dict:
        """Plain words for the papers."""
        # sudo: what is printed was checked by whoever prints it
        order = self.sudo()._signing()
        order = order.with_context(tz=order.estate_id.tz or self.env.user.tz)
        quote = order.agreement_ids.filtered(lambda one: one.state != "void")[-1:]
        return {
            "order": order,
            "place": order._place_words(),
            "payer": dict(order._fields["payer"]._description_selection(order.env))[order.payer],
            "number": f"{order.name}-{quote.number}" if quote else order.name,
            "day": format_date(order.env, quote.quoted_on or order.day),
            "until": format_date(order.env, quote.valid_until) if quote else "",
            "lines": [line for line in order.line_ids if line.quantity],
            "amount": order._money(order.amount),
            "total": order._money(order.amount_total),
            "planned": order._at(order.planned_at or order.wanted_at),
            "arrived": order._at(order.arrived_at),
            "finished": order._at(order.finished_at),
            "accepted": format_date(order.env, order.accepted_on) if order.accepted_on else "",
            "warranty": format_date(order.env, order.warranty_until) if order.warranty_until else "",
            "signed": {
                role: order.signature_ids.filtered(lambda one, role=role: one.role == role)[-1:]
                for role in ("quote", "acceptance")
            },
        }

    def _at(self, moment) -> str:
        """A moment (naive UTC) as people there write it."""
        return fields.Datetime.context_timestamp(self, moment).strftime("%Y-%m-%d %H:%M") if moment else ""

    def action_print_quote(self):
        return self.env.ref("cs_property.action_report_repair_quote").report_action(self)

    def action_print_order(self):
        return self.env.ref("cs_property.action_report_repair_order").report_action(self)
