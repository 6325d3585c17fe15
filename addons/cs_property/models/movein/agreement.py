import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import placeholders

RESIDENT = "resident"


class CsMoveInAgreement(models.Model):
    """One agreement as it is read and signed at a move-in: its text stays as it was signed."""

    _name = "cs.move.in.agreement"
    _description = "Agreement of a move-in"
    _inherit = ["cs.signed.mixin", "cs.system.fields.mixin"]
    _order = "move_in_id, sequence, id"
    _rec_name = "title"
    _allow_sudo_commands = False
    _system_fields = frozenset(
        {"move_in_id", "kind_id", "title", "text", "required", "signed_on", "pdf_id", "digest", "sequence"}
    )

    move_in_id = fields.Many2one("cs.move.in", "Move-in", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="move_in_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="move_in_id.unit_id", store=True, index=True)
    steward_id = fields.Many2one(related="move_in_id.steward_id", store=True, index=True)
    kind_id = fields.Many2one("cs.agreement.kind", "Agreement", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(readonly=True)
    required = fields.Boolean("It does not go without", readonly=True)
    title = fields.Char("Title of the agreement", readonly=True)
    text = fields.Text("Text of the agreement", readonly=True)
    signed_on = fields.Date("Signed on", readonly=True)
    digest = fields.Char("Check sum", readonly=True, help="SHA-256 of what was signed.")
    pdf_id = fields.Many2one("ir.attachment", "PDF", readonly=True, index="btree_not_null", ondelete="restrict")

    _once = models.UniqueIndex("(move_in_id, kind_id)", "This agreement lies there already.")

    @api.model
    def _signature_roles(self):
        return {RESIDENT: self.env._("Signed by the resident")}

    def _signature_words(self, role):
        return f"{self.title}\n{self.text}"

    def _need_may_sign(self, role):
        """
        :raises AccessError: for who does not work at the counter.
        :raises UserError: before he has come, and for what was signed.
        """
        self.env["cs.move.in"]._need_clerk()
        self.check_access("read")
        self.move_in_id._in_state("papers", "inspection", "keys")

    def _signed(self, role, image, name="", partner=None):
        """Signed once, by whoever comes (in sudo)."""
        agreement = self.sudo()  # sudo: asked for by the verb
        if agreement.signed_on:
            raise UserError(self.env._("It was signed already."))
        agreement._put_down()
        comer = agreement.move_in_id._comer()
        return super()._signed(role, image, name or comer.name, partner or comer)

    def _was_signed(self, role):
        """The text stays from now on."""
        self.write({"signed_on": self.company_id._cs_today(), "digest": self.signature_ids[-1:].digest})

    def _sheet_pdf(self):
        """The signed sheet, kept from the first time that somebody wants it (in sudo).

        :return: the attachment; none for what was not signed.
        """
        if self.pdf_id or not self.signed_on:
            return self.pdf_id
        report = self.env["ir.actions.report"].with_context(lang=self._signing().env.lang)
        content, kind = report._render_qweb_pdf("cs_property.report_move_in_agreement", self.ids)
        self.pdf_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.title} {self.unit_id.code}.{kind}",
                "datas": base64.b64encode(content),
                "mimetype": "application/pdf" if kind == "pdf" else "text/html",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return self.pdf_id

    def _put_down(self):
        """The words of the book as they stand now, in the language of the company (in sudo)."""
        for one in self.filtered(lambda one: not one.signed_on):
            # a handful at a move-in, each has its own words
            kind, move_in = one.kind_id.with_context(lang=one._signing().env.lang), one.move_in_id
            named = move_in.with_context(lang=one._signing().env.lang)._named()
            one.write({"title": kind.name, "text": placeholders.fill(kind.text, named)})

    def action_sign_resident(self):
        """The resident reads and signs on the screen."""
        self.ensure_one()
        self._need_may_sign(RESIDENT)
        agreement = self.sudo()  # sudo: asked for just now; he signs what the book says today
        agreement._put_down()
        action = self.action_sign(RESIDENT)
        return {**action, "context": {**action["context"], "default_name": agreement.move_in_id._comer().name}}

    def action_pdf(self):
        """The signed sheet."""
        self.ensure_one()
        self.check_access("read")
        # sudo: whoever may read the agreement may read its sheet
        pdf = self.sudo()._sheet_pdf()
        if not pdf:
            raise UserError(self.env._("It is not signed yet."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{pdf.id}?download=true"}


class CsMoveIn(models.Model):
    """What is signed at a move-in."""

    _inherit = "cs.move.in"

    agreement_ids = fields.One2many("cs.move.in.agreement", "move_in_id", "Agreements", readonly=True)

    def _lay_out_agreements(self):
        """The agreements that the book foresees; what is no longer asked for and unsigned goes (in sudo)."""
        rows, wanted = [], self.env["cs.agreement.kind"]._for_move_ins(self)
        for one, kinds in wanted.items():
            known = one.agreement_ids
            rows += [
                {
                    "move_in_id": one.id,
                    "kind_id": kind.id,
                    "sequence": kind.sequence,
                    "required": kind.required,
                    "title": kind.with_context(lang=one._signing().env.lang).name,
                }
                for kind in kinds - known.kind_id
            ]
        stale = self.agreement_ids.filtered(lambda row: not row.signed_on and row.kind_id not in wanted[row.move_in_id])
        stale.unlink()
        self.env["cs.move.in.agreement"].create(rows)

    def action_agreement(self):
        """The next agreement that must be signed, to be read on the screen."""
        self._need_clerk()
        found = self._in_state("papers", "inspection", "keys")._unsigned_agreements()[:1]
        if not found:
            raise UserError(self.env._("All agreements were signed."))
        return found.with_env(self.env).action_sign_resident()

    def _unsigned_agreements(self):
        """Agreements that must be signed and are not."""
        return self.agreement_ids.filtered(lambda one: one.required and not one.signed_on)
