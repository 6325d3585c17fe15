"""How a criterion gives points, in words: of a record, and of the content that a period has kept."""

from odoo.tools import format_list

from ...core.decimals import decimal
from ...core.scoring import ZERO
from ..rulebook import words


def number(value) -> str:
    """A number as it is written: no zeros behind it, no exponent."""
    text = f"{decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(env, value, unit) -> str:
    """A figure with its unit; cases and times are numbers alone."""
    said = number(value)
    if unit == "percent":
        return f"{said} %"
    if not unit or unit == "number":
        return said
    labels = dict(env["cs.indicator"]._fields["unit"]._description_selection(env))
    return env._("%(figure)s %(unit)s", figure=said, unit=labels.get(unit, unit))


def say_rule(env, content) -> str:
    """The whole of a criterion: its curve, its sample and its limits.

    :param content: as in ``cs.appraisal.criterion``, ``_prepare_content``.
    """
    source, parts = content["source"], []
    if source == "indicator":
        parts = [_CURVES[content["curve"]](env, content), _say_sample(env, content)]
    elif source == "manual":
        parts = [env._("given by the superior"), _say_reasons(env, content)]
    elif source == "360":
        parts = [_say_raters(env, content), _say_reasons(env, content)]
    elif source == "merit":
        parts = [env._("as many points as rewards and penalties gave")]
    return words.clauses(env, [*parts, _say_limits(env, content)])


def _say_linear(env, content):
    unit = content["unit"]
    return env._(
        "full points at %(best)s, none at %(worst)s, evenly between",
        best=in_unit(env, content["best"], unit),
        worst=in_unit(env, content["worst"], unit),
    )


def _say_steps(env, content):
    unit, higher = content["unit"], content["higher"]
    ordered = sorted(content["steps"], key=lambda step: decimal(step[0]), reverse=higher)
    said = []
    for value, percent in ordered:
        figure, share = in_unit(env, value, unit), number(percent)
        said.append(
            env._("from %(figure)s on %(share)s %% of the points", figure=figure, share=share)
            if higher
            else env._("up to %(figure)s %(share)s %% of the points", figure=figure, share=share)
        )
    return format_list(env, said, lang_code=env.lang or "en_US")


def _say_per_unit(env, content):
    unit = content["unit"]
    values = {
        "points": number(content["per_unit"]),
        "unit": in_unit(env, content["unit_size"], unit),
        "best": in_unit(env, content["best"], unit),
    }
    if content["higher"]:
        said = env._("%(points)s points off for each %(unit)s below %(best)s", **values)
    else:
        said = env._("%(points)s points off for each %(unit)s above %(best)s", **values)
    if content["parts"] == "up":
        return env._("%(deduction)s, begun ones count whole", deduction=said)
    if content["parts"] == "exact":
        return env._("%(deduction)s, parts of one in proportion", deduction=said)
    return said


def _say_fatal(env, content):
    best = in_unit(env, content["best"], content["unit"])
    limit = number(content["fatal_total"])
    if content["higher"]:
        return env._("fatal: below %(best)s no points, and no more than %(limit)s in all", best=best, limit=limit)
    return env._("fatal: above %(best)s no points, and no more than %(limit)s in all", best=best, limit=limit)


_CURVES = {"linear": _say_linear, "steps": _say_steps, "per_unit": _say_per_unit, "fatal": _say_fatal}


def _say_sample(env, content):
    if not content["min_sample"]:
        return ""
    count = content["min_sample"]
    return {
        "skip": env._("of fewer than %(count)s cases left out, the weight goes to the others", count=count),
        "full": env._("of fewer than %(count)s cases full points", count=count),
        "previous": env._("of fewer than %(count)s cases as in the period before", count=count),
        "hand": env._("of fewer than %(count)s cases given by hand", count=count),
    }[content["below"]]


def _say_reasons(env, content):
    below, above = decimal(content["reason_below"]), decimal(content["reason_above"])
    if below > 0 and above < 100:
        return env._(
            "with a reason below %(below)s %% and above %(above)s %%", below=number(below), above=number(above)
        )
    if below > 0:
        return env._("with a reason below %(below)s %%", below=number(below))
    if above < 100:
        return env._("with a reason above %(above)s %%", above=number(above))
    return ""


def _say_raters(env, content):
    raters, said = content["raters"], []
    if raters["self"]:
        said.append(env._("the own rating %(share)s %%", share=number(raters["self"])))
    if raters["peer"]:
        said.append(env._("colleagues %(share)s %%", share=number(raters["peer"])))
    if raters["manager"]:
        said.append(env._("the superior %(share)s %%", share=number(raters["manager"])))
    return env._("rated by: %(raters)s", raters=format_list(env, said, lang_code=env.lang or "en_US"))


def _say_limits(env, content):
    floor, cap, weight = (decimal(content[name]) for name in ("floor", "cap", "weight"))
    least = env._("%(points)s points at least", points=number(floor)) if floor != ZERO else ""
    most = env._("%(points)s points at most", points=number(cap)) if cap not in (ZERO, weight) else ""
    return words.clauses(env, [least, most])
