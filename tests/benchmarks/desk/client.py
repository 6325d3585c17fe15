"""The calls that the web client makes for a view, with the fields that the shipped view asks for."""

from __future__ import annotations

from typing import Any

from lxml import etree

LIST_LIMIT = 80
KANBAN_LIMIT = 40
COUNT_LIMIT = 10001


def specification(model: Any, kind: str) -> dict:
    """The read specification of a model's default view as ``getFieldsSpec`` of the client builds it."""
    arch = model.get_view(view_type=kind)["arch"]
    return _fields(model, etree.fromstring(arch))


def _fields(model: Any, root: Any) -> dict:
    """Fields of one view; those of a view inside a view belong to the line's model."""
    found: dict = {}
    nested = {"list", "kanban", "form", "graph", "pivot"}
    stack = list(root)
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str):
            continue
        if node.tag != "field":
            stack += list(node)
            continue
        name = node.get("name")
        field = model._fields.get(name)
        if field is None:
            continue
        part = found.setdefault(name, {})
        invisible = node.get("invisible") in ("1", "True")
        if field.type == "many2one" and not invisible:
            part["fields"] = {"display_name": {}}
        elif field.type in ("one2many", "many2many") and not invisible:
            views = [child for child in node if child.tag in nested]
            lines = model.env[field.comodel_name]
            if views:
                part["fields"] = _fields(lines, views[0])
                part["limit"] = LIST_LIMIT
            elif "tags" in (node.get("widget") or ""):
                extra = [name for name in ("color",) if name in lines._fields]
                part["fields"] = {"display_name": {}, **{name: {} for name in extra}}
    return found


def open_list(model: Any, spec: dict, domain: list) -> Any:
    """A page of a list in its default order."""
    return model.web_search_read(domain, spec, limit=LIST_LIMIT, count_limit=COUNT_LIMIT)


def open_kanban(model: Any, spec: dict, domain: list, progress: dict | None = None) -> Any:
    """A board with its columns opened, and its progress bars where the view has them."""
    groups = model.with_context(read_group_expand=True).web_read_group(
        domain,
        ["stage_id"],
        [],
        auto_unfold=True,
        unfold_read_specification=spec,
        unfold_read_default_limit=KANBAN_LIMIT,
        groupby_read_specification={},
    )
    if progress:
        model.read_progress_bar(domain, "stage_id", progress)
    return groups


def open_groups(model: Any, domain: list, group_by: str) -> Any:
    """A list grouped by a field, first page of groups, folded."""
    return model.web_read_group(domain, [group_by], [], limit=LIST_LIMIT)


def open_pivot(model: Any, domain: list, rows: list[str], columns: list[str], measures: list[str]) -> Any:
    """A pivot opened on all its rows and columns."""
    heads = [rows[:depth] for depth in range(len(rows) + 1)]
    sides = [columns[:depth] for depth in range(len(columns) + 1)]
    return model.formatted_read_grouping_sets(domain, [row + side for row in heads for side in sides], measures)


def open_form(model: Any, spec: dict, record_id: int) -> Any:
    return model.browse(record_id).web_read(spec)
