from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models, tools


class BoardLimits(NamedTuple):
    """When boards of a company call a case due soon or at risk.

    :param soon: so long before it is due.
    :param risk_share: share of the time left when a case counts as at risk, where its
        target has no warning of its own.
    """

    soon: timedelta
    risk_share: float


class ResCompany(models.Model):
    """What boards go by, and the team that a new company begins with."""

    _inherit = "res.company"

    cs_due_soon_minutes = fields.Integer(
        "Due soon (min ahead)", default=60, help="Boards call a case due soon when so many minutes are left."
    )
    cs_risk_percent = fields.Integer(
        "At risk (% of the time left)",
        default=25,
        help="Boards call a case at risk when so much of its time is left, where its target has no warning.",
    )

    _cs_due_soon_minutes_sane = models.Constraint(
        "CHECK (cs_due_soon_minutes BETWEEN 0 AND 10080)", "Due soon is between 0 minutes and a week ahead."
    )
    _cs_risk_percent_sane = models.Constraint(
        "CHECK (cs_risk_percent BETWEEN 0 AND 100)", "At risk is a share between 0 % and 100 %."
    )

    @tools.ormcache("self.id")
    def _cs_board_limits(self) -> BoardLimits:
        # sudo: every board reads them, whoever looks at it
        company = self.sudo()
        return BoardLimits(timedelta(minutes=company.cs_due_soon_minutes), company.cs_risk_percent / 100)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: whoever makes a company may know nothing of customer service
        self.env["cs.team"].sudo()._cs_ensure_default_team(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"cs_due_soon_minutes", "cs_risk_percent"} & vals.keys():
            self.env.registry.clear_cache()
        return result
