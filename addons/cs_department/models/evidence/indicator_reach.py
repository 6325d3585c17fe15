from odoo import models
from odoo.exceptions import UserError

#: our own records are counted by any of their fields that the manager may read
_OURS = "cs."
#: of other records, only by what names them and says where they belong: rows of theirs that he may not read
#: (private messages, leave, contracts of people) would answer yes or no, because figures are counted in sudo
_NAMED = frozenset(
    {
        *("id", "name", "display_name", "active", "code", "company_id", "parent_id", "user_id"),
        *("department_id", "job_id", "category_id", "is_company", "city", "state_id", "country_id"),
    }
)


class CsIndicator(models.Model):
    """How far the paths of an indicator reach."""

    _inherit = "cs.indicator"

    def _check_conditions(self, domain):
        for condition in domain.iter_conditions():
            self._check_reach(self._counted_model(), condition.field_expr)
        return super()._check_conditions(domain)

    def _path_field(self, model, path):
        self._check_reach(model, path)
        return super()._path_field(model, path)

    def _check_reach(self, model, path):
        """
        :raises UserError: where a path leads into records that have rules of their own.
        """
        for step in path.split("."):
            field = model._fields.get(step) if model is not None else None
            if field is None:
                return  # said in words by whoever looks the field up
            if not model._name.startswith(_OURS) and step not in _NAMED and not step.startswith("cs_"):
                raise UserError(self.env._("“%(path)s” cannot be counted by.", path=path))
            model = self.env[field.comodel_name] if field.relational else None
