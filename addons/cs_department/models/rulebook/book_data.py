import json
from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: columns that say nothing about what a record decides
NO_CONTENT = frozenset(
    {"id", "key", "is_draft", "change_id", "narrowness", "parent_path", *models.MAGIC_COLUMNS},
)
#: columns that mean something in their own database only
NOT_PORTABLE = frozenset({"company_id", "owner_id"})
#: values that say nothing about the content of a rule, or cannot be written as text
NO_CONTENT_TYPES = frozenset({"one2many", "properties", "binary", "many2one_reference", "reference"})
#: models whose records are called by one of their fields: field, domain
CALLED_BY = {
    "ir.model.fields": ("name", [("model", "=", "cs.ticket")]),
    "res.users": ("login", [("share", "=", False)]),
}


class UnknownReference(UserError):
    """The content of a book names something that is not there."""

    def __init__(self, message, field, reference):
        super().__init__(message)
        self.field = field
        self.reference = reference


def refs_of(records, portable=False) -> list:
    """How each of these records is called in a book, in a stable order."""
    # sudo: a book is the same text for everybody who may read it; names in English
    named = records.sudo().with_context(lang="en_US")
    if "key" in named._fields:
        return sorted(named.mapped("key"))
    if named._name in CALLED_BY:
        return sorted(named.mapped(CALLED_BY[named._name][0]))
    external = named._get_external_ids()
    refs = []
    for record in named:
        ids = sorted(xml_id for xml_id in external[record.id] if not xml_id.startswith("__"))
        called = {"name": record.display_name}
        refs.append(ids[0] if ids else called if portable else {"id": record.id, **called})
    return sorted(refs, key=str)


def by_ref(model, ref):
    """The record of a model that is called so in a book, or none."""
    # sudo: whoever changes a rule names things; archived ones are still there
    everything = model.sudo().with_context(active_test=False, lang="en_US")
    found = everything.browse()
    if isinstance(ref, dict):
        found = everything.browse(ref.get("id") or ()).exists()
        if not found:
            matching = everything.search([("display_name", "=", ref.get("name"))], limit=2)
            found = matching if len(matching) == 1 else found
    elif "key" in model._fields:
        found = everything.search([("key", "=", ref)], limit=1)
    elif model._name in CALLED_BY:
        name, domain = CALLED_BY[model._name]
        found = everything.search([(name, "=", ref), *domain], limit=1)
    elif "." in str(ref):
        known = everything.env.ref(ref, raise_if_not_found=False)
        found = known if known and known._name == model._name else found
    return model.browse(found.ids)


class CsBookDataMixin(models.AbstractModel):
    """Configuration that can be written down: as JSON, in history and rule packs.

    ``_book_data`` says what a record contains, ``_book_write`` and ``_book_create``
    bring a record to such a content. What a record refers to is named by its key, its
    external id or, where it has none, by its name.
    """

    _name = "cs.book.data.mixin"
    _description = "Configuration that can be written down"
    _inherit = ["cs.cached.mixin"]

    #: one2many fields whose records are a part of the record
    _book_lines: tuple[str, ...] = ()
    #: of a line: the fields by which a line is the same before and after
    _book_line_key: tuple[str, ...] = ()
    #: number → selection with its unit, said together
    _book_units: dict[str, str] = {}
    #: of a line: the field with the record that it is a part of
    _book_parent = ""

    @api.model
    def _book_fields(self) -> list[str]:
        """The columns that make the content of a record, without its lines."""
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and name not in NO_CONTENT
            and name != self._book_parent
            and field.type not in NO_CONTENT_TYPES
            and not (field.compute and field.readonly)
            and not field.related
        ]

    def _book_names_people(self) -> bool:
        """Whether the record is about somebody by name, and so for supervisors' eyes only."""
        return False

    # -- writing down ----------------------------------------------------------

    def _book_data(self, portable=False) -> dict:
        """The content of one record as JSON, see ``_book_datas``."""
        self.ensure_one()
        return self._book_datas(portable)[self.id]

    def _book_datas(self, portable=False) -> dict[int, dict]:
        """Record id → content, as JSON-able values.

        :param portable: for other databases: without the company, and without the ids
            of what has neither a key nor an external id.
        """
        names = [name for name in self._book_fields() if not (portable and name in NOT_PORTABLE)]
        words = self._book_translations([name for name in names if self._fields[name].translate])
        datas = {
            record.id: {
                name: words[record.id][name] if name in words[record.id] else record._book_value(name, portable)
                for name in names
            }
            for record in self
        }
        for name in self._book_lines:
            lines = self[name]._book_datas(portable)
            for record in self:
                datas[record.id][name] = [lines[line.id] for line in record[name]._book_in_order()]
        return datas

    def _book_in_order(self):
        """Lines as they are written down: those of one place by what tells them apart."""
        if not self._book_line_key or "sequence" not in self._fields:
            return self
        return self.sorted(lambda line: (line.sequence, [str(line[part]) for part in line._book_line_key]))

    def _book_translations(self, names) -> dict[int, dict]:
        """Record id → field → language → words, of translated fields."""
        found = defaultdict(dict)
        for record_id in self.ids:
            found[record_id] = {}
        if not names or not self.ids:
            return found
        self.flush_recordset(names)
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        # whether a language is missing or falls back is known to the column only
        self.env.cr.execute(
            SQL("SELECT id, %s FROM %s WHERE id IN %s", columns, SQL.identifier(self._table), tuple(self.ids))
        )
        for record_id, *values in self.env.cr.fetchall():
            found[record_id] = {
                name: {code: said for code, said in (value or {}).items() if said}
                for name, value in zip(names, values, strict=True)
            }
        return found

    def _book_value(self, name, portable):
        """One value of a record as JSON."""
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return refs_of(value, portable)[0] if value else False
        if field.type == "many2many":
            # archived ones, too: a rule for an archived kind is for nothing else
            return refs_of(self.with_context(active_test=False)[name], portable)
        if field.type == "date":
            return value.isoformat() if value else False
        if field.type == "datetime":
            return fields.Datetime.to_string(value)
        if field.type in ("char", "text", "html"):
            return str(value or "")
        if field.type == "properties_definition":
            return list(value or [])
        return value

    # -- bringing back -----------------------------------------------------------

    @api.model
    def _book_defaults(self) -> dict:
        """What a content means where it says nothing; names without a default are empty."""
        names = [name for name in self._book_fields() if name not in NOT_PORTABLE | {"sequence"}]
        blank = self.with_env(self.env(context={"lang": self.env.lang})).new({})
        datas = {name: {} if self._fields[name].translate else blank._book_value(name, True) for name in names}
        return {**datas, **{name: [] for name in self._book_lines}}

    def _book_vals(self, data) -> dict:
        """Values that bring this record (or a new one) to a content.

        Translated words come in English (else in the first language given); see
        ``_book_write`` for the others.

        :raises UnknownReference: when it names what is not there.
        :raises UserError: when it has a field that there is none of.
        """
        names = self._book_fields()
        self._book_check_names(data, {*names, *self._book_lines})
        full = {**self._book_defaults(), **data}
        vals = {name: self._book_parsed(name, full[name]) for name in names if name in full}
        for name in self._book_lines:
            vals[name] = self._book_line_commands(name, full[name])
        return vals

    @api.model
    def _book_check_names(self, data, known):
        unknown = sorted(set(data) - known)
        if unknown:
            raise UserError(
                self.env._("%(model)s has no field “%(field)s”.", model=self._description, field=unknown[0])
            )

    @api.model
    def _book_parsed(self, name, value):
        field = self._fields[name]
        if field.type == "many2one":
            return self._book_found(name, value).id if value else False
        if field.type == "many2many":
            found = [self._book_found(name, ref).id for ref in value or ()]
            return [Command.set(found)]
        if field.translate and isinstance(value, dict):
            return value.get("en_US") or next(iter(value.values()), "")
        return value

    def _book_line_commands(self, name, datas):
        """Lines are changed where they stay: clocks and others refer to them."""
        lines, key = self[name], self.env[self._fields[name].comodel_name]._book_line_key
        old = {tuple(line._book_value(part, False) for part in key): line for line in lines} if key else {}
        left, commands = list(lines), []
        for data in datas:
            line = old.pop(tuple(data.get(part, False) for part in key), None) if key else next(iter(left), None)
            if line:
                left.remove(line)
                commands.append(Command.update(line.id, line._book_vals(data)))
            else:
                commands.append(Command.create(lines.browse()._book_vals(data)))
        # what goes makes room first
        return [Command.delete(line.id) for line in left] + commands

    def _book_write(self, data):
        """Bring this record to a content, in all its languages."""
        self.ensure_one()
        self.write(self._book_vals(data))
        self._book_translate(data)

    @api.model
    def _book_create(self, datas, **more):
        """New records of these contents, in all their languages; ``key`` may be among the data.

        :param more: values of all of them beside their content.
        """
        rows = [
            {**self._book_vals({k: v for k, v in data.items() if k != "key"}), **self._book_given_key(data), **more}
            for data in datas
        ]
        records = self.create(rows)
        for record, data in zip(records, datas, strict=True):
            # languages of one record: their words differ from the next one's
            record._book_translate(data)
        return records

    @api.model
    def _book_given_key(self, data) -> dict:
        return {"key": data["key"]} if data.get("key") else {}

    def _book_translate(self, data):
        """Write the words of every language, those of languages that are not in use yet, too."""
        words = {}
        for name, value in data.items():
            if name in self._book_lines:
                for line, line_data in zip(self._book_lines_in_order(name, value), value, strict=True):
                    line._book_translate(line_data)
            elif isinstance(value, dict) and value and name in self._fields and self._fields[name].translate:
                words[name] = {"en_US": next(iter(value.values())), **value}
        if words:
            self._book_keep_words(words)

    def _book_keep_words(self, words):
        """Set translated fields to their words: field → language → text."""
        self.check_access("write")
        self.flush_recordset(list(words))
        words = {name: self._book_clean(name, texts) for name, texts in words.items()}
        # the ORM takes no words of a language that is not in use yet, and one language at a time
        values = SQL(", ").join(
            SQL("%s = %s::jsonb", SQL.identifier(name), json.dumps(texts)) for name, texts in words.items()
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE id IN %s", SQL.identifier(self._table), values, tuple(self.ids))
        )
        self.invalidate_recordset(list(words))
        self._forget_cached()

    @api.model
    def _book_clean(self, name, texts) -> dict:
        """Words that are stored past the ORM: of formatted text only what the field allows, no scripts."""
        field = self._fields[name]
        if field.type != "html":
            return texts
        return {lang: str(field.convert_to_cache(text, self.browse()) or "") for lang, text in texts.items()}

    def _book_lines_in_order(self, name, datas):
        """The lines that these contents were written to, in their order."""
        lines = self[name]
        key = lines._book_line_key
        if not key:
            return lines
        by_key = {tuple(line._book_value(part, False) for part in key): line for line in lines}
        return [by_key[tuple(data.get(part, False) for part in key)] for data in datas]

    # -- references --------------------------------------------------------------

    @api.model
    def _book_found(self, name, ref):
        """What a reference in a field means."""
        comodel = self.env[self._fields[name].comodel_name]
        found = by_ref(comodel, ref)
        if not found:
            called = ref.get("name") if isinstance(ref, dict) else ref
            message = self.env._("There is no %(model)s “%(name)s”.", model=comodel._description, name=called)
            raise UnknownReference(message, name, called)
        return found
