from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .notice import ROLES

STATES = [
    ("waiting", "To be told"),
    ("told", "Told"),
    ("read", "Read"),
    ("confirmed", "Confirmed"),
    ("unreachable", "No way to tell"),
]
#: who has seen it
SEEN = ("read", "confirmed")


class CsPropertyNoticeReceipt(models.Model):
    """What one person of one unit got of a notice: told, read, confirmed, or called.

    Made in one statement when a notice is published; each person of a unit once, the database sees to it.
    """

    _name = "cs.property.notice.receipt"
    _description = "Receipt of a notice"
    _inherit = ["cs.due.mixin", "cs.link.mixin"]
    _order = "notice_id desc, unit_id, id"
    _allow_sudo_commands = False
    _link_path = "/cs/nr/"

    notice_id = fields.Many2one("cs.property.notice", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="cascade")
    building_id = fields.Many2one(related="unit_id.building_id", store=True)
    steward_id = fields.Many2one(related="unit_id.steward_id")
    partner_id = fields.Many2one("res.partner", "Person", required=True, readonly=True, index=True, ondelete="cascade")
    # for whoever reads personal data; the others get the mask
    phone = fields.Char(related="partner_id.phone")
    phone_masked = fields.Char("Phone (masked)", related="partner_id.phone_masked")
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting", index=True)
    told_at = fields.Datetime("Told on", readonly=True)
    read_at = fields.Datetime("Read on", readonly=True)
    confirmed_at = fields.Datetime("Confirmed on", readonly=True)
    call_from = fields.Datetime("Called from", readonly=True, index="btree_not_null")
    called_at = fields.Datetime("Called on", readonly=True)
    called_by_id = fields.Many2one("res.users", "Called by", readonly=True)
    call_words = fields.Char("What came of the call", readonly=True)
    to_call = fields.Boolean("To be called", compute="_compute_to_call", search="_search_to_call")
    sms_id = fields.Many2one("sms.sms", "Message", readonly=True, index="btree_not_null", ondelete="set null")

    _once = models.UniqueIndex("(notice_id, unit_id, partner_id)", "Each person of a unit gets a notice once.")

    @api.depends("partner_id.name", "unit_id.code")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = f"{receipt.unit_id.code or ''} {receipt.partner_id.name or ''}".strip()

    @api.model
    def _to_call_domain(self) -> Domain:
        return (
            Domain("call_from", "<=", utcnow())
            & Domain("called_at", "=", False)
            & Domain("state", "not in", SEEN)
            & Domain("notice_id.state", "=", "published")
        )

    @api.depends("call_from", "called_at", "state", "notice_id.state")
    def _compute_to_call(self):
        due = self.filtered_domain(self._to_call_domain())
        for receipt in self:
            receipt.to_call = receipt in due

    @api.model
    def _search_to_call(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._to_call_domain()

    # -- telling (in sudo) --------------------------------------------------------------------

    @api.model
    def _make(self, notice):
        """Receipts of everybody whom a notice concerns today, in one statement however many (in sudo)."""
        now = utcnow()
        call_from = now + timedelta(hours=notice.call_hours) if notice.call_hours else None
        units = self.env["cs.estate.unit"]._search(notice._unit_domain())
        today = notice.company_id._cs_today()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO cs_property_notice_receipt
                          (notice_id, company_id, unit_id, building_id, partner_id, state, call_from, next_action_at,
                           create_uid, create_date, write_uid, write_date)
                   SELECT DISTINCT ON (u.id, p.partner_id) %(notice)s, %(company)s, u.id, u.building_id, p.partner_id,
                          'waiting', %(call)s::timestamp, %(now)s::timestamp, %(uid)s, %(now)s::timestamp, %(uid)s,
                          %(now)s::timestamp
                     FROM cs_estate_unit u
                     JOIN cs_unit_party p ON p.unit_id = u.id
                    WHERE u.id IN %(units)s AND p.role IN %(roles)s AND p.date_from <= %(today)s
                      AND (p.date_to IS NULL OR p.date_to >= %(today)s)
              ON CONFLICT (notice_id, unit_id, partner_id) DO NOTHING""",
                notice=notice.id,
                company=notice.company_id.id,
                call=call_from,
                now=now,
                uid=self.env.uid,
                units=units.subselect(),
                roles=ROLES,
                today=today,
            )
        )
        self.invalidate_model()
        notice.invalidate_recordset(["receipt_ids"])

    def _act_on_time(self):
        """Tell these people, each by the channels of the notice; one text message and one mail each."""
        now = utcnow()
        for notice, receipts in self.grouped("notice_id").items():
            # a batch belongs to one notice, mostly
            if notice.state != "published":
                receipts.write({"next_action_at": False})
                continue
            speaking = receipts.with_context(lang=notice._page_lang())
            told = speaking._by_sms(notice) | speaking._by_mail(notice)
            told.write({"state": "told", "told_at": now, "next_action_at": False})
            wanted = notice.by_sms or notice.by_mail
            (receipts - told).write({"state": "unreachable" if wanted else "told", "next_action_at": False})

    def _by_sms(self, notice):
        """:return: those who get a text message."""
        reachable = self.filtered("partner_id.phone") if notice.by_sms else self.browse()
        messages = self.env["sms.sms"].create(
            [
                {
                    "number": receipt.partner_id.phone,
                    "body": f"{notice.name} {notice.place} {receipt._link_url()}",
                    "partner_id": receipt.partner_id.id,
                    "cs_company_id": notice.company_id.id,
                }
                for receipt in reachable
            ]
        )
        for receipt, message in zip(reachable, messages, strict=True):
            # each keeps its own message; flushed as one statement
            receipt.sms_id = message
        return reachable

    def _by_mail(self, notice):
        """:return: those who get a mail."""
        reachable = self.filtered("partner_id.email") if notice.by_mail else self.browse()
        self.env["mail.mail"].create(
            [
                {
                    "subject": notice.name,
                    "body_html": self.env["ir.qweb"]._render(
                        "cs_property.notice_mail", {**notice._page_facts(), "url": receipt._link_url()}
                    ),
                    "recipient_ids": [(4, receipt.partner_id.id)],
                    "email_from": notice.company_id.email_formatted,
                    "auto_delete": True,
                }
                for receipt in reachable
            ]
        )
        return reachable

    # -- reading and calling -----------------------------------------------------------------------

    def _read_it(self):
        """The page was opened (in sudo)."""
        unseen = self.filtered(lambda receipt: receipt.state not in SEEN)
        unseen.write({"state": "read", "read_at": utcnow()})

    def _confirm(self):
        """The person says that he knows (in sudo)."""
        open_ones = self.filtered(lambda receipt: receipt.state != "confirmed")
        open_ones.write({"state": "confirmed", "confirmed_at": utcnow()})

    def report_call(self, words="", reached=True):
        """Say what came of a call.

        :param reached: who was reached knows now; the others stay on the list.
        :raises UserError: without words.
        """
        self.check_access("read")
        self.env["cs.desk"]._need_clerk()
        words = str(words or "").strip()[:200]
        if not words and not reached:
            raise UserError(self.env._("Say what came of the call."))
        # sudo: receipts are written by verbs
        system = self.sudo()
        vals = {"called_by_id": self.env.uid, "call_words": words or self.env._("told by telephone")}
        system.write({**vals, "called_at": utcnow()} if reached else vals)
        if reached:
            system._read_it()
        return True

    def action_reached(self):
        """Reached: he knows now."""
        return self.report_call("", reached=True)

    def action_missed(self):
        """Nobody answered: the person stays on the list."""
        return self.report_call(self.env._("nobody answered"), reached=False)

    # -- the person's own page -------------------------------------------------------------------------

    def _link_open(self):
        return self.notice_id._link_open()

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_lang(self):
        return self.partner_id.lang or self.notice_id._page_lang()

    def _page_facts(self):
        return {
            **self.notice_id._page_facts(),
            "confirm": self.notice_id.needs_confirm and self.notice_id.state == "published",
            "confirmed": self.state == "confirmed",
        }
