from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsParkingWaiting(models.Model):
    """Offering a free space to whoever is first, and what he says to it."""

    _inherit = "cs.parking.waiting"

    @api.model
    def _offer_next(self, space):
        """Offer a free space to the first who wants one there (in sudo); nobody waits: nothing happens."""
        if space.parking_state != "free":
            return self.browse()
        queue = self.browse(self._queue(space.estate_id))
        fit = queue.filtered(lambda row: not row.building_ids or space.building_id in row.building_ids)
        for row in fit:
            # until the first who is fit
            if row._may_be_offered():
                row._offer(space)
                return row
        return self.browse()

    def _may_be_offered(self) -> bool:
        """Whether neither debts nor spaces that he has stand in the way (in sudo)."""
        rule = self.env["cs.parking.rule"]._for(self.estate_id)
        lease = self.env["cs.parking.lease"].new({"unit_id": self.unit_id.id, "partner_id": self.partner_id.id})
        try:
            lease._check_tenant(rule, lease)
        except UserError:
            return False
        return True

    def _offer(self, space):
        rule = self.env["cs.parking.rule"]._for(self.estate_id)
        until = self.company_id._cs_today() + timedelta(days=rule.offer_days)
        moment = self.company_id._cs_midnight(until + timedelta(days=1))
        self.write({"state": "offered", "space_id": space.id, "offer_until": until, "next_action_at": moment})
        self.flush_recordset(["state", "space_id"])
        if self.partner_id.phone:
            lang = self.partner_id.lang or self.company_id.partner_id.lang
            self.env["sms.sms"].create(
                {
                    "number": self.partner_id.phone,
                    "body": self.with_context(lang=lang).env._(
                        "Parking space %(space)s is free for you until %(day)s: please come to us. %(company)s",
                        space=space.code,
                        day=until,
                        company=self.company_id.name,
                    ),
                    "partner_id": self.partner_id.id,
                    "cs_company_id": self.company_id.id,
                }
            )
        people = self.unit_id.steward_id or self.estate_id.manager_id
        self._tell({self.id: people}, _lt("Offer a parking space"), by=("screen", "activity"))

    def _act_on_time(self):
        """Offers that nobody took up lapse; the space goes to the next (in sudo)."""
        for row in self:
            # few lapse on a day
            space = row.space_id
            if row.state == "offered":
                row.write({"state": "lapsed", "next_action_at": False})
                row._end_told()
                row.flush_recordset(["state"])
                self._offer_next(space)
            else:
                row.next_action_at = False

    # -- verbs ---------------------------------------------------------------------------------

    def action_take(self):
        """He takes it: a lease, filled in."""
        self.ensure_one()
        self._need_offer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parking lease"),
            "res_model": "cs.parking.lease",
            "views": [(False, "form")],
            "context": {
                "default_space_id": self.space_id.id,
                "default_unit_id": self.unit_id.id,
                "default_partner_id": self.partner_id.id,
                "default_waiting_id": self.id,
            },
        }

    def action_decline(self):
        """He does not want it: it goes to the next."""
        for row in self:
            # one by one, by hand
            row._need_offer()
            system = row.sudo()  # sudo: states are written by verbs
            space = system.space_id
            system.write({"state": "declined", "next_action_at": False})
            system._end_told()
            system.flush_recordset(["state"])
            system._offer_next(space)
        return True

    def action_withdraw(self):
        """He waits no more."""
        self.check_access("write")
        self.env["cs.desk"]._need_clerk()
        if self.filtered(lambda row: row.state not in ("waiting", "offered")):
            raise UserError(self.env._("Who does not wait cannot be taken off the list."))
        for row in self.sudo():  # sudo: states are written by verbs
            # one by one, by hand
            space = row.space_id if row.state == "offered" else row.env["cs.estate.unit"]
            row.write({"state": "withdrawn", "next_action_at": False})
            row._end_told()
            if space:
                row.flush_recordset(["state"])
                row._offer_next(space)
        return True

    def _need_offer(self):
        self.check_access("read")
        self.env["cs.desk"]._need_clerk()
        if self.state != "offered":
            raise UserError(self.env._("Nothing is offered to %(name)s just now.", name=self.partner_id.name))

    def _taken(self):
        """The lease is in force (in sudo)."""
        self.write({"state": "taken", "next_action_at": False})
        self._end_told()
