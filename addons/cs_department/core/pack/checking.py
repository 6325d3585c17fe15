"""Check a pack against its JSON Schema and say what is wrong line by line."""

from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from .problem import PackError, Path, Problem
from .reading import Source

#: more is not read by anybody at once
MAX_PROBLEMS = 50
_FORMATS = FormatChecker(["date"])


def align(data: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """Take numbers for text where the schema wants text: ``priority_from: 3`` is ``"3"``.

    Changes ``data`` in place and returns what takes the place of a single value.
    """
    root = root or schema
    if "$ref" in schema:
        return align(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if isinstance(data, dict):
        for name, value in data.items():
            part = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if isinstance(part, dict):
                data[name] = align(value, part, root)
    elif isinstance(data, list) and isinstance(schema.get("items"), dict):
        data[:] = [align(value, schema["items"], root) for value in data]
    elif schema.get("type") == "string" and isinstance(data, (int, float)) and not isinstance(data, bool):
        return str(data)
    return data


def check(source: Source, schema: dict[str, Any]) -> None:
    """Hold a pack against the schema.

    :raises PackError: with one problem for each thing that is wrong, at most MAX_PROBLEMS.
    """
    problems: list[Problem] = []
    for error in Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(source.data):
        problems += _problems(error, source)
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise PackError(problems[:MAX_PROBLEMS])


def _problems(error: ValidationError, source: Source) -> list[Problem]:
    path: Path = tuple(error.absolute_path)
    line = source.line_of(path)
    what = path[-1] if path else ""
    rule = error.validator_value
    match error.validator:
        case "additionalProperties":
            return _unknown_keys(error, source, path)
        case "propertyNames" | "pattern":
            # the text itself is wrong, be it a key or a value
            where = source.line_of((*path, error.instance)) if isinstance(what, str) else line
            return [Problem(where, "pattern", path, {"value": _short(error.instance)})]
        case "required":
            missing = [name for name in rule if name not in error.instance]
            return [Problem(line, "required", path, {"name": name, "of": what}) for name in missing[:1]]
        case "type":
            values = {"name": what, "expected": rule, "value": _short(error.instance)}
            return [Problem(line, "type", path, values)]
        case "enum":
            values = {"name": what, "value": _short(error.instance), "allowed": ", ".join(map(str, rule))}
            return [Problem(line, "enum", path, values)]
        case "const":
            return [Problem(line, "enum", path, {"name": what, "value": _short(error.instance), "allowed": str(rule)})]
        case "minimum" | "maximum" | "exclusiveMinimum" | "minLength" | "maxLength" | "minItems" | "minProperties":
            values = {"name": what, "value": _short(error.instance), "limit": rule}
            return [Problem(line, error.validator, path, values)]
        case "format":
            return [Problem(line, "format", path, {"name": what, "value": _short(error.instance)})]
        case "uniqueItems":
            return [Problem(line, "unique", path, {"name": what})]
    return [Problem(line, "schema", path, {"name": what, "value": _short(error.instance)})]


def _unknown_keys(error: ValidationError, source: Source, path: Path) -> list[Problem]:
    known = list(error.schema.get("properties", {}))
    problems = []
    for key in error.instance:
        if key in known:
            continue
        near = get_close_matches(str(key), known, 1)
        problems.append(
            Problem(
                source.line_of((*path, key)),
                "unknown_key",
                (*path, key),
                {"key": key, "near": near[0] if near else "", "known": ", ".join(known)},
            )
        )
    return problems


def _short(value: Any, limit: int = 60) -> str:
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
