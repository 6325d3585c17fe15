import re

from lxml import etree
from odoo import api, fields, models

_FROM = re.compile(r"_from_\d{8}$")


class CsRuleMixin(models.AbstractModel):
    """The screens that all rules share: history, drafts, warnings."""

    _inherit = "cs.rule.mixin"

    version_count = fields.Integer("Changes", compute="_compute_version_count")
    may_change = fields.Boolean(compute="_compute_may_change")

    def _compute_version_count(self):
        counts = dict(
            self.env["cs.book.version"]._read_group(
                [("model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for rule in self:
            rule.version_count = counts.get(rule.id, 0)

    @api.depends_context("uid")
    @api.depends("is_draft", "change_id.state")
    def _compute_may_change(self):
        # what is new is not looked up: whether one may create it has been asked already
        allowed = self._filtered_access("write") if self.ids else self
        for rule in self:
            rule.may_change = not rule.ids or rule in allowed

    # -- deeds -----------------------------------------------------------------------

    def action_change(self):
        """A draft of this rule, to be changed and compared before it counts."""
        self.ensure_one()
        return self.env["cs.rule.change"]._start(self).action_open_draft()

    def action_propose_similar(self):
        """A draft of a new rule that starts as a copy of this one."""
        self.ensure_one()
        return self.env["cs.rule.change"]._start(self, is_new=True).action_open_draft()

    def action_open_change(self):
        """From the draft to the change that it belongs to."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.rule.change",
            "res_id": self.change_id.id,
            "views": [(False, "form")],
            "target": "current",
            "name": self.env._("Change of a rule"),
        }

    def action_history(self):
        """What became of this rule, when, by whom and why."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_book_version_action")
        action["domain"] = [("model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {}
        action["name"] = action["display_name"] = self.env._("History of “%(rule)s”", rule=self.display_name)
        action.pop("path", None)  # the address of the whole history, not of this one
        return action

    def _key_from(self, day) -> str:
        """The key of the rule that follows this one from a day on."""
        self.ensure_one()
        wanted = f"{_FROM.sub('', self.key)}_from_{day:%Y%m%d}"
        return self._free_keys([wanted])[0]

    # -- views -----------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._add_to_form(arch)
        if view_type in ("form", "list") and not arch.get("js_class"):
            # asks for the reason of each change
            arch.set("js_class", f"cs_rule_{view_type}")
        return arch, view

    @api.model
    def _add_to_form(self, arch):
        """Give a rule's form what all of them have: the parts of the mixin's own form."""
        sheet = arch.find("sheet")
        if sheet is None:
            return
        # sudo: views are read for whoever may read the rule
        shared = etree.fromstring(self.env.ref("cs_department.cs_rule_mixin_view_form").sudo().arch)
        header = arch.find("header")
        if header is None:
            arch.insert(0, shared.find("header"))
        else:
            header.extend(shared.find("header").findall("button"))
        for ribbon in sheet.iter("widget"):
            if ribbon.get("name") == "web_ribbon" and ribbon.get("invisible") == "active":
                ribbon.set("invisible", "active or is_draft")  # a draft sleeps, it is not archived
        parts = {node.get("name"): node for node in shared.find("sheet")}
        box = sheet.find("div[@name='button_box']")
        if box is None:
            box = parts["button_box"]
            sheet.insert(0, box)
        else:
            box.extend(parts["button_box"].findall("button"))
        for node in reversed(parts["top"]):
            box.addnext(node)
        title = sheet.find("div[@class='oe_title']/h1")
        if title is not None:
            title.addnext(parts["sentence"])
        if arch.find(".//field[@name='owner_id']") is None:
            sheet.append(parts["bottom"])
