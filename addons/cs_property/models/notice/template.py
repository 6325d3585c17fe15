from odoo import fields, models

#: what the words of a notice may name
NAMES = frozenset({"estate", "place", "begins", "ends", "reason", "company", "phone"})


class CsPropertyNoticeTemplate(models.Model):
    """Kinds of notices: words, how early they are announced, by which channels, and which cases belong to them."""

    _name = "cs.property.notice.template"
    _description = "Kind of notice"
    _inherit = ["cs.book.mixin", "cs.worded.mixin"]
    _worded = ("title", "words", "script")
    _worded_names = NAMES
    _order = "sequence, id"
    _book = "property_notices"
    _pack_row = "P13"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    is_outage = fields.Boolean("Something does not work meanwhile", help="It has a begin and an end.")
    title = fields.Char("Title of the notice", required=True, translate=True)
    words = fields.Text(
        "Text of the notice",
        required=True,
        translate=True,
        help="It may name {estate}, {place}, {begins}, {ends}, {reason}, {company} and {phone}.",
    )
    script = fields.Text(
        "What agents say", translate=True, help="Shown on cases of the units concerned. It may name the same."
    )
    announce_hours = fields.Integer(
        "Announced at least (h) before", help="A planned notice that is published later asks for a reason."
    )
    by_sms = fields.Boolean("Text message", default=True)
    by_mail = fields.Boolean("E-mail")
    needs_confirm = fields.Boolean("To be confirmed")
    call_hours = fields.Integer(
        "Called after (h) unread",
        help="Who has not opened it by then stands on the list of calls. 0: nobody is called.",
    )
    before_hours = fields.Integer(
        "Earlier cases (h)", default=24, help="Open cases that came in so many hours before belong to it as well."
    )
    category_ids = fields.Many2many(
        "cs.ticket.category",
        "cs_property_notice_template_category_rel",
        "template_id",
        "category_id",
        string="Cases about it",
        help="New cases of these categories, of units concerned, are linked to the notice and answered with it.",
    )

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _hours_sane = models.Constraint(
        "CHECK (announce_hours >= 0 AND call_hours >= 0 AND before_hours >= 0)", "Hours of a notice are not below zero."
    )

    def _in_words(self) -> str:
        self.ensure_one()
        said = []
        if self.announce_hours:
            said.append(self.env._("announced at least %(hours)s h before", hours=self.announce_hours))
        ways = [self._fields[name]._description_string(self.env) for name in ("by_sms", "by_mail") if self[name]]
        if ways:
            said.append(self.env._("told by: %(ways)s", ways=", ".join(ways)))
        if self.needs_confirm:
            said.append(self.env._("to be confirmed"))
        if self.call_hours:
            said.append(self.env._("called after %(hours)s h unread", hours=self.call_hours))
        return "; ".join(said) or self.env._("put up only")
