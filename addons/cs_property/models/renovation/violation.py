from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
#: still to be put right
OPEN = ("open", "claimed")


class CsRenovationViolation(models.Model):
    """What went wrong on a site: from a failed item of an inspection, or seen by somebody."""

    _name = "cs.renovation.violation"
    _description = "Violation"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.system.fields.mixin", "cs.tell.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset(
        {"number", "state", "check_id", "answer_id", "recheck_id", "noticed_on", "settled_on", "fine", "charge_id"}
    )

    number = fields.Char(required=True, readonly=True, copy=False, default="/")
    renovation_id = fields.Many2one("cs.renovation", required=True, index=True, ondelete="restrict", check_company=True)
    unit_id = fields.Many2one(related="renovation_id.unit_id", store=True, index=True)
    building_id = fields.Many2one(related="renovation_id.building_id", store=True)
    contractor_id = fields.Many2one(related="renovation_id.contractor_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="renovation_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="renovation_id.steward_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind_id = fields.Many2one(
        "cs.renovation.violation.kind", "Kind of violation", required=True, index=True, ondelete="restrict"
    )
    severity = fields.Selection(related="kind_id.severity", store=True)
    words = fields.Text("What was found", required=True)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", bypass_search_access=True)
    found_on = fields.Date("Found on", required=True, default=lambda self: self.env.company._cs_today())
    found_by_id = fields.Many2one("res.users", "Found by", readonly=True, default=lambda self: self.env.user)
    due_on = fields.Date("To be put right until", compute="_compute_due_on", store=True, readonly=False)
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    state = fields.Selection(
        [
            ("open", "To be put right"),
            ("claimed", "To be looked at again"),
            ("settled", "Put right"),
            ("void", "Was none"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    check_id = fields.Many2one("cs.check", "Found in", readonly=True, index="btree_not_null", ondelete="set null")
    answer_id = fields.Many2one("cs.check.answer", "Failed item", readonly=True, ondelete="set null")
    recheck_id = fields.Many2one(
        "cs.check", "Checked again", readonly=True, index="btree_not_null", ondelete="set null"
    )
    noticed_on = fields.Date("Notice printed on", readonly=True)
    settled_on = fields.Date("Put right on", readonly=True)
    fine = fields.Monetary(readonly=True, tracking=True)
    charge_id = fields.Many2one("cs.billing.line", readonly=True, ondelete="restrict")
    fine_open = fields.Monetary("Fine still open", compute="_compute_fine_open", compute_sudo=True)

    _one_of_item = models.UniqueIndex("(answer_id) WHERE answer_id IS NOT NULL", "This item is a violation already.")

    @api.depends("kind_id", "found_on")
    def _compute_due_on(self):
        for violation in self:
            violation.due_on = fields.Date.add(violation.found_on, days=violation.kind_id.rectify_days)

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        today = self.env.company._cs_today()
        for violation in self:
            violation.is_late = violation.state in OPEN and bool(violation.due_on) and violation.due_on < today

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("state", "in", OPEN), ("due_on", "<", self.env.company._cs_today())]

    @api.depends("charge_id.amount_residual")
    def _compute_fine_open(self):
        for violation in self:
            violation.fine_open = violation.charge_id.amount_residual

    @api.depends("number", "kind_id", "unit_id.code")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " ".join(filter(None, (one.number, one.unit_id.code, one.kind_id.name)))

    @api.constrains("renovation_id")
    def _check_renovation(self):
        if self.filtered(lambda one: one.renovation_id.state in ("draft", "signing", "closed", "cancelled")):
            raise ValidationError(self.env._("There is no work at this renovation."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.env["cs.renovation"]._need_inspector()
        violations = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()  # sudo: numbers are the system's
        for one in violations.sudo():  # sudo: as above
            # few: what one look at a site finds
            one.number = numbers.with_company(one.company_id).next_by_code("cs.renovation.violation")
        violations.sudo()._begin()  # sudo: what follows is the system's
        return violations

    def _begin(self):
        """Serious ones are told at once; some stop the work (in sudo)."""
        for one in self.filtered(lambda one: one.kind_id.stops_work and not one.renovation_id.stopped):
            # few: see create
            one.renovation_id._stop(one.kind_id.name)
        serious = self.filtered(lambda one: one.severity == "serious")
        for company, own in serious.grouped("company_id").items():
            people = self.env["cs.renovation"]._supervisors(company)
            told = {one.id: people | one.steward_id for one in own}
            own._tell(told, _lt("Serious violation on a site"), by=("screen", "activity"))

    def _link(self):
        return f"/odoo/cs-violations/{self.id}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(self.env._("A violation stays in the file: say that it was none."))


class CsRenovation(models.Model):
    _inherit = "cs.renovation"

    violation_ids = fields.One2many("cs.renovation.violation", "renovation_id", "Violations")
    violation_count = fields.Integer("Open violations", compute="_compute_violation_count")

    @api.depends("violation_ids.state")
    def _compute_violation_count(self):
        for renovation in self:
            renovation.violation_count = len(renovation.violation_ids.filtered(lambda one: one.state in OPEN))

    def stop(self, words):
        """Work stops: permit and passes say so.

        :raises AccessError: for who does not look at sites.
        """
        self._need_inspector()
        self._in_state("permitted", "working", "accepting")._stop(words)

    def _stop(self, words):
        self.write({"stopped": True, "stopped_why": words})
        self.message_post(body=self.env._("Work is stopped: %(why)s", why=words))

    def action_resume(self):
        """Work may go on.

        :raises ValidationError: while something that stops it is not put right.
        """
        self._need_inspector()
        renovation = self._in_state("permitted", "working", "accepting")
        stopping = renovation.violation_ids.filtered(lambda one: one.state in OPEN and one.kind_id.stops_work)
        if stopping:
            raise ValidationError(
                self.env._("To be put right first: %(what)s", what=", ".join(stopping.mapped("display_name")))
            )
        renovation.write({"stopped": False, "stopped_why": False})
        return True
