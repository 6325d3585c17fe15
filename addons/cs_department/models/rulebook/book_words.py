from itertools import zip_longest

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_list, html2plaintext

from .book_data import by_ref

#: shown where there is nothing
NOTHING = "—"


class CsBookDataMixin(models.AbstractModel):
    """Contents of the book in plain words, in the reader's language."""

    _inherit = "cs.book.data.mixin"

    @api.model
    def _book_diff(self, before, after) -> list[dict]:
        """What differs between two contents: ``label``, ``before`` and ``after`` in words.

        :param before: content, ``None``: there was nothing; so for ``after``.
        """
        before, after = before or {}, after or {}
        rows = []
        for name in self._book_fields():
            if name in self._book_units.values():
                continue  # said with its number
            old, new = (self._book_measured(name, data) for data in (before, after))
            if old != new:
                rows.append({"label": self._book_label(name), "before": old, "after": new})
        for name in self._book_lines:
            rows += self._book_diff_lines(name, before.get(name) or [], after.get(name) or [])
        return rows

    @api.model
    def _book_measured(self, name, data) -> str:
        """One value of a content in words, a number with its unit."""
        said = self._book_said(name, data.get(name, False)) if data else NOTHING
        unit = self._book_units.get(name)
        return f"{said} {self._book_said(unit, data[unit])}" if unit and data.get(unit) else said

    @api.model
    def _book_diff_lines(self, name, before, after) -> list[dict]:
        """Lines are compared by what tells them apart, else by their place."""
        model = self.env[self._fields[name].comodel_name]
        key, rows = model._book_line_key, []
        if key:
            named = [{tuple(str(line.get(part)) for part in key): line for line in lines} for lines in (before, after)]
            pairs = [(named[0].get(place), named[1].get(place)) for place in {**named[0], **named[1]}]
        else:
            pairs = list(zip_longest(before, after))
        for number, (old, new) in enumerate(pairs, 1):
            known = new or old
            title = format_list(self.env, [model._book_said(part, known.get(part)) for part in key]) or str(number)
            label = f"{self._book_label(name)} › {title}"
            if old and new:
                rows += [{**row, "label": f"{label} › {row['label']}"} for row in model._book_diff(old, new)]
            elif old or new:
                words = [model._book_sentence(line, key) if line else NOTHING for line in (old, new)]
                rows.append({"label": label, "before": words[0], "after": words[1]})
        return rows

    @api.model
    def _book_sentence(self, data, but=()) -> str:
        """A whole content in one line."""
        parts = [
            f"{self._book_label(name)}: {self._book_measured(name, data)}"
            for name in self._book_fields()
            if data.get(name) and name not in {*but, "sequence", *self._book_units.values()}
        ]
        parts += [
            "; ".join(self.env[self._fields[name].comodel_name]._book_sentence(line) for line in data[name])
            for name in self._book_lines
            if data.get(name)
        ]
        return " · ".join(parts)

    @api.model
    def _book_label(self, name) -> str:
        """What a field is called on screens."""
        if name == "sequence":
            return self.env._("Place in the order")
        return self._fields[name].get_description(self.env, ["string"])["string"]

    @api.model
    def _book_said(self, name, value) -> str:
        """One value of a content in words."""
        field = self._fields[name]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type in ("integer", "float", "monetary"):
            return f"{value or 0:g}"
        if not value:
            return NOTHING
        say = {
            "selection": lambda: dict(field._description_selection(self.env)).get(value, str(value)),
            "date": lambda: format_date(self.env, value),
            "datetime": lambda: format_datetime(self.env, fields.Datetime.from_string(value)),
            "many2one": lambda: self._book_named(name, value),
            "many2many": lambda: format_list(self.env, [self._book_named(name, ref) for ref in value]),
            "html": lambda: html2plaintext(self._book_in_language(value)),
            "properties_definition": lambda: format_list(self.env, [part.get("string") or "" for part in value]),
        }.get(field.type)
        return say() if say else str(self._book_in_language(value))

    @api.model
    def _book_in_language(self, value):
        """Translated words in the reader's language, else in English."""
        if not isinstance(value, dict):
            return value
        return value.get(self.env.lang) or value.get("en_US") or next(iter(value.values()), "")

    @api.model
    def _book_named(self, name, ref) -> str:
        # sudo: names of what a rule refers to are part of the rule
        found = by_ref(self.env[self._fields[name].comodel_name].sudo(), ref)
        if found:
            return found.display_name
        return ref.get("name", "") if isinstance(ref, dict) else str(ref)
