from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError


class CsUnitParty(models.Model):
    """A resident registers his visitors by his own link: it holds while he lives there."""

    _name = "cs.unit.party"
    _inherit = ["cs.unit.party", "cs.link.mixin"]
    _link_path = "/cs/vp/"

    visitor_link = fields.Char(
        "Link to register visitors", compute="_compute_visitor_link", groups="cs_property.group_cs_counter"
    )

    def _compute_visitor_link(self):
        for party in self:
            party.visitor_link = party._link_url() if party.id else False

    def _link_facts(self):
        return (self.unit_id.id, self.partner_id.id)

    def _link_open(self):
        return self.is_current

    def _page_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_facts(self) -> dict:
        """Plain words for the resident's page (in sudo)."""
        visits = self.env["cs.visitor"].search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("state", "in", ["asked", "expected", "in"]),
                ("valid_until", ">=", utcnow()),
            ],
            limit=20,
        )
        states = dict(visits._fields["state"]._description_selection(self.env))
        return {
            "company": self.company_id.name,
            "unit": f"{self.unit_id.estate_id.name} {self.unit_id.code}",
            "purposes": [(str(rule.id), rule.name) for rule in self._purposes()],
            "now": self._local(utcnow()),
            "visits": [
                {
                    "name": visit.name,
                    "span": visit._span_words(),
                    "state": states[visit.state],
                    "asked": visit.state == "asked" and str(visit.id),
                    "link": visit._link_url() if visit.state == "expected" else "",
                }
                for visit in visits
            ],
        }

    def _purposes(self):
        return self.env["cs.visitor.rule"].search([("company_id", "in", (False, self.company_id.id))])

    def _local(self, moment) -> str:
        zone = ZoneInfo(self.estate_id.tz or "UTC")
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).strftime("%Y-%m-%dT%H:%M")

    def _register_visit(self, form):
        """Register a visitor (in sudo).

        :param form: what the page sent; anything may come in.
        :raises UserError: in words for the resident.
        """
        sent = {key: str(form.get(key) or "").replace("\0", "") for key in ("name", "phone", "plate", "from", "rule")}
        words = {key: text.strip()[:60] for key, text in sent.items()}
        rule = self._purposes().filtered(lambda one: str(one.id) == words["rule"])
        people = str(form.get("people") or "1")
        if not words["name"] or not rule or not people.isdecimal() or len(people) > 4:
            raise UserError(self.env._("Say who comes, how many, and why."))
        since = self._moment(words["from"])
        if since < utcnow() - timedelta(hours=1):
            raise UserError(self.env._("This time has passed."))
        return self.env["cs.visitor"].create(
            {
                "unit_id": self.unit_id.id,
                "partner_id": self.partner_id.id,
                "name": words["name"],
                "phone": words["phone"],
                "plate": words["plate"],
                "people": int(people),
                "rule_id": rule.id,
                "valid_from": since,
                "origin": "resident",
            }
        )

    def _moment(self, text):
        """A local time of the page as naive UTC; now where nothing was said."""
        try:
            local = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M") if text else None
        except ValueError:
            raise UserError(self.env._("This is no time: %(text)s", text=text)) from None
        if not local:
            return utcnow()
        zone = ZoneInfo(self.estate_id.tz or "UTC")
        return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _confirm_visit(self, visit_id, yes):
        """The host confirms a visitor who was registered at the counter or the gate (in sudo)."""
        asked = self.env["cs.visitor"].search(
            [
                ("id", "=", int(visit_id) if str(visit_id).isdecimal() and len(str(visit_id)) < 10 else 0),
                ("unit_id", "=", self.unit_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("state", "=", "asked"),
            ]
        )
        if not asked or not asked.try_lock_for_update():
            raise UserError(self.env._("This was answered already."))
        asked.state = "expected" if yes else "refused"
