from odoo import api, fields, models
from odoo.exceptions import UserError


class CsRenovationBriefing(models.Model):
    """The technical briefing on site: what the contractor was told, signed by both before work begins."""

    _name = "cs.renovation.briefing"
    _description = "Technical briefing"
    _inherit = ["cs.signed.mixin", "cs.system.fields.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset({"user_id", "signed"})

    renovation_id = fields.Many2one("cs.renovation", required=True, index=True, ondelete="cascade", check_company=True)
    unit_id = fields.Many2one(related="renovation_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="renovation_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="renovation_id.steward_id", store=True, index=True)
    day = fields.Date("Briefed on", required=True, default=lambda self: self.env.company._cs_today())
    user_id = fields.Many2one("res.users", "Briefed by", readonly=True, default=lambda self: self.env.user)
    person = fields.Char("Who was briefed", required=True)
    words = fields.Text("What was said", required=True)
    signed = fields.Boolean("Signed by both", readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        renovation = self.env["cs.renovation"].browse(values.get("renovation_id") or ()).exists()
        if renovation:
            renovation.check_access("read")
            # sudo: what contractors are told is no secret
            values["words"] = self.env["cs.renovation.rule"].sudo()._rule_for(renovation.company_id).duties
            values["person"] = renovation.responsible
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cs.renovation"]._need_inspector()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self.sudo().signature_ids:  # sudo: signatures of anybody
            raise UserError(self.env._("What was signed stays as it was read."))
        return super().write(vals)

    @api.model
    def _signature_roles(self):
        return {"briefer": self.env._("Who briefed"), "contractor": self.env._("Who was briefed")}

    def _signature_words(self, role):
        briefing = self._signing()
        return f"{briefing.renovation_id.display_name}\n{briefing.day}\n{briefing.person}\n{briefing.words}"

    def _need_may_sign(self, role):
        self.env["cs.renovation"]._need_inspector()
        self.check_access("read")

    def _signed(self, role, image, name="", partner=None):
        """
        :raises UserError: where one person would sign for both.
        """
        who = str(name or "").strip() or self.env.user.name
        # sudo: signatures of anybody
        others = self.sudo().signature_ids.filtered(lambda one: one.role != role)
        if who in others.mapped("name"):
            raise UserError(self.env._("Two people sign a briefing, and %(name)s has signed already.", name=who))
        return super()._signed(role, image, name, partner)

    def _was_signed(self, role):
        self.signed = not self._lacks_signatures(("briefer", "contractor"))

    def action_sign_briefer(self):
        """The one who briefed signs."""
        return self.action_sign("briefer")

    def action_sign_contractor(self):
        """The one who was briefed signs."""
        return self.action_sign("contractor")


class CsRenovation(models.Model):
    """Work begins after the briefing."""

    _inherit = "cs.renovation"

    briefing_ids = fields.One2many("cs.renovation.briefing", "renovation_id", "Technical briefings")

    def _begin_lacks(self) -> list[str]:
        lacks = []
        if not self.briefing_ids.filtered("signed"):
            lacks.append(self.env._("The technical briefing is not signed by both."))
        if not self.posted_on:
            lacks.append(self.env._("Nobody has seen yet that the permit is posted on the door."))
        if not self.pass_ids.filtered(lambda one: one.state == "valid"):
            lacks.append(self.env._("No worker has a pass."))
        return lacks

    def action_begin(self):
        """Work may begin.

        :raises UserError: naming what is missing.
        """
        self._need_inspector()
        renovation = self._in_state("permitted")
        lacks = renovation._begin_lacks()
        if lacks:
            raise UserError(self.env._("Work may not begin:\n%(lacks)s", lacks="\n".join(lacks)))
        renovation.state = "working"
        renovation._fill_day()
        return True

    def action_finishing(self):
        """The rough work is done: the site is looked at as the quota of finishing says."""
        self._need_inspector()
        self._in_state("working").phase = "finishing"
        return True
