from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsAppealableMixin(models.AbstractModel):
    """Something that was said about somebody's work, against which he may appeal.

    A model says who may appeal and until when, who decides, and what follows from it.
    Needs the fields ``employee_id``, ``user_id`` and ``company_id``.
    """

    _name = "cs.appealable.mixin"
    _description = "Open to appeal"

    appeal_ids = fields.One2many(
        "cs.appeal", "res_id", "Appeals", domain=lambda self: [("res_model", "=", self._name)], readonly=True
    )
    may_appeal = fields.Boolean("I may appeal", compute="_compute_may_appeal")

    @api.depends("appeal_ids.state")
    @api.depends_context("uid")
    def _compute_may_appeal(self):
        now = utcnow()
        for record in self:
            # sudo: asked about the reader himself; whether he may is decided by who he is
            record.may_appeal = record.sudo()._appeal_hindrance(self.env.user, now) is None

    # -- what a model says -----------------------------------------------------------------

    def _appeal_by(self):
        """Who may appeal: the person himself (in sudo)."""
        return self.user_id

    def _appeal_until(self):
        """Last moment (naive UTC) for an appeal; ``None``: none ends it, ``False``: there is none now."""

    def _appeal_not_by(self):
        """Users who may not decide, because they judged."""
        return self.env["res.users"]

    def _appeal_deciders(self):
        """Users who are asked to decide: the managers of the company, without those who judged."""
        group = self.env.ref("cs_department.group_cs_manager")
        managers = group.all_user_ids.filtered(lambda user: self.company_id in user.company_ids)
        return managers - self._appeal_not_by() - self._appeal_by()

    def _appeal_opened(self, appeal):
        """What an appeal puts on hold."""

    def _appeal_granted(self, appeal):
        """What follows when an appeal is right."""

    def _appeal_declined(self, appeal):
        """What follows when it is not, or is withdrawn."""

    # -- appealing -------------------------------------------------------------------------

    def _appeal_hindrance(self, user, now) -> str | None:
        """Why this user cannot appeal now, in words; ``None``: he can (in sudo)."""
        self.ensure_one()
        until = self._appeal_until()
        if user not in self._appeal_by():
            return self.env._("Only the person concerned appeals.")
        if any(appeal.state == "open" for appeal in self.appeal_ids):
            return self.env._("An appeal is open already.")
        if any(appeal.state in ("granted", "declined") for appeal in self.appeal_ids):
            return self.env._("An appeal was decided already.")
        if until is False or (until is not None and now > until):
            return self.env._("The time for an appeal is over.")
        return None

    def appeal(self, words="", attachment_ids=()):
        """Appeal, with the reasons and the evidence.

        :param words: why it is not right.
        :param attachment_ids: ids of own attachments.
        :raises AccessError: for anybody but the person concerned.
        :raises UserError: without words, too late, or twice.
        """
        self.check_access("read")
        self.ensure_one()
        # sudo: see may_appeal; the appeal is written by the system for him
        record, now = self.sudo(), utcnow()
        if self.env.user not in record._appeal_by():
            raise AccessError(self.env._("Only the person concerned appeals."))
        hindrance = record._appeal_hindrance(self.env.user, now)
        if hindrance:
            raise UserError(hindrance)
        words = str(words or "").strip()
        if not words:
            raise UserError(self.env._("Say what is not right, and why."))
        files = self.env["cs.appeal"]._own_attachments(attachment_ids)
        appeal = record.env["cs.appeal"].create(record._prepare_appeal(words, now))
        # sudo: the files were his own; they belong to the appeal from now on
        files.sudo().write({"res_model": "cs.appeal", "res_id": appeal.id})
        record._appeal_opened(appeal)
        appeal._ask_to_decide()
        return True

    def _prepare_appeal(self, words, now) -> dict:
        return {
            "res_model": self._name,
            "res_id": self.id,
            "employee_id": self.employee_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "words": words,
            "asked_at": now,
            "judge_ids": [(6, 0, self._appeal_not_by().ids)],
            "decider_ids": [(6, 0, self._appeal_deciders().ids)],
        }

    def action_appeal(self):
        """Ask for the reasons."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appeal"),
            "res_model": "cs.appeal.words",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id, "default_verb": "appeal"},
        }

    def unlink(self):
        """What was said against a record goes with it."""
        # sudo: nobody else may delete appeals
        self.sudo().appeal_ids.unlink()
        return super().unlink()
