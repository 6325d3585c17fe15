from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

from ...core.pack.compare import CHANGED, NEW
from ..rulebook.book_data import by_ref

#: of a new record these go without saying: its name stands beside it, and a colour is seen
UNSAID = frozenset({"name", "color", "sequence"})
#: key → name of what a pack brings: it cannot be looked up before it is there
_names: ContextVar[dict[str, str]] = ContextVar("cs_pack_names", default={})  # noqa: B039  # never changed


@contextmanager
def named(names):
    """Inside the block, what a pack brings has its names already."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


class CsBookDataMixin(models.AbstractModel):
    _inherit = "cs.book.data.mixin"

    @api.model
    def _book_named(self, name, ref):
        if isinstance(ref, str) and ref in _names.get():
            return _names.get()[ref]
        if self._fields[name].comodel_name == "ir.model.fields":
            # sudo: what a field is called is no secret
            return by_ref(self.env["ir.model.fields"].sudo(), ref).field_description or str(ref)
        return super()._book_named(name, ref)


class CsPack(models.Model):
    """Differences between two books in words that a manager reads."""

    _inherit = "cs.pack"

    @api.model
    def _difference_words(self, difference, ours, theirs) -> str:
        """What would change in one record, one line for each value.

        :param ours: the record as it is, in the words of packs; empty for a new one.
        :param theirs: the record as the pack has it.
        """
        model = self._books()[difference.book]
        before, after = model._pack_data(ours), model._pack_data(theirs)
        if difference.kind == NEW:
            return self._new_words(model, after)
        rows = [self.env._("%(label)s: %(before)s → %(after)s", **row) for row in model._book_diff(before, after)]
        if any(change.name == "archived" for change in difference.fields):
            rows.append(self.env._("put in force again"))
        if difference.kind == CHANGED and not rows:
            # the same in the reader's language
            rows.append(self.env._("words in another language, or the order of the lines"))
        return "\n".join(rows)

    @api.model
    def _new_words(self, model, data) -> str:
        """A new record: one line for each value and for each of its own lines."""
        plain = {name: value for name, value in data.items() if name not in {*UNSAID, *model._book_lines}}
        rows = [model._book_sentence(plain).replace(" · ", "\n")]
        for name in model._book_lines:
            rows += [
                f"{row['label']}: {row['after']}" for row in model._book_diff_lines(name, [], data.get(name) or [])
            ]
        return "\n".join(filter(None, rows))

    @api.model
    def _names_in(self, books) -> dict[str, str]:
        """Key → name in the reader's language, of all records of these books."""
        found = {}
        for book, records in books.items():
            model = self._books()[book]
            if "name" in model._fields:
                found.update({key: model._book_in_language(record["name"]) for key, record in records.items()})
        return found
