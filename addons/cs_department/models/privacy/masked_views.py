"""Contact views for whoever reads masks, made from the views that others get.

Every view of contacts, also one that another app adds to later, gets the mask in the
place of the value, with the reveal button, and a blank field to enter a new value.
"""

import re

from lxml import etree
from odoo import api, models

from .gate import is_privileged
from .res_partner import ENTRIES, MASKS

#: the fields that Odoo's contact views show
SHOWN = {name: MASKS[name] for name in ENTRIES} | {
    "email_normalized": "email_masked",
    "email_formatted": "email_masked",
    "phone_sanitized": "phone_masked",
}
HIDDEN = [name for name in MASKS if name not in SHOWN]
_EXPRESSIONS = ("invisible", "readonly", "required", "column_invisible")
_NOT_QUOTED = r"(?<!['\"\w.])(%s)(?!['\"\w])"
_SHOWN_NAME = re.compile(_NOT_QUOTED % "|".join(SHOWN))
_HIDDEN_NAME = re.compile(_NOT_QUOTED % "|".join(HIDDEN))
_CARD_VALUE = re.compile(rf"\brecord\.({'|'.join(SHOWN)})\b")
_LAYOUT = ("class", "optional", "string", "nolabel", "colspan")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, is_privileged(self.env))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if not is_privileged(self.env):
            self._cs_mask_arch(arch, view_type)
        return arch, view

    def _cs_mask_arch(self, arch, view_type):
        for node in list(arch.iter(etree.Element)):
            if node is not arch and node.getparent() is None:
                continue  # dropped together with an ancestor
            model = self._cs_model_of(node, arch)
            if model != self._name:
                continue
            kind = self._cs_kind_of(node, arch, view_type)
            if kind == "search":
                self._cs_mask_search(node)
            elif self._cs_mask_expressions(node) and node.tag == "field":
                self._cs_mask_field(node, kind)

    def _cs_model_of(self, node, arch):
        """The model that a node speaks about: sub-views speak about others."""
        path, parent = [], node.getparent()
        while parent is not None and node is not arch:
            if parent.tag == "field" and parent.get("name"):
                path.append(parent.get("name"))
            if parent is arch:
                break
            parent = parent.getparent()
        model = self
        for name in reversed(path):
            field = model._fields.get(name)
            if field is None or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return model._name

    def _cs_kind_of(self, node, arch, view_type):
        while node is not None and node is not arch:
            if node.tag in ("form", "list", "kanban", "search"):
                return node.tag
            node = node.getparent()
        return view_type

    def _cs_mask_expressions(self, node):
        """Point expressions to the masks; drop what shows hidden values.

        :return: whether the node is still there.
        """
        for name, value in list(node.attrib.items()):
            if name in _EXPRESSIONS or name == "context":
                used = _SHOWN_NAME.search(value)
                if _HIDDEN_NAME.search(value) or (used and name == "context"):
                    return self._cs_drop(node)
                if used:
                    node.set(name, _SHOWN_NAME.sub(lambda m: SHOWN[m[1]], value))
            elif name.startswith("t-"):
                node.set(name, _CARD_VALUE.sub(lambda m: f"record.{SHOWN[m[1]]}", value))
        target = node.get("for") if node.tag == "label" else None
        if target in SHOWN:
            node.set("for", SHOWN[target])
        return True

    def _cs_mask_field(self, node, kind):
        name = node.get("name")
        if name in HIDDEN:
            self._cs_drop(node)
            return
        if name not in SHOWN:
            return
        if name not in ENTRIES:
            self._cs_drop(node)
            return
        layout = {key: node.attrib[key] for key in _LAYOUT if key in node.attrib}
        label = layout.get("string") or self._fields[name].get_description(self.env, ["string"])["string"]
        hidden = node.get("invisible")
        tail = node.tail
        node.attrib.clear()
        node.attrib.update(layout | {"name": MASKS[name], "string": label})
        node.set("readonly", "1")
        for child in list(node):
            node.remove(child)
        if kind == "form":
            self._cs_add_entry(node, name, label, hidden, tail)
        elif hidden:
            node.set("invisible", hidden)
        if kind in ("form", "list"):
            node.set("widget", "cs_reveal")

    def _cs_add_entry(self, node, name, label, hidden, tail):
        """The blank field through which a new value is entered, after the mask."""
        entry = etree.Element("field", name=ENTRIES[name])
        entry.set("placeholder", self.env._("New: %(field)s", field=label))
        entry.set("class", "o_cs_entry")
        new = "not id"
        node.set("invisible", f"({hidden}) or {new}" if hidden else new)
        if hidden:
            entry.set("invisible", hidden)
        entry.tail, node.tail = tail, "\n"
        node.addnext(entry)

    def _cs_mask_search(self, node):
        name = node.get("name")
        if node.tag == "field" and name == "name" and node.get("filter_domain"):
            node.set("filter_domain", "[('display_name', 'ilike', self)]")
        elif (node.tag == "field" and name in MASKS) or (
            node.tag == "filter"
            and any(re.search(rf"['\"]{leaf}['\"]", node.get("domain", "") + node.get("context", "")) for leaf in MASKS)
        ):
            self._cs_drop(node)

    def _cs_drop(self, node):
        parent = node.getparent()
        if parent is not None:
            previous = node.getprevious()
            if node.tail and previous is not None:
                previous.tail = (previous.tail or "") + node.tail
            parent.remove(node)
        return False
