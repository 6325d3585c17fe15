"""Names in a file to records: read once per batch of cases, answered from memory."""

from collections import defaultdict

from ...core import import_cells
from ...core.masking import normalise_phone


class Unknown(LookupError):
    """A name that stands for no record (or, ``ambiguous``, for several)."""

    def __init__(self, target: str, word: str, ambiguous: bool = False):
        super().__init__(word)
        self.target = target
        self.word = word
        self.ambiguous = ambiguous


def fold(text: str) -> str:
    return " ".join(text.casefold().split())


def fold_path(text: str) -> str:
    return " / ".join(filter(None, (fold(part) for part in text.split("/"))))


class Lookup:
    """The names of the configuration, in every language of the database.

    Built in superuser mode by the importing job, for one company.
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company
        # without a language: names as they were first written
        self.langs = [None, *dict(env["res.lang"].get_installed())]
        self.team_of = {}
        self.tables = {
            "kind": self._names("cs.ticket.kind", "name", "code"),
            "channel": self._names("cs.ticket.channel", "name", "code"),
            "severity": self._names("cs.severity", "name"),
            "cause": self._names("cs.ticket.cause", "name"),
            "customer_class": self._names("cs.customer.class", "name"),
            "team": self._names("cs.team", "name", company=True),
            "agent": self._users(),
            "stage": self._names("cs.ticket.stage", "name"),
            "tags": self._names("cs.ticket.tag", "name"),
            "area": self._paths("cs.area", company=True),
            "category": self._paths("cs.ticket.category"),
        }
        stages = env["cs.ticket.stage"].search([])
        self.state_of_stage = {stage.id: stage.state for stage in stages}
        self.pausing = {stage.id for stage in stages if stage.pauses_clock}
        self.first_stage = {}
        for stage in stages:
            self.first_stage.setdefault(stage.state, stage.id)
            if stage.state == "waiting" and not stage.pauses_clock:
                self.first_stage.setdefault("waiting_other", stage.id)

    # -- tables ------------------------------------------------------------------

    def _records(self, model, company):
        domain = [("company_id", "=", self.company.id)] if company else []
        return self.env[model].search(domain)

    def _names(self, model, *names, company=False) -> dict[str, set[int]]:
        found = defaultdict(set)
        records = self._records(model, company)
        for lang in self.langs:
            for record in records.with_context(lang=lang):
                for name in names:
                    found[fold(record[name] or "")].add(record.id)
        return found

    def _paths(self, model, company=False) -> dict[str, set[int]]:
        """By whole path, and by the last name where that is enough."""
        found = defaultdict(set)
        records = self._records(model, company)
        for lang in self.langs:
            for record in records.with_context(lang=lang):
                path, node = [], record
                while node:
                    path.insert(0, fold(node.name or ""))
                    node = node.parent_id
                found[" / ".join(path)].add(record.id)
                if len(path) > 1:
                    found[path[-1]].add(record.id)
        return found

    def _users(self) -> dict[str, set[int]]:
        found = defaultdict(set)
        users = self.env["res.users"].search([("share", "=", False), ("company_ids", "in", self.company.ids)])
        for user in users:
            found[fold(user.login)].add(user.id)
            found[fold(user.name)].add(user.id)
        return found

    # -- answers -----------------------------------------------------------------

    def find(self, target: str, word: str) -> int:
        """The id of the record that a word names.

        :raises Unknown: when there is none, or more than one.
        """
        key = fold_path(word) if target in ("category", "area") else fold(word)
        ids = self.tables[target].get(key, ())
        if len(ids) == 1:
            return next(iter(ids))
        if not ids and target == "stage":
            state = import_cells.state(word)
            stage = self.first_stage.get(state) or (state == "waiting_other" and self.first_stage.get("waiting"))
            if stage:
                return stage
        raise Unknown(target, word, ambiguous=bool(ids))

    def state_of(self, word: str) -> str | None:
        try:
            return self.state_of_stage[self.find("stage", word)]
        except Unknown:
            return None

    def pauses(self, word: str) -> bool:
        """Whether clocks stand still in the stage of this name."""
        try:
            return self.find("stage", word) in self.pausing
        except Unknown:
            return False

    def team_for(self, kind_id, category_id) -> int:
        key = (kind_id, category_id)
        if key not in self.team_of:
            tickets = self.env["cs.ticket"]
            self.team_of[key] = tickets._team_id_for(self.company.id, kind_id, category_id)
        return self.team_of[key]

    def add_path(self, model: str, target: str, text: str) -> int:
        """The record at the end of a path, made with all that is missing above it."""
        parent, path = False, []
        for name in filter(None, (part.strip() for part in text.split("/"))):
            path.append(name)
            ids = self.tables[target].get(fold_path("/".join(path)), ())
            if len(ids) == 1:
                parent = next(iter(ids))
                continue
            # a path is made once in an import, branch by branch
            parent = self.env[model].create({"name": name, "parent_id": parent}).id
            self.tables[target][fold_path("/".join(path))] = {parent}
            self.tables[target][fold(name)].add(parent)
        return parent

    def add_tags(self, names: list[str]) -> list[int]:
        missing = list({fold(name): name for name in names if not self.tables["tags"].get(fold(name))}.values())
        for tag in self.env["cs.ticket.tag"].create([{"name": name} for name in missing]):
            self.tables["tags"][fold(tag.name)] = {tag.id}
        return [self.find("tags", name) for name in names]


class Customers:
    """The customers that a batch of cases names, found in one query per kind of key."""

    def __init__(self, env, company, wanted: list[dict[str, str]]):
        self.env = env
        self.company = company
        self.country = company.country_id.code or "CN"
        partners = env["res.partner"]
        domain = [("company_id", "in", (company.id, False))]
        self.by_phone = self._find(
            partners,
            domain,
            "cs_phone_key",
            {self.phone_key(w["customer_phone"]) for w in wanted if w.get("customer_phone")},
        )
        self.by_ref = self._find(partners, domain, "ref", {w["customer_ref"] for w in wanted if w.get("customer_ref")})
        self.by_name = self._find(partners, domain, "name", {w["customer"] for w in wanted if w.get("customer")})

    def _find(self, partners, domain, name, values):
        found = defaultdict(list)
        values = [value for value in values if value]
        if values:
            for partner in partners.search_fetch([*domain, (name, "in", values)], [name], order="id desc"):
                found[partner[name]].append(partner.id)
        return found

    def phone_key(self, text: str) -> str:
        return normalise_phone(text, self.country) or ""

    def find(self, texts: dict[str, str]) -> int | None:
        """The customer of a case, ``None`` when the file names nobody.

        An exact telephone number decides, then the reference, then the name.

        :raises Unknown: when nobody has them, or a bare name belongs to several.
        """
        phone, ref, name = (texts.get(key) for key in ("customer_phone", "customer_ref", "customer"))
        if not (phone or ref or name):
            return None
        key = self.phone_key(phone) if phone else ""
        ids = self.by_phone.get(key, []) if key else []
        if ids:
            named = [i for i in ids if i in self.by_name.get(name, ())]
            return (named or ids)[0]
        if ref and self.by_ref.get(ref):
            return self.by_ref[ref][0]
        if not (key or ref):
            ids = self.by_name.get(name or phone, [])
            if len(ids) == 1:
                return ids[0]
            if ids:
                raise Unknown("customer", name or phone, ambiguous=True)
        raise Unknown("customer", name or phone or ref)

    def key(self, texts: dict[str, str]) -> tuple:
        """What tells new customers of one batch apart."""
        phone = self.phone_key(texts.get("customer_phone", ""))
        ref = texts.get("customer_ref", "")
        if phone or ref:
            return (phone, "" if phone else ref, "")
        return ("", "", texts.get("customer") or texts.get("customer_phone", ""))
