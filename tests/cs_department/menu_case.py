"""What holds for the menus and screens of each of our addons."""

from datetime import date

from lxml import etree
from odoo.tools.safe_eval import safe_eval


class MenuChecks:
    """Of one addon; mixed into a case whose attributes are its users."""

    #: technical name of the addon
    module: str
    #: names of the users of the case, as which the menus are walked
    roles: tuple[str, ...]
    #: what the addon adds to the rule book
    chapters: tuple

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref(f"{cls.module}.menu_root")
        cls.reader = cls.manager

    def menus_of(self, login):
        """The menus of the department that a role sees, as the web client walks them."""
        menus = self.env["ir.ui.menu"].with_user(getattr(self, login))
        tree = menus.load_menus(False)
        seen, todo = [], [self.root.id]
        while todo:
            menu_id = todo.pop()
            seen.append(menu_id)
            todo += tree[menu_id]["children"]
        return menus.browse(seen)

    def actions_of(self, login):
        menus = self.menus_of(login).sudo()
        return {menu.action for menu in menus if menu.action}

    def names_of(self, login):
        external = self.menus_of(login).sudo().get_external_id().values()
        return {name.removeprefix(f"{self.module}.menu_") for name in external}

    def test_every_action_of_a_menu_opens_for_whom_it_is_shown(self):
        for role in self.roles:
            for action in self.actions_of(role):
                if action._name in ("ir.actions.client", "ir.actions.act_url"):
                    continue  # it has no views; its screen or page is tested for itself
                with self.subTest(role=role, action=action.name):
                    self._open(action, getattr(self, role))

    def _open(self, action, user):
        """What the web client does first: all views at once, then the first page."""
        if action._name == "ir.actions.server":
            action = self.env["ir.actions.act_window"].browse(action.with_user(user).run()["id"])
        model = self.env[action.res_model].with_user(user)
        views = [(view_id, mode) for view_id, mode in action.views if mode != "form"]
        views += [(view_id, mode) for view_id, mode in action.views if mode == "form"]
        context = safe_eval(action.context or "{}", {"uid": user.id})
        model = model.with_context(**context)
        shown = model.get_views([*views, (action.search_view_id.id, "search")])["views"]
        domain = safe_eval(action.domain or "[]", {"uid": user.id, "context_today": date.today})
        for mode in ("list", "kanban"):
            if mode in shown and not model._transient:
                model.web_search_read(domain, {name: {} for name in self._columns(shown[mode])}, limit=5)
        form = shown.get("form")
        if form and model.has_access("create") and etree.fromstring(form["arch"]).get("create") not in ("0", "false"):
            self._begin(model, form)

    def _columns(self, view):
        """The fields of a view itself, without those of lists in it."""
        nodes = etree.fromstring(view["arch"]).iter("field")
        return [node.get("name") for node in nodes if not any(up.tag == "field" for up in node.iterancestors())]

    def _begin(self, model, form):
        """A new record, as its form opens: defaults and what follows from them."""
        names = self._columns(form)
        model.default_get(names)
        model.onchange({}, [], {name: {} for name in names})

    def test_no_action_stands_in_two_menus_and_no_menu_is_empty(self):
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.root.id)])
        actions = [menu.action for menu in menus if menu.action]
        self.assertEqual(len(actions), len(set(actions)))
        for menu in menus.filtered(lambda menu: not menu.action):
            self.assertTrue(menu.child_id, menu.complete_name)

    def test_no_place_among_siblings_is_given_twice(self):
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.root.id)])
        for parent, siblings in menus.grouped("parent_id").items():
            with self.subTest(menu=parent.complete_name):
                self.assertEqual(len(siblings), len(set(siblings.mapped("sequence"))))

    def test_settings_come_in_the_order_of_the_rule_book(self):
        place = {name: number for number, (_title, names) in enumerate(self.chapters) for name in names}
        root = self.env.ref(f"{self.module}.menu_settings")
        leaves = self.env["ir.ui.menu"].search([("id", "child_of", root.id), ("action", "!=", False)])
        ordered = leaves.sorted(lambda menu: [up.sequence for up in self._way(menu)])
        rules = [menu.action.res_model for menu in ordered if menu.action._name == "ir.actions.act_window"]
        versions = self.env["cs.book.version"]
        others = {name for _title, names in versions._chapters() for name in names} - set(place)
        books = set(versions._rule_models()) - others
        self.assertEqual(len([model for model in rules if model in books]), len(books))
        places = [place[model] for model in rules if model in books]
        self.assertEqual(places, sorted(places))

    def _way(self, menu):
        return (*self._way(menu.parent_id), menu) if menu.parent_id else (menu,)

    def test_every_action_has_a_path_of_its_own_and_an_empty_state(self):
        for action in self._our_actions():
            with self.subTest(action=action.name):
                self.assertTrue(action.path)
                # a client action draws its own empty state
                if action._name == "ir.actions.act_window" and action.view_mode != "form":
                    self.assertTrue(action.help)

    def _our_actions(self):
        """Of the menus that any role sees, the actions that this addon brings itself."""
        actions = {action for role in self.roles for action in self.actions_of(role)}
        return [one for one in actions if one.get_external_id()[one.id].startswith(f"{self.module}.")]

    def test_every_filter_and_group_of_a_search_view_works(self):
        for view in self._our_views("search"):
            arch = etree.fromstring(self.env[view.model].get_view(view.id, "search")["arch"])
            for node in arch.iter("filter"):
                with self.subTest(view=view.name, filter=node.get("name")):
                    self._try_filter(self.env[view.model].with_user(self.reader), node)

    def _try_filter(self, model, node):
        names = {"uid": self.reader.id}
        if node.get("domain"):
            model.search(safe_eval(node.get("domain"), names), limit=1)
        if node.get("context"):
            group = safe_eval(node.get("context"), names).get("group_by")
            if group:
                model.formatted_read_group([], [group], ["__count"])

    def _our_views(self, view_type):
        data = self.env["ir.model.data"].search([("module", "=", self.module), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        return views.filtered(lambda v: v.type == view_type and v.model.startswith("cs."))
