from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ...core import collection
from ..money import exact

#: by what the collection is told apart: part of the page → model of its bars
_SIDES = {"estate_id": "cs.estate", "steward_id": "res.users"}


class CsDashboard(models.AbstractModel):
    """How much of the fees came in, by estate and steward; for whoever may read the figures of fees."""

    _inherit = "cs.dashboard"

    @api.model
    def charts(self, values):
        scope = self._scope(values)
        return {**super().charts(values), "collection": self._count_collection(scope)}

    def _collection_domain(self, scope) -> Domain:
        """The charges that fell due in the period, as the collection rate counts them."""
        first, last = scope.period
        company = Domain("company_id", "=", scope.company.id)
        return company & Domain("due_on", ">=", first) & Domain("due_on", "<=", last)

    @api.model
    def _count_collection(self, scope) -> dict[str, list[dict]]:
        """Part → its bars. None for who may not read fees, and where cases are looked at: they owe no fees."""
        figures = self.env["cs.property.figure"]
        if scope.sides() or not figures.has_access("read"):
            return {}
        # the reader's own rules apply: a steward has the bars of his buildings
        sets = figures._read_grouping_sets(
            self._collection_domain(scope),
            [[side] for side in _SIDES],
            ["due_receivable:sum", "due_received:sum"],
        )
        told = zip(_SIDES.items(), sets, strict=True)
        return {side: self._collection_bars(model, rows) for (side, model), rows in told}

    def _collection_bars(self, model, rows) -> list[dict]:
        sums = {record.id or 0: (exact(due), exact(received)) for record, due, received in rows}
        rates = {key: collection.rate(received, due) for key, (due, received) in sums.items()}
        bars = self._named(model, {key: float(rate) for key, rate in rates.items() if rate is not None})
        for bar in bars:
            due, received = (formatLang(self.env, float(amount), digits=2) for amount in sums[bar["key"]])
            bar["shown"] = self.env._(
                "%(rate)s%%: %(received)s of %(due)s",
                rate=formatLang(self.env, bar["value"], digits=2),
                received=received,
                due=due,
            )
        return bars

    def _behind(self, scope, part, key):
        _part, sep, side = str(part).partition("collection_")
        if not sep:
            return super()._behind(scope, part, key)
        if side not in _SIDES:
            raise KeyError(side)
        title = self.env["cs.property.figure"]._fields[side]._description_string(self.env)
        domain = self._collection_domain(scope) & Domain(side, "=", int(key) or False)
        return "cs.property.figure", domain, title
