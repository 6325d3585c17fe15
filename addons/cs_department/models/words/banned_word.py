from markupsafe import Markup
from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...core import words as core_words
from ...core.spoken import is_by_rule


class CsBannedWord(models.Model):
    """A word that no customer hears or reads from us, and what to say instead (D15)."""

    _name = "cs.banned.word"
    _description = "Banned word"
    _inherit = ["cs.book.mixin"]
    _book = "banned_words"
    _pack_row = "D15"
    _order = "sequence, id"
    _reason_needed = True
    _check_company_auto = True

    # a word belongs to a language: neither it nor what takes its place is translated
    name = fields.Char("Word or phrase", required=True, size=128)
    instead = fields.Char("Say instead")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: every company.")
    severity = fields.Selection(
        [("warn", "warns whoever writes it"), ("stop", "stops the text")],
        "What it does",
        required=True,
        default="warn",
        help="A warning is shown before the text is sent, and the writer may send it all the same. A text that is "
        "stopped does not leave before the word is gone.",
    )
    where = fields.Selection(
        [("all", "written and spoken"), ("written", "written"), ("spoken", "spoken")],
        "Where it counts",
        required=True,
        default="all",
        help="Spoken: what agents note that they told a customer. What was said is counted, never stopped.",
    )
    spares = fields.Char(
        "Not within", help="Longer words in which it does not count, with commas between them: 不行 not within 不行驶."
    )
    sentence = fields.Text("In words", compute="_compute_sentence")
    hit_count = fields.Integer("Times shown", compute="_compute_hit_count")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _name_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), lower(name)) WHERE active IS TRUE", "This word is in the book already."
    )

    @api.depends(lambda self: tuple(sorted(self._book_fields())))
    @api.depends_context("lang")
    def _compute_sentence(self):
        for word in self:
            word.sentence = word._in_words()

    def _compute_hit_count(self):
        rows = self.env["cs.banned.hit"]._read_group([("word_id", "in", self.ids)], ["word_id"], ["__count"])
        counts = {word.id: count for word, count in rows}
        for word in self:
            word.hit_count = counts.get(word.id, 0)

    def action_open_hits(self):
        """The texts in which it was shown or sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_banned_hit_action")
        return {**action, "domain": [("word_id", "=", self.id)], "context": {}}

    # -- looking at a text ---------------------------------------------------------

    @tools.ormcache("company_id")
    @api.model
    def _words(self, company_id: int) -> tuple[core_words.Word, ...]:
        """The book of a company as plain data."""
        # sudo: the book is the same for every writer
        rows = self._for_cache().search([("company_id", "in", (company_id, False))])
        own = {row.key for row in rows if row.company_id}
        return tuple(
            core_words.Word(
                row.id,
                row.name,
                row.instead or "",
                row.severity == "stop",
                row.where,
                core_words.spares(row.spares or ""),
            )
            for row in rows
            # an own record with the key of a shared one takes its place
            if row.company_id or row.key not in own
        )

    @api.model
    def _find(self, text, company, channel=core_words.WRITTEN) -> list[core_words.Hit]:
        """The banned words in a plain text."""
        return core_words.find(str(text or ""), self._words(company.id), channel)

    @api.model
    def _watched(self) -> bool:
        """Whether the words are an agent's own: neither a customer's nor those of a rule."""
        user = self.env.user
        if self.env.uid == SUPERUSER_ID or user.share or is_by_rule():
            return False
        return user.has_group("cs_department.group_cs_agent")

    @api.model
    def _guard(self, text, company, records, channel=core_words.WRITTEN):
        """The text leaves now: refuse what is stopped, count the rest.

        :param records: what it is about: cases, or whatever has a chatter.
        :raises UserError: for a word that stops.
        """
        hits = self._find(text, company, channel) if self._watched() else []
        if any(hit.stops for hit in hits):
            raise UserError(self._say([hit for hit in hits if hit.stops]))
        self.env["cs.banned.hit"]._count(hits, records, company, channel, "sent")

    @api.model
    def _show(self, text, company, records, channel=core_words.WRITTEN) -> list[core_words.Hit]:
        """Look at a text before it leaves; what is found is counted as shown."""
        hits = self._find(text, company, channel) if self._watched() else []
        self.env["cs.banned.hit"]._count(hits, records, company, channel, "shown")
        return hits

    @api.model
    def check_text(self, res_model, res_id, body):
        """What the chatter shows before it sends.

        :param body: HTML as the chatter posts it.
        :return: list of ``found``, ``instead``, ``stops`` and ``words`` (a sentence).
        :raises AccessError: for a record that one may not read.
        """
        if not self._watched() or res_model not in self.env or not str(res_id).isdigit():
            return []
        records = self.env[res_model].browse(int(res_id)).exists()
        records.check_access("read")
        hits = self._show(html2plaintext(str(body or "")), self._company_of(records), records)
        return [
            {"found": hit.found, "instead": hit.word.instead, "stops": hit.stops, "words": self._say_one(hit)}
            for hit in hits
        ]

    @api.model
    def _company_of(self, records):
        # sudo: whose book it is decides, also where the company cannot be read
        known = records.sudo()
        company = known[:1].company_id if "company_id" in known._fields else self.env.company
        return company or self.env.company

    # -- saying it -------------------------------------------------------------------

    @api.model
    def _say_one(self, hit) -> str:
        if not hit.word.instead:
            return self.env._("“%(word)s” is not said to a customer.", word=hit.found)
        return self.env._(
            "“%(word)s” is not said to a customer; say: “%(instead)s”.", word=hit.found, instead=hit.word.instead
        )

    @api.model
    def _say(self, hits) -> str:
        """What is wrong with a text, sentence by sentence, each word once."""
        return "\n".join(dict.fromkeys(self._say_one(hit) for hit in hits))

    @api.model
    def _show_html(self, hits) -> Markup:
        """The same for a dialog, the words that stop first; empty where nothing was found."""
        if not hits:
            return Markup("")
        lines = dict.fromkeys((not hit.stops, self._say_one(hit)) for hit in hits)
        items = Markup("").join(
            Markup('<li class="%s">%s</li>') % ("" if may_go else "fw-bold", words)
            for may_go, words in sorted(lines, key=lambda line: line[0])
        )
        title = (
            self.env._("This text cannot leave so:")
            if any(hit.stops for hit in hits)
            else self.env._("Look at these words before you send the text:")
        )
        return Markup('<div>%s</div><ul class="mb-0">%s</ul>') % (title, items)

    @api.model
    def _signature(self, hits) -> str:
        """Which words a writer was shown: the same words need no second look."""
        return ",".join(sorted({str(hit.word.id) for hit in hits}))
