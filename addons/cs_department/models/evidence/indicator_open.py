from odoo import api, models
from odoo.exceptions import UserError

from ...core.evidence import Fact


class CsIndicator(models.Model):
    """The records behind a figure, one click away."""

    _inherit = "cs.indicator"

    def _evidence(self, fact: Fact) -> dict:
        """The records of a cell, as it is kept with a score (JSON).

        ``{"model", "ids", "bad"}`` of records; ``{"parts": [{"id", "name", "value", …}]}`` of a
        formula, each with the evidence of its own.
        """
        self.ensure_one()
        if self.source == "records":
            return {"model": self.model, "ids": list(fact.ids), "bad": list(fact.bad_ids)}
        parts = []
        for indicator_id, part in fact.parts:
            indicator = self.browse(indicator_id)
            value = None if part.value is None else str(part.value)
            parts.append({"id": indicator_id, "value": value, **indicator._evidence(part)})
        return {"parts": parts}

    @api.model
    def _open(self, model, ids, title):
        """The list of records that were kept as evidence; what is gone since is left out.

        :raises UserError: when it is nothing that indicators count.
        """
        if model not in self._permitted_models():
            raise UserError(self.env._("There are no records behind this figure."))
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", list(ids))],
            "context": {"active_test": False, "create": False},
            "target": "current",
        }

    def _open_records(self, date_from, date_to, company, person=None, team=None, good=None, where=None, title=""):
        """The list of exactly the records that a figure counts today."""
        self.ensure_one()
        domain = self._records_domain(date_from, date_to, company, person, team, good, where)
        return {
            "type": "ir.actions.act_window",
            "name": title or self.name,
            "res_model": self.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
            "target": "current",
        }
