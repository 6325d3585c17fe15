from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.addons.base.models.res_partner import _tz_get
from pytz import timezone

from ...core import local_days


class TeamFacts(NamedTuple):
    """A team as plain data, for routing."""

    company_id: int
    tz: str
    member_ids: tuple[int, ...]
    supervisor_id: int | bool
    duty_officer_id: int | bool


class CsTeam(models.Model):
    _name = "cs.team"
    _description = "Customer service team"
    _inherit = ["cs.cached.name.mixin", "mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: self.env.company.resource_calendar_id.tz or self.env.user.tz,
        help="Days of rules, reports and deadlines are counted in this time zone.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        check_company=True,
        default=lambda self: self.env.company.resource_calendar_id,
        help="Clocks count in these hours. Empty: around the clock.",
    )
    supervisor_id = fields.Many2one("res.users", index="btree_not_null", check_company=True)
    manager_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        check_company=True,
        help="Told of what the supervisor could not settle. Empty: every manager of customer service.",
    )
    duty_officer_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        check_company=True,
        help="Acts out of hours when no roster names somebody. Empty: the supervisor.",
    )
    member_ids = fields.Many2many("res.users", "cs_team_member_rel", "team_id", "user_id", "Members")
    kind_id = fields.Many2one(
        "cs.ticket.kind",
        "Kind of mailed cases",
        help="Cases that arrive at the team's mail address are of this kind.",
    )
    is_default = fields.Boolean(copy=False, help="Takes the cases for which neither kind nor category names a team.")

    _default_uniq = models.UniqueIndex(
        "(company_id) WHERE is_default IS TRUE AND active IS TRUE",
        "One team of a company is the default team.",
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get("cs.ticket").id
        if self.id:
            values["alias_defaults"] = self._prepare_alias_defaults()
        return values

    def _prepare_alias_defaults(self) -> dict:
        """Values of a case that arrives by mail."""
        channel = self.env.ref("cs_department.channel_mail", raise_if_not_found=False)
        return {
            "team_id": self.id,
            "kind_id": self.kind_id.id,
            "channel_id": channel.id if channel else False,
        }

    def write(self, vals):
        result = super().write(vals)
        if "kind_id" in vals:
            for team in self:
                # an alias keeps its defaults as text: one write per mail address
                team.alias_defaults = team._prepare_alias_defaults()
        return result

    def _local_day(self, moment):
        """The calendar day of a naive UTC moment in the team's time zone."""
        return local_days.day_of(moment, self._zone())

    def _zone(self):
        """The time zone in which the team's days begin and end, for whoever asks."""
        return timezone(self._facts(self._origin.id).tz)

    @tools.ormcache("team_id")
    @api.model
    def _facts(self, team_id: int) -> TeamFacts:
        """What routing must know of a team, without a query."""
        # sudo: routing reads it for every registrar
        team = self._for_cache().browse(team_id)
        return TeamFacts(
            team.company_id.id,
            team.tz,
            tuple(sorted(team.member_ids.ids)),
            team.supervisor_id.id,
            team.duty_officer_id.filtered("active").id,
        )

    @tools.ormcache("company_id", "kind_id", "category_id")
    @api.model
    def _serving_id(self, company_id: int, kind_id: int | bool, category_id: int | bool) -> int | bool:
        """The team of the category, else of the kind, else the company's default team."""
        # sudo: which team serves is looked up for every registrar
        system = self._for_cache().env
        category = system["cs.ticket.category"].browse(category_id or ())
        while category and not category.team_id:
            category = category.parent_id
        team = category.team_id or system["cs.ticket.kind"].browse(kind_id or ()).team_id
        if team and team.company_id.id == company_id:
            return team.id
        own = [("company_id", "=", company_id)]
        return system["cs.team"].search(own, order="is_default desc, sequence", limit=1).id

    @api.model
    def _cs_ensure_default_team(self, companies):
        """Give each company without a team one, so that the first case has a home."""
        served = self.search([("company_id", "in", companies.ids)]).company_id
        self.create(
            [
                {
                    "name": self.env._("Customer Service"),
                    "company_id": company.id,
                    "resource_calendar_id": company.resource_calendar_id.id,
                    "tz": company.resource_calendar_id.tz or "UTC",
                    "is_default": True,
                }
                for company in companies - served
            ]
        )
