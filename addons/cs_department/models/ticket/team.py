from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get


class CsTeam(models.Model):
    _name = "cs.team"
    _description = "Customer service team"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
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
    supervisor_id = fields.Many2one(
        "res.users", index="btree_not_null", check_company=True
    )
    member_ids = fields.Many2many(
        "res.users", "cs_team_member_rel", "team_id", "user_id", "Members"
    )
    kind_id = fields.Many2one(
        "cs.ticket.kind",
        "Kind of mailed cases",
        help="Cases that arrive at the team's mail address are of this kind.",
    )
    is_default = fields.Boolean(
        help="Takes the cases for which neither kind nor category names a team."
    )

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
        if {"member_ids", "supervisor_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def _local_day(self, moment):
        """The calendar day of a naive UTC moment in the team's time zone."""
        self.ensure_one()
        local = fields.Datetime.context_timestamp(self.with_context(tz=self.tz), moment)
        return local.date()

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
