from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core import placeholders

STATES = [
    ("draft", "Draft"),
    ("planned", "To be published"),
    ("published", "Published"),
    ("ended", "Ended"),
    ("withdrawn", "Withdrawn"),
]
#: who is told: those who live or work there, and who owns it
ROLES = ("owner", "tenant", "shopkeeper")


class CsPropertyNotice(models.Model):
    """A notice to residents: of an outage, planned or at once, or of anything else.

    Its scope is an estate, or buildings, stairs and units of it. ``notice_verbs`` publishes and
    ends it, ``receipt`` is what each person got, ``notice_cases`` the cases that belong to it.
    """

    _name = "cs.property.notice"
    _description = "Notice to residents"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.system.fields.mixin", "cs.due.mixin", "cs.link.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "published_at", "ended_at", "late_reason"})
    _link_path = "/cs/n/"

    name = fields.Char("Title", required=True, tracking=True)
    template_id = fields.Many2one("cs.property.notice.template", "Kind of notice", required=True, index=True)
    is_outage = fields.Boolean(related="template_id.is_outage")
    urgency = fields.Selection(
        [("planned", "Planned"), ("emergency", "Emergency")], "Planned or not", required=True, default="planned"
    )
    reason = fields.Char("Why", help="Named in the text.")
    words = fields.Text("Text", required=True)
    script = fields.Text("What agents say")
    filled = fields.Json("Words as the kind gives them")
    estate_id = fields.Many2one(
        "cs.estate",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["cs.estate"].search([], limit=1),
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    building_ids = fields.Many2many(
        "cs.estate.building",
        domain="[('estate_id', '=', estate_id)]",
        string="Buildings",
        help="Empty: the whole estate.",
    )
    stair_ids = fields.Many2many(
        "cs.estate.stair", domain="[('building_id.estate_id', '=', estate_id)]", string="Stairs"
    )
    unit_ids = fields.Many2many("cs.estate.unit", domain="[('estate_id', '=', estate_id)]", string="Units")
    date_from = fields.Datetime("Begins", required=True, default=lambda self: utcnow(), index=True)
    date_to = fields.Datetime("Ends", help="As far as it is known.")
    publish_at = fields.Datetime("Published on", help="Empty: at once.")
    by_sms = fields.Boolean("Text message")
    by_mail = fields.Boolean("E-mail")
    needs_confirm = fields.Boolean("To be confirmed")
    call_hours = fields.Integer("Called after (h) unread")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True, tracking=True)
    published_at = fields.Datetime("Told since", readonly=True)
    ended_at = fields.Datetime("Ended on", readonly=True)
    late_reason = fields.Char("Why so late", readonly=True)
    replaces_id = fields.Many2one(
        "cs.property.notice", "Follows", readonly=True, index="btree_not_null", check_company=True
    )
    receipt_ids = fields.One2many("cs.property.notice.receipt", "notice_id", "Who is told", readonly=True)
    told_count = fields.Integer("People", compute="_compute_counts")
    read_count = fields.Integer("Have read it", compute="_compute_counts")
    confirmed_count = fields.Integer("Have confirmed", compute="_compute_counts")
    call_count = fields.Integer("To be called", compute="_compute_counts")
    place = fields.Char("Where", compute="_compute_place")

    _days_sane = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "The end lies before the begin.")
    _live_idx = models.Index("(estate_id, date_from) WHERE state = 'published'")

    @api.depends("building_ids", "stair_ids", "unit_ids", "estate_id")
    def _compute_place(self):
        for notice in self:
            parts = [*notice.building_ids.mapped("display_name"), *notice.stair_ids.mapped("display_name")]
            parts += notice.unit_ids.mapped("code")
            notice.place = ", ".join(parts) or notice.estate_id.name

    @api.depends("receipt_ids.state", "receipt_ids.call_from")
    def _compute_counts(self):
        receipts = self.env["cs.property.notice.receipt"].sudo()  # sudo: how many is no secret, who is
        told = receipts._read_group([("notice_id", "in", self.ids)], ["notice_id", "state"], ["__count"])
        counts = {}
        for notice, state, count in told:
            counts.setdefault(notice.id, {})[state] = count
        calls = receipts._read_group(
            Domain("notice_id", "in", self.ids) & receipts._to_call_domain(), ["notice_id"], ["__count"]
        )
        to_call = {notice.id: count for notice, count in calls}
        for notice in self:
            states = counts.get(notice._origin.id, {})
            notice.told_count = sum(states.values())
            notice.confirmed_count = states.get("confirmed", 0)
            notice.read_count = states.get("read", 0) + notice.confirmed_count
            notice.call_count = to_call.get(notice._origin.id, 0)

    @api.onchange("template_id", "estate_id", "building_ids", "stair_ids", "unit_ids", "date_from", "date_to", "reason")
    def _onchange_words(self):
        """The words of the kind, filled in; what somebody wrote himself stays."""
        template = self.template_id
        if not template or not self.estate_id:
            return
        if self._origin.template_id != template and not self._origin:
            for name in ("by_sms", "by_mail", "needs_confirm", "call_hours"):
                self[name] = template[name]
        values, before = self._values(), self.filled or {}
        said = {"name": template.title, "words": template.words, "script": template.script or ""}
        said = {name: placeholders.fill(text, values) for name, text in said.items()}
        for name, text in said.items():
            if not self[name] or self[name] == before.get(name):
                self[name] = text
        self.filled = said

    def _values(self) -> dict:
        """What the words of a notice may name, in the zone of the estate."""
        zone, company = self.estate_id.tz, self.estate_id.company_id or self.env.company

        def moment(value):
            return format_datetime(self.env, value, tz=zone, dt_format="short") if value else ""

        return {
            "estate": self.estate_id.name or "",
            "place": self.place or "",
            "begins": moment(self.date_from),
            "ends": moment(self.date_to),
            "reason": self.reason or "",
            "company": company.name,
            "phone": company.phone or "",
        }

    def write(self, vals):
        words = {"words", "name", "estate_id", "building_ids", "stair_ids", "unit_ids", "template_id"}
        if not self.env.su and words & vals.keys() and self.filtered(lambda one: one.state not in ("draft", "planned")):
            raise UserError(self.env._("What was published stays as it was read: write a follow-up."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda notice: notice.state != "draft"):
            raise UserError(self.env._("Only drafts are deleted: withdraw the notice."))

    # -- whom it concerns -------------------------------------------------------------------

    def _unit_domain(self) -> Domain:
        """The units in the scope of one notice."""
        self.ensure_one()
        scope = Domain.OR(
            [
                Domain("building_id", "in", self.building_ids.ids),
                Domain("stair_id", "in", self.stair_ids.ids),
                Domain("id", "in", self.unit_ids.ids),
            ]
        )
        whole = not (self.building_ids or self.stair_ids or self.unit_ids)
        return Domain("estate_id", "=", self.estate_id.id) & (Domain.TRUE if whole else scope)

    @api.model
    def _concerning(self, units) -> dict:
        """The notices that hold now, or soon, for each of these units.

        :return: unit id → notices, in sudo; one search, however many units.
        """
        # sudo: what is published is for everybody
        live = self.sudo().search([("state", "=", "published"), ("estate_id", "in", units.estate_id.ids)])
        return {unit.id: live.filtered(lambda notice, one=unit: notice._concerns(one)) for unit in units}

    def _concerns(self, unit) -> bool:
        if unit.estate_id != self.estate_id:
            return False
        if not (self.building_ids or self.stair_ids or self.unit_ids):
            return True
        return unit.building_id in self.building_ids or unit.stair_id in self.stair_ids or unit in self.unit_ids

    # -- its public page ----------------------------------------------------------------------

    def _link_open(self):
        return self.state in ("published", "ended", "withdrawn")

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_lang(self):
        return self.company_id.partner_id.lang or "zh_CN"

    def _page_facts(self):
        """What the poster's page shows to whoever scans it (in sudo)."""
        values = self._values()
        return {
            "company": self.company_id.name,
            "title": self.name,
            "words": self.words,
            "place": self.place,
            "begins": values["begins"],
            "ends": values["ends"],
            "state": self.state,
            "phone": values["phone"],
            "confirm": False,
            "confirmed": False,
        }
