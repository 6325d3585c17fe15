from odoo import models
from odoo.exceptions import UserError

from .step import LETTERS

REPORT = "cs_property.action_report_arrears_letter"


class CsArrearsStep(models.Model):
    """The letter of a step: printed once, and kept as it was printed, so that a court reads the same words."""

    _inherit = "cs.arrears.step"

    def action_print(self):
        """The letter as a PDF; the one that is kept, whatever was printed before."""
        self.ensure_one()
        self.check_access("read")
        if self.channel not in LETTERS:
            raise UserError(self.env._("“%(step)s” is no letter.", step=self.display_name))
        self._keep_letter()
        # sudo: the report is ours; the letter is read with the rights of the reader
        report = self.env.ref(REPORT).sudo()
        return report.with_env(self.env).report_action(self, config=False)

    def _keep_letter(self):
        """Print the letter if it never was: the report keeps the file and gives the same one from then on."""
        if self.channel not in LETTERS:
            return
        # sudo: who may print may not write steps, and the file belongs to the step
        step = self.sudo()
        # two who print at once keep one file
        step.lock_for_update()
        step.env["ir.actions.report"]._render_qweb_pdf(REPORT, step.ids)

    def _for_letter(self):
        """The letter in the payer's language, as it is sent."""
        # sudo: a letter names the payer, the unit and the charges, whoever may print it
        letter = self.sudo()
        return letter.with_context(lang=letter.partner_id.lang or letter.company_id.partner_id.lang or "en_US")
