from datetime import timedelta

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError


class CsPropertyNotice(models.Model):
    """Publishing, ending and withdrawing a notice."""

    _inherit = "cs.property.notice"

    def action_publish(self, late_reason=""):
        """Publish now, or at the moment that is entered; everybody whom it concerns is told in the background.

        :param late_reason: asked for where the rule wanted a planned notice earlier.
        :raises UserError: for a notice that is no draft, or a late one without a reason.
        """
        self.check_access("write")
        self.env["cs.desk"]._need_clerk()
        now = utcnow()
        for notice in self:
            # few: published by hand
            if not notice._origin.id:
                raise UserError(self.env._("Save the notice first."))
            if notice.state not in ("draft", "planned"):
                raise UserError(self.env._("“%(notice)s” was published already.", notice=notice.name))
            moment = max(notice.publish_at or now, now)
            reason = str(late_reason or "").strip()[:200] or notice.late_reason
            if notice._is_late(moment) and not reason:
                return notice._ask_late_reason()
            # sudo: states are written by verbs
            system = notice.sudo()
            system.write({"state": "planned", "late_reason": reason, "next_action_at": moment})
            if moment <= now:
                system._act_on_time()
        return True

    def _is_late(self, moment) -> bool:
        """Whether a planned notice is told later than its rule wants."""
        hours = self.template_id.announce_hours
        return self.urgency == "planned" and bool(hours) and moment > self.date_from - timedelta(hours=hours)

    def _ask_late_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Later Than the Rule Wants"),
            "res_model": "cs.property.notice.late",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_notice_id": self.id},
        }

    def _act_on_time(self):
        """What waits for its moment is published; an outage that is over ends by itself (in sudo)."""
        now = utcnow()
        for notice in self:
            # few: notices, not people
            if notice.state == "planned":
                notice.write({"state": "published", "published_at": now, "next_action_at": notice.date_to or False})
                self.env["cs.property.notice.receipt"]._make(notice)
                notice._link_waiting_cases()
                self.env.ref("cs_property.cron_property_notice_receipts")._trigger()
            elif notice.state == "published" and notice.date_to and notice.date_to <= now:
                notice._end(notice.date_to)
            else:
                notice.next_action_at = False

    def _end(self, moment):
        self.write({"state": "ended", "ended_at": moment, "next_action_at": False})

    def action_end(self):
        """It is over: agents are not told of it any more."""
        self._verb("published", self.env._("Only what is published ends."))
        self.sudo()._end(utcnow())  # sudo: states are written by verbs
        return True

    def action_withdraw(self):
        """It was wrong, or comes to nothing: whoever opens its page reads so; nobody is told or called any more."""
        self._verb(("planned", "published"), self.env._("Only what is published or planned is withdrawn."))
        # sudo: states are written by verbs
        self.sudo().write({"state": "withdrawn", "ended_at": utcnow(), "next_action_at": False})
        return True

    def _verb(self, states, refusal):
        self.check_access("write")
        self.env["cs.desk"]._need_clerk()
        if self.filtered(lambda notice: notice.state not in states):
            raise UserError(refusal)

    def action_follow_up(self):
        """A notice that says more, to the same people: it takes longer, it is over."""
        self.ensure_one()
        self.check_access("read")
        copied = {
            f"default_{name}": self[name]
            for name in (
                "urgency",
                "reason",
                "date_from",
                "date_to",
                "by_sms",
                "by_mail",
                "needs_confirm",
                "call_hours",
            )
        }
        links = {f"default_{name}": self[name].id for name in ("template_id", "estate_id")}
        scope = {f"default_{name}": self[name].ids for name in ("building_ids", "stair_ids", "unit_ids")}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow-Up"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {**copied, **links, **scope, "default_replaces_id": self.id},
        }

    def action_receipts(self):
        """Who was told, who has read it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_property_notice_receipt_action")
        return {**action, "domain": [("notice_id", "=", self.id)], "context": {}}

    def action_calls(self):
        """Whom to call."""
        return {**self.action_receipts(), "domain": [("notice_id", "=", self.id), ("to_call", "=", True)]}

    @api.model
    def _cron_notices(self):
        self._cron_due()
