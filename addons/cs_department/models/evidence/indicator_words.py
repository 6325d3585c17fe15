from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..rulebook import words

_lt = LazyTranslate(__name__)

_OPERATORS = {
    "=": _lt("%(field)s is %(value)s"),
    "!=": _lt("%(field)s is not %(value)s"),
    "in": _lt("%(field)s is %(value)s"),
    "not in": _lt("%(field)s is not %(value)s"),
    ">": _lt("%(field)s is above %(value)s"),
    ">=": _lt("%(field)s is at least %(value)s"),
    "<": _lt("%(field)s is below %(value)s"),
    "<=": _lt("%(field)s is at most %(value)s"),
    "ilike": _lt("%(field)s contains %(value)s"),
    "child_of": _lt("%(field)s is %(value)s or below it"),
}
_FIGURES = {
    "count": _lt("how many %(records)s"),
    "share": _lt("share of %(records)s, of which %(good)s"),
    "sum": _lt("sum of “%(value)s” of %(records)s"),
    "average": _lt("average of “%(value)s” of %(records)s"),
}


class CsIndicator(models.Model):
    """An indicator explains itself in a sentence."""

    _inherit = "cs.indicator"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends(
        "source", "model", "domain", "good_domain", "aggregate", "value_field", "person_field", "date_field", "formula"
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for indicator in self:
            indicator.sentence = indicator._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        try:
            said = self._say_formula() if self.source == "formula" else self._say_records()
        except (UserError, ValueError, KeyError, TypeError) as error:
            return str(error.args[0] if error.args else error)
        return self.env._("%(rule)s.", rule=words.capital(said)) if said else ""

    def _say_records(self) -> str:
        # sudo: what fields and states are called is no secret
        indicator = self.sudo()
        if not indicator.model:
            return ""
        parts = {
            "records": indicator._say_counted(),
            "good": indicator._say_domain(indicator._parsed_domain("good_domain")),
            "value": indicator._say_path(indicator.value_field),
        }
        figure = _FIGURES[indicator.aggregate]._translate(self.env.lang or "en_US") % parts
        return words.clauses(
            self.env,
            [
                figure,
                self.env._("for %(person)s", person=indicator._say_path(indicator.person_field))
                if indicator.person_field
                else "",
                self.env._("on the day of “%(date)s”", date=indicator._say_path(indicator.date_field))
                if indicator.date_field
                else "",
            ],
        )

    def _say_counted(self) -> str:
        name = dict(self._selection_model()).get(self.model, self.model)
        said = self._say_domain(self._parsed_domain("domain"))
        return self.env._("“%(records)s” (%(which)s)", records=name, which=said) if said else f"“{name}”"

    def _say_path(self, path) -> str:
        """What a dotted field is called: of the first steps only the last one is told apart by them."""
        model, said = self.env[self.model], []
        for step in (path or "").split("."):
            field = model._fields.get(step) if model is not None else None
            if field is None:
                return path or ""
            said.append(field._description_string(self.env))
            model = self.env[field.comodel_name] if field.relational else None
        return " › ".join(said)

    def _say_domain(self, domain) -> str:
        """The conditions as an enumeration; nested ones in parentheses."""
        if domain.is_true():
            return ""
        terms, stack = list(domain), []
        for term in reversed(terms):
            if term == "!":
                stack.append(self.env._("not (%(what)s)", what=stack.pop()))
            elif term in ("&", "|"):
                first, then = stack.pop(), stack.pop()
                words_of = self.env._("%(first)s, %(then)s", first=first, then=then)
                either = self.env._("(%(first)s or %(then)s)", first=first, then=then)
                stack.append(words_of if term == "&" else either)
            else:
                stack.append(self._say_condition(*term))
        return stack[0]

    def _say_condition(self, path, operator, value) -> str:
        owner, field = self.env[self.model], None
        for step in path.split("."):
            field = owner._fields[step]
            owner = self.env[field.comodel_name] if field.relational else None
        named = {"field": self._say_path(path)}
        if isinstance(value, bool) and operator in ("=", "!="):
            there = value == (operator == "=")
            if field.type == "boolean":
                return named["field"] if there else self.env._("not %(what)s", what=named["field"])
            if there:
                return self.env._("%(field)s is known", field=named["field"])
            return self.env._("%(field)s is empty", field=named["field"])
        named["value"] = self._say_value(field, value)
        pattern = _OPERATORS.get(operator)
        return (
            pattern._translate(self.env.lang or "en_US") % named if pattern else f"{named['field']} {operator} {value}"
        )

    def _say_value(self, field, value) -> str:
        values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            values = [labels.get(one, one) for one in values]
        elif field.relational and all(type(one) is int for one in values):
            # sudo: what is named in a rule is no secret
            values = self.env[field.comodel_name].sudo().browse(values).exists().mapped("display_name")
        elif field.name == "key" and field.model_name in self.env["cs.book.version"]._book_models():
            found = self.env[field.model_name].sudo().search([("key", "in", values)])  # sudo: as above
            values = found.mapped("display_name") or values
        return words.listed(self.env, [self.env._("“%(value)s”", value=str(one)) for one in values], "or")
