from odoo import fields, models


class CsDutyPost(models.Model):
    """Where somebody is on duty: a hotline, a counter, a control room."""

    _name = "cs.duty.post"
    _description = "Duty post"
    _inherit = ["cs.cached.name.mixin", "cs.roster.shared.mixin"]
    _book = "duty_posts"
    _pack_row = "D16"

    team_id = fields.Many2one("cs.team", index="btree_not_null", check_company=True)
    area_ids = fields.Many2many(
        "cs.area",
        "cs_duty_post_area_rel",
        "post_id",
        "area_id",
        string="Areas",
        check_company=True,
        help="Who is on duty here answers for these areas. Empty: for all.",
    )
    needs_handover = fields.Boolean(
        default=True,
        help="Whoever leaves the post hands it over to the next one, and both sign. From the first handover signed "
        "here on, each that is missing is counted and told.",
    )
