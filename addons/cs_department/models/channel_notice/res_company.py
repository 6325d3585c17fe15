from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rulebook import words

#: the clocks that are promised in public; the others are the department's own business
PUBLIC_CLOCKS = ("first_response", "verification", "next_update", "resolution")
#: a kind whose cases are found justified or not is a complaint
FINDING = "validity"
#: language that the notice is written in where it is in use
FIRST_LANGUAGE = "zh_CN"


class ResCompany(models.Model):
    """The public notice of the complaint channels: where to complain, what is promised, who supervises."""

    _name = "res.company"
    _inherit = ["res.company", "cs.link.mixin"]

    _link_path = "/cs/notice/"

    cs_notice_published = fields.Boolean(
        "Public page", help="Anybody who has its address sees the notice of the complaint channels, without a login."
    )
    cs_notice_phone = fields.Char("Complaint hotline")
    cs_notice_address = fields.Char("Complaint office", translate=True)
    cs_notice_hours = fields.Char("Opening hours", translate=True)
    cs_notice_mail = fields.Char("Complaints by mail")
    cs_notice_online = fields.Char("Complaints online", translate=True)
    cs_notice_kind_ids = fields.Many2many(
        "cs.ticket.kind",
        "cs_notice_kind_rel",
        string="Promises for",
        help="Kinds of cases whose promises the notice tells. Empty: those that are found justified or not.",
    )
    cs_notice_body = fields.Char("Supervising body", translate=True)
    cs_notice_body_phone = fields.Char("Telephone of the supervising body")
    cs_notice_words = fields.Text("Own words on the notice", translate=True)

    @api.constrains("cs_notice_published", "cs_notice_phone", "cs_notice_address", "cs_notice_mail", "cs_notice_online")
    def _check_cs_notice(self):
        for company in self.filtered("cs_notice_published"):
            if not any(company[f"cs_notice_{name}"] for name in ("phone", "address", "mail", "online")):
                raise ValidationError(self.env._("A public notice names at least one way to complain."))

    # -- the link ------------------------------------------------------------------

    def _link_open(self):
        return self.cs_notice_published

    def _page_lang(self):
        """Chinese where it is in use, else the language of the company."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        own = self.partner_id.lang or "en_US"
        return FIRST_LANGUAGE if FIRST_LANGUAGE in installed else own

    def _page_case(self):
        return self.env["cs.ticket"]

    # -- what it says (in sudo) ------------------------------------------------------

    def _notice_facts(self) -> dict:
        """All that the notice says, as plain words in the language of the context: no personal data."""
        self.ensure_one()
        labels = {
            "phone": self.env._("Telephone"),
            "online": self.env._("Online"),
            "mail": self.env._("E-mail"),
            "address": self.env._("Address"),
            "hours": self.env._("Opening hours"),
        }
        said = {name: self[f"cs_notice_{name}"] for name in labels}
        return {
            "company": self.name,
            "channels": [(name, label, said[name]) for name, label in labels.items() if said[name]],
            "promises": self._notice_promises(),
            "body": self.cs_notice_body or "",
            "body_phone": self.cs_notice_body_phone or "",
            "words": self.cs_notice_words or "",
        }

    def _notice_promises(self) -> list[dict]:
        """What is promised today for each kind on the notice: ``kind`` and ``words``."""
        day = self._cs_today()
        kinds = self.cs_notice_kind_ids or self._notice_usual_kinds()
        said = [{"kind": kind.name, "words": self._notice_promise(kind, day)} for kind in kinds.sorted("sequence")]
        return [promise for promise in said if promise["words"]]

    def _notice_usual_kinds(self):
        kinds = self.env["cs.ticket.kind"].search([])  # pylint: disable=no-search-all  # a dozen
        return kinds.filtered(lambda kind: FINDING in kind._facts(kind.id).demanded_to_resolve) or kinds

    def _notice_promise(self, kind, day) -> str:
        """The promise for an ordinary case of a kind, as one sentence."""
        facts = {"kind_id": kind.id, "priority": self.env["cs.priority.matrix"]._priority(kind.impact, kind.urgency)}
        found = self.env["cs.sla.rule"]._targets_for(self.id, facts, day, PUBLIC_CLOCKS)
        targets = self.env["cs.sla.target"].browse(target.id for target in found)
        promised = words.listed(self.env, [words.inside(self.env, target.display_name) for target in targets])
        said = words.clauses(self.env, [promised, self._notice_callback(facts, day)])
        return self.env._("%(rule)s.", rule=words.capital(said)) if said else ""

    def _notice_callback(self, facts, day) -> str:
        """Only what holds for every customer is promised in public."""
        rule = self.env["cs.callback.rule"]._rule_for(self.id, facts, day, "closed")
        if not rule or rule.rate < 100:
            return ""
        time = words.say_time(self.env, rule.window, rule.window_unit)
        return self.env._("every customer is asked within %(time)s after the end whether he is satisfied", time=time)

    def _notice_issued(self):
        """The day that the notice on paper bears."""
        return self._cs_today()

    def _notice_url(self) -> str:
        return self._link_url() if self.cs_notice_published else ""
