"""The formula language: it gives what arithmetic gives, and nothing but its own errors."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from cs_core import formula
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("a", "b", "c2", "late_rate")
numbers = st.integers(0, 9999)
values = st.fixed_dictionaries(
    {name: st.one_of(st.none(), st.decimals("-999", "999", places=2)) for name in NAMES},
)
COMPARED = {
    "<": Fraction.__lt__,
    "<=": Fraction.__le__,
    ">": Fraction.__gt__,
    ">=": Fraction.__ge__,
    "=": Fraction.__eq__,
    "!=": Fraction.__ne__,
}

# a formula as nested tuples, written down by text() and worked out by exact()
leaves = st.one_of(numbers.map(lambda n: ("number", n)), st.sampled_from(NAMES).map(lambda n: ("name", n)))
trees = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.tuples(st.sampled_from("+-*/"), part, part),
        st.tuples(st.just("minus"), part),
        st.tuples(st.just("abs"), part),
        st.tuples(st.sampled_from(["min", "max"]), part, part),
        st.tuples(st.just("if"), st.sampled_from(sorted(COMPARED)), part, part, part, part),
    ),
    max_leaves=8,
)


def text(tree) -> str:
    kind, *parts = tree
    if kind in ("number", "name"):
        return str(parts[0])
    if kind == "minus":
        return f"(-({text(parts[0])}))"
    if kind == "if":
        sign, left, right, then, otherwise = parts
        return f"if({text(left)} {sign} {text(right)}, {text(then)}, {text(otherwise)})"
    said = [text(part) for part in parts]
    return f"{kind}({', '.join(said)})" if kind in ("abs", "min", "max") else f"({said[0]} {kind} {said[1]})"


def exact(tree, known):
    """The same in fractions; ``None``: no value."""
    kind, *parts = tree
    if kind == "number":
        return Fraction(parts[0])
    if kind == "name":
        return None if known[parts[0]] is None else Fraction(known[parts[0]])
    if kind == "if":
        sign, left, right, then, otherwise = parts
        one, other = exact(left, known), exact(right, known)
        if one is None or other is None:
            return None
        return exact(then if COMPARED[sign](one, other) else otherwise, known)
    found = [exact(part, known) for part in parts]
    if None in found or (kind == "/" and not found[1]):
        return None
    operations = {
        "minus": lambda x: -x, "abs": abs, "min": min, "max": max,
        "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: x / y,
    }  # fmt: skip
    return operations[kind](*found)


def whole(tree) -> bool:
    """Whether no digit is ever lost: nothing is divided."""
    return tree[0] != "/" and all(whole(part) for part in tree[1:] if isinstance(part, tuple))


def same(found, wanted) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(Fraction(found) - wanted) <= abs(wanted) * Fraction(1, 10**15) + Fraction(1, 10**12)


@given(trees, values)
def test_a_formula_gives_what_exact_fractions_give(tree, known):
    if not whole(tree):
        return
    written = text(tree)
    if len(written) > formula.LENGTH:
        return
    try:
        found = formula.evaluate(formula.parse(written), known)
    except formula.FormulaError as error:
        assert error.problem == "too_large"
        return
    assert same(found, exact(tree, known))


@given(st.lists(numbers, min_size=2, max_size=6), st.sampled_from("+-"), st.sampled_from("*/"))
def test_signs_bind_as_at_school_and_from_the_left(terms, weak, strong):
    terms = [term + 1 for term in terms]
    written = str(terms[0]) + "".join(f" {(weak, strong)[place % 2]} {term}" for place, term in enumerate(terms[1:]))
    wanted = eval(
        "".join(  # an evaluator of its own, on numbers made here
            part if part in "+-*/" else f"Fraction({part})" for part in written.split()
        )
    )
    assert same(formula.evaluate(formula.parse(written), {}), wanted)


@given(st.text(alphabet="ab1.()+-*/<>=!, （）×÷if_min零'\"\\\n", max_size=60))
def test_whatever_is_typed_there_is_a_figure_or_an_error_of_its_own(written):
    try:
        tree = formula.parse(written)
        formula.evaluate(tree, {name: Decimal(3) for name in formula.names(tree)})
    except formula.FormulaError as error:
        assert error.problem in formula.PROBLEMS
        assert 0 <= error.place <= max(len(written), formula.LENGTH)


@given(st.text(max_size=700))
def test_any_text_at_all_is_survived(written):
    try:
        formula.parse(written)
    except formula.FormulaError as error:
        assert error.problem in formula.PROBLEMS


@given(st.decimals("-99999", "99999", places=6), st.integers(0, 6))
def test_round_rounds_half_up(value, digits):
    found = formula.evaluate(formula.parse(f"round(a, {digits})"), {"a": value})
    assert found == value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@pytest.mark.parametrize("written", ["a + b", "a * 0 + b", "min(a, b)", "if(b > 1, a, a)", "round(b)", "-b", "b / a"])
def test_a_missing_value_makes_no_value(written):
    assert formula.evaluate(formula.parse(written), {"a": Decimal(1), "b": None}) is None


def test_what_is_not_chosen_need_not_have_a_value():
    assert formula.evaluate(formula.parse("if(a > 0, a, b)"), {"a": Decimal(1), "b": None}) == 1


def test_nothing_is_divided_by_nought():
    assert formula.evaluate(formula.parse("a / (a - a)"), {"a": Decimal(5)}) is None


def test_signs_of_a_chinese_keyboard_are_understood():
    tree = formula.parse("if（a ≥ 3，round（b ÷ a × 100，1），0）")
    assert formula.evaluate(tree, {"a": Decimal(3), "b": Decimal(2)}) == Decimal("66.7")


@pytest.mark.parametrize(
    ("written", "problem", "place"),
    [
        ("  ", "empty", 0),
        ("1 +", "unfinished", 3),
        ("a b", "unexpected", 2),
        ("a > b", "condition_elsewhere", 2),
        ("if(a, 1, 2)", "not_a_condition", 3),
        ("1 + open(2)", "unknown_function", 4),
        ("__import__('os')", "unknown_sign", 0),
        ("a.b", "unknown_sign", 1),
        ("a[0]", "unknown_sign", 1),
        ("2 ** 3", "unexpected", 3),
        ("round(a, b)", "round_digits", 9),
        ("round(a, 7)", "round_digits", 9),
        ("min(1)", "arguments", 0),
        ("abs(1, 2)", "arguments", 0),
        ("(" * 21 + "1" + ")" * 21, "too_deep", 20),
        ("1+" * 250 + "1", "too_long", 500),
        ("9" * 17, "number_too_long", 0),
        ("if", "unfinished", 2),
    ],
)
def test_errors_say_where(written, problem, place):
    with pytest.raises(formula.FormulaError) as caught:
        formula.parse(written)
    assert (caught.value.problem, caught.value.place) == (problem, place)


def test_the_longest_formula_is_computed():
    written = "+".join(["a"] * 250)
    assert len(written) < formula.LENGTH
    assert formula.evaluate(formula.parse(written), {"a": Decimal(1)}) == 250
    assert formula.names(formula.parse(written)) == {"a"}


def test_what_is_beyond_all_measure_is_an_error():
    with pytest.raises(formula.FormulaError, match="too_large"):
        formula.evaluate(formula.parse("*".join(["999999999"] * 5)), {})
    with pytest.raises(formula.FormulaError, match="unknown_name"):
        formula.evaluate(formula.parse("a"), {})


WORDS = {
    "if": "%(b)s if %(a)s, else %(c)s",
    "min": "the smaller of %(a)s and %(b)s",
    "max": "the greater of %(a)s and %(b)s",
    "round": "%(a)s to %(b)s decimals",
    "abs": "%(a)s without its sign",
    "name": "“%(a)s”",
}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a/b*100", "“Swaps” ÷ “b” × 100"),
        ("(a+b)*2", "(“Swaps” + “b”) × 2"),
        ("a-(b-1)", "“Swaps” − (“b” − 1)"),
        ("a-b-1", "“Swaps” − “b” − 1"),
        ("a/(b*2)", "“Swaps” ÷ (“b” × 2)"),
        ("-(a+1)", "−(“Swaps” + 1)"),
        ("if(a>=3, min(a,b,1), 0)", "the smaller of the smaller of “Swaps” and “b” and 1 if “Swaps” ≥ 3, else 0"),
        ("round(a, 2)", "“Swaps” to 2 decimals"),
    ],
)
def test_a_formula_explains_itself(written, said):
    assert formula.explain(formula.parse(written), {"a": "Swaps"}, WORDS) == said


@given(trees)
def test_every_formula_can_be_explained(tree):
    written = text(tree)
    if len(written) <= formula.LENGTH:
        assert formula.explain(formula.parse(written), {}, WORDS)
