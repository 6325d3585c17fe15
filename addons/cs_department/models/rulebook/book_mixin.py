import re
import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class Because(NamedTuple):
    """Why the books change just now: the action that the history names, and the words."""

    action: str
    reason: str


#: so much of a name becomes a key: short enough to be read in a file
SLUG = 80
#: set by our own code only, so that no request pretends to be an import or a roll back
_because: ContextVar[Because | None] = ContextVar("cs_book_because", default=None)
#: (model, id) of records whose change is being noted already; id ``None``: being created
_noting: ContextVar[frozenset] = ContextVar("cs_book_noting", default=frozenset())


@contextmanager
def because(action: str, reason: str):
    """Inside the block, changes of the books are noted as this action, for this reason."""
    token = _because.set(Because(action, reason))
    try:
        yield
    finally:
        _because.reset(token)


@contextmanager
def _noted(keys):
    """Inside the block, what happens to these records and their lines is noted outside."""
    token = _noting.set(_noting.get() | frozenset(keys))
    try:
        yield
    finally:
        _noting.reset(token)


class CsBookMixin(models.AbstractModel):
    """A record of the rule book: it has a key, a history and a reason for each change."""

    _name = "cs.book.mixin"
    _description = "Part of the rule book"
    _inherit = ["cs.book.data.mixin"]

    #: name of the book in packs and in the history
    _book = ""
    #: whether people must say why they change a record
    _reason_needed = False

    key = fields.Char(size=128, copy=False, readonly=True, help="Name in rule packs; it stays the same for good.")
    change_reason = fields.Char("Reason for the change", store=False, copy=False)

    _key_uniq = models.UniqueIndex("(key)", "Two records of a book cannot share a key.")

    # -- keys --------------------------------------------------------------------

    def _init_column(self, column_name):
        if column_name != "key":
            return super()._init_column(column_name)
        # records older than their keys: by their external id, else by their number
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s r SET key = COALESCE(
                       (SELECT min(d.name) FROM ir_model_data d
                         WHERE d.model = %(model)s AND d.res_id = r.id AND d.module = 'cs_department'),
                       %(prefix)s || '_' || r.id)
                   WHERE key IS NULL""",
                table=SQL.identifier(self._table),
                model=self._name,
                prefix=self._key_prefix(),
            )
        )
        return None

    @api.model
    def _key_prefix(self) -> str:
        return self._name.removeprefix("cs.").replace(".", "_")

    def _load_records(self, data_list, update=False):
        # shipped records are known in packs by the names that they have in the addon
        for data in data_list:
            if data.get("xml_id") and "key" not in data["values"]:
                data["values"] = {**data["values"], "key": data["xml_id"].partition(".")[2]}
        return super()._load_records(data_list, update=update)

    @api.model
    def _free_keys(self, wanted) -> list[str]:
        """These keys, made different from each other and from those that are taken."""
        # sudo: keys of all companies count, also those of drafts and archived rules
        known = self.sudo().with_context(active_test=False).search_fetch([("key", "in", wanted)], ["key"])
        taken, keys = set(known.mapped("key")), []
        for key in wanted:
            free = f"{key}_{secrets.token_hex(3)}" if key in taken else key
            taken.add(free)
            keys.append(free)
        return keys

    @api.model
    def _wanted_key(self, vals) -> str:
        """The name in plain letters, or something short where it has none."""
        words = vals.get("code") or vals.get("name")
        slug = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") if isinstance(words, str) else ""
        return slug[:SLUG] if slug and words.isascii() else f"{self._key_prefix()}_{secrets.token_hex(3)}"

    # -- history -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = [dict(vals) for vals in vals_list]
        reasons = [row.pop("change_reason", "") for row in rows]
        nameless = [row for row in rows if not row.get("key")]
        for row, key in zip(
            nameless, self._free_keys([self._wanted_key(row) for row in nameless]) if nameless else (), strict=True
        ):
            row["key"] = key
        with _noted({(self._name, None)}):
            records = super().create(rows)
        if (self._name, None) not in _noting.get():
            said = {record.id: reason for record, reason in zip(records, reasons, strict=True)}
            records._note("created", said, {}, records._book_known_datas())
        return records

    def write(self, vals):
        vals = dict(vals)
        reason = vals.pop("change_reason", "")
        if "key" in vals and not self.env.su and set(self.mapped("key")) - {vals["key"]}:
            raise AccessError(self.env._("The key of a rule stays the same for good."))
        if not vals:
            return True
        with self._book_change(reason, vals):
            return super().write(vals)

    def unlink(self):
        with self._book_change("", None):
            return super().unlink()

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        self.check_access("write")
        with self._book_change("", {field_name: translations}):
            return super()._update_field_translations(field_name, translations, digest, source_lang)

    def _book_write(self, data):
        """All languages of a content are one change."""
        with self._book_change("", data):
            return super()._book_write(data)

    @api.model
    def _book_create(self, datas, **more):
        with _noted({(self._name, None)}):
            records = super()._book_create(datas, **more)
        if (self._name, None) not in _noting.get():
            records._note("created", {}, {}, records._book_known_datas())
        return records

    @contextmanager
    def _book_change(self, reason, vals):
        """Note what the block changes in these records.

        :param vals: what is written, ``None``: they are deleted.
        :raises UserError: without a reason, where one is needed.
        """
        outer = _noting.get()
        changing = self.filtered(lambda r: (r._name, r.id) not in outer and (r._name, None) not in outer)
        if not changing or not changing._book_touched(vals):
            yield
            return
        said = changing._book_reason(reason)
        before = changing._book_known_datas()
        names = {} if vals is not None else {record.id: (record.key, record._book_title()) for record in changing}
        companies = {record.id: record._book_company_id() for record in changing}
        with _noted((record._name, record.id) for record in changing):
            yield
        after = changing._book_known_datas() if vals is not None else {}
        action = "deleted" if vals is None else "changed"
        changing._note(action, dict.fromkeys(changing.ids, said), before, after, names, companies)

    @api.model
    def _book_touched(self, vals) -> bool:
        """Whether a write of these values changes what the book says."""
        return vals is None or bool(vals.keys() & {*self._book_fields(), *self._book_lines})

    def _book_reason(self, reason) -> str:
        """Why the change is made.

        :raises UserError: when somebody changes a rule without saying why.
        """
        cause = _because.get()
        words = (reason or (cause and cause.reason) or self.env.context.get("cs_change_reason") or "").strip()
        # what the system itself does (sudo, module data) explains itself
        if not words and self._reason_needed and not self.env.su and self._book_noted():
            raise UserError(self.env._("Say why you change the rule: the reason is kept with the change."))
        return words

    def _book_noted(self):
        """The records whose changes belong into the history."""
        return self

    def _book_known_datas(self) -> dict:
        # sudo: the history is complete, whoever made the change and whatever he may read
        return self.sudo()._book_noted().with_context(active_test=True)._book_datas()

    def _book_title(self) -> str:
        self.ensure_one()
        # sudo: the name is kept as it was, in the language of the company
        return self.sudo().display_name or ""

    def _book_company_id(self) -> int | bool:
        return self.company_id.id if "company_id" in self._fields else False

    def _note(self, action, said, before, after, names=None, companies=None):
        """Append to the history what differs.

        :param said: record id → reason.
        :param names: record id → (key, name) of what is no longer there.
        """
        if self.env.su and self.env.context.get("_force_unlink"):  # the addon is being removed
            return
        cause = _because.get()
        rows = []
        for record in self:
            old, new = before.get(record.id), after.get(record.id)
            if old == new:
                continue
            key, name = (names or {}).get(record.id) or (record.key, record._book_title())
            rows.append(
                {
                    "model": self._name,
                    "res_id": record.id,
                    "key": key,
                    "book": self._book,
                    "name": name,
                    "company_id": companies[record.id] if companies else record._book_company_id(),
                    "action": cause.action if cause else self._book_action(action, old, new),
                    "reason": said.get(record.id) or (cause.reason if cause else ""),
                    "before": old or False,
                    "after": new or False,
                }
            )
        self.env["cs.book.version"]._append(rows)

    @api.model
    def _book_action(self, action, old, new) -> str:
        """Archiving and its opposite have a name of their own."""
        if action == "changed" and not old:
            return "created"  # a draft that came into force
        if action == "changed" and old.get("active") != new.get("active"):
            return "restored" if new["active"] else "archived"
        return action


class CsBookLineMixin(models.AbstractModel):
    """A part of a record of the rule book: what changes in it changes the whole."""

    _name = "cs.book.line.mixin"
    _description = "Line of the rule book"
    _inherit = ["cs.book.data.mixin"]

    _book_parent = "rule_id"

    @api.model_create_multi
    def create(self, vals_list):
        name = self._book_parent
        default = self.env.context.get(f"default_{name}")
        parents = self.env[self._fields[name].comodel_name].browse(
            {vals.get(name) or default for vals in vals_list} - {None, False}
        )
        with parents._book_change("", {self._book_inverse(): vals_list}):
            return super().create(vals_list)

    def write(self, vals):
        name = self._book_parent
        parents = self[name]
        if name in vals:
            new_parent = parents.browse(vals[name] or ())
            # a line does not slip into a rule that one may not change
            new_parent.check_access("write")
            parents |= new_parent
        with parents._book_change("", {self._book_inverse(): vals}):
            return super().write(vals)

    def unlink(self):
        with self[self._book_parent]._book_change("", {self._book_inverse(): []}):
            return super().unlink()

    @api.model
    def _book_inverse(self) -> str:
        """The field of the whole that holds lines of this kind."""
        parent = self.env[self._fields[self._book_parent].comodel_name]
        return next(name for name in parent._book_lines if parent._fields[name].comodel_name == self._name)

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or operation == "read" or self.env.su or not any(self._ids):
            return refused
        # sudo: which rule a line belongs to decides, also when it cannot be read
        parents = self.sudo()[self._book_parent].sudo(False)
        denied = parents._check_access("write")
        if denied:
            return self, denied[1]
        return None
