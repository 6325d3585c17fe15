from odoo import models


class CsCustodyItem(models.Model):
    """The buttons of an item: each opens the one dialog."""

    _inherit = "cs.custody.item"

    def _ask(self, deed):
        self.ensure_one()
        self._need_clerk()
        deeds = self.env["cs.custody.deed"]
        names = dict(deeds._fields["deed"]._description_selection(self.env))
        return deeds._dialog(
            names[deed],
            default_deed=deed,
            default_item_id=self.id,
            default_custody_book=self.custody_book,
        )

    def action_lend(self):
        return self._ask("lend")

    def action_take_back(self):
        return self._ask("take_back")

    def action_lose(self):
        return self._ask("lose")

    def action_replace(self):
        return self._ask("replace")

    def action_retire(self):
        return self._ask("retire")

    def action_hand_over(self):
        return self._ask("hand_over")

    def action_collect(self):
        return self._ask("collect")

    def action_renew_code(self):
        return self._ask("renew_code")

    def action_labels(self):
        """Labels for what is chosen, on one sheet."""
        self.check_access("read")
        # sudo: the report is ours; the labels are read with the rights of the reader
        report = self.env.ref("cs_property.cs_custody_label_report").sudo()
        return report.with_env(self.env).report_action(self, config=False)
