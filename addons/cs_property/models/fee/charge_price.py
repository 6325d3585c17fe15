from decimal import Decimal

from odoo import models
from odoo.addons.cs_department.core import formula as core_formula
from odoo.exceptions import UserError

from ...core import pricing, proration
from ..money import exact

#: what a formula is worked out from
NAMES = ("area", "inside_area", "people", "price")


class CsFeeRule(models.Model):
    """What one unit is charged for some days, by whichever method its rule has."""

    _inherit = "cs.fee.rule"

    def _priced_for(self, unit, days, period, vacant, given, exception):
        """
        :param exception: what is agreed with the unit otherwise, or none.
        :return: (charge, explanation).
        :raises UserError: why there is no amount.
        """
        try:
            if self.method == "metered":
                return self._metered(unit, days, period, given, exception)
            if self.method == "shared":
                return self._shared(unit, days, period, given)
            found = pricing.monthly(
                days,
                self._month_of(unit, exception),
                exception._price(self._prices()),
                self.part_months,
                vacant,
                exact(self.vacancy_percent),
            )
        except pricing.NoPrice as error:
            raise UserError(self.env._("“%(rule)s” has no price on %(day)s.", rule=self.name, day=error.day)) from error
        return found, self._explained(found, unit, exception)

    def _explained(self, charge, unit, exception) -> str:
        known = self._known_of(unit, exception) if self.method == "formula" else {}
        said = self._explain(charge, known)
        return f"{said}\n{exception._say()}" if exception else said

    def _month_of(self, unit, exception):
        """Price → (quantity, amount of a whole month) for a unit.

        :raises UserError: where the unit lacks what the rule asks for.
        """
        own = exact(exception.figure) if exception.kind == "quantity" else None
        if self.method == "fixed":
            number = Decimal(1) if own is None else own
            return lambda price: (number, number * price.price)
        area = exact(unit[self.area_kind]) if own is None else own
        if self.method == "area":
            if not area:
                raise UserError(self.env._("The unit has no area."))
            return lambda price: (area, area * price.price)
        tree, known = self._parsed(), self._known_of(unit, exception)
        return lambda price: (Decimal(1), self._worked_out(tree, {**known, "price": price.price}))

    def _known_of(self, unit, exception) -> dict[str, Decimal]:
        """What a formula may ask about a unit; its price comes with the day."""
        own = exact(exception.figure) if exception.kind == "quantity" else None
        return {
            "area": exact(unit.area) if own is None else own,
            "inside_area": exact(unit.inside_area),
            "people": Decimal(unit.people_count),
        }

    def _worked_out(self, tree, values) -> Decimal:
        try:
            amount = core_formula.evaluate(tree, values)
        except core_formula.FormulaError as error:
            raise UserError(self._say_formula_error(error)) from error
        if amount is None or amount < 0:
            raise UserError(self.env._("The formula gives no amount for this unit."))
        return amount

    def _parsed(self):
        """The formula, understood.

        :raises UserError: what is wrong with it.
        """
        try:
            tree = core_formula.parse(self.formula or "")
        except core_formula.FormulaError as error:
            raise UserError(self._say_formula_error(error)) from error
        for name in sorted(core_formula.names(tree) - set(NAMES)):
            raise UserError(
                self.env._(
                    "The formula of a fee knows %(names)s, but not “%(name)s”.", names=", ".join(NAMES), name=name
                )
            )
        return tree

    def _say_formula_error(self, error) -> str:
        return self.env["cs.indicator"]._say_formula_error(error)

    def _metered(self, unit, days, period, given, exception):
        """The usage of these days: that of the period, by days where somebody else pays for the rest of it."""
        usage, words = given[unit.id, period]
        if usage is None:
            raise UserError(self.env._("There is no reading for these days."))
        own = pricing.times(usage, proration.Fraction(proration.days([days]), proration.days([period])))
        found = pricing.metered(days, own, exception._price(self._prices()))
        return found, f"{words}\n{self._explained(found, unit, exception)}".strip()

    def _shared(self, unit, days, period, given):
        amount, words = given[unit.id, period]
        own = pricing.times(amount, proration.Fraction(proration.days([days]), proration.days([period])))
        part = pricing.Part(*days, Decimal(1), own, proration.Fraction(1), Decimal(100), own)
        return pricing.Charge(own, (part,)), words
