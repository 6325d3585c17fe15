from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

from ...core.evidence import Fact

PERIODS = ("month", "week", "day")


class Asked(NamedTuple):
    """What all indicators of a reading are asked.

    :param user_ids: users of the people; ``None``: everybody.
    :param employee_of: user id → employee id.
    :param reader: environment of whoever may see only what he may read; ``None``: all counts.
    """

    date_from: object
    date_to: object
    company: object
    by: tuple
    where: dict
    evidence: bool
    employee_ids: tuple | None
    user_ids: tuple | None
    employee_of: dict
    reader: object = None


class CsIndicator(models.Model):
    """The figures of records: one grouped query for all that look at the same records by the same fields."""

    _inherit = "cs.indicator"

    def _query_groups(self) -> list:
        """Indicators that one query can answer, together."""
        groups = {}
        for indicator in self:
            alike = tuple(indicator[name] for name in ("model", "person_field", "date_field", "team_field"))
            groups.setdefault(alike, self.browse())
            groups[alike] |= indicator
        return list(groups.values())

    def _queried(self, asked: Asked) -> dict[int, list]:
        """Indicator id → (key, fact) of each group of records, figures not yet made of them.

        :param self: indicators that look at the same records by the same fields.
        """
        first = self[0]
        # sudo: a figure of a person counts all records, whoever reads it; what the reader of a dashboard may not
        # open is left out by a condition, see _base_domain
        model = self.env[first.model].sudo()
        query = Query(self.env, model._table, model._table_sql)
        table = model._table
        keys = [first._key_sql(model, part, asked, query) for part in asked.by]
        columns, counted = [], []
        for indicator in self:
            counts = indicator._counts_domain().optimize_full(model)
            counted.append(counts)
            columns += indicator._columns(model, counts._to_sql(model, table, query), asked, query)
        base = first._base_domain(asked) & Domain.OR(counted)
        query.add_where(base.optimize_full(model)._to_sql(model, table, query))
        if keys:
            query.groupby = SQL(", ").join(keys)
        rows = self.env.execute_query(query.select(*keys, *columns))
        return self._facts_of_rows(rows, asked)

    def _base_domain(self, asked: Asked) -> Domain:
        domain = Domain(self._permitted_models()[self.model], "=", asked.company.id)
        domain &= self._span_domain(asked.date_from, asked.date_to, asked.company)
        if self.model in asked.where:
            domain &= Domain(asked.where[self.model])
        if asked.reader is not None:
            domain &= asked.reader["ir.rule"]._compute_domain(self.model, "read")
        if asked.employee_ids is not None:
            users = self._path_kind(self.person_field) == "res.users"
            domain &= Domain(self.person_field, "in", asked.user_ids if users else asked.employee_ids)
        return domain

    @api.model
    def _path_sql(self, model, path, query) -> SQL:
        """The column that a dotted path leads to; tables on the way are joined."""
        alias = model._table
        *steps, last = path.split(".")
        for step in steps:
            model, alias = model._fields[step].join(model, alias, query)
        return model._field_to_sql(alias, last, query)

    def _key_sql(self, model, part, asked: Asked, query) -> SQL:
        if part == "person":
            return self._path_sql(model, self.person_field, query)
        if part == "team":
            return self._path_sql(model, self.team_field, query) if self.team_field else SQL("NULL::int")
        column = self._path_sql(model, self.date_field, query)
        if self._path_kind(self.date_field) == "datetime":
            column = SQL("timezone(%s, timezone('UTC', %s))", asked.company._cs_zone().zone, column)
        return SQL("date_trunc(%s, %s)::date", part, column)

    def _columns(self, model, counts, asked: Asked, query) -> list[SQL]:
        """What is read of each group: counted, good, total, records, records that speak against."""
        table = SQL.identifier(model._table, "id")
        adds = self.aggregate in ("sum", "average")
        good = self._parsed_domain("good_domain").optimize_full(model)._to_sql(model, model._table, query)
        looks = bool(self.good_domain)
        total = SQL("sum(%s::numeric)", self._path_sql(model, self.value_field, query)) if adds else None
        against = SQL("(%s)", good) if self.better == "lower" else SQL("(%s) IS NOT TRUE", good)
        return [
            SQL("count(*) FILTER (WHERE %s)", counts),
            SQL("count(*) FILTER (WHERE (%s) AND (%s))", counts, good) if looks else SQL("0"),
            # as text: the driver would make a binary fraction of it
            SQL("(%s FILTER (WHERE %s))::text", total, counts) if adds else SQL("NULL"),
            SQL("array_agg(%s) FILTER (WHERE %s)", table, counts) if asked.evidence else SQL("NULL"),
            SQL("array_agg(%s) FILTER (WHERE (%s) AND %s)", table, counts, against)
            if asked.evidence and looks
            else SQL("NULL"),
        ]

    def _facts_of_rows(self, rows, asked: Asked) -> dict[int, list]:
        width, found = len(asked.by), {indicator.id: [] for indicator in self}
        person = asked.by.index("person") if "person" in asked.by else None
        by_user = person is not None and self._path_kind_of_first() == "res.users"
        for row in rows:
            key = [part or False for part in row[:width]]
            if by_user:
                key[person] = asked.employee_of.get(key[person], False)
            for place, indicator in enumerate(self):
                counted, good, total, ids, bad_ids = row[width + 5 * place : width + 5 * place + 5]
                if counted:
                    total = None if total is None else Decimal(total)
                    fact = Fact(good, counted, total, tuple(sorted(ids or ())), tuple(sorted(bad_ids or ())))
                    found[indicator.id].append((tuple(key), fact))
        return found

    def _path_kind_of_first(self) -> str:
        return self[0]._path_kind(self[0].person_field)
