from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Domain

#: who reads signatures; whoever has the record beside them does without
READERS = (
    "cs_property.group_cs_counter,cs_property.group_cs_inspector,cs_property.group_cs_fee_auditor,"
    "cs_department.group_cs_manager"
)


class CsSignedMixin(models.AbstractModel):
    """Records that people sign on a screen: at the counter, or with a finger on a telephone.

    A model says in :meth:`_signature_roles` who signs, and in :meth:`_signature_words` what
    exactly; both are kept with the signature. It needs a ``company_id``.
    """

    _name = "cs.signed.mixin"
    _description = "Record that is signed"

    signature_ids = fields.One2many(
        "cs.signature",
        "res_id",
        "Signatures",
        domain=lambda self: Domain("res_model", "=", self._name),
        readonly=True,
        copy=False,
        bypass_search_access=True,
        groups=READERS,
    )

    # -- what a model says -------------------------------------------------------------

    @api.model
    def _signature_roles(self) -> dict[str, str]:
        """Who signs: role → its name for the reader. Nobody else does."""
        return {}

    def _signature_words(self, role: str) -> str:
        """What is signed, in words that stay; the language of the company."""
        self.ensure_one()
        return self._signing().display_name

    def _need_may_sign(self, role: str):
        """Whether the caller may have this signed just now; the verbs of a model ask more.

        :raises AccessError: for who may not change the record.
        """
        self.check_access("write")

    def _was_signed(self, role: str):
        """What follows from a signature (in sudo)."""

    # -- verbs -------------------------------------------------------------------------

    def action_sign(self, role: str):
        """Ask for a signature on the screen."""
        self.ensure_one()
        self._need_may_sign(self._role(role))
        return {
            "type": "ir.actions.act_window",
            "name": self._signature_roles()[role],
            "res_model": "cs.sign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id, "default_role": role},
        }

    def _signed(self, role: str, image, name: str = "", partner=None):
        """Keep a signature; the caller has asked for the rights (in sudo).

        :param role: of :meth:`_signature_roles`.
        :param image: PNG, base64, as the signature field or a canvas gives it; a data URL too.
        :param name: of the signer; else that of the partner, else of the user.
        :return: the signature.
        :raises UserError: where nothing was drawn, or nobody signs in that role.
        """
        self.ensure_one()
        role = self._role(role)
        image = image.decode() if isinstance(image, bytes) else str(image or "")
        picture = self.env["cs.handover"]._signature(image.rpartition("base64,")[2])
        # sudo: signatures are added by verbs only
        record = self.sudo()
        words = record._signature_words(role)
        signature = record.env["cs.signature"].create(
            {
                "company_id": record.company_id.id or self.env.company.id,
                "res_model": self._name,
                "res_id": self.id,
                "role": role,
                # sudo: the name of who signs, for who has it signed
                "name": str(name or "").strip() or (partner.sudo().name if partner else self.env.user.name),
                "partner_id": partner.id if partner else False,
                "user_id": self.env.uid,
                "image": picture,
                "signed_at": utcnow(),
                "words": words,
                "digest": record.env["cs.signature"]._digest(words),
            }
        )
        record.invalidate_recordset(["signature_ids"])
        record._was_signed(role)
        return signature

    def _lacks_signatures(self, roles) -> list[str]:
        """Those of the roles that have not signed yet, in their order."""
        self.ensure_one()
        # sudo: whether somebody signed is known to whoever has the record
        signed = set(self.sudo().signature_ids.mapped("role"))
        return [role for role in roles if role not in signed]

    # -- inside ------------------------------------------------------------------------

    @api.model
    def _role(self, role) -> str:
        """
        :raises UserError: for a role in which nobody signs.
        """
        if not isinstance(role, str) or role not in self._signature_roles():
            raise UserError(self.env._("Nobody signs here in that role."))
        return role

    def _signing(self):
        """The record in the language in which its words are kept."""
        lang = self.sudo().company_id.partner_id.lang or "en_US"  # sudo: the language of the company is no secret
        return self.with_context(lang=lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_unsigned_only(self):
        if self.sudo().signature_ids:  # sudo: signatures of anybody keep the record
            raise UserError(self.env._("What was signed cannot be deleted."))
