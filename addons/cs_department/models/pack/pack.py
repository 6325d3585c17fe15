from pathlib import Path
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open, file_path

from ...core.pack import compare, reading
from .book import KEY, book_addon

FORMAT = 1
#: what a shipped pack says in the head of its file
_WORDS = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z]{2,3}(_[A-Z]{2}|_[A-Za-z@]+)?$"},
    "additionalProperties": {"type": "string", "minLength": 1},
}
#: the pack whose rules every installation starts with
GENERAL = "general"


def _is_model(env, word) -> bool:
    return isinstance(word, str) and word in env


class CsPack(models.Model):
    """A ready rule pack, as a card to choose from; its content is the file in ``packs/``."""

    _name = "cs.pack"
    _description = "Rule pack"
    _inherit = ["cs.book.data.mixin"]
    _order = "sequence, key"

    key = fields.Char(required=True, readonly=True, size=128)
    name = fields.Char(required=True, readonly=True, translate=True)
    summary = fields.Char("For whom", readonly=True, translate=True)
    differs = fields.Text("What is special", readonly=True, translate=True)
    version = fields.Integer(readonly=True)
    sequence = fields.Integer(readonly=True)
    folder = fields.Char(readonly=True)
    is_chosen = fields.Boolean("In use", compute="_compute_is_chosen")
    is_newer = fields.Boolean("Newer than the one in use", compute="_compute_is_chosen")

    _key_uniq = models.UniqueIndex("(key)", "Two rule packs cannot share a key.")

    @api.depends("key", "version")
    @api.depends_context("company")
    def _compute_is_chosen(self):
        company = self.env.company
        for pack in self:
            pack.is_chosen = pack.key == company.cs_pack
            pack.is_newer = pack.is_chosen and pack.version > company.cs_pack_version

    def action_choose(self):
        """Show what this pack would change."""
        self.ensure_one()
        wizard = self.env["cs.pack.import"].create({"pack_id": self.id})
        return wizard.action_check()

    # -- the shipped files ---------------------------------------------------------

    @api.model
    def _folders(self) -> list[str]:
        """Folders with rule packs, as ``addon/folder``; other addons add theirs."""
        return ["cs_department/packs"]

    @api.model
    def _shipped_content(self, key, folder="cs_department/packs") -> bytes:
        with file_open(f"{folder}/{key}.yaml", "rb") as file:
            return file.read()

    @api.model
    def _sync_shipped(self):
        """Bring the cards up to the files: at installation and at each upgrade."""
        found = {}
        for folder in self._folders():
            for path in sorted(Path(file_path(folder)).glob("*.yaml")):
                head = reading.read(self._shipped_content(path.stem, folder)).data
                found[path.stem] = {
                    **{name: head.get(name, {}) for name in ("name", "summary", "differs")},
                    **{name: head.get(name, 0) for name in ("version", "sequence")},
                    "folder": folder,
                }
        # sudo: the cards are made from our own files, by nobody in particular
        cards = self.sudo().search([])  # pylint: disable=no-search-all  # a dozen
        cards.filtered(lambda card: card.key not in found).unlink()
        for key, values in found.items():
            # a dozen cards, each with words in several languages
            card = cards.filtered(lambda card, key=key: card.key == key) or cards.create({"key": key, "name": key})
            words = {name: values.pop(name) for name in ("name", "summary", "differs")}
            card.write(values)
            card._book_keep_words({name: {"en_US": next(iter(w.values())), **w} for name, w in words.items() if w})

    # -- books -----------------------------------------------------------------------

    @api.model
    def _books(self) -> dict[str, Any]:
        """Name of a book → its model, in an order in which each book finds what it refers to."""
        found = {}
        for name, model in self.env.registry.items():
            if getattr(model, "_book", "") and not model._abstract:
                found[model._book] = self.env[name]
        of_model = {model._name: book for book, model in found.items()}
        needs = {}
        for book in sorted(found):
            parts = [found[book], *(found[book][lines] for lines in found[book]._book_lines)]
            comodels = {part._fields[name].comodel_name for part in parts for name in part._book_fields()}
            needs[book] = sorted(of_model[comodel] for comodel in comodels if comodel in of_model)
        return {book: found[book] for book in compare.ordered(needs)}

    @api.model
    def _schema(self, addon=None) -> dict[str, Any]:
        """JSON Schema of a rule pack, made from the models of the books.

        :param addon: with the books of this addon only.
        """
        known = {book: model for book, model in self._books().items() if not addon or book_addon(model) == addon}
        books = {}
        for book, model in sorted(known.items()):
            books[book] = {
                "type": "object",
                "description": model._description,
                "propertyNames": {"pattern": KEY},
                "additionalProperties": {"$ref": f"#/$defs/{book}"},
            }
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Rule pack of the customer service department",
            "type": "object",
            "additionalProperties": False,
            "required": ["format", "pack", "version", "name", "books"],
            "properties": {
                "format": {"const": FORMAT},
                "pack": {"type": "string", "pattern": KEY},
                "version": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
                "sequence": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
                "based_on": {"type": "string", "pattern": KEY},
                "left_out": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {book: {"type": "array", "items": {"type": "string"}} for book in books},
                },
                "name": _WORDS,
                "summary": _WORDS,
                "differs": _WORDS,
                "books": {"type": "object", "additionalProperties": False, "properties": books},
            },
            "$defs": {book: self._schema_of(model, addon) for book, model in sorted(known.items())},
        }

    @api.model
    def _schema_of(self, model, addon):
        """The schema of a book, without what addons upon this one add to it."""
        schema = model._pack_schema()
        if addon:
            self._leave_out(model, schema, addon)
        return self._of_addon(schema, addon)

    @api.model
    def _leave_out(self, model, schema, addon):
        """Take the fields out of a schema that addons upon this one add to a book or to its lines."""
        for name, word in model._pack_words().items():
            home = model._fields[name]._modules[:1]
            if home and home[0] not in (addon, "cs_department") and home[0].startswith("cs_"):
                del schema["properties"][word]
                schema["required"] = [required for required in schema["required"] if required != word]
            elif model._fields[name].type == "selection" and "enum" in schema["properties"][word]:
                self._leave_out_choices(model, name, schema["properties"][word], addon)
            elif name in model._book_lines:
                self._leave_out(self.env[model._fields[name].comodel_name], schema["properties"][word]["items"], addon)

    @api.model
    def _leave_out_choices(self, model, name, schema, addon):
        """Take the choices out of a schema that addons upon this one add to a field."""
        field = model._fields[name]
        homes = field._selection_modules(model) if isinstance(field.selection, list) else {}
        foreign = {
            value
            for value, modules in homes.items()
            if modules and not any(one in (addon, "cs_department") or not one.startswith("cs_") for one in modules)
        }
        schema["enum"] = [value for value in schema["enum"] if value not in foreign]

    @api.model
    def _of_addon(self, schema, addon):
        """A schema without what addons upon this one add to its choices of models."""
        if isinstance(schema, dict):
            return {name: self._of_addon(part, addon) for name, part in schema.items()}
        if isinstance(schema, list) and addon:
            # addons of ours are named cs_…: what they bring is not known where they are not installed
            homes = {word: type(self.env[word])._original_module for word in schema if _is_model(self.env, word)}
            known = (addon, "cs_department")
            return [word for word in schema if homes.get(word, addon) in known or not homes[word].startswith("cs_")]
        return schema

    # -- comparing and applying ------------------------------------------------------

    @api.model
    def _present(self, company, wanted, archived=True) -> compare.Books:
        """The books that a company goes by, in the words of packs.

        :param wanted: names of the books.
        :param archived: with archived records, marked as such.
        """
        schema = self._schema()["$defs"]
        found = {}
        for book, model in self._books().items():
            if book not in wanted:
                continue
            records = model._pack_present(company, archived)
            # one read per book
            contents = model.union(*records.values())._pack_records() if records else {}
            found[book] = {}
            for key, record in records.items():
                content = compare.completed(contents[record.id], schema[book])
                if "active" in model._fields and not record.active:
                    content["archived"] = True
                found[book][key] = content
        return found

    @api.model
    def _differences(self, company, books) -> list[compare.Difference]:
        """What a pack would change for a company; of what it does not mention of people
        and teams, nothing."""
        present = self._present(company, books)
        for book, records in books.items():
            model = self._books()[book]
            local = [word for name, word in model._pack_words().items() if model._pack_is_local(name)]
            for key, record in records.items():
                ours = present[book].get(key, {})
                record.update({word: ours[word] for word in local if word in ours and word not in record})
        found = compare.compare(present, books)
        gone = {(item.book, item.key) for item in found if item.kind == compare.GONE}
        # what is archived already is not missed
        absent = {(book, key) for book, key in gone if present[book][key].get("archived")}
        absent |= self._of_others(gone - absent, books)
        return [item for item in found if (item.book, item.key) not in absent]

    @api.model
    def _of_others(self, gone, books) -> set[tuple[str, str]]:
        """Of the records that a pack does not mention, those it cannot know: of a book that addons fill
        together, a pack of one of them says nothing about the records that another one brought."""
        of_model = {self._books()[book]._name: book for book in books}
        brought = {book: {} for book in books}
        # sudo: names of records say which addon brought them; one query for all books
        names = self.env["ir.model.data"].sudo()
        for row in names.search_read(
            [("model", "in", list(of_model)), ("module", "=like", "cs\\_%")], ["model", "name", "module"]
        ):
            brought[of_model[row["model"]]][row["name"]] = row["module"]
        speaking = {book: {brought[book][key] for key in books[book] if key in brought[book]} for book in books}
        # whoever has a word in one book speaks in each book of his own
        everywhere = set().union(*speaking.values())
        found = set()
        for book, key in gone:
            home = book_addon(self._books()[book])
            heard = (speaking[book] | ({home} & everywhere)) or {home}
            if home not in heard or brought[book].get(key, home) not in heard:
                found.add((book, key))
        return found

    @api.model
    def _apply(self, company, books, differences):
        """Make these differences real, in one transaction.

        :param company: the company whose rules change; empty: those of all companies.
        :raises UserError: when a record cannot be changed like this; then nothing changes.
        """
        models_of = self._books()
        by_book = {book: [item for item in differences if item.book == book] for book in models_of}
        self._refuse_twins(company, books, by_book)
        first = [book for book, model in models_of.items() if not model._pack_archive_last]
        for book in reversed(first):
            # what refers goes before what it refers to
            models_of[book]._pack_archive(company, [i.key for i in by_book[book] if i.kind == compare.GONE])
        for book, model in models_of.items():
            wanted = {i.key: books[book][i.key] for i in by_book[book] if i.kind != compare.GONE}
            model._pack_bring(company, wanted)
        for book in models_of.keys() - set(first):
            models_of[book]._pack_archive(company, [i.key for i in by_book[book] if i.kind == compare.GONE])

    @api.model
    def _refuse_twins(self, company, books, by_book):
        """Two records of one name would not be told apart.

        :raises UserError: naming the first of them.
        """
        for book, items in by_book.items():
            new = {item.key: books[book][item.key] for item in items if item.kind == compare.NEW}
            going = {item.key for item in items if item.kind == compare.GONE}
            for theirs, ours in self._books()[book]._pack_twins(company, new, going):
                raise UserError(
                    self.env._(
                        "“%(theirs)s” of the pack would be a second “%(ours)s”. Archive or rename yours, or leave the "
                        "pack's out.",
                        theirs=theirs,
                        ours=ours,
                    )
                )

    @api.model
    def _came_with(self, company) -> set[str]:
        """Keys of the records that came with the pack a company has."""
        card = self.search([("key", "=", company.cs_pack or GENERAL)])
        pack = self._read(self._shipped_content(card.key or GENERAL, card.folder or self._folders()[0]))
        return {key for records in pack["books"].values() for key in records}

    # -- installation ----------------------------------------------------------------

    @api.model
    def _install_general(self, only_books=None, only_keys=None, key=GENERAL, addon="cs_department"):
        """Bring the records of the general pack that are not here, with their external ids.

        At installation all of them; an upgrade names what is new. Other addons bring a pack of their own.

        :param only_books: the books that are new, or all.
        :param only_keys: the keys that are new in books of before, by book.
        :param key: name of the pack's file in the folder ``packs`` of the addon.
        """
        books = self._read(self._shipped_content(key, f"{addon}/packs"))["books"]
        nobody, old = self.env["res.company"], only_keys or {}
        for book, model in self._books().items():
            wanted = books.get(book, {})
            if only_books is not None and book not in only_books:
                wanted = {key: record for key, record in wanted.items() if key in old.get(book, ())}
            if not wanted:
                continue
            present = model._pack_present(nobody, archived=True)
            model._pack_bring(nobody, {k: record for k, record in wanted.items() if k not in present})
            model._pack_name_externally(wanted, addon)
