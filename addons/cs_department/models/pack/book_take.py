from odoo import api, models

from ...core.pack.compare import ordered


class CsBookDataMixin(models.AbstractModel):
    """How records of a book are made, changed and archived to say what a pack says."""

    _inherit = "cs.book.data.mixin"

    @api.model
    def _pack_twins(self, company, records, going) -> list[tuple[str, str]]:
        """New records that stand here already under another key: (theirs, ours), by name.

        :param records: key → content of the new ones.
        :param going: keys of ours that are archived in the same go.
        """
        words = [self._pack_words()[name] for name in self._pack_twins_by]
        if not words or not records:
            return []
        staying = {k: record for k, record in self._pack_present(company).items() if k not in going}
        contents = self.union(*staying.values())._pack_records() if staying else {}
        ours = {self._pack_identity(contents[record.id], words): record for record in staying.values()}
        pairs = ((record, ours.get(self._pack_identity(record, words))) for record in records.values())
        return [(self._book_in_language(record["name"]), twin.display_name) for record, twin in pairs if twin]

    @staticmethod
    def _pack_identity(record, words) -> tuple:
        values = (record.get(word) for word in words)
        return tuple(value.get("en_US") if isinstance(value, dict) else value or "" for value in values)

    # -- taking in -------------------------------------------------------------------

    @api.model
    def _pack_bring(self, company, records):
        """Create or change records so that they say what a pack says.

        :param records: key → content in the words of packs, with what it leaves out.
        """
        present = self._pack_present(company, archived=True)
        own, own_words = self._pack_of_company(company), self._pack_own_words()
        # what is shared is so on purpose: no default makes it the company's of whoever takes the pack
        of = own or ({"company_id": False} if "company_id" in self._fields else {})
        new = []
        for key in self._pack_in_order(records):
            data = self._pack_data(records[key])
            if new and own_words & {name for name, value in data.items() if value}:
                # what others of the book refer to must be there before them
                self._book_create(new, **of)
                new = []
            record = present.get(key)
            if record and (not own or record.company_id):
                # each record has a content of its own, in several languages
                record._book_write({**data, **self._pack_alive()})
            else:
                # a company's own version stands beside the one of all companies
                new.append({"key": key, **data})
        if new:
            self._book_create(new, **of)

    @api.model
    def _pack_of_company(self, company) -> dict:
        return {"company_id": company.id} if company and "company_id" in self._fields else {}

    @api.model
    def _pack_alive(self) -> dict:
        return {"active": True} if "active" in self._fields else {}

    @api.model
    def _pack_own_words(self) -> set[str]:
        """Fields by which records of this book refer to each other."""
        return {name for name in self._pack_words() if self._fields[name].comodel_name == self._name}

    @api.model
    def _pack_in_order(self, records) -> list[str]:
        """Keys so that a branch comes after the tree that it grows on."""
        words = [self._pack_words()[name] for name in self._pack_own_words()]
        needs = {}
        for key, record in records.items():
            refs = [record.get(word) or [] for word in words]
            needs[key] = [ref for part in refs for ref in ([part] if isinstance(part, str) else part)]
        return ordered(needs) if words else list(records)

    @api.model
    def _pack_archive(self, company, keys):
        """Take records out of force that a pack no longer has."""
        if not keys:
            return
        present = self._pack_present(company)
        going = self.union(*(present[key] for key in keys if key in present))
        own = self._pack_of_company(company)
        shared = going.filtered(lambda record: not record.company_id) if own else going.browse()
        (going - shared).write({"active": False})
        # unique names and codes are free before new records take them
        self.env.flush_all()
        if shared:
            # other companies keep the shared rule; this one gets an archived version of its own
            datas = shared._book_datas()
            self._book_create([{**datas[rule.id], "key": rule.key, "active": False} for rule in shared], **own)

    @api.model
    def _pack_name_externally(self, keys, addon):
        """Give shipped records the external ids that views and code know them by."""
        names = self.env["ir.model.data"]
        known = set(names.search([("module", "=", addon), ("name", "in", list(keys))]).mapped("name"))
        present = self._pack_present(self.env["res.company"], archived=True)
        rows = [
            {"module": addon, "name": key, "model": self._name, "res_id": present[key].id, "noupdate": True}
            for key in keys
            if key not in known and key in present
        ]
        names.create(rows)
