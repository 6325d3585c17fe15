"""Chinese screens, sentences and mails: nothing of ours is left in English."""

from pathlib import Path

import polib
from lxml import etree
from odoo.exceptions import UserError
from odoo.modules.module import get_module_path

from tests.cs_department.helpers import TicketCase

MODULE = "cs_department"
SAID = ("string", "placeholder", "help", "title", "confirm", "aria-label", "data-tooltip")


class TestLanguage(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        (cls.agent | cls.supervisor | cls.manager).lang = "zh_CN"
        cls.customer.lang = "zh_CN"
        path = Path(get_module_path(MODULE)) / "i18n" / "zh_CN.po"
        cls.english = {entry.msgid.strip() for entry in polib.pofile(str(path)) if entry.msgstr != entry.msgid}

    def in_chinese(self, user, model):
        return self.env[model].with_user(user).with_context(lang="zh_CN")

    def our_views(self):
        views = self.env["ir.ui.view"].search([("model", "=like", "cs.%"), ("mode", "=", "primary")])
        return views.filtered(lambda view: (view.xml_id or "").startswith(f"{MODULE}."))

    def left_in_english(self, arch):
        """What a reader of the view would find of our English terms."""
        root = etree.fromstring(arch)
        said = [node.get(name, "") for node in root.iter(etree.Element) for name in SAID]
        said += [text for node in root.iter(etree.Element) for text in (node.text, node.tail) if text]
        return {text.strip() for text in said} & self.english

    def test_every_view_is_chinese(self):
        found = {}
        for view in self.our_views():
            model = self.in_chinese(self.manager, view.model)
            if not model.has_access("read"):
                continue
            left = self.left_in_english(model.get_view(view.id, view.type)["arch"])
            if left:
                found[view.xml_id] = left
        self.assertFalse(found)

    def test_the_views_of_an_agent_are_chinese(self):
        views = self.our_views().filtered(lambda view: view.model == "cs.ticket")
        self.assertGreater(len(views), 5)
        for view in views:
            arch = self.in_chinese(self.agent, "cs.ticket").get_view(view.id, view.type)["arch"]
            self.assertFalse(self.left_in_english(arch), view.xml_id)
        self.assertTrue(self.left_in_english(self.env["cs.ticket"].get_view(views[0].id, views[0].type)["arch"]))

    def test_every_label_choice_and_explanation_is_chinese(self):
        found = {}
        for model in self.env.registry:
            if not model.startswith("cs."):
                continue
            described = self.env[model].with_context(lang="zh_CN").fields_get()
            for name, field in described.items():
                if self.env[model]._fields[name]._module != MODULE:
                    continue  # the words of Odoo's own mixins are Odoo's
                said = [field["string"], field.get("help") or ""]
                said += [label for _value, label in field.get("selection") or ()]
                left = {text.strip() for text in said} & self.english
                if field["searchable"] and field["string"].isascii():
                    left.add(field["string"])  # people choose it when they filter and group
                if left:
                    found[f"{model}.{name}"] = left
        self.assertFalse(found)

    def test_menus_and_empty_screens_are_chinese(self):
        said = set()
        menus = self.env["ir.ui.menu"].with_context(lang="zh_CN").load_menus(False)
        ours = self.env["ir.ui.menu"].search([("id", "child_of", self.env.ref(f"{MODULE}.menu_root").id)])
        said.update(menus[menu.id]["name"] for menu in ours if menu.id in menus)
        actions = self.env["ir.actions.act_window"].with_context(lang="zh_CN").search([("res_model", "=like", "cs.%")])
        for action in actions:
            said.add(action.name)
            if action.help:
                said.update(text.strip() for text in etree.HTML(action.help).itertext())
        self.assertFalse(said & self.english)

    def test_records_that_come_with_the_addon_are_chinese(self):
        models = ("stage", "kind", "channel", "cause")
        for model in (
            *(f"cs.ticket.{name}" for name in models),
            "cs.severity",
            "cs.customer.class",
            "cs.reveal.reason",
        ):
            records = self.env[model].with_context(lang="zh_CN", active_test=False).search([])
            external = records.get_external_id()
            ours = records.filtered(lambda r, known=external: known[r.id].startswith(f"{MODULE}."))
            self.assertTrue(ours)
            self.assertFalse(set(ours.mapped("name")) & self.english, model)

    def test_a_refusal_is_chinese(self):
        ticket = self.make_ticket().with_context(lang="zh_CN")
        with self.assertRaisesRegex(UserError, "请说明作废原因"):
            ticket.cancel()
        with self.assertRaisesRegex(UserError, "不能进行此操作"):
            ticket.close()

    def test_the_steps_of_a_case_are_written_in_the_language_of_who_acts(self):
        ticket = self.make_ticket().with_context(lang="zh_CN")
        ticket.start()
        step = ticket.sudo().event_ids.filtered(lambda event: event.event_type == "stage")
        self.assertEqual((step.old, step.new), ("新建", "处理中"))

    def test_a_chinese_customer_is_told_in_chinese_that_his_case_is_resolved(self):
        ticket = self.make_ticket(name="天花板漏水")
        self.resolve(ticket)
        mail = self.env["mail.mail"].search(
            [("model", "=", "cs.ticket"), ("res_id", "=", ticket.id)], order="id desc", limit=1
        )
        self.assertEqual(mail.subject, f"处理结果：{ticket.number} 天花板漏水")
        for words in ("尊敬的", "您反映的问题已经处理", "工单号"):
            self.assertIn(words, mail.body_html)
        for words in ("Dear", "Case number", "What was done"):
            self.assertNotIn(words, mail.body_html)

    def test_every_notice_has_a_chinese_subject_and_body(self):
        ticket = self.make_ticket(name="天花板漏水")
        ticket.promise("2026-03-06 02:00:00")
        templates = self.env["mail.template"].search([("model", "=", "cs.ticket")])
        self.assertGreaterEqual(len(templates), 4)
        for template in templates:
            said = template._generate_template(ticket.ids, ("subject", "body_html"))[ticket.id]
            self.assertIn("：", said["subject"], template.name)
            self.assertIn("尊敬的", said["body_html"], template.name)
            self.assertNotIn("Dear", said["body_html"], template.name)
