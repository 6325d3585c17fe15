from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

MEANS = [("screen", "Signed at the counter"), ("link", "By his own link"), ("document", "On paper")]


class CsReleaseConsent(models.Model):
    """What an owner said to a release: on the screen, by his own link, or on paper. Written by verbs, never changed."""

    _name = "cs.release.consent"
    _description = "Consent of an owner"
    _bound_through = "pass_id"
    _inherit = ["cs.link.mixin"]
    _order = "id"
    _rec_name = "partner_id"
    _allow_sudo_commands = False
    _link_path = "/cs/rc/"

    pass_id = fields.Many2one("cs.release.pass", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Owner", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("asked", "Asked"), ("given", "Consents"), ("refused", "Does not consent")],
        required=True,
        readonly=True,
        default="asked",
    )
    means = fields.Selection(MEANS, "How", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    words = fields.Char("Remarks", readonly=True)
    link = fields.Char("Link for the owner", compute="_compute_link", groups="cs_property.group_cs_counter")

    _once = models.UniqueIndex("(pass_id, partner_id)", "Each owner is asked once.")

    @api.depends("state")
    def _compute_link(self):
        for consent in self:
            consent.link = consent._link_url() if consent.state == "asked" else False

    def _link_open(self) -> bool:
        return self.pass_id.state in ("draft", "waiting", "valid", "partial", "done", "refused")

    def _page_lang(self) -> str:
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_facts(self) -> dict:
        """Plain words for the owner's page."""
        one = self.pass_id
        return {
            "company": self.company_id.name,
            "number": one.number,
            "unit": f"{one.unit_id.estate_id.name} {one.unit_id.code}",
            "applicant": one.partner_id.name,
            "reason": one.rule_id.name,
            "span": one._span_words(),
            "items": [f"{line.name} × {line.quantity}" for line in one.line_ids],
            "answered": self.state,
            "open": self.state == "asked" and one.state in ("draft", "waiting"),
        }

    def _answer(self, given, means, words=""):
        """
        :raises UserError: for who has answered already.
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("This is being answered just now."))
        self.invalidate_recordset(["state"])
        if self.state != "asked":
            raise UserError(self.env._("This was answered already."))
        self.write(
            {
                "state": "given" if given else "refused",
                "means": means,
                "answered_at": utcnow(),
                "words": str(words or "")[:200],
            }
        )
        self.pass_id._consent_answered(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What an owner said stays."))
