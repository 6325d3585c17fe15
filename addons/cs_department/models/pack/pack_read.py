from pathlib import Path
from typing import Any

from odoo import api, models
from odoo.tools import file_path

from ...core.pack import checking, compare, reading
from ...core.pack.problem import PackError, Problem
from ..rulebook.book_data import by_ref


class CsPack(models.Model):
    """Read a pack and check it, line by line, before anything is changed."""

    _inherit = "cs.pack"

    @api.model
    def _read(self, content: bytes) -> dict[str, Any]:
        """Read and check a pack: its head, and its books with what they leave out.

        :raises PackError: with all that is wrong, line by line.
        """
        source = reading.read(content)
        schema = self._schema()
        checking.align(source.data, schema)
        checking.check(source, schema)
        pack = source.data
        base = self._base_of(source)
        self._check_references(source, base)
        books = self._books()
        own = {
            book: {key: compare.completed(record, schema["$defs"][book]) for key, record in pack["books"][book].items()}
            for book in books
            if book in pack["books"]
        }
        together = compare.merged(base, own, pack.get("left_out", {}))
        pack["books"] = {book: together[book] for book in books if book in together}
        return pack

    @api.model
    def _base_of(self, source) -> compare.Books:
        """The books of the shipped pack that a pack is based on.

        :raises PackError: for one that is not shipped, or does not stand by itself.
        """
        key = source.data.get("based_on")
        if not key:
            return {}
        if (Path(file_path(self._folders()[0])) / f"{key}.yaml").is_file():
            base = self._read(self._shipped_content(key))
            if not base.get("based_on"):
                return base["books"]
        line = source.line_of(("based_on",))
        raise PackError([Problem(line, "unknown_reference", ("based_on",), {"name": "based_on", "value": key})])

    @api.model
    def _check_references(self, source, base):
        """Everything that a pack names must be in it, or here already.

        :raises PackError: with the line of each name that is unknown.
        """
        problems = []
        books = self._books()
        left_out = source.data.get("left_out", {})
        given = {
            model._name: {*base.get(book, ()), *source.data["books"].get(book, ())} - {*left_out.get(book, ())}
            for book, model in books.items()
        }
        for book, keys in left_out.items():
            for place, key in enumerate(keys):
                if key not in base.get(book, ()):
                    path = ("left_out", book, place)
                    values = {"name": book, "value": key}
                    problems.append(Problem(source.line_of(path), "unknown_reference", path, values))
        for book, records in source.data["books"].items():
            for key, record in records.items():
                problems += self._unknown_references(books[book], record, ("books", book, key), source, given)
        if problems:
            raise PackError(problems[: checking.MAX_PROBLEMS])

    @api.model
    def _unknown_references(self, model, record, path, source, given) -> list[Problem]:
        problems = []
        for name, word in model._pack_words().items():
            field, value = model._fields[name], record.get(word)
            if name in model._book_lines:
                lines = self.env[field.comodel_name]
                for place, line in enumerate(value or ()):
                    problems += self._unknown_references(lines, line, (*path, word, place), source, given)
            elif field.relational and value:
                comodel = self.env[field.comodel_name]
                for ref in value if isinstance(value, list) else [value]:
                    known = isinstance(ref, str) and ref in given.get(comodel._name, ())
                    # the few names that a pack does not bring itself
                    if not known and not by_ref(comodel, ref):
                        called = ref["name"] if isinstance(ref, dict) else ref
                        values = {"name": word, "value": called}
                        line = source.line_of((*path, word))
                        problems.append(Problem(line, "unknown_reference", (*path, word), values))
        return problems
