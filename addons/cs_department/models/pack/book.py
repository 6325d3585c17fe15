from typing import Any

from odoo import api, models

from ...core.pack.compare import normal
from ..rulebook.book_data import NOT_PORTABLE

#: fields whose empty value the database means, not the one of the model's default
_NEVER_IN_PACKS = NOT_PORTABLE | {"active"}
KEY = "^[a-z0-9][a-z0-9_]{0,99}$"
_LANGUAGE = "^[a-z]{2,3}(_[A-Z]{2}|_[A-Za-z@]+)?$"
_INT4 = 2**31 - 1


def is_book(model) -> bool:
    """Whether the records of a model are named by their keys in packs."""
    return bool(getattr(model, "_book", ""))


def book_addon(model) -> str:
    """The addon that made a book of the model."""
    return next(part._module for part in type(model).mro() if vars(part).get("_book") and hasattr(part, "_module"))


class CsBookDataMixin(models.AbstractModel):
    """How a book looks in a rule pack: its words, its order, its part of the JSON Schema."""

    _inherit = "cs.book.data.mixin"

    #: records of a state machine: the new ones must be there before old ones go
    _pack_archive_last = False
    #: fields by which two records of the book would be the same to people
    _pack_twins_by: tuple[str, ...] = ()
    #: row of the written rule books that the book stands for, e.g. "D3"
    _pack_row = ""

    # -- words -------------------------------------------------------------------

    @api.model
    def _pack_words(self) -> dict[str, str]:
        """Field → its word in packs (``kind_ids`` is ``kind``), in the order of a file."""
        names = [name for name in self._book_fields() if name not in _NEVER_IN_PACKS]
        if self._book_parent:
            # the order of lines is that of the file
            names = [name for name in names if name != "sequence"]
        names.sort(key=lambda name: (name != "name", name != "sequence", self._fields[name]._sequence))
        words = {}
        for name in (*names, *self._book_lines):
            word = name.removesuffix("_ids").removesuffix("_id")
            words[name] = word if word not in words.values() and word not in self._fields else name
        return words

    @api.model
    def _pack_is_local(self, name) -> bool:
        """Whether a field names people, teams and the like, which a pack of others cannot know."""
        field = self._fields[name]
        if not field.relational or name in self._book_lines:
            return False
        comodel = self.env[field.comodel_name]
        return not is_book(comodel) and field.comodel_name != "ir.model.fields"

    @api.model
    def _pack_comment(self) -> str:
        """What stands above the book in a file: what it is about, and its row of the rule book."""
        row = f"{self._pack_row}: " if self._pack_row else ""
        return f"{row}{self._description}"

    # -- content -------------------------------------------------------------------

    def _pack_records(self) -> dict[int, dict]:
        """Record id → its content in the words of packs."""
        return {record_id: self._pack_of(data) for record_id, data in self._book_datas(portable=True).items()}

    @api.model
    def _pack_of(self, data) -> dict:
        """A content of ``_book_datas`` in the words of packs."""
        record = {}
        for name, word in self._pack_words().items():
            value = data.get(name)
            if name in self._book_lines:
                lines = self.env[self._fields[name].comodel_name]
                value = [lines._pack_of(line) for line in value or ()]
            record[word] = value
        return record

    @api.model
    def _pack_data(self, record) -> dict:
        """A record of a pack as content for ``_book_write``."""
        data = {}
        for name, word in self._pack_words().items():
            if word not in record:
                continue
            value = record[word]
            if name in self._book_lines:
                lines = self.env[self._fields[name].comodel_name]
                value = [lines._pack_data(line) for line in value or ()]
                if "sequence" in lines._fields:
                    value = [{**line, "sequence": 10 * place} for place, line in enumerate(value, 1)]
            elif self._fields[name].translate and isinstance(value, dict):
                value = self._pack_translations(value)
            data[name] = value
        return data

    @api.model
    def _pack_translations(self, words) -> dict:
        """Odoo keeps every text in English, too: without it the first language stands for it."""
        return {"en_US": next(iter(words.values())), **words} if words and "en_US" not in words else words

    @api.model
    def _pack_brief(self, record) -> dict:
        """A record without what goes without saying: for the file."""
        schema = self._pack_schema()["properties"]
        brief = {}
        for name, word in self._pack_words().items():
            value = normal(record.get(word))
            if name in self._book_lines:
                lines = self.env[self._fields[name].comodel_name]
                value = [lines._pack_brief(line) for line in record.get(word) or ()] or None
            default = schema[word].get("default")
            if value is None and default is True:
                value = False
            if value is not None and not (value == 0 and not isinstance(value, bool) and default == 0):
                brief[word] = value
        return brief

    # -- schema --------------------------------------------------------------------

    @api.model
    def _pack_schema(self) -> dict[str, Any]:
        """JSON Schema of one record, made from the fields."""
        defaults = self._book_defaults()
        properties, required = {}, []
        for name, word in self._pack_words().items():
            part = self._pack_field_schema(name)
            properties[word] = part
            default = 10 if name == "sequence" else defaults.get(name)
            if part["type"] in ("boolean", "integer", "number"):
                part["default"] = normal(default) or (False if part["type"] == "boolean" else 0)
            elif default:
                part["default"] = default
            # a figure that must be given is not 0 because nobody said it
            if self._fields[name].required and not default and part["type"] != "boolean":
                part.pop("default", None)
                required.append(word)
        return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}

    @api.model
    def _pack_field_schema(self, name) -> dict[str, Any]:
        field = self._fields[name]
        if name in self._book_lines:
            return {"type": "array", "items": self.env[field.comodel_name]._pack_schema()}
        if field.type in ("many2one", "many2many"):
            return self._pack_reference_schema(field)
        if field.type in ("char", "text", "html") and field.translate:
            text = {"type": "string", "minLength": 1} if field.required else {"type": "string"}
            words = {"type": "object", "propertyNames": {"pattern": _LANGUAGE}, "additionalProperties": text}
            return {**words, "minProperties": 1} if field.required else words
        if field.type in ("char", "text", "html"):
            return {"type": "string", "minLength": 1} if field.required else {"type": "string"}
        if field.type == "selection":
            return {"type": "string", "enum": field.get_values(self.env)}
        if field.type == "properties_definition":
            definition = {"type": "object", "required": ["name", "type", "string"]}
            return {"type": "array", "items": definition}
        return {
            "boolean": {"type": "boolean"},
            "integer": {"type": "integer", "minimum": -_INT4, "maximum": _INT4},
            "float": {"type": "number", "minimum": -1e12, "maximum": 1e12},
            "monetary": {"type": "number", "minimum": -1e12, "maximum": 1e12},
            "date": {"type": "string", "format": "date"},
            "datetime": {"type": "string", "format": "date-time"},
        }[field.type].copy()

    @api.model
    def _pack_reference_schema(self, field) -> dict[str, Any]:
        if is_book(self.env[field.comodel_name]):
            one = {"type": "string", "pattern": KEY}
        else:
            # an external id, or the name of what has none
            one = {
                "type": ["string", "object"],
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": {"type": "string", "minLength": 1}},
            }
        if field.type == "many2one":
            return one
        return {"type": "array", "items": one, "uniqueItems": True}

    # -- the records of a company ----------------------------------------------------

    @api.model
    def _pack_present(self, company, archived=False):
        """The records that a company goes by, by key: its own before those of all companies.

        :param company: without one, the records of all companies.
        :param archived: archived ones, too.
        """
        domain = [("is_draft", "=", False)] if "is_draft" in self._fields else []
        if "company_id" in self._fields:
            domain.append(("company_id", "in", [company.id, False]))
        records = self.with_context(active_test=False).search(domain)
        if "company_id" in self._fields:
            # an own record with the key of a shared one takes its place, even when it is archived
            own = {record.key for record in records if record.company_id}
            records = records.filtered(lambda record: record.company_id or record.key not in own)
        if not archived and "active" in self._fields:
            records = records.filtered("active")
        return {record.key: record for record in records}
