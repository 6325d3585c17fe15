from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.now import utcnow


class CsRuleMixin(models.AbstractModel):
    """How a book lets itself be tried on real cases.

    A book that acts on cases says what it counts and what its rules do::

        @api.model
        def _preview_measures(self):
            # key, label in the reader's language[, unit: "minutes", "money", "days", "case"]
            return [Measure("told", self.env._("Told to the supervisor"))]

        @api.model
        def _preview_outcomes(self, tickets):
            # in sudo, for a batch of some hundred cases of any company:
            # ticket id → measure key → number | datetime | word | False
            lives = tickets._lives()  # what happened to them, see core.replay
            ...

    The engine calls ``_preview_outcomes`` twice for each batch: by the rules in force
    today, and with the change. Inside, ``_rule_id_for`` and ``_rules_of`` answer for the
    side that is asked; whatever day they are asked for, rules come without dates. The
    method must

    * go by the rules only through ``_rule_id_for``/``_rule_for``/``_rules_of``, and by
      what a rule says only through its record or a cache keyed by the rule's id (a draft
      is a record with an id of its own);
    * take ``utcnow()`` for the present (the preview's moment, the same for all batches);
    * read in batch, and keep what does not depend on rules in ``core.preview.notes()``;
    * write, send and tell nothing.

    A number or moment counts its case once, 0 and False do not count; words are counted
    each for itself. A case "differs" when any value does. The counts must be what comes
    about when the same cases live under the changed rule: prove it with
    ``tests/cs_department/preview_case.py``.
    """

    _inherit = "cs.rule.mixin"

    @api.model
    def _preview_domain(self, first, last) -> Domain:
        """The cases of a period (naive UTC) on which a change is tried."""
        return Domain("registered_at", ">=", first) & Domain("registered_at", "<=", last)

    def action_preview(self):
        """Try this draft, or what would be without this rule, on the last days' cases."""
        self.ensure_one()
        self.check_access("read")
        # sudo: previews are made by the engine; the cases are looked up as the user
        preview = self.env["cs.rule.preview"].sudo().create(self._prepare_preview_vals())
        preview._start()
        return preview.with_env(self.env).action_show()

    def _prepare_preview_vals(self) -> dict:
        # sudo: of the change only which rule it is about
        change = self.sudo().change_id if self.is_draft else self.env["cs.rule.change"]
        companies = self.company_id or self.env.companies
        return {
            "name": self.display_name,
            "model": self._name,
            "rule_id": self.id,
            "original_id": change.original_id if change else False,
            "removes": not self.is_draft and self.active,
            "change_id": change.id,
            "user_id": self.env.uid,
            "company_ids": [(6, 0, companies.ids)],
            "days": self.env.company.cs_preview_days,
            "at": utcnow(),
        }


class CsRuleChange(models.Model):
    """A change is tried before it is proposed and before it is decided."""

    _inherit = "cs.rule.change"

    def action_preview(self):
        """Try the draft on the last days' cases."""
        self.ensure_one()
        self.check_access("read")
        draft = self._draft()
        if not draft:
            raise UserError(self.env._("The draft is gone: there is nothing to try."))
        return draft.with_env(self.env).action_preview()
