from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_list

from ...core.now import utcnow
from ...core.rule_check import Book, TooEntangled
from .rule_mixin import SCOPE_FIELDS

#: dimension → model of its values
VALUES_OF = {
    "kind_id": "cs.ticket.kind",
    "category_id": "cs.ticket.category",
    "severity_id": "cs.severity",
    "customer_class_id": "cs.customer.class",
    "area_id": "cs.area",
    "team_id": "cs.team",
    "channel_id": "cs.ticket.channel",
}


class CsRuleMixin(models.AbstractModel):
    """Rules that never apply, rules that clash, and cases for which a book has no answer."""

    _inherit = "cs.rule.mixin"

    #: topics that every case must find an answer to; ``""``: the book has one topic only
    _must_answer: tuple[str, ...] = ()

    check_words = fields.Char("Beware", compute="_compute_check_words")

    def _compute_check_words(self):
        """What is wrong with a rule where it stands; of a draft: once it is in force."""
        for rule in self:
            # the form of one rule; lists do not show it
            rule.check_words = " ".join(rule._check_one()) if rule.ids else ""

    def _check_one(self) -> list[str]:
        if not self.is_draft and not self.active:
            return []
        rules = [rule for rule in self._checked_rules() if rule.id != self._origin.id]
        if self.is_draft:
            rules = [rule for rule in rules if rule.id != self.change_id.original_id]
        mine = self._origin._prepare_core_rule()
        return [words for finding_rule, words in self._check_words([*rules, mine]) if finding_rule == mine.id]

    @api.model
    def _checked_rules(self):
        return self._core_rules(self.env.company.id)

    @api.model
    def _checked_book(self, rules) -> Book:
        return Book(rules, self._universe(), fields.Date.context_today(self, utcnow()))

    @api.model
    def _universe(self) -> dict:
        """Every value that a case of this company can have."""
        ticket = self.env["cs.ticket"]
        universe = {"priority": frozenset(dict(ticket._fields["priority"].selection))}
        for dimension, name in VALUES_OF.items():
            # sudo: the check is the same for every reader
            model = self.env[name].sudo()
            own = [("company_id", "in", (self.env.company.id, False))] if "company_id" in model._fields else []
            nothing = () if ticket._fields[dimension].required else (False,)
            universe[dimension] = frozenset((*model.search(own).ids, *nothing))
        return universe

    @api.model
    def _check_words(self, rules) -> list[tuple[int, str]]:
        """(rule id, sentence) of each finding about rules; of a clash for both."""
        book = self._checked_book(rules)
        # sudo: the names of rules that stand in the way are told to whoever reads the rule
        names = {rule.id: rule.display_name for rule in self.sudo().browse(rule.id for rule in book.rules)}
        topics = dict(self._rule_topic_labels())
        try:
            hidden, clashes = book.hidden(), book.clashes()
        except TooEntangled:
            return []
        found = [(finding.rule_id, self._say_hidden(finding, names, topics)) for finding in hidden]
        for clash in clashes:
            if self._says_otherwise(clash):
                for one, other in ((clash.rule_id, clash.other_id), (clash.other_id, clash.rule_id)):
                    found.append((one, self._say_clash(names[other])))
        return found

    @api.model
    def _say_hidden(self, finding, names, topics) -> str:
        what = topics.get(finding.topic) if finding.topic else ""
        by = format_list(self.env, [names[rule_id] for rule_id in finding.by])
        if not by:
            return self.env._("This rule never applies: what it is limited to is not in use any more.")
        if what:
            return self.env._("For “%(what)s” this rule never applies: %(rules)s comes first.", what=what, rules=by)
        return self.env._("This rule never applies: %(rules)s comes first.", rules=by)

    @api.model
    def _say_clash(self, other) -> str:
        return self.env._(
            "“%(rule)s” has the same place in the order and serves some of the same cases; the older one applies."
            " Move one of them.",
            rule=other,
        )

    @api.model
    def _says_otherwise(self, clash) -> bool:
        """Whether two rules decide differently."""
        # sudo: contents are compared, not shown
        pair = self.sudo().browse((clash.rule_id, clash.other_id))
        datas = [
            {name: value for name, value in data.items() if name not in self._NO_DECISION}
            for data in pair._book_datas().values()
        ]
        return datas[0] != datas[1]

    #: what may differ between two rules that decide the same
    _NO_DECISION = frozenset(
        {"name", "sequence", "company_id", "owner_id", "date_from", "date_to", "priority_from", "active"}
        | set(SCOPE_FIELDS.values())
    )

    @api.model
    def _check_gaps(self) -> list[str]:
        """Sentences about kinds and severities for which the book has no answer."""
        if not self._must_answer:
            return []
        try:
            gaps = self._checked_book(self._checked_rules()).gaps(self._must_answer)
        except TooEntangled:
            return []
        topics, cells = dict(self._rule_topic_labels()), {}
        for gap in gaps:
            cells.setdefault((gap.topic, gap.whole, gap.severity_id), []).append(gap.kind_id)
        # kinds without an answer for the same severities are told together
        lines = {}
        for (topic, whole, severity_id), kind_ids in cells.items():
            lines.setdefault((topic, whole, tuple(kind_ids)), []).append(severity_id)
        return [
            self._say_gap(topics.get(topic, ""), whole, kind_ids, severity_ids)
            for (topic, whole, kind_ids), severity_ids in lines.items()
        ]

    @api.model
    def _say_gap(self, what, whole, kind_ids, severity_ids) -> str:
        kinds = self._say_values("cs.ticket.kind", kind_ids, self.env._("every kind"))
        severities = self._say_values("cs.severity", severity_ids, self.env._("every severity"))
        if whole:
            return self.env._(
                "%(what)s: no rule for %(kinds)s, %(severities)s.", what=what, kinds=kinds, severities=severities
            )
        return self.env._(
            "%(what)s: not every case of %(kinds)s, %(severities)s finds a rule.",
            what=what,
            kinds=kinds,
            severities=severities,
        )

    @api.model
    def _say_values(self, model, ids, every) -> str:
        # sudo: names of kinds and severities are known to whoever reads rules
        records = self.env[model].sudo()
        if not records.search_count([("id", "not in", ids)], limit=1):
            return every
        names = records.browse(record_id for record_id in ids if record_id).mapped("display_name")
        return format_list(self.env, [*names, *([self.env._("without")] if False in ids else [])])


class CsBookVersion(models.Model):
    _inherit = "cs.book.version"

    @api.model
    def book_check(self) -> list[dict]:
        """The page “Books and warnings”: each book with what is wrong in it.

        :return: books with ``model``, ``name``, ``rules`` (how many are in force) and
            ``findings`` (``rule_id`` or false, ``rule``, ``words``).
        """
        if not self.env.user.has_group("cs_department.group_cs_agent"):
            raise AccessError(self.env._("Only customer service looks at its rule book."))
        books = [self._check_book(self.env[name]) for name in self._rule_models()]
        return sorted(books, key=lambda book: not book["findings"])

    @api.model
    def _check_book(self, model) -> dict:
        rules = model._checked_rules()
        # sudo: names of rules, for the same readers
        names = {rule.id: rule.display_name for rule in model.sudo().browse(rule.id for rule in rules)}
        findings = [
            {"rule_id": rule_id, "rule": names[rule_id], "words": words} for rule_id, words in model._check_words(rules)
        ]
        findings += [{"rule_id": False, "rule": "", "words": words} for words in model._check_gaps()]
        return {
            "model": model._name,
            "name": self._book_name(model._name),
            "rules": len(rules),
            "findings": findings,
        }
