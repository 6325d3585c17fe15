"""The language in which a figure is computed from other figures.

``+ - * /``, parentheses, numbers, codes of figures, ``min``, ``max``, ``abs``, ``round`` and
``if(condition, then, otherwise)`` with a comparison as its condition: nothing else, so that
a formula always ends and touches nothing. Arithmetic is decimal. A figure without a value
makes what is computed from it one without a value; so does a division by nought (no cases,
no rate). Signs as a Chinese keyboard writes them are understood: ``（ ） ， × ÷ ≥``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import reduce
from re import compile as pattern

#: longer formulas are no longer read by anybody
LENGTH = 500
#: parentheses in parentheses
DEPTH = 20
#: digits of a number that is written down
NUMBER_DIGITS = 15
#: digits that ``round`` may leave
ROUND_DIGITS = 6

#: figures of departments have some ten digits; what passes this is a mistake
_TOO_LARGE = Decimal(10) ** 24
_CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP, traps=[Overflow, InvalidOperation, DivisionByZero])
_WRITTEN = str.maketrans("（），＋－−＊×／÷＜＞＝．　", "(),+--**//<>=. ")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!="}
_TOKEN = pattern(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<sign><=|>=|==|!=|<>|[-+*/(),<>=≤≥≠]))"
)
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
#: function → least and most arguments
FUNCTIONS: dict[str, tuple[int, int]] = {
    "if": (3, 3),
    "min": (2, 10),
    "max": (2, 10),
    "round": (1, 2),
    "abs": (1, 1),
}


class FormulaError(ValueError):
    """A formula that cannot be understood, or gives no figure.

    :param problem: what is wrong, one of :data:`PROBLEMS`; whoever shows it has the words.
    :param place: after how many characters.
    :param sign: what stands there.
    """

    def __init__(self, problem: str, place: int = 0, sign: str = "") -> None:
        super().__init__(problem)
        self.problem, self.place, self.sign = problem, place, sign


PROBLEMS = frozenset(
    {
        "empty",
        "too_long",
        "too_deep",
        "unknown_sign",
        "number_too_long",
        "unfinished",
        "unexpected",
        "unknown_function",
        "arguments",
        "not_a_condition",
        "condition_elsewhere",
        "round_digits",
        "too_large",
        "unknown_name",
    }
)


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula.

    :param kind: ``number``, ``name``, ``minus`` (sign), an operator sign, or a function.
    :param value: the number, or the name.
    """

    kind: str
    parts: tuple["Node", ...] = ()
    value: Decimal | str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    written, found, place = text.translate(_WRITTEN), [], 0
    end = len(written.rstrip())
    while place < end:
        match = _TOKEN.match(written, place)
        if not match:
            start = place + len(written[place:]) - len(written[place:].lstrip())
            raise FormulaError("unknown_sign", start, text[start])
        kind = match.lastgroup or ""
        word = match[kind]
        if kind == "number" and len(word) > NUMBER_DIGITS + 1:
            raise FormulaError("number_too_long", match.start(kind), word)
        found.append(_Token(kind, _SIGNS.get(word, word.lower()), match.start(kind)))
        place = match.end()
    return found


class _Parser:
    """Recursive descent; each method reads one level of binding."""

    def __init__(self, text: str) -> None:
        self.tokens, self.at, self.depth = _tokens(text), 0, 0
        self.end = _Token("end", "", len(text))

    @property
    def token(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else self.end

    def next(self) -> _Token:
        token = self.token
        self.at += 1
        return token

    def take(self, *signs: str) -> str:
        """The sign that stands next, if it is one of these."""
        if self.token.kind == "sign" and self.token.text in signs:
            return self.next().text
        return ""

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.wrong()

    def wrong(self) -> FormulaError:
        token = self.token
        return FormulaError("unfinished" if token.kind == "end" else "unexpected", token.place, token.text)

    def whole(self) -> Node:
        node = self.compared()
        if self.token.kind != "end":
            raise self.wrong()
        return node

    def compared(self) -> Node:
        left, place = self.added(), self.token.place
        sign = self.take(*_COMPARISONS)
        return Node(sign, (left, self.added()), place=place) if sign else left

    def added(self) -> Node:
        node, place = self.multiplied(), self.token.place
        while sign := self.take("+", "-"):
            node, place = Node(sign, (node, self.multiplied()), place=place), self.token.place
        return node

    def multiplied(self) -> Node:
        node, place = self.signed(), self.token.place
        while sign := self.take("*", "/"):
            node, place = Node(sign, (node, self.signed()), place=place), self.token.place
        return node

    def signed(self) -> Node:
        place = self.token.place
        minus = self.take("-")
        node = self.single()
        return Node("minus", (node,), place=place) if minus else node

    def single(self) -> Node:
        token = self.token
        if token.kind == "number":
            return Node("number", value=Decimal(self.next().text), place=token.place)
        if token.kind == "name":
            self.next()
            return self.called(token) if self.take("(") else self.named(token)
        if not self.take("("):
            raise self.wrong()
        node = self.inside(token)
        self.expect(")")
        return node

    def inside(self, opened: _Token) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise FormulaError("too_deep", opened.place, opened.text)
        node = self.compared()
        self.depth -= 1
        return node

    def named(self, token: _Token) -> Node:
        if token.text in FUNCTIONS:
            raise self.wrong()
        return Node("name", value=token.text, place=token.place)

    def called(self, token: _Token) -> Node:
        if token.text not in FUNCTIONS:
            raise FormulaError("unknown_function", token.place, token.text)
        parts = [self.inside(token)]
        while self.take(","):
            parts.append(self.inside(token))
        self.expect(")")
        least, most = FUNCTIONS[token.text]
        if not least <= len(parts) <= most:
            raise FormulaError("arguments", token.place, token.text)
        return Node(token.text, tuple(parts), place=token.place)


def parse(text: str) -> Node:
    """The formula as a tree.

    :raises FormulaError: when it is none.
    """
    if not text.strip():
        raise FormulaError("empty")
    if len(text) > LENGTH:
        raise FormulaError("too_long", LENGTH)
    node = _Parser(text).whole()
    _check(node)
    return node


def _check(node: Node, condition: bool = False) -> None:
    """Comparisons stand where a condition is asked for, and nowhere else."""
    if condition != (node.kind in _COMPARISONS):
        raise FormulaError("not_a_condition" if condition else "condition_elsewhere", node.place, node.kind)
    if node.kind == "round" and len(node.parts) > 1:
        digits = node.parts[1]
        number = digits.value if digits.kind == "number" else None
        if not isinstance(number, Decimal) or number % 1 or number > ROUND_DIGITS:
            raise FormulaError("round_digits", digits.place)
    for place, part in enumerate(node.parts):
        _check(part, condition=node.kind == "if" and place == 0)


def names(node: Node) -> frozenset[str]:
    """The codes of the figures that a formula is computed from."""
    own = frozenset({node.value}) if isinstance(node.value, str) else frozenset()
    return own.union(*(names(part) for part in node.parts))


def place_of(node: Node, name: str) -> int:
    """Where a code stands first."""
    if node.value == name:
        return node.place
    return next((place_of(part, name) for part in node.parts if name in names(part)), 0)


def evaluate(node: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    """What a formula gives, exact to 28 digits; ``None``: it has no value.

    :param values: code → figure, ``None`` without a value.
    :raises FormulaError: for a code that is not there, or where the figure is beyond all measure.
    """
    try:
        return _evaluate(node, values)
    except (Overflow, InvalidOperation) as error:
        raise FormulaError("too_large") from error


def _evaluate(node: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    if isinstance(node.value, Decimal):
        return node.value
    if isinstance(node.value, str):
        if node.value not in values:
            raise FormulaError("unknown_name", node.place, node.value)
        return values[node.value]
    if node.kind == "if":
        return _chosen(node, values)
    found = [_evaluate(part, values) for part in node.parts]
    given = [part for part in found if part is not None]
    if len(given) < len(found):
        return None
    if node.kind == "/" and not given[1]:
        return None
    result = _OPERATIONS[node.kind](*given)
    if abs(result) > _TOO_LARGE:
        raise FormulaError("too_large", node.place, node.kind)
    return result


def _chosen(node: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    condition, then, otherwise = node.parts
    left, right = (_evaluate(part, values) for part in condition.parts)
    if left is None or right is None:
        return None
    return _evaluate(then if _COMPARISONS[condition.kind](left, right) else otherwise, values)


def _round(value: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP, _CONTEXT)


_OPERATIONS: dict[str, Callable[..., Decimal]] = {
    "+": _CONTEXT.add,
    "-": _CONTEXT.subtract,
    "*": _CONTEXT.multiply,
    "/": _CONTEXT.divide,
    "minus": _CONTEXT.minus,
    "min": lambda *given: min(given),
    "max": lambda *given: max(given),
    "abs": _CONTEXT.abs,
    "round": _round,
}

#: how signs are written for people
_SIGN_WORDS = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠"}
#: how closely signs bind; what binds less closely stands in parentheses
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 3}


def explain(node: Node, called: Mapping[str, str], words: Mapping[str, str]) -> str:
    """The formula in words.

    :param called: code → name of the figure.
    :param words: function → sentence with ``%(a)s``, ``%(b)s``, ``%(c)s``; of ``min`` and
        ``max`` two at a time; ``name`` is how a name is quoted.
    """
    if isinstance(node.value, Decimal):
        return f"{node.value:f}"
    if isinstance(node.value, str):
        return words["name"] % {"a": called.get(node.value, node.value)}
    said = [explain(part, called, words) for part in node.parts]
    if node.kind in ("min", "max"):
        return reduce(lambda first, then: words[node.kind] % {"a": first, "b": then}, said)
    if node.kind == "round":
        digits = said[1] if len(said) > 1 else "0"
        return words["round"] % {"a": said[0], "b": digits}
    if node.kind in FUNCTIONS:
        return words[node.kind] % dict(zip("abc", said, strict=False))
    own = _BINDING.get(node.kind, 0)
    # of “a − (b − c)” the right side keeps its parentheses
    bound = [
        f"({text})" if _BINDING.get(part.kind, 9) < own + (place and own < 3) else text
        for place, (part, text) in enumerate(zip(node.parts, said, strict=True))
    ]
    sign = _SIGN_WORDS.get(node.kind, node.kind)
    return f"−{bound[0]}" if node.kind == "minus" else f" {sign} ".join(bound)
