from odoo import api, models
from odoo.tools import SQL, Query


class CsTicket(models.Model):
    """Grouped reads of many cases: group first, put the groups in order afterwards.

    Odoo joins what cases are grouped by (stage, team, customer…) to every single case
    and sorts by its order. The groups are few, so that ordering them alone leaves the
    counting to an index.
    """

    _inherit = "cs.ticket"

    # Counting by team, stage, person and kind never touches the cases themselves.
    _figures_idx = models.Index("(team_id, stage_id, user_id, kind_id, company_id) WHERE active IS TRUE")

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        if having or not order or not self._orders_only_groups(groupby, order):
            return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        self.browse().check_access("read")
        query = self._search(domain)
        if query.is_empty():
            return []
        terms = [self._read_group_groupby(self._table, name, query) for name in groupby]
        values = [self._read_group_select(spec, query) for spec in aggregates]
        query.groupby = SQL(", ").join(terms)
        columns = [SQL.identifier(name) for name in groupby] + [
            SQL.identifier(f"value_{place}") for place in range(len(values))
        ]
        named = [SQL("%s AS %s", term, column) for term, column in zip(terms + values, columns, strict=True)]
        groups = Query(self.env, self._table, SQL("(%s)", query.select(*named)))
        groups.order = self._order_to_sql(order, groups)
        groups.limit, groups.offset = limit, offset
        table = SQL.identifier(self._table)
        rows = self.env.execute_query(groups.select(*(SQL("%s.%s", table, column) for column in columns)))
        if not rows:
            return []
        found = iter(zip(*rows, strict=True))
        result = [self._read_group_postprocess_groupby(name, next(found)) for name in groupby]
        result += [self._read_group_postprocess_aggregate(spec, next(found)) for spec in aggregates]
        return list(zip(*result, strict=True))

    @api.model
    def _formatted_read_group_with_length(self, domain, groupby, aggregates, offset=0, limit=None, order=None):
        """Odoo fetches all further groups to know how many there are: count them instead."""
        if not all(self._is_plain_column(name) for name in groupby):
            return super()._formatted_read_group_with_length(domain, groupby, aggregates, offset, limit, order)
        groups = self.formatted_read_group(domain, groupby, aggregates, offset=offset, limit=limit, order=order)
        if limit and len(groups) == limit:
            return groups, self._count_groups(domain, groupby)
        return groups, len(groups) and len(groups) + offset

    @api.model
    def _count_groups(self, domain, groupby) -> int:
        query = self._search(domain)
        if query.is_empty():
            return 0
        query.groupby = SQL(", ").join(self._read_group_groupby(self._table, name, query) for name in groupby)
        groups = query.select(SQL("1"))
        return self.env.execute_query(SQL("SELECT count(*) FROM (%s) AS groups", groups))[0][0]

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        names = list(dict.fromkeys(name for groupby in grouping_sets for name in groupby))
        if not order or [part.strip() for part in order.split(",")] != names:
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        if not self._orders_only_groups(names, order):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        result = super()._read_grouping_sets(domain, grouping_sets, aggregates)
        for place, groupby in enumerate(grouping_sets):
            result[place] = self._sorted_groups(groupby, result[place])
        return result

    @api.model
    def _orders_only_groups(self, groupby, order) -> bool:
        """Whether the groups are put in order by plain columns that they are grouped by."""
        terms = {part.split()[0] for part in order.split(",")}
        return terms <= set(groupby) and all(self._is_plain_column(name) for name in groupby)

    @api.model
    def _is_plain_column(self, name) -> bool:
        field = self._fields.get(name)
        return bool(field and field.store and field.column_type and field.type in ("many2one", "selection", "boolean"))

    @api.model
    def _sorted_groups(self, groupby, rows: list[tuple]) -> list[tuple]:
        """Groups in the order of what they are grouped by, the ones without it last."""
        ranks = [self._ranks(name, {row[place] for row in rows}) for place, name in enumerate(groupby)]
        return sorted(rows, key=lambda row: [rank[value] for rank, value in zip(ranks, row, strict=False)])

    @api.model
    def _ranks(self, name, values: set) -> dict:
        """Place of each value of a field among the others."""
        if self._fields[name].type != "many2one":
            known = sorted(value for value in values if value is not False)
            return {value: place for place, value in enumerate([*known, False])}
        records = self.env[self._fields[name].comodel_name].browse(value.id for value in values if value)
        if hasattr(records, "_cached_names"):
            ordered = records._cached_names()
        else:
            # sudo: only the order of names that the reader gets to see anyway
            ordered = records.sudo().with_context(active_test=False).search([("id", "in", records.ids)])._ids
        places = {record_id: place for place, record_id in enumerate(ordered)}
        return {value: places.get(value.id, len(places)) for value in values}
