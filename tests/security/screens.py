"""Screens as the web client opens them: all views of a menu's action, records in their forms, what lies in those."""

import re

from lxml import etree
from odoo.tools.safe_eval import safe_eval

#: which view a list in a form is shown by
_REF = re.compile(r"'(\w+_view_ref)': *'([\w.]+)'")
#: records of a list that are opened in the form
OPENED = 3


class ScreensCase:
    """Walks the menus of a user; mixed into a test case."""

    def actions(self, user):
        """What the menus of cs_property open for a user."""
        menus = self.env["ir.ui.menu"].with_user(user)
        tree = menus.load_menus(False)
        root = self.env.ref("cs_property.menu_root").id
        todo, seen = [root] if root in tree else [], []
        while todo:
            menu = todo.pop()
            seen.append(menu)
            todo += tree[menu]["children"]
        found = menus.browse(seen).sudo().mapped("action")
        return [action for action in found if action and action._name == "ir.actions.act_window"]

    def walk(self, user):
        """Open everything that the menus of a user show.

        :return: how many forms were opened.
        """
        opened = 0
        for action in self.actions(user):
            with self.subTest(user=user.login, action=action.path or action.name):
                self.env.invalidate_all()
                opened += self._open_all(action, user)
        return opened

    def _open_all(self, action, user):
        names = {"uid": user.id, "active_id": False, "context_today": self.company._cs_today}
        context = safe_eval(action.context or "{}", names)
        model = self.env[action.res_model].with_user(user).with_context(**context, lang=user.lang)
        views = [(view_id, mode) for view_id, mode in action.views]
        shown = model.get_views([*views, (action.search_view_id.id, "search")])["views"]
        if model._transient:
            return 0
        for mode in {"list", "kanban"} & shown.keys():
            spec = self._spec(model, etree.fromstring(shown[mode]["arch"]))
            found = model.web_search_read([], spec, limit=80)
        form = shown.get("form")
        if not form or not {"list", "kanban"} & shown.keys():
            return 0
        records = model.browse(row["id"] for row in found["records"][:OPENED])
        spec = self._spec(model, etree.fromstring(form["arch"]), deep=True)
        for record in records:
            # one at a time, as they are opened
            record.web_read(spec)
        return len(records)

    def _spec(self, model, arch, deep=False):
        """What the web client asks for: the fields of a view, and of the lists in it."""
        spec = {}
        for node in arch.iter("field"):
            if any(up.tag == "field" for up in node.iterancestors()):
                continue
            name = node.get("name")
            field = model._fields[name]
            spec[name] = {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            if node.get("widget") == "image":
                spec["write_date"] = {}  # what the widget asks for beside it
            if field.type in ("one2many", "many2many"):
                spec[name] = {"fields": self._inside(model.env[field.comodel_name], node) if deep else {}}
        return spec

    def _inside(self, model, node):
        """Fields of the list that is shown in a form."""
        if "many2many_tags" in (node.get("widget") or "") or "many2many_binary" in (node.get("widget") or ""):
            return {"display_name": {}}
        inline = [child for child in node if child.tag in ("list", "kanban")]
        if inline:
            return self._spec(model, inline[0])
        kind = (node.get("mode") or "list").split(",")[0]
        # other words of the context are about the record in the form
        refs = dict(_REF.findall(node.get("context") or ""))
        return self._spec(model, etree.fromstring(model.with_context(**refs).get_view(None, kind)["arch"]))
