from zoneinfo import ZoneInfo

from odoo import models

from ...core import import_cells, importing
from ...core.now import utcnow
from .import_column import CREATABLE
from .lookup import Customers, Lookup, Unknown
from .ticket_import import LONGEST_KEY

#: what a case names, and the field that holds it
FIELD_OF = {
    "kind": "kind_id",
    "category": "category_id",
    "channel": "channel_id",
    "area": "area_id",
    "severity": "severity_id",
    "team": "team_id",
    "agent": "user_id",
    "stage": "stage_id",
    "cause": "cause_id",
}


class CsTicketImport(models.Model):
    """Checking the staged cases: everything that could be wrong is said before anything is made."""

    _inherit = "cs.ticket.import"

    def _reader(self) -> importing.Reader:
        targets = {column.position: column.target for column in self.column_ids}
        return importing.Reader(
            targets=[targets.get(position) or None for position in range(max(targets, default=-1) + 1)],
            zone=ZoneInfo(self.tz),
            order=self.date_order_found or "dmy",
            now=utcnow(),
            missing=import_cells.MISSING_MARKS | {mark.casefold() for mark in (self.missing_marks or "").split()},
            words={
                (word.target, word.word.casefold()): "" if word.replacement.strip() == "-" else word.replacement.strip()
                for word in self.word_ids
                if (word.replacement or "").strip()
            },
        )

    def _policy(self) -> dict[str, str]:
        """Target → what is done with an unknown name."""
        return {
            column.target: "reject"
            if column.if_unknown == "create" and column.target not in CREATABLE
            else column.if_unknown
            for column in self.column_ids
            if column.target
        }

    def _lookup(self) -> Lookup:
        return Lookup(self.env, self.company_id)

    def _build(self, staged, reader, lookup) -> list[tuple]:
        """(core case, its figures) of staged cases."""
        built = []
        for line in staged:
            case = importing.build(line.number, line.rows, reader)
            built.append((case, importing.figures(case, lookup.state_of)))
        return built

    # -- names -------------------------------------------------------------------

    def _find_names(self, case, lookup, policy) -> tuple[dict, list[Unknown]]:
        """Field values for the names of a case, and the names that nobody knows."""
        vals, unknown = {}, []
        texts = case.texts
        words = {target: texts[target] for target in FIELD_OF if target in texts}
        if "subcategory" in texts:
            words["category"] = f"{texts.get('category', '')}/{texts['subcategory']}"
        for target, word in words.items():
            try:
                vals[FIELD_OF[target]] = lookup.find(target, word)
            except Unknown as error:
                policy_of = policy.get(target) or policy.get("subcategory")
                if error.ambiguous or policy_of == "reject":
                    unknown.append(error)
        return vals, unknown

    def _unknown_of(self, case, lookup, customers, policy) -> list[Unknown]:
        """The names of a case that make it bad."""
        _vals, unknown = self._find_names(case, lookup, policy)
        if policy.get("stage") == "reject":
            # every stage of the history counts, not the last one alone
            named = {error.word for error in unknown}
            words = {new for step in case.steps for target, _old, new in step.changes if target == "stage"}
            unknown += [Unknown("stage", word) for word in sorted(words - named) if lookup.state_of(word) is None]
        try:
            customers.find(case.texts)
        except Unknown as error:
            chosen = policy.get("customer") or policy.get("customer_phone") or policy.get("customer_ref")
            if error.ambiguous or chosen == "reject":
                unknown.append(error)
        for tag in _split_tags(case.texts.get("tags", "")):
            try:
                lookup.find("tags", tag)
            except Unknown as error:
                if policy.get("tags") == "reject":
                    unknown.append(error)
        return unknown

    # -- one batch of the check --------------------------------------------------

    def _check_staged(self, staged):
        """Find out which staged cases are good, and why the others are not."""
        reader, lookup, policy = self._reader(), self._lookup(), self._policy()
        built = self._build(staged, reader, lookup)
        customers = Customers(self.env, self.company_id, [case.texts for case, _figures in built])
        taken = self._taken_numbers(staged.mapped("number"))
        errors, words, bad = [], {}, staged.browse()
        for line, (case, _figures) in zip(staged, built, strict=True):
            reasons = [(problem.row, self._say_problem(problem)) for problem in case.problems]
            for unknown in self._unknown_of(case, lookup, customers, policy):
                reasons.append((case.row, self._say_unknown(unknown)))
                if not unknown.ambiguous:
                    key = (unknown.target, unknown.word[:LONGEST_KEY])
                    words[key] = words.get(key, 0) + 1
            if line.number in taken:
                reasons.append((case.row, taken[line.number]))
            if reasons:
                bad |= line
            errors += [
                {"import_id": self.id, "row": row, "number": line.number, "reason": reason} for row, reason in reasons
            ]
        self.env["cs.ticket.import.error"].create(errors)
        self._count_words(words)
        bad.write({"state": "bad"})
        (staged - bad).write({"state": "good"})

    def _count_words(self, words: dict[tuple[str, str], int]):
        known = {(line.target, line.word): line for line in self.word_ids}
        for key, count in words.items():
            if key in known:
                # a few dozen unknown names at most come back from batch to batch
                known[key].count += count
        self.env["cs.ticket.import.word"].create(
            [
                {"import_id": self.id, "target": target, "word": word, "count": count}
                for (target, word), count in words.items()
                if (target, word) not in known
            ]
        )

    def _taken_numbers(self, numbers: list[str]) -> dict[str, str]:
        """Number → why it cannot come in again."""
        tickets = self.env["cs.ticket"].with_context(active_test=False)
        domain = [("company_id", "=", self.company_id.id), ("import_id", "!=", False)]
        taken = {
            ticket.external_ref: self.env._("Came in already with the import “%(name)s”.", name=ticket.import_id.name)
            for ticket in tickets.search([*domain, ("external_ref", "in", numbers)])
            if not ticket.external_ref.startswith("#")
        }
        if self.keep_numbers:
            taken |= {
                ticket.number: self.env._("There is a case with this number already.")
                for ticket in tickets.search([("number", "in", numbers)])
            }
        return taken

    # -- plain words -------------------------------------------------------------

    def _say_problem(self, problem: importing.Problem) -> str:
        labels = dict(self.env["cs.ticket.import.column"]._fields["target"]._description_selection(self.env))
        column, value = labels.get(problem.column, ""), problem.value[:80]
        sentences = {
            "unreadable_moment": self.env._(
                "“%(value)s” in %(column)s is not a date or time.", value=value, column=column
            ),
            "unreadable_word": self.env._(
                "“%(value)s” in %(column)s is not one of the known words.", value=value, column=column
            ),
            "unreadable_count": self.env._("“%(value)s” in %(column)s is not a count.", value=value, column=column),
            "future": self.env._("%(column)s lies in the future: %(value)s.", column=column, value=value),
            "no_time": self.env._("The row does not say when the case was registered."),
            "no_step_time": self.env._("The row is a later step of the case, but has no time."),
            "no_end": self.env._("The case has ended, but nothing says when."),
            "order": self.env._("%(column)s lies before what must have come first.", column=column),
        }
        return sentences[problem.code]

    def _say_unknown(self, unknown: Unknown) -> str:
        labels = dict(self.env["cs.ticket.import.column"]._fields["target"]._description_selection(self.env))
        if unknown.ambiguous:
            return self.env._(
                "%(column)s: several are called “%(word)s”; say it more exactly.",
                column=labels[unknown.target],
                word=unknown.word[:80],
            )
        return self.env._(
            "%(column)s: “%(word)s” is not known here.", column=labels[unknown.target], word=unknown.word[:80]
        )


def _split_tags(text: str) -> list[str]:
    for sign in "，、;；":
        text = text.replace(sign, ",")
    return [part.strip() for part in text.split(",") if part.strip()]
