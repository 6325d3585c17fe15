from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import words


class CsBookDataMixin(models.AbstractModel):
    """What a content would be as a record: the same words for the book of today and of old."""

    _inherit = "cs.book.data.mixin"

    @api.model
    def _book_ghost(self, data):
        """A record that says what a content says, of no row in the database.

        :raises UserError: when it names what is not there any more.
        """
        return self.new(self._ghost_vals(data))

    @api.model
    def _ghost_vals(self, data) -> dict:
        vals = self.browse()._book_vals(data)
        for name, value in data.items():
            if name in self._book_lines:
                lines = self.env[self._fields[name].comodel_name]
                vals[name] = [Command.create(lines._ghost_vals(line)) for line in value]
            elif isinstance(value, dict) and self._fields[name].translate:
                vals[name] = self._book_in_language(value)
            elif isinstance(value, list) and self._fields[name].type == "many2many":
                # named in the order of their own book
                named = self.env[self._fields[name].comodel_name].browse(vals[name][0][2])
                vals[name] = [Command.set(named.sorted().ids)]
        return vals


class CsBookMixin(models.AbstractModel):
    """Parts of the rule book say in a sentence what they decide."""

    _inherit = "cs.book.mixin"

    def _rule_sentences(self) -> dict:
        """Record id → what it says, as a rule book on paper has it, in the reader's language."""
        return {record.id: record._in_words() for record in self}

    def _in_words(self) -> str:
        """One record as a sentence; empty: its name says it all."""
        self.ensure_one()
        return ""

    @api.model
    def _words_of(self, data) -> str:
        """A content of another day as the sentence that it was."""
        try:
            return self._book_ghost(data)._in_words()
        except UserError:  # what it names is gone: its plain values are left
            return self._book_sentence(data, ("name",))


class CsRuleMixin(models.AbstractModel):
    """A rule reads like the rule book: for which cases, and what then holds."""

    _inherit = "cs.rule.mixin"

    sentence = fields.Text("The rule in words", compute="_compute_sentence")

    @api.model
    def _sentence_depends(self) -> tuple[str, ...]:
        """Whatever a rule contains changes what it says."""
        names = set(self._book_fields())
        for lines in self._book_lines:
            part = self.env[self._fields[lines].comodel_name]
            names |= {lines, *(f"{lines}.{name}" for name in part._book_fields())}
        return tuple(sorted(names))

    @api.depends(lambda self: self._sentence_depends())
    @api.depends_context("lang", "company")
    def _compute_sentence(self):
        sentences = self._rule_sentences()
        for rule in self:
            rule.sentence = sentences[rule.id]

    def _in_words(self) -> str:
        self.ensure_one()
        said = self._say_rule()
        return self._say_for_cases(said) if said else ""

    def _say_rule(self) -> str:
        """What the rule decides, as a part of a sentence; empty while nothing is entered."""
        return ""

    def _say_for_cases(self, said) -> str:
        """The whole sentence, with the cases that it is about."""
        if not self.narrowness:
            return self.env._("Every case: %(rule)s.", rule=said)
        return self.env._("%(cases)s: %(rule)s.", cases=words.capital(self.scope_summary), rule=said)
