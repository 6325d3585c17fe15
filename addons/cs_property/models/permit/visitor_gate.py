from datetime import timedelta

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from .release_gate import masked_name

_lt = LazyTranslate(__name__)


class CsVisitor(models.Model):
    """The visit at the gate, and time (all in sudo)."""

    _inherit = "cs.visitor"

    def _scan_used(self) -> str:
        if self.state != "left":
            return ""
        when = format_datetime(self.env, self.out_at, tz=self.unit_id.estate_id.tz, dt_format="short")
        return self.env._("Used already: went out on %(when)s.", when=when)

    def _scan_under_way(self) -> bool:
        return self.state == "in"

    def _scan_hindrance(self) -> str:
        if self.state == "asked":
            return self.env._("The host has not confirmed this visit: call him.")
        if self.state in ("refused", "cancelled"):
            return self.env._("The host does not expect this visitor.")
        reason = self.env["cs.visitor.barred"]._why_barred(self.company_id, self.plate, self.phone)
        if reason and self.state != "in":
            return self.env._("This visitor is barred: %(why)s", why=reason)
        return ""

    def _scan_card(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        rows = [
            {"name": self.env._("Visitor"), "text": masked_name(self.name)},
            {"name": self.env._("Number of people"), "text": str(self.people)},
            {"name": self.env._("Unit"), "text": self.unit_id.code},
            {"name": self.env._("Host"), "text": masked_name(self.partner_id.name)},
            {"name": self.env._("Purpose of the visit"), "text": self.rule_id.name},
            {"name": self.env._("Vehicle plate"), "text": self.plate or "–"},
            {"name": self.env._("Holds"), "text": self._span_words()},
        ]
        return {"title": self.number, "state": states[self.state], "rows": rows, "lines": []}

    def _scan_verbs(self, at=None):
        if self.state == "expected":
            return [{"name": "check_in", "label": self.env._("Let in")}]
        if self.state == "in":
            return [{"name": "check_out", "label": self.env._("Let out")}]
        return []

    def _gate_do(self, verb, post, quantities=None, at=None):
        """
        :param at: when it was, where that is told later (naive UTC).
        :raises UserError: when somebody else was quicker, or it cannot be.
        """
        if not self.try_lock_for_update():
            raise UserError(self.env._("Another guard is deciding on this pass just now: scan again."))
        self.invalidate_recordset()
        wanted = {"check_in": "expected", "check_out": "in"}[verb]
        if self.state != wanted:
            raise UserError(self._scan_used() or self.env._("Used already: this visitor is inside."))
        if verb == "check_in":
            late = self.valid_until + timedelta(minutes=self.rule_id.overstay_minutes)
            self.write({"state": "in", "in_at": at or utcnow(), "in_user_id": self.env.uid, "next_action_at": late})
            return self.env._("May come in.")
        self.write({"state": "left", "out_at": at or utcnow(), "out_user_id": self.env.uid, "next_action_at": False})
        self._end_told()
        return self.env._("May go out.")

    # -- time ------------------------------------------------------------------------------------

    @api.model
    def _cron_overstay(self):
        """Tell of visitors who stay longer than they may; safe to kill and to run twice."""
        # sudo: the scheduler looks at every company
        self.sudo()._cron_due()

    def _act_on_time(self):
        """The guard who let somebody in and the host are told, once."""
        late = self.filtered(lambda one: one.state == "in" and not one.overstayed_at)
        late._tell({one.id: one.in_user_id for one in late}, _lt("A visitor stays longer than his pass holds"))
        self.env["sms.sms"].create(
            [
                {
                    "number": one.partner_id.phone,
                    "body": one._overstay_words(),
                    "partner_id": one.partner_id.id,
                    "cs_company_id": one.company_id.id,
                }
                for one in late
                if one.partner_id.phone
            ]
        )
        late.write({"overstayed_at": utcnow()})
        self.write({"next_action_at": False})

    def _overstay_words(self) -> str:
        told = self.with_context(lang=self._page_lang())
        return told.env._(
            "Your visitor %(name)s should have left by %(when)s. %(company)s",
            name=told.name,
            when=format_datetime(told.env, told.valid_until, tz=told.unit_id.estate_id.tz, dt_format="short"),
            company=told.company_id.name,
        )
