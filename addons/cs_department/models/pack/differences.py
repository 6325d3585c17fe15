from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

from ...core.pack.compare import CHANGED, NEW

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
        return super()._book_named(name, ref)


class CsPack(models.Model):
    """Differences between two books in words that a manager reads."""

    _inherit = "cs.pack"

    @api.model
    def _difference_words(self, difference) -> str:
        """What would change in one record, one line for each value."""
        model = self._books()[difference.book]
        before = model._pack_data({change.name: change.before for change in difference.fields})
        after = model._pack_data({change.name: change.after for change in difference.fields})
        if difference.kind == NEW:
            return model._book_sentence(after).replace(" · ", "\n")
        rows = [
            self.env._(
                "%(field)s: %(before)s → %(after)s", field=row["label"], before=row["before"], after=row["after"]
            )
            for row in model._book_diff(before, after)
        ]
        if any(change.name == "archived" for change in difference.fields):
            rows.append(self.env._("put in force again"))
        if difference.kind == CHANGED and not rows:
            # the same in the reader's language
            rows.append(self.env._("words in another language, or the order of the lines"))
        return "\n".join(rows)

    @api.model
    def _names_in(self, books) -> dict[str, str]:
        """Key → name in the reader's language, of all records of these books."""
        found = {}
        for book, records in books.items():
            model = self._books()[book]
            if "name" in model._fields:
                found.update({key: model._book_in_language(record["name"]) for key, record in records.items()})
        return found
