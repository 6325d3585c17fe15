from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsRenovation(models.Model):
    """Applying for a renovation, and for more time."""

    _inherit = "cs.renovation"

    lacks = fields.Text("What is missing", compute="_compute_lacks")

    @api.depends("state", "document_ids.state", "charge_ids.amount_residual", "claim_ids.state", "pass_ids.state")
    @api.depends("briefing_ids.signature_ids", "violation_ids.state", "permit_back_on")
    @api.depends_context("lang")
    def _compute_lacks(self):
        for renovation in self:
            renovation.lacks = "\n".join(renovation._lacks())

    def _lacks(self) -> list[str]:
        """What keeps it from the next step, in words."""
        # sudo: what is missing is known to whoever has the renovation
        renovation = self.sudo()
        if self.state == "approved":
            return renovation._permit_lacks()
        if self.state == "permitted":
            return renovation._begin_lacks()
        if self.state == "accepted":
            return renovation._closing_lacks()
        if self.state in ("draft", "signing"):
            return renovation._paper_lacks()
        return []

    def _paper_lacks(self) -> list[str]:
        return [
            self.env._("Document: %(name)s", name=document.kind_id.name) for document in self._unchecked_documents()
        ]

    def action_documents(self):
        """Ask for the papers that the application and its works need."""
        renovation = self._editing()
        renovation._ask_documents("renovation", renovation.work_ids.document_kind_ids)
        return True

    def action_apply(self):
        """Hand the application to those who sign it off.

        :raises UserError: for forbidden works, or a renovation that is too long.
        """
        renovation = self._editing()
        renovation._check_works()
        if not renovation.work_ids:
            raise UserError(self.env._("Say which works are done."))
        rule = renovation.env["cs.renovation.rule"]._rule_for(renovation.company_id)
        if (renovation.date_to - renovation.date_from).days >= rule.most_days:
            raise UserError(
                self.env._("A renovation takes at most %(days)s days: more time is given later.", days=rule.most_days)
            )
        renovation._ask_documents("renovation", renovation.work_ids.document_kind_ids)
        renovation.state = "signing"
        self._ask_signoff("renovation", area=renovation.unit_id.area)
        return True

    def _editing(self):
        self._need_clerk()
        return self._in_state("draft")

    def _signed_off(self, what):
        if what == "renovation_extension":
            self._extend()
            return
        self.state = "approved"
        self._charge()
        self._tell({self.id: self.create_uid}, _lt("The renovation is signed off"))

    def _signoff_refused(self, reason, what):
        if what == "renovation_extension":
            self.extend_until = False
        else:
            self.state = "draft"
        self.message_post(body=self.env._("Not signed off: %(reason)s", reason=reason))
        self._tell(
            {self.id: self.create_uid}, _lt("The renovation is not signed off"), reason, by=("screen", "activity")
        )

    # -- more time ----------------------------------------------------------------------------

    def extend(self, until, words):
        """Ask for more time; it is given once it is signed off.

        :param until: the new last day, local.
        :raises UserError: for a day that is no later.
        """
        self._need_clerk()
        renovation = self._in_state("permitted", "working")
        try:
            until = fields.Date.to_date(until) if isinstance(until, (str, date)) else None
        except ValueError:
            until = None
        if not until or until <= renovation.date_to:
            raise UserError(self.env._("Say a day after %(day)s.", day=renovation.date_to))
        renovation.extend_until = until
        renovation.message_post(body=self.env._("Asked for time until %(day)s: %(why)s", day=until, why=words or ""))
        self._ask_signoff("renovation_extension", area=renovation.unit_id.area)

    def _extend(self):
        """More time was signed off: permit and passes hold longer, and their codes are new ones (in sudo)."""
        until = self.extend_until
        held = self.pass_ids.filtered(lambda one: one.state == "valid" and one.valid_until == self.date_to)
        self.write({"date_to": until, "extend_until": False})
        held.write({"valid_until": until})
        (self | self.env["cs.renovation"])._scan_reissue()
        held._scan_reissue()
        self.unit_id.write({"renovating_until": until})
        self.message_post(
            body=self.env._("More time is given: until %(day)s. Print permit and passes anew.", day=until)
        )

    # -- given up --------------------------------------------------------------------------

    def give_up(self, words):
        """It is not done after all.

        :raises UserError: once work has begun.
        """
        self._need_clerk()
        renovation = self._in_state("draft", "signing", "approved", "permitted")
        renovation._void_signoff()
        renovation.claim_ids._void(words)
        renovation.posting_check_id.filtered(lambda check: check.state in ("todo", "doing"))._void(words)
        renovation.pass_ids.filtered(lambda one: one.state == "valid").write({"state": "revoked", "why": words})
        if renovation.state == "permitted":
            renovation.unit_id.write({"renovating_from": False, "renovating_until": False})
        renovation.state = "cancelled"
        renovation.message_post(body=self.env._("Given up: %(why)s", why=words))
