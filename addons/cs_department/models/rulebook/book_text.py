from datetime import timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: titles of the chapters
_TITLES = {
    "intake": _lt("Receiving and registering"),
    "targets": _lt("Classification and time limits"),
    "assignment": _lt("Assignment"),
    "escalation": _lt("Escalation"),
    "handling": _lt("Handling and approval"),
    "compensation": _lt("Compensation"),
    "closing": _lt("Closing"),
    "notices": _lt("Telling the customer"),
    "callbacks": _lt("Callbacks"),
    "satisfaction": _lt("Satisfaction"),
    "words": _lt("Words to customers"),
    "automations": _lt("Automatic actions"),
    "duty": _lt("Duty"),
    "reports": _lt("Reports of the people"),
    "indicators": _lt("What is measured"),
    "appraisal": _lt("Appraisal"),
    "jobs": _lt("Jobs"),
    "training": _lt("Training"),
    "merit": _lt("Rewards and penalties"),
    "checks": _lt("Quality checks"),
}
#: what each chapter prints, in the order of a rule book on paper
_PRINTED = {
    "intake": ("cs.ticket.channel", "cs.ticket.kind"),
    "targets": ("cs.ticket.category", "cs.severity", "cs.severity.rule", "cs.customer.class", "cs.sla.rule"),
    "assignment": ("cs.routing.rule",),
    "escalation": ("cs.escalation.rule",),
    "handling": ("cs.ticket.cause", "cs.repeat.rule", "cs.approval.rule"),
    "compensation": ("cs.compensation.rule",),
    "closing": ("cs.closing.rule",),
    "notices": ("cs.notice.rule",),
    "callbacks": ("cs.callback.rule",),
    "satisfaction": ("cs.survey.rule", "survey.survey"),
    "words": ("cs.banned.word",),
    "automations": ("cs.automation.rule",),
    "duty": ("cs.duty.post", "cs.shift.template", "cs.roster.demand", "cs.rotation", "cs.roster.rule"),
    "reports": ("cs.report.rule",),
    "indicators": ("cs.indicator",),
    "appraisal": ("cs.appraisal.scheme",),
    "jobs": ("cs.job.profile", "cs.job.measure"),
    "training": ("cs.training.course", "cs.training.plan"),
    "merit": ("cs.merit.rule",),
    "checks": ("cs.checklist", "cs.check.plan"),
}
#: the chapters, with the books that each prints
CHAPTERS = tuple((_TITLES[chapter], books) for chapter, books in _PRINTED.items())
#: books that decide nothing to be read: the columns of the board
UNPRINTED = frozenset({"cs.ticket.stage"})
FURTHER = _lt("Further rules")


class Entry(NamedTuple):
    """One record of the book as it was on a day.

    :param record: the record, or one of no row that says what it said then.
    :param data: the content then, where it is another one today.
    """

    record: Any
    res_id: int
    key: str
    data: dict | None = None

    @property
    def place(self) -> tuple:
        """Where it stands among its kind: the manager's order, else the order of names."""
        record = self.record
        order = next((record[name] for name in ("sequence", "level") if name in record._fields), 0)
        narrowness = record.narrowness if "narrowness" in record._fields else 0
        return (order, -narrowness, "" if order else record.display_name, self.res_id)


class CsBookVersion(models.Model):
    """The rule book as a text: chapter by chapter, sentence by sentence, as of a day."""

    _inherit = "cs.book.version"

    @api.model
    def book_text(self, day=False) -> dict:
        """The page “The Rule Book”.

        :param day: what was in force on this day (``YYYY-MM-DD``), default today.
        :return: ``day``, ``company``, ``pack`` and ``chapters``: ``number``, ``title``, ``heading`` and
            ``entries``, each with the ``names`` of the rules (or of things of which the same is
            said) and the ``sentence``.
        """
        if not self.env.user.has_group("cs_department.group_cs_agent"):
            raise AccessError(self.env._("Only customer service looks at its rule book."))
        company, chosen = self.env.company, self._book_day(day)
        # sudo: everybody in the department reads the whole book, whatever parts of it he may open
        reader = self.sudo()
        return {
            "day": fields.Date.to_string(chosen),
            "day_said": format_date(self.env, chosen),
            "today": fields.Date.to_string(self.env.company._cs_today()),
            "company": company.name,
            "pack": reader._book_pack_name(company),
            "chapters": reader._book_chapters(company, chosen),
        }

    @api.model
    def action_print_book(self, day=False):
        """The book as it was on a day, as a PDF."""
        if not self.env.user.has_group("cs_department.group_cs_agent"):
            raise AccessError(self.env._("Only customer service looks at its rule book."))
        chosen = fields.Date.to_string(self._book_day(day))
        # sudo: the report is ours, its content is asked for with the rights of the reader
        report = self.env.ref("cs_department.cs_rule_book_report").sudo()
        return report.with_env(self.env).report_action(self.env.company, data={"day": chosen}, config=False)

    # -- the day -------------------------------------------------------------------

    @api.model
    def _book_day(self, day):
        """The day that is meant.

        :raises UserError: when it is none.
        """
        try:
            return fields.Date.to_date(day) or self.env.company._cs_today()
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%(day)s” is no day.", day=day)) from error

    @api.model
    def _book_moment(self, day):
        """The end of a day that is over, in UTC; ``None``: the book as it stands."""
        if day >= self.env.company._cs_today():
            return None
        return self.env.company._cs_midnight(day + timedelta(days=1))

    @api.model
    def _book_pack_name(self, company) -> str:
        """The pack that the company goes by (in sudo)."""
        return (
            self.env["cs.pack"].search([("key", "=", company.cs_pack)], limit=1).name or "" if company.cs_pack else ""
        )

    # -- chapters (in sudo) ----------------------------------------------------------

    @api.model
    def _book_chapters(self, company, day) -> list[dict]:
        printed = {model for _title, models_ in self._chapters() for model in models_}
        further = [name for name in self._rule_models() if name not in printed]
        moment, chapters = self._book_moment(day), []
        known = self._book_last_changes([*printed, *further], moment)
        for title, names in (*self._chapters(), (FURTHER, further)):
            entries = [entry for name in names for entry in self._book_chapter(name, company, day, moment, known)]
            if entries:
                number = len(chapters) + 1
                numbered = [{**entry, "number": f"{number}.{place}"} for place, entry in enumerate(entries, 1)]
                name = title._translate(self.env.lang or "en_US")
                heading = self.env._("Chapter %(number)s: %(title)s", number=number, title=name)
                chapters.append({"number": number, "title": name, "heading": heading, "entries": numbered})
        return chapters

    @api.model
    def _chapters(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        """Titles, each with the books that it prints, in the order of a rule book on paper; other addons add theirs."""
        return CHAPTERS

    @api.model
    def _book_chapter(self, name, company, day, moment, known) -> list[dict]:
        """What one book said on a day.

        :param known: the last changes of all books until then.
        """
        entries = sorted(self._book_entries(name, company, day, moment), key=lambda entry: entry.place)
        said = [self._book_entry(name, entry, known.get((name, entry.res_id))) for entry in entries]
        return said if name in self._rule_models() else self._book_joined(said)

    @api.model
    def _book_joined(self, entries) -> list[dict]:
        """Entries of a list (channels, categories) that say the same of different things, as one."""
        joined = {}
        for entry in entries:
            same = tuple(entry[part] for part in ("sentence", "since", "until", "reason"))
            first = joined.setdefault(same, entry)
            if first is not entry:
                first["names"] += entry["names"]
        return [*joined.values()]

    @api.model
    def _book_entry(self, name, entry, version) -> dict:
        record, book = entry.record, self.env[name]
        starts = [record.date_from] if "date_from" in record._fields and record.date_from else []
        changed = version and self.env.company._cs_local_day(version.at)
        until = "date_to" in record._fields and record.date_to
        there = entry.data is None or bool(book.browse(entry.res_id).exists())
        since = max([*starts, *([changed] if changed else [])], default=None)
        return {
            "model": name,
            "book": self._book_name(name),
            "names": [{"id": there and entry.res_id, "title": record.display_name}],
            "sentence": record._in_words() if entry.data is None else book._words_of(entry.data),
            "since": format_date(self.env, since) if since else "",
            "until": format_date(self.env, until) if until else "",
            "changed": format_date(self.env, changed) if changed else "",
            "reason": (version and version.reason) or "",
        }

    @api.model
    def _book_entries(self, name, company, day, moment) -> list[Entry]:
        """The records of a book that were in force on a day, each company's own before the shared ones."""
        entries = self._book_all_entries(name, moment)
        mine = [entry for entry in entries if self._book_is_of(entry.record, company)]
        planner = self.env.user.has_group("cs_department.group_cs_supervisor")
        own = {entry.key for entry in mine if "company_id" in entry.record._fields and entry.record.company_id}
        return [
            entry
            for entry in mine
            if entry.record.active
            and self._book_is_in_force(entry.record, day)
            and (planner or not entry.record._book_names_people())
            and ("company_id" not in entry.record._fields or entry.record.company_id or entry.key not in own)
        ]

    @api.model
    def _book_all_entries(self, name, moment) -> list[Entry]:
        book = self.env[name].with_context(active_test=False)
        states = self._states_at(name, moment) if moment else {}
        # archived ones were in force on another day; a book is some hundred records at most
        present = book.search([("id", "not in", list(states))])._book_noted()
        entries = [Entry(record, record.id, record.key) for record in present]
        keys = {record.id: record.key for record in book.browse(states).exists()}
        for res_id, data in states.items():
            if data:
                # what is gone for good is known by its history
                key = keys.get(res_id) or self._last_of(book.browse(res_id), False).key
                entries.append(Entry(self._book_shadow(book, data), res_id, key, data))
        return entries

    @api.model
    def _book_shadow(self, book, data):
        """What a content was, as a record; what it names and is gone is left out."""
        try:
            return book._book_ghost(data)
        except UserError:
            plain = {"name", "title", "active", "sequence", "level", "date_from", "date_to"}
            kept = {key: book._book_in_language(value) for key, value in data.items() if key in plain}
            return book.new({key: value for key, value in kept.items() if key in book._fields})

    @api.model
    def _book_is_of(self, record, company) -> bool:
        return "company_id" not in record._fields or not record.company_id or record.company_id._origin == company

    @api.model
    def _book_is_in_force(self, record, day) -> bool:
        if "date_from" not in record._fields:
            return True
        return (not record.date_from or record.date_from <= day) and (not record.date_to or record.date_to >= day)

    @api.model
    def _book_last_changes(self, names, moment) -> dict:
        """Model and record id → its last change until a moment, for all of these books."""
        until = [("at", "<=", moment)] if moment else []
        versions = self.search_fetch(
            [("model", "in", names), *until], ["model", "res_id", "at", "reason"], order="at, id"
        )
        return {(version.model, version.res_id): version for version in versions}


class ReportRuleBook(models.AbstractModel):
    """The rule book on paper."""

    _name = "report.cs_department.report_rule_book"
    _description = "The rule book on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        company = self.env["res.company"].browse(docids)[:1] or self.env.company
        if company not in self.env.companies:
            raise AccessError(self.env._("Choose this company first."))
        history = self.env["cs.book.version"].with_company(company)
        return {"docs": company, "book": history.book_text((data or {}).get("day"))}
