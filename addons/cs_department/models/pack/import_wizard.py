import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow
from ...core.pack import compare
from ...core.pack.problem import PackError
from ..rulebook.book_mixin import because
from .differences import named

KINDS = [
    (compare.NEW, "New"),
    (compare.CHANGED, "Changed"),
    (compare.GONE, "Left out"),
]


class CsPackImport(models.TransientModel):
    """Take a rule pack in: check it, show what it changes, then change all of it or nothing."""

    _name = "cs.pack.import"
    _description = "Taking a rule pack in"

    pack_id = fields.Many2one("cs.pack", "Rule pack", readonly=True)
    file = fields.Binary(attachment=False, help="A rule pack as it was exported, in YAML.")
    filename = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        "Only for",
        domain=lambda self: [("id", "in", self.env.companies.ids)],
        help="Rules of this company alone. Empty: the rules that all companies share. "
        "Kinds, categories, severities and causes are always shared.",
    )
    several_companies = fields.Boolean(compute="_compute_several_companies")
    state = fields.Selection(
        [("choose", "Choose"), ("wrong", "Check"), ("differences", "Differences"), ("done", "Taken in")],
        default="choose",
        required=True,
        readonly=True,
    )
    problems = fields.Text(readonly=True)
    pack_name = fields.Char("Rules of", readonly=True)
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many("cs.pack.import.line", "wizard_id", "Differences")
    gone = fields.Selection(
        [
            ("origin", "archived, where it came with a rule pack; kept, where we made it"),
            ("archive", "archived"),
            ("keep", "kept"),
        ],
        "What the pack leaves out is",
        default="origin",
        required=True,
    )
    has_gone = fields.Boolean(readonly=True)
    reason = fields.Char()

    @api.depends_context("uid")
    def _compute_several_companies(self):
        # sudo: whether there are others, not which ones
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        for wizard in self:
            wizard.several_companies = several

    @api.depends("pack_name")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.pack_name or self.env._("Import Rules")

    @api.onchange("gone")
    def _onchange_gone(self):
        for line in self.line_ids:
            if line.kind == compare.GONE:
                line.decision = self._gone_decision(line.from_pack)

    def _gone_decision(self, from_pack) -> str:
        if self.gone == "origin":
            return "archive" if from_pack else "keep"
        return self.gone

    # -- what the buttons do ---------------------------------------------------------

    def action_check(self):
        """Read the file and show either what is wrong with it or what it would change."""
        self.ensure_one()
        self._check_manager()
        try:
            pack = self._pack()
        except PackError as error:
            sentences = self.env["cs.pack.problem"]._sentences(error)
            self.write({"state": "wrong", "problems": "\n".join(sentences)})
            return self._show()
        found = self.env["cs.pack"]._differences(self.company_id, pack["books"])
        self.write(
            {
                "state": "differences",
                "problems": False,
                "pack_name": self._words(pack["name"]),
                "line_ids": [(5, 0, 0), *((0, 0, vals) for vals in self._line_vals(pack["books"], found))],
                "summary": self._counts(found),
                "has_gone": any(item.kind == compare.GONE for item in found),
            }
        )
        return self._show()

    def action_back(self):
        self.ensure_one()
        self._check_manager()
        self.write({"state": "choose", "line_ids": [(5, 0, 0)], "problems": False})
        return self._show()

    def action_apply(self):
        """Take in what was chosen on the screen: all of it, or nothing.

        :raises UserError: without a reason, or when the rules have changed meanwhile.
        """
        self.ensure_one()
        self._check_manager()
        reason = (self.reason or "").strip()
        if self.state != "differences":
            raise UserError(self.env._("Check the rule pack first."))
        if not reason:
            raise UserError(self.env._("Say why you take this rule pack in: the reason is kept with each rule."))
        try:
            pack = self._pack()
        except PackError as error:
            raise UserError("\n".join(self.env["cs.pack.problem"]._sentences(error))) from error
        shipped = self.env["cs.pack"]
        found = shipped._differences(self.company_id, pack["books"])
        self._check_still_true(pack["books"], found)
        wanted = {(line.book, line.key) for line in self.line_ids if line.decision in ("apply", "archive")}
        with because("imported", reason):
            shipped._apply(self.company_id, pack["books"], [i for i in found if (i.book, i.key) in wanted])
        self._remember(pack)
        self.state = "done"
        return self._show()

    def _check_still_true(self, books, found):
        """What was shown is what will be done.

        :raises UserError: when the rules have changed since they were compared.
        """
        names = ("book", "key", "kind", "details")
        shown = {tuple(line[name] or "" for name in names) for line in self.line_ids}
        now = {tuple(vals[name] for name in names) for vals in self._line_vals(books, found)}
        if shown != now:
            raise UserError(self.env._("The rules have changed meanwhile. Press “Compare again” and look once more."))

    def _check_manager(self):
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        if not manager or self.company_id - self.env.companies:
            raise AccessError(self.env._("Only managers take rule packs in."))

    def _pack(self):
        """The pack that was chosen or uploaded.

        :raises PackError: when it is none.
        """
        packs = self.env["cs.pack"]
        if self.pack_id:
            return packs._read(packs._shipped_content(self.pack_id.key, self.pack_id.folder))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            # the form gives the content, not the size that lists show
            content = base64.b64decode(self.with_context(bin_size=False).file, validate=True)
        except binascii.Error as error:
            raise UserError(self.env._("The file could not be read. Upload it again.")) from error
        return packs._read(content)

    # -- what the screen shows -------------------------------------------------------

    def _words(self, translations) -> str:
        return translations.get(self.env.lang) or translations.get("en_US") or next(iter(translations.values()), "")

    def _counts(self, found) -> str:
        counts = {kind: sum(item.kind == kind for item in found) for kind, _label in KINDS}
        if not found:
            return self.env._("Nothing differs: these rules are in force already.")
        return self.env._(
            "%(new)s new, %(changed)s changed, %(gone)s left out",
            new=counts[compare.NEW],
            changed=counts[compare.CHANGED],
            gone=counts[compare.GONE],
        )

    def _line_vals(self, books, found) -> list[dict]:
        shipped, history = self.env["cs.pack"], self.env["cs.book.version"]
        models_of = shipped._books()
        present = shipped._present(self.company_id, books)
        brought = shipped._names_in(books)
        names = {**shipped._names_in(present), **brought}
        came = shipped._came_with(self.company_id or self.env.company)
        with named(brought):
            return [
                {
                    "sequence": place,
                    "book": item.book,
                    "book_name": history._book_name(models_of[item.book]._name),
                    "key": item.key,
                    "name": names.get(item.key, item.key),
                    "kind": item.kind,
                    "details": self._details(item, present, books),
                    "from_pack": item.key in came,
                    "decision": self._gone_decision(item.key in came) if item.kind == compare.GONE else "apply",
                }
                for place, item in enumerate(found)
            ]

    def _details(self, item, present, books) -> str:
        if item.kind == compare.GONE:
            return ""
        ours, theirs = present[item.book].get(item.key, {}), books[item.book][item.key]
        return self.env["cs.pack"]._difference_words(item, ours, theirs)

    def _remember(self, pack):
        """The company knows which rules it took in."""
        companies = self.company_id or self.env.companies
        # sudo: managers own these fields of the company, and no others
        companies.sudo().write({"cs_pack": pack["pack"], "cs_pack_version": pack["version"], "cs_pack_at": utcnow()})

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rule Pack"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }


class CsPackImportLine(models.TransientModel):
    _name = "cs.pack.import.line"
    _description = "Difference between a rule pack and the rules in force"
    _order = "sequence, id"

    wizard_id = fields.Many2one("cs.pack.import", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    book = fields.Char("Key of the book", readonly=True)
    book_name = fields.Char("Book", readonly=True)
    key = fields.Char(readonly=True)
    name = fields.Char("Rule", readonly=True)
    from_pack = fields.Boolean("Came with a rule pack", readonly=True)
    kind = fields.Selection(KINDS, "Difference", readonly=True)
    details = fields.Text("What changes", readonly=True)
    decision = fields.Selection(
        [("apply", "Take over"), ("archive", "Archive"), ("keep", "Keep ours")],
        required=True,
        default="apply",
    )

    @api.constrains("decision", "kind")
    def _check_decision(self):
        for line in self:
            if line.decision == ("apply" if line.kind == compare.GONE else "archive"):
                raise UserError(
                    self.env._(
                        "“%(rule)s”: what is not in the pack is archived or kept; the rest is taken over or kept.",
                        rule=line.name,
                    )
                )
