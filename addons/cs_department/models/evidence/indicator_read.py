import logging
from dataclasses import replace
from datetime import timedelta
from itertools import product

import psycopg2
from odoo import api, models
from odoo.exceptions import UserError

from ...core import evidence as core_evidence
from .indicator_query import PERIODS, Asked

_logger = logging.getLogger(__name__)

#: what can be wrong with a definition that was saved under another version of the addon
_FAULTS = (UserError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError, psycopg2.Error)


class CsIndicator(models.Model):
    """The figures of many people, teams and days at once."""

    _inherit = "cs.indicator"

    def _read(self, date_from, date_to, company, people=None, by=("person",), evidence=False, where=None, reader=None):
        """What these indicators found.

        As many queries as there are kinds of records looked at, whatever the number of people,
        of records and of days.

        :param date_from: first local day of the company; ``date_to``: the last.
        :param people: ``hr.employee`` whose records count, default everybody's. With ``by``
            the person, each of them has a cell.
        :param by: any of ``person`` (employee id; ``False``: nobody of the company), ``team``
            (team id or ``False``), ``month``, ``week``, ``day`` (first day of it), in this
            order in the keys; empty: one cell with the key ``()``.
        :param evidence: also the ids of the records.
        :param where: model → further conditions for records of that model.
        :param reader: environment of somebody: only the records that he may read; default all.
        :return: indicator id → key → :class:`core.evidence.Fact`. An indicator that fails has
            the error in each of its cells.
        """
        asked = self._asked(date_from, date_to, company, people, by, evidence, where, reader)
        known = self._of_company(company)
        needed = self._needed(known)
        found = {}
        for group in needed.filtered(lambda i: i.source == "records")._query_groups():
            found.update(group._group_facts(asked))
        cells = self._cells(asked)
        for indicator in needed.filtered(lambda i: i.id in found):
            found[indicator.id] = indicator._filled(found[indicator.id], cells, asked)
        needed._compute_formulas(found, known, cells, asked)
        return {indicator.id: found[indicator.id] for indicator in self}

    def _asked(self, date_from, date_to, company, people, by, evidence, where, reader=None) -> Asked:
        # sudo: who is whom as a user; records of people who left still count
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        if people is not None:
            rows = [(person.id, person.user_id.id) for person in employees.browse(people.ids)]
        elif "person" in by:
            own = employees.search_fetch([("company_id", "=", company.id), ("user_id", "!=", False)], ["user_id"])
            rows = [(person.id, person.user_id.id) for person in own]
        else:
            rows = []
        return Asked(
            date_from,
            date_to,
            company,
            tuple(by),
            where or {},
            evidence,
            None if people is None else tuple(people.ids),
            None if people is None else tuple(user for _id, user in rows if user),
            {user: person for person, user in rows if user},
            reader,
        )

    def _group_facts(self, asked: Asked) -> dict:
        """Indicator id → key → what was counted; together in one query, alone where that fails."""
        try:
            sound = [indicator for indicator in self if indicator._sound()]
            if len(sound) == len(self):
                with self.env.cr.savepoint(flush=False):
                    return {id_: _joined(cells) for id_, cells in self._queried(asked).items()}
        except _FAULTS as error:
            _logger.info("indicators %s are read one by one: %s", self.mapped("code"), error)
        return {indicator.id: indicator._alone(asked) for indicator in self}

    def _sound(self) -> bool:
        """Whether the definition can be read."""
        try:
            self._checked()
        except UserError:
            return False
        return True

    def _alone(self, asked: Asked):
        """Key → what was counted; or why it could not be, as a text."""
        try:
            self._checked()
            # one failing indicator must not take the others with it
            with self.env.cr.savepoint(flush=False):
                return _joined(self._queried(asked)[self.id])
        except UserError as error:
            return str(error.args[0])
        except _FAULTS as error:
            _logger.warning("indicator %s: %s", self.code, error)
            return self.env._("The records cannot be counted as the indicator says: %(why)s", why=_said(error))

    def _cells(self, asked: Asked) -> list | None:
        """The keys that have a cell whether something was counted or not; ``None``: only those found."""
        sides = []
        for part in asked.by:
            if part in PERIODS:
                sides.append(_periods(asked.date_from, asked.date_to, part))
            elif part == "person" and asked.employee_ids is not None:
                sides.append(asked.employee_ids)
            else:
                return None
        return list(product(*sides))

    def _filled(self, found, cells, asked: Asked) -> dict:
        """The figures of what was counted; of cells where nothing was, of nothing; of a fault, the fault."""
        if isinstance(found, str):
            return self._failed(found, cells, asked)
        empty = self._nothing()
        facts = dict.fromkeys(cells or (), empty)
        for key, fact in found.items():
            facts[key] = replace(fact, value=core_evidence.value_of(self.aggregate, fact, self.digits))
        return facts

    @api.model
    def _failed(self, why, cells, asked: Asked) -> dict:
        """The fault in every cell that was asked for, in one where none is known beforehand."""
        keys = cells if cells is not None else [(False,) * len(asked.by)]
        return dict.fromkeys(keys, core_evidence.Fact(error=why))


def _joined(cells) -> dict:
    """Key → what was counted; users without an employee are one."""
    found = {}
    for key, fact in cells:
        found.setdefault(key, []).append(fact)
    return {key: core_evidence.together(facts) for key, facts in found.items()}


def _said(error) -> str:
    """The first line of an error: the rest is for the log."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _periods(date_from, date_to, part) -> list:
    """The first days of the months, weeks or days that a span touches."""
    days = [date_from + timedelta(days=n) for n in range((date_to - date_from).days + 1)]
    if part == "month":
        days = [day.replace(day=1) for day in days]
    elif part == "week":
        days = [day - timedelta(days=day.weekday()) for day in days]
    return list(dict.fromkeys(days))
