import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsSignature(models.Model):
    """A signature drawn on a screen: who, in which role, when, and the words that he signed.

    Rows are added by the verbs of what is signed and never changed.
    """

    _name = "cs.signature"
    _description = "Signature"
    _order = "id"
    _allow_sudo_commands = False
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Signed record", model_field="res_model", required=True, readonly=True, index=True
    )
    role = fields.Char(required=True, readonly=True)
    role_name = fields.Char("As", compute="_compute_role_name")
    name = fields.Char("Signed by", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Person", readonly=True, index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", "On the screen of", required=True, readonly=True, ondelete="restrict")
    image = fields.Binary("Drawn", required=True, readonly=True, attachment=True)
    signed_at = fields.Datetime("Signed on", required=True, readonly=True)
    #: pages that show the picture ask when it was changed: never
    write_date = fields.Datetime("Unchanged since", related="signed_at")
    words = fields.Text("What was signed", required=True, readonly=True)
    digest = fields.Char("Check sum", required=True, readonly=True, help="SHA-256 of what was signed.")
    is_whole = fields.Boolean("As it was signed", compute="_compute_is_whole")

    _signed_idx = models.Index("(res_model, res_id)")

    @api.model
    def _digest(self, words: str) -> str:
        """SHA-256 of the words, as it stood when they were signed."""
        return hashlib.sha256(words.encode()).hexdigest()

    @api.depends("res_model", "role")
    @api.depends_context("lang")
    def _compute_role_name(self):
        for signature in self:
            roles = self.env[signature.res_model]._signature_roles() if signature.res_model in self.env else {}
            signature.role_name = roles.get(signature.role, signature.role)

    @api.depends("words", "digest")
    def _compute_is_whole(self):
        for signature in self:
            signature.is_whole = self._digest(signature.words or "") == signature.digest

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("A signature cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A signature cannot be deleted."))
