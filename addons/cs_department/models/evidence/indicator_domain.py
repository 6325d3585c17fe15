import ast

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...core import local_days
from ..privacy.gate import reads_clear

#: what a dotted field leads to
_PERSONS = ("res.users", "hr.employee")
_NUMBERS = ("integer", "float", "monetary")
#: a domain that is longer is no longer read by anybody
_LENGTH = 2000


class CsIndicator(models.Model):
    """Which records an indicator counts: literal domains, over fields that the manager may read."""

    _inherit = "cs.indicator"

    # -- checks ------------------------------------------------------------------

    @api.constrains(
        "source", "model", "domain", "good_domain", "aggregate", "value_field", "person_field", "date_field",
        "team_field", "formula",
    )  # fmt: skip
    def _check_definition(self):
        # constraints run in sudo; what may be asked for is what the user himself may read
        for indicator in self.sudo(False):
            try:
                indicator._checked()
            except (UserError, AccessError) as error:
                words = self.env._("“%(name)s”: %(why)s", name=indicator.name, why=error.args[0])
                raise ValidationError(words) from error

    def _checked(self):
        """The definition is complete and means something.

        :raises UserError: what is wrong, as a sentence.
        """
        self.ensure_one()
        if self.source == "formula":
            self._checked_formula()
            return
        self._counted_model()
        self._need_path("date_field", lambda field: field.type in ("date", "datetime"))
        self._need_path("person_field", lambda field: field.type == "many2one" and field.comodel_name in _PERSONS)
        if self.team_field:
            self._need_path("team_field", lambda field: field.comodel_name == "cs.team")
        if self.aggregate in ("sum", "average"):
            self._need_path("value_field", lambda field: field.type in _NUMBERS)
        if self.aggregate == "share" and not self.good_domain:
            raise UserError(self.env._("A share needs what is looked for."))
        for name in ("domain", "good_domain"):
            self._check_conditions(self._parsed_domain(name))

    def _counted_model(self):
        """The model that is counted, as the current user reads it.

        :raises UserError: when it is none of those that are permitted.
        """
        if self.model not in self._permitted_models() or self.model not in self.env:
            raise UserError(self.env._("Say what is counted."))
        return self.env[self.model]

    def _need_path(self, name, fits):
        label = self._fields[name]._description_string(self.env)
        path = self[name]
        if not path:
            raise UserError(self.env._("“%(field)s” is missing.", field=label))
        field = self._path_field(self._counted_model(), path)
        if not fits(field):
            raise UserError(self.env._("“%(path)s” does not fit “%(field)s”.", path=path, field=label))

    def _path_field(self, model, path):
        """The last field of a dotted path, each of whose steps the user may read.

        :raises UserError: when there is no such field, or it is not kept in the database.
        """
        field, steps = None, path.split(".")
        for place, step in enumerate(steps):
            field = model._fields.get(step) if model is not None else None
            if field is None or not model.has_access("read") or not model._has_field_access(field, "read"):
                raise UserError(self.env._("There is no field “%(path)s” here.", path=path))
            if not (field.store or field.related) or (place < len(steps) - 1 and field.type != "many2one"):
                raise UserError(self.env._("“%(path)s” cannot be counted by.", path=path))
            model = self.env[field.comodel_name] if field.type == "many2one" else None
        return field

    def _check_conditions(self, domain):
        """Conditions ask only for what the manager himself could look up."""
        model = self._counted_model()
        for condition in domain.iter_conditions():
            owner = model
            for step in condition.field_expr.split("."):
                field = owner._fields.get(step) if owner is not None else None
                if field is None or not owner.has_access("read") or not owner._has_field_access(field, "read"):
                    raise UserError(self.env._("There is no field “%(path)s” here.", path=condition.field_expr))
                owner = self.env[field.comodel_name] if field.relational else None
            if isinstance(condition.value, Domain) or condition.operator.rstrip("!").endswith("any"):
                raise UserError(self.env._("“%(path)s” is asked for in a way that is not understood.", path=condition))
        if not reads_clear(self.env):
            # figures are counted in sudo: nobody finds a number out by counting
            model._cs_check_domain(domain)
        try:
            domain.validate(model)
            domain.optimize_full(model)
        except (ValueError, TypeError, KeyError, NotImplementedError, AttributeError) as error:
            raise UserError(self.env._("The condition is not understood: %(why)s", why=error)) from error

    def _parsed_domain(self, name) -> Domain:
        """A domain of the definition, read as a literal, never evaluated.

        :raises UserError: when it is none.
        """
        text = (self[name] or "").strip() or "[]"
        try:
            if len(text) > _LENGTH:
                raise ValueError(text[:20])
            found = ast.literal_eval(text)
            return Domain(found if isinstance(found, list) else [found])
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            label = self._fields[name]._description_string(self.env)
            raise UserError(self.env._("“%(field)s” is no condition: %(text)s", field=label, text=text)) from error

    # -- days ----------------------------------------------------------------------

    def _span_domain(self, date_from, date_to, company) -> Domain:
        """The days asked for, inclusive, as the date field of the indicator keeps them."""
        if self._path_kind(self.date_field) == "date":
            return Domain(self.date_field, ">=", date_from) & Domain(self.date_field, "<=", date_to)
        begin, end = local_days.span(date_from, date_to, company._cs_zone())
        return Domain(self.date_field, ">=", begin) & Domain(self.date_field, "<", end)

    def _path_kind(self, path) -> str:
        """The type of the field that a dotted path leads to."""
        model, field = self.env[self.model], None
        for step in path.split("."):
            field = model._fields[step]
            model = self.env[field.comodel_name] if field.type == "many2one" else None
        return field.comodel_name if field.type == "many2one" else field.type

    def _counts_domain(self) -> Domain:
        """What counts, archived records left out unless they are asked for."""
        domain, model = self._parsed_domain("domain"), self.env[self.model]
        active = model._active_name
        if active and not any(condition.field_expr == active for condition in domain.iter_conditions()):
            domain &= Domain(active, "=", True)
        if self.aggregate == "average":
            domain &= Domain(self.value_field, "!=", False)
        return domain

    def _records_domain(
        self, date_from, date_to, company, person=None, team=None, good=None, where=None, team_known=False
    ) -> Domain:
        """Exactly the records that a figure counts.

        :param person: ``hr.employee`` whose figure it is.
        :param team: ``cs.team`` (with ``team_known``: also that there is none).
        :param good: only those that fulfil the further condition, or only those that do not.
        :param where: model → further conditions of a dashboard.
        """
        self.ensure_one()
        company_path = self._permitted_models()[self.model]
        domain = self._counts_domain() & self._span_domain(date_from, date_to, company)
        domain &= Domain(company_path, "=", company.id)
        if where and self.model in where:
            domain &= Domain(where[self.model])
        if person:
            # sudo: who somebody is as a user is no secret here
            one = person.sudo().user_id if self._path_kind(self.person_field) == "res.users" else person
            # whoever has no user is not the one of whom nothing is known
            domain &= Domain(self.person_field, "=", one.id) if one else Domain.FALSE
        if team or team_known:
            domain &= Domain(self.team_field, "=", team.id if team else False)
        if good is not None and self.good_domain:
            looked_for = self._parsed_domain("good_domain")
            domain &= looked_for if good else ~looked_for
        return domain
