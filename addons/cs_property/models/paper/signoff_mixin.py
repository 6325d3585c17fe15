from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.rulebook import words
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...core import signing

_lt = LazyTranslate(__name__)


class CsSignoffMixin(models.AbstractModel):
    """Records that superiors sign off, tier by tier; nobody his own, nobody twice.

    A model needs ``company_id`` and calls :meth:`_ask_signoff`; it says in :meth:`_signed_off`
    and :meth:`_signoff_refused` what follows.
    """

    _name = "cs.signoff.mixin"
    _description = "Record that is signed off"
    _inherit = ["mail.activity.mixin", "cs.tell.mixin"]

    signoff_ids = fields.One2many(
        "cs.signoff",
        "res_id",
        "Sign-off",
        domain=lambda self: Domain("res_model", "=", self._name),
        readonly=True,
        copy=False,
        bypass_search_access=True,
    )
    may_sign_off = fields.Boolean("I may sign off", compute="_compute_may_sign_off")

    def _link(self):
        return f"/odoo/{self._name}/{self.id}"

    @api.depends("signoff_ids.state")
    @api.depends_context("uid")
    def _compute_may_sign_off(self):
        for record in self:
            record.may_sign_off = bool(record._signoff_asked()) and not record._signoff_hindrance()

    def _signoff_asked(self):
        """The tier whose turn it is (in sudo)."""
        # sudo: whose turn it is, is known to whoever has the record
        return self.sudo().signoff_ids.filtered(lambda one: one.state == "asked")[:1]

    def _signoff_hindrance(self) -> str:
        """Why the caller may not sign off just now; empty: he may."""
        asked, user = self._signoff_asked(), self.env.user
        if not asked:
            return self.env._("There is nothing to sign off.")
        if asked.asked_by_id == user:
            return self.env._("Nobody signs off what he asked for himself.")
        if user not in asked.user_ids:
            return self.env._("This tier is signed off by: %(who)s.", who=asked.with_env(self.env).role_name)
        tiers = self.sudo().signoff_ids.filtered(  # sudo: as above
            lambda one: one.what == asked.what and one.attempt == asked.attempt
        )
        signed = tiers.decided_by_id
        if user in signed:
            return self.env._("You have signed off a tier of it already: two pairs of eyes.")
        rest = tiers.filtered(lambda one: one.state == "waiting")
        if not signing.can_sign_all([one.user_ids.ids for one in rest], (signed | user).ids):
            return self.env._(
                "A later tier needs you, and nobody else: leave this one to %(who)s.",
                who=words.listed(self.env, (asked.user_ids - signed - user).mapped("name")),
            )
        return ""

    def _ask_signoff(self, what, amount=0, area=0):
        """Ask for the tiers of the rule; without a rule, or a tier that fits, it is signed off at once (in sudo).

        :param what: of ``cs.signoff.rule.what``; amount in CNY before tax, area in m².
        :raises UserError: where it is asked already, or a tier has nobody.
        """
        self.ensure_one()
        record = self.sudo()  # sudo: tiers are written by verbs; the caller was asked for his right
        if record._signoff_asked():
            raise UserError(self.env._("It is waiting for its sign-off already."))
        rule = record.env["cs.signoff.rule"]._rule_for(what, record.company_id)
        tiers = rule._tiers_for(amount or 0, area or 0)
        before = record.signoff_ids.filtered(lambda one: one.what == what)
        attempt = max(before.mapped("attempt"), default=0) + 1
        rows = [
            {
                "company_id": record.company_id.id,
                "res_model": self._name,
                "res_id": self.id,
                "what": what,
                "attempt": attempt,
                "sequence": place,
                "role": tier.role,
                "user_ids": [(6, 0, people.ids)],
                "asked_by_id": self.env.uid,
                "asked_at": utcnow(),
                "state": "waiting" if place > 1 else "asked",
            }
            for place, (tier, people) in enumerate(record._signers(tiers, self.env.user), 1)
        ]
        before.flush_recordset()  # what was decided makes room first
        asked = record.env["cs.signoff"].create(rows)
        record.invalidate_recordset(["signoff_ids"])
        if not asked:
            record._signed_off(what)
            return asked
        record._tell_signers(asked[0])
        return asked

    def _signers(self, tiers, asking):
        """The people of each tier (in sudo).

        :param asking: who asks, and signs none.
        :return: ``(tier, people)`` each.
        :raises UserError: where a tier has nobody, or two tiers have one person between them.
        """
        # two or three tiers, each with its own people
        found = [(tier, tier._people(self.company_id) - asking) for tier in tiers]
        names = [tier.with_user(asking)._in_words() for tier in tiers]
        for name, (_tier, people) in zip(names, found, strict=True):
            if not people:
                raise UserError(self.env._("Nobody but you could sign off the tier “%(who)s”.", who=name))
        if not signing.can_sign_all([people.ids for _tier, people in found]):
            raise UserError(
                self.env._(
                    "Too few people for these tiers, nobody signs two: %(tiers)s. Give one more person the role, or "
                    "take a tier out of the rule of sign-offs.",
                    tiers=words.listed(self.env, names),
                )
            )
        return found

    def _tell_signers(self, asked):
        self._tell({self.id: asked.user_ids}, _lt("To be signed off"), by=("screen", "activity"))

    # -- verbs --------------------------------------------------------------------------

    def action_sign_off(self):
        """Sign off the tier whose turn it is.

        :raises AccessError: for who may not; UserError: when there is nothing.
        """
        for record in self:
            # each has its own tiers, and is decided one by one
            asked = record._decide("approved", "")
            rest = record.sudo().signoff_ids.filtered(  # sudo: tiers are written by verbs
                lambda one, done=asked: one.what == done.what and one.attempt == done.attempt and one.state == "waiting"
            )
            if rest:
                rest[0].state = "asked"
                record.sudo()._tell_signers(rest[0])  # sudo: to-dos of colleagues
            else:
                record.sudo()._signed_off(asked.what)  # sudo: what follows is the system's
        return True

    def action_refuse(self, reason=None):
        """Do not sign off; without a reason a dialog asks for it.

        :raises AccessError: for who may not; UserError: when there is nothing.
        """
        self.ensure_one()
        why = reason.strip() if isinstance(reason, str) else ""
        if not why:
            self._need_signer()
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Do Not Sign Off"),
                "res_model": "cs.signoff.refuse",
                "view_mode": "form",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_res_model": self._name, "default_res_id": self.id},
            }
        asked = self._decide("refused", why)
        rest = self.sudo().signoff_ids.filtered(lambda one: one.state == "waiting")  # sudo: tiers are written by verbs
        rest.write({"state": "void"})
        self.sudo()._signoff_refused(why, asked.what)  # sudo: what follows is the system's
        return True

    def _need_signer(self):
        self.check_access("read")
        hindrance = self._signoff_hindrance()
        if hindrance:
            raise (AccessError if self._signoff_asked() else UserError)(hindrance)

    def _decide(self, state, why):
        self.ensure_one()
        self._need_signer()
        asked = self._signoff_asked()
        if not asked.try_lock_for_update():
            raise UserError(self.env._("Somebody else decides this just now: look again."))
        asked.write({"state": state, "decided_by_id": self.env.uid, "decided_at": utcnow(), "words": why})
        asked.flush_recordset()  # the tier makes room for the next one
        self.sudo()._end_told()  # sudo: to-dos of colleagues
        return asked

    def _void_signoff(self):
        """What was asked is not wanted any more (in sudo)."""
        self.signoff_ids.filtered(lambda one: one.state in ("waiting", "asked")).write({"state": "void"})
        self._end_told()

    # -- hooks --------------------------------------------------------------------------

    def _signed_off(self, what):
        """What follows once the last tier has signed off (in sudo)."""

    def _signoff_refused(self, reason, what):
        """What follows once a tier did not sign off (in sudo)."""
