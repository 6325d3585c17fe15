from odoo import fields, models


class CsAppraisalEdition(models.Model):
    """A scheme as it was when a period was computed: what the scores were made from stays known."""

    _name = "cs.appraisal.edition"
    _description = "Scheme as used in a period"
    _order = "period_id desc, id"
    _rec_name = "scheme_id"
    _allow_sudo_commands = False

    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    scheme_id = fields.Many2one("cs.appraisal.scheme", readonly=True, index="btree_not_null", ondelete="set null")
    content = fields.Json(readonly=True)
    is_frozen = fields.Boolean(readonly=True)

    _scheme_uniq = models.Constraint("UNIQUE (period_id, scheme_id)", "A scheme is used once in a period.")

    def _said(self, words) -> str:
        """Words of the content in the reader's language."""
        if not isinstance(words, dict):
            return words or ""
        return words.get(self.env.lang or "en_US") or words.get("en_US") or next(iter(words.values()), "")

    def _criterion(self, position) -> dict:
        """The criterion at a place, with its words in the reader's language; empty where there is none."""
        self.ensure_one()
        criteria = (self.content or {}).get("criteria") or []
        if not 0 <= position < len(criteria):
            return {}
        found = criteria[position]
        return {**found, "name": self._said(found["name"]), "section": self._said(found.get("section"))}
