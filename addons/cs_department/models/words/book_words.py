from odoo import models

from ...core.words import spares
from ..rulebook import words


class CsBannedWord(models.Model):
    """A banned word in the words of the rule book."""

    _inherit = "cs.banned.word"

    def _in_words(self) -> str:
        self.ensure_one()
        kept = [self.env._("“%(word)s”", word=word) for word in spares(self.spares or "")]
        parts = [
            self.env._("not said to a customer"),
            self.env._("say “%(words)s” instead", words=self.instead) if self.instead else "",
            self.env._("a text with it does not leave") if self.severity == "stop" else "",
            self.env._("in writing only") if self.where == "written" else "",
            self.env._("in conversation only") if self.where == "spoken" else "",
            self.env._("but not within %(words)s", words=words.listed(self.env, kept)) if kept else "",
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))
