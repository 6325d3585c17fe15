"""How rules are put into words: patterns that a translator can turn round as a whole."""

from functools import reduce

from odoo.tools import format_list
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: (unit, what it is counted in) → one of it, several of it
TIMES = {
    ("minute", "working"): (_lt("1 working minute"), _lt("%(count)s working minutes")),
    ("hour", "working"): (_lt("1 working hour"), _lt("%(count)s working hours")),
    ("day", "working"): (_lt("1 working day"), _lt("%(count)s working days")),
    ("minute", "elapsed"): (_lt("1 minute"), _lt("%(count)s minutes")),
    ("hour", "elapsed"): (_lt("1 hour around the clock"), _lt("%(count)s hours around the clock")),
    ("day", "elapsed"): (_lt("1 calendar day"), _lt("%(count)s calendar days")),
}


def say_time(env, amount, unit, basis="working") -> str:
    """A length of time with what it is counted in: “3 working days”."""
    one, several = TIMES.get((unit, basis), ("", ""))
    return say_count(env, amount, one, several) if one else ""


def say_count(env, count, one, several) -> str:
    """One thing or several of them.

    :param one: lazy words, used for 1.
    :param several: lazy words with ``%(count)s``.
    """
    said = (one if count == 1 else several)._translate(env.lang or "en_US")
    return said % {"count": f"{count or 0:g}"}


def inside(env, label) -> str:
    """A label as it is written inside a sentence: English ones lose their capital letter."""
    english = (env.lang or "en_US").startswith("en") and not label[1:2].isupper()
    return label[:1].lower() + label[1:] if english else label


def clauses(env, parts) -> str:
    """Clauses of one sentence, one after the other."""
    said = [part for part in parts if part]
    return reduce(lambda first, then: env._("%(first)s; %(then)s", first=first, then=then), said) if said else ""


def listed(env, parts, style="standard") -> str:
    """Things in one enumeration, in the language that the rest of the sentence is in."""
    return format_list(env, parts, style, lang_code=env.lang or "en_US")


def capital(text) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def label(record, name) -> str:
    """What the value of a selection is called, for the reader."""
    return dict(record._fields[name]._description_selection(record.env)).get(record[name], "")
