from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .gate import FIELD_GROUPS, is_privileged, reads_clear

ANY_OPERATORS = ("any", "not any", "any!", "not any!")


class Base(models.AbstractModel):
    """Searches and exports of any model that reach personal data along a path."""

    _inherit = "base"

    #: see the mixin; most models have none
    _cs_personal = {}

    @api.model
    def _cs_personal_leaf(self, path: str):
        """The (model, field) of personal data to which a path leads, or ``None``.

        :param path: dotted as in domains, or with slashes as in exports.
        """
        model = self
        for name in path.replace("/", ".").split("."):
            field = model._fields.get(name)
            if field is None:
                return None
            # related fields have inherited the groups of the field they show
            if name in model._cs_personal or field.groups == FIELD_GROUPS:
                return model, field
            if not field.relational:
                return None
            model = self.env[field.comodel_name]
        return None

    @api.model
    def _cs_check_domain(self, domain):
        """Refuse conditions on personal data, wherever their path leads.

        Odoo checks stored fields only, and follows related fields and relations that
        bypass access in sudo: yes-or-no answers would spell the value out.
        """
        for condition in domain.iter_conditions():
            name, operator = condition.field_expr, condition.operator
            field = self._fields.get(name)
            if field is None or name in self._cs_personal or field.groups:
                leaf = self._cs_personal_leaf(name)
                # users have their own guard, which keeps staff findable by login
                if leaf and not (leaf[0]._name == "res.users" == self._name):
                    self._cs_refuse(leaf[1])
                field = self._fields.get(name.split(".")[0])
            if operator in ANY_OPERATORS and field and field.relational:
                value = condition.value
                if isinstance(value, (Domain, list, tuple)):
                    self.env[field.comodel_name]._cs_check_domain(Domain(value))

    @api.model
    def _cs_refuse(self, field):
        raise AccessError(
            self.env._(
                "“%(field)s” is personal data: it cannot be searched, grouped or "
                "exported without the right to read it. Search by name, or type the "
                "whole number into the search box.",
                field=field.get_description(self.env, ["string"])["string"],
            )
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        if not reads_clear(self.env):
            domain = Domain(domain)
            self._cs_check_domain(domain)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        self._cs_check_spec(aggregate_spec.split(":")[0])
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        self._cs_check_spec(groupby_spec.split(":")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if self._name != "res.users":  # Odoo's own order of users uses their login
            self._cs_check_spec(field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _cs_check_spec(self, path):
        """Refuse to group, add up or sort by personal data, related fields included."""
        if not reads_clear(self.env) and (leaf := self._cs_personal_leaf(path)):
            self._cs_refuse(leaf[1])

    def export_data(self, fields_to_export):
        leaves = {path: leaf for path in fields_to_export if (leaf := self._cs_personal_leaf(path))}
        if leaves and is_privileged(self.env):
            self._cs_log_export(leaves)
        elif leaves:
            fields_to_export = [
                self._cs_masked_path(path, *leaves[path]) if path in leaves else path for path in fields_to_export
            ]
        return super().export_data(fields_to_export)

    @api.model
    def _cs_masked_path(self, path, model, field):
        """The path to the mask, for an export by somebody who reads masks only."""
        mask = model._cs_personal.get(field.name)
        head, slash, name = path.rpartition("/")
        if not mask or mask not in model._fields or name != field.name:
            self._cs_refuse(field)
        return f"{head}{slash}{mask}"

    def _cs_log_export(self, leaves):
        """One row in the log of personal data per contact and exported field."""
        rows = []
        for path, (_model, field) in leaves.items():
            steps = path.split("/")[:-1]
            owners = self.mapped(".".join(steps)) if steps else self
            rows += [(partner.id, field.name) for partner in owners._cs_subjects()]
        reason = self.env.context.get("cs_export_reason")
        self.env["cs.personal.data.access"]._log(
            rows,
            kind="export",
            note=reason or self.env._("Exported from %(model)s", model=self._description),
            res_model=self._name,
        )

    def _cs_subjects(self):
        """The contacts whose personal data the records show."""
        if self._name == "res.partner":
            return self
        if "partner_id" in self._fields:
            return self["partner_id"]
        return self.env["res.partner"]
