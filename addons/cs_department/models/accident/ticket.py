from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.rules import DIMENSIONS
from ...core.severity import Facts
from .severity_rule import GRADES

#: what decides how grave a case is at least
ACCIDENT = ("deaths", "injured", "accident_grade")


class CsTicket(models.Model):
    """What is known of an accident: it sets the least severity, and is reported."""

    _inherit = "cs.ticket"

    deaths = fields.Integer("Dead", copy=False)
    injured = fields.Integer(copy=False)
    accident_grade = fields.Selection(GRADES, "Suspected grade of the accident", copy=False)
    asks_accident = fields.Boolean(compute="_compute_asks_accident")
    accident_report_ids = fields.One2many("cs.accident.report", "ticket_id", "Accident reports")
    accident_report_count = fields.Integer(compute="_compute_accident_report_count")

    _people_sane = models.Constraint(
        "CHECK (deaths >= 0 AND injured >= 0)", "There are no fewer than no dead or injured people."
    )

    @api.depends("kind_id.asks_accident", "severity_id.asks_accident", *ACCIDENT)
    def _compute_asks_accident(self):
        kinds, severities = self.env["cs.ticket.kind"]._accident_ids(), self.env["cs.severity"]._accident_ids()
        for ticket in self:
            ticket.asks_accident = bool(
                ticket.kind_id._origin.id in kinds
                or ticket.severity_id._origin.id in severities
                or ticket._accident_facts()
            )

    @api.depends("accident_report_ids")
    def _compute_accident_report_count(self):
        for ticket in self:
            ticket.accident_report_count = len(ticket.accident_report_ids)

    # -- the facts set the severity --------------------------------------------

    def _accident_facts(self) -> Facts:
        self.ensure_one()
        return Facts(self.deaths, self.injured, self.accident_grade or None)

    @api.model
    def _prepare_registration_vals(self, vals_list):
        """A new case is at least as grave as its facts."""
        prepared = super()._prepare_registration_vals(vals_list)
        for vals in prepared:
            if any(vals.get(name) for name in ACCIDENT):
                # accidents are few; the rules are cached
                case = self.new({name: vals.get(name) for name in self._FACTS_OF_RULES if name in vals})
                least = case._least_severity()
                if least:
                    vals["severity_id"] = least.id
        return prepared

    #: what the rules look at in a case that is not registered yet
    _FACTS_OF_RULES = (*ACCIDENT, "company_id", *DIMENSIONS)

    def write(self, vals):
        result = super().write(vals)
        if not self._is_verb() and {*ACCIDENT, "severity_id", "kind_id", "category_id"} & vals.keys():
            self._raise_severity()
        return result

    def _raise_severity(self):
        """Bring the cases to the severity that their facts demand; never down."""
        for ticket in self.filtered(lambda ticket: ticket._accident_facts()):
            # accidents are few; each has facts of its own
            least = ticket._least_severity()
            if least:
                ticket.write({"severity_id": least.id})

    def _least_severity(self):
        """The severity that the facts of one case demand, where it is not as grave yet."""
        book = self.env["cs.severity.rule"]
        facts, day = self._rule_facts(), self._rule_day()
        least = book._least_severity(self.company_id.id, facts, day, self._accident_facts())
        # sudo: how grave a severity is, is no secret
        level = self.severity_id.sudo().level if self.severity_id else None
        return least if least and (level is None or least.level > level) else least.browse()

    # -- the report ------------------------------------------------------------

    def report_to_regulator(self, reference, proof=None):
        """File the accident report; it stops the regulator's clock.

        :param reference: the receipt that the authority gave.
        :param proof: ids of attached files that prove the filing, beside those that hang
            on the report already.
        :raises UserError: without a written report, a receipt or a proof.
        """
        self.check_access("write")
        self._need_words(reference, self.env._("Enter the receipt of the report."))
        for ticket in self:
            # each case has a report of its own
            report = ticket.accident_report_ids.filtered(lambda report: report.state == "draft")[:1]
            if not report:
                raise UserError(self.env._("%(case)s: write the accident report first.", case=ticket.display_name))
            report.file(reference, proof)
        return True

    def action_report_to_regulator(self):
        """The accident report of the case: the one being written, or a new one."""
        self.ensure_one()
        reports = self.env["cs.accident.report"]
        draft = self.accident_report_ids.filtered(lambda report: report.state == "draft")[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accident Report"),
            "res_model": reports._name,
            "view_mode": "form",
            "res_id": draft.id,
            "context": {"default_ticket_id": self.id},
        }

    def action_accident_reports(self):
        """All reports of the case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_accident_report_action")
        return action | {"domain": [("ticket_id", "=", self.id)], "context": {"default_ticket_id": self.id}}
