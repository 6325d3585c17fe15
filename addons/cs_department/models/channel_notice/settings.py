from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CsSettings(models.TransientModel):
    """The public notice of the complaint channels, on the page of settings."""

    _inherit = "cs.settings"

    notice_published = fields.Boolean(
        "Public page", help="Anybody who has its address sees the notice, without a login."
    )
    notice_phone = fields.Char("Complaint hotline")
    notice_online = fields.Char("Complaints online", help="Website, public account or application.")
    notice_mail = fields.Char("Complaints by mail")
    notice_address = fields.Char("Complaint office")
    notice_hours = fields.Char("Opening hours")
    notice_kind_ids = fields.Many2many(
        "cs.ticket.kind",
        string="Promises for",
        help="Kinds of cases whose promises the notice tells, as the rules in force have them. "
        "Empty: those that are found justified or not.",
    )
    notice_body = fields.Char("Supervising body", help="To whom a customer turns who is not content with us.")
    notice_body_phone = fields.Char("Its telephone")
    notice_words = fields.Text("Own words")
    notice_url = fields.Char("Address of the page", compute="_compute_notice_url")

    def _compute_notice_url(self):
        for page in self:
            # sudo: the address is signed; one page is open at a time
            page.notice_url = page.company_id.sudo()._notice_url()

    def _company_fields(self):
        names = [name for name in self._fields if name.startswith("notice_") and name != "notice_url"]
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in names}}

    def action_print_notice(self):
        """The notice as it is saved, to hang on the wall."""
        self.ensure_one()
        self._check_manager()
        # sudo: the report is ours, its content is asked for with the rights of the reader
        report = self.env.ref("cs_department.cs_channel_notice_report").sudo()
        return report.with_env(self.env).report_action(self.company_id, config=False)

    def action_open_notice(self):
        """The public page, as customers see it."""
        self.ensure_one()
        self._check_manager()
        # sudo: the address is signed
        url = self.company_id.sudo()._notice_url()
        if not url:
            raise UserError(self.env._("Switch the public page on and save: then it has an address."))
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _check_manager(self):
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Only managers change the settings."))
