from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list, plaintext2html

from ...core.now import utcnow

#: what its writer fills in; everything else moves by the deeds below
OWN_WORDS = frozenset({"reason", "effective_from", "decision_note"})


class CsRuleChange(models.Model):
    """A change of a rule that is thought over, previewed and decided before it counts.

    The draft is a rule like any other that nobody asks. Putting it in force writes its
    content into the original at once, or lets it follow the original from a day on.
    """

    _name = "cs.rule.change"
    _description = "Change of a rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char("Rule", required=True, readonly=True)
    model = fields.Selection("_selection_model", "Book", required=True, readonly=True)
    original_id = fields.Many2oneReference(model_field="model", readonly=True, help="Empty: a new rule.")
    draft_id = fields.Many2oneReference(model_field="model", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    proposer_id = fields.Many2one(
        "res.users", "Written by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    owner_id = fields.Many2one("res.users", "Owner of the rule", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    reason = fields.Char("Why")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("in_force", "Accepted"),
            ("declined", "Declined"),
            ("discarded", "Discarded"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    effective_from = fields.Date("In force from", help="Empty: at once.")
    decision_note = fields.Char("Answer to the writer")
    # the rule when the draft was made, and the draft when it was decided
    before = fields.Json("Content before", readonly=True)
    after = fields.Json("Content after", readonly=True)
    diff = fields.Json("What changes", compute="_compute_diff")
    overtaken = fields.Char("Changed meanwhile", compute="_compute_diff")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _one_open_per_person = models.UniqueIndex(
        "(model, original_id, proposer_id) WHERE state = 'draft' AND original_id > 0",
        "You are changing this rule already.",
    )

    @api.model
    def _selection_model(self):
        return self.env["cs.book.version"]._selection_model()

    @api.depends_context("uid")
    @api.depends("proposer_id")
    def _compute_is_mine(self):
        for change in self:
            change.is_mine = change.proposer_id == self.env.user

    @api.depends("state", "before", "after", "draft_id")
    @api.depends_context("lang")
    def _compute_diff(self):
        for change in self:
            book = self.env[change.model] if change.model in self.env else self.env["cs.rule.mixin"]
            after = change.after or change._draft_data()
            change.diff = book._book_diff(change.before or None, after) if after else []
            rows = book._book_diff(change.before, change._original_data()) if change._is_overtaken() else []
            change.overtaken = format_list(self.env, [row["label"] for row in rows])

    # -- draft and original ----------------------------------------------------------

    def _draft(self):
        # sudo: what is proposed is read by whoever may read the change
        return self.env[self.model].sudo().browse(self.draft_id or ()).exists()

    def _original(self):
        # sudo: as above
        return self.env[self.model].sudo().browse(self.original_id or ()).exists()

    def _draft_data(self) -> dict | None:
        """What the rule would say: a draft sleeps, the rule does not."""
        draft = self._draft()
        if not draft:
            return None
        active = self.before["active"] if self.before else True
        return {**draft._book_data(), "active": active}

    def _original_data(self) -> dict | None:
        original = self._original()
        return original._book_data() if original else None

    def _is_overtaken(self) -> bool:
        """Whether the rule was changed since the draft was made."""
        open_ = self.state in ("draft", "proposed")
        return bool(open_ and self.before and self.original_id and self.before != self._original_data())

    @api.model
    def _start(self, rule, is_new=False):
        """The change of a rule that this user writes, with its draft.

        :param is_new: a new rule that starts as a copy of this one.
        """
        rule.ensure_one()
        rule.check_access("read")
        # sudo: agents create no rules, they propose; the draft is nobody's rule yet
        changes = self.sudo()
        mine = [("model", "=", rule._name), ("proposer_id", "=", self.env.uid), ("state", "=", "draft")]
        change = changes.search([*mine, ("original_id", "=", rule.id)], limit=1)
        if change and change._draft() and not is_new:
            return change.with_env(self.env)
        system = rule.sudo()  # sudo: the draft begins with all that the rule says
        data = system._book_data()
        change = changes.create(
            {
                "name": self.env._("New: like %(rule)s", rule=rule.name) if is_new else rule.name,
                "model": rule._name,
                "original_id": False if is_new else rule.id,
                "company_id": rule.company_id.id,
                "owner_id": system.owner_id.id,
                "proposer_id": self.env.uid,
                "before": False if is_new else data,
            }
        )
        change.draft_id = system.browse()._book_create([data], active=False, is_draft=True, change_id=change.id).id
        return change.with_env(self.env)

    # -- rights ------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            foreign = {
                name for name in vals if name not in OWN_WORDS and not name.startswith(("activity_", "message_"))
            }
            if foreign:
                raise AccessError(self.env._("A change of a rule moves by its buttons only."))
            if OWN_WORDS & vals.keys():
                self._check_open(deciding="decision_note" in vals)
        return super().write(vals)

    def _check_open(self, deciding=False):
        """Its writer words it while it is a draft; managers until it is decided."""
        manager = self._is_manager()
        if deciding and not manager:
            raise AccessError(self.env._("Managers decide on changes of rules."))
        for change in self:
            mine = change.proposer_id == self.env.user and change.state == "draft"
            if not (mine or (manager and change.state in ("draft", "proposed"))):
                raise AccessError(self.env._("This change of a rule is not yours to write any more."))

    @api.model
    def _is_manager(self) -> bool:
        return self.env.su or self.env.user.has_group("cs_department.group_cs_manager")

    def _check_decider(self):
        self.check_access("write")
        if not self._is_manager():
            raise AccessError(self.env._("Managers decide on changes of rules."))
        if self.filtered(lambda change: change.state not in ("draft", "proposed")):
            raise UserError(self.env._("This change has been decided already."))

    # -- deeds -------------------------------------------------------------------------

    def action_propose(self):
        """Hand the draft to the owner of the rule; it cannot be changed any more."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_worded()
        # sudo: see write
        change = self.sudo()
        change.state = "proposed"
        for user in change._deciders():
            change.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Decide on a change: %(rule)s", rule=change.name),
                note=plaintext2html(change.reason),
            )
        return True

    def _check_worded(self):
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why you change the rule: the reason is kept with the change."))
        if not self._draft():
            raise UserError(self.env._("The draft is gone. Start the change again."))
        if self.before == self._draft_data():
            raise UserError(self.env._("The draft says the same as the rule. Change it first."))

    def _deciders(self):
        """The owner of the rule; a rule without one is the managers'."""
        owner = self.owner_id.filtered("active")
        return owner or self.env["cs.ticket"]._managers_of_company(self.company_id or self.env.company)

    def action_decline(self):
        """Decline; its writer gets the answer."""
        self.ensure_one()
        self._check_decider()
        note = (self.decision_note or "").strip()
        if not note:
            raise UserError(self.env._("Say why the change is declined: write an answer to its writer."))
        self._decided("declined")
        self._drop_draft()
        self._answer(self.env._("Your change of “%(rule)s” was declined: %(why)s", rule=self.name, why=note))
        return True

    def action_discard(self):
        """Its writer thinks better of it."""
        self.ensure_one()
        self.check_access("write")
        if self.proposer_id != self.env.user and not self._is_manager():
            raise AccessError(self.env._("This change of a rule is not yours."))
        if self.state not in ("draft", "proposed"):
            raise UserError(self.env._("This change has been decided already."))
        self._decided("discarded")
        self._drop_draft()
        return self.action_open_rule()

    def action_put_in_force(self):
        """The rule says from now on, or from a day on, what the draft says."""
        self.ensure_one()
        self._check_decider()
        self._check_worded()
        if self._is_overtaken():
            raise UserError(
                self.env._(
                    "The rule was changed since this draft was made (%(fields)s). Take the draft up to date first.",
                    fields=self.overtaken,
                )
            )
        if self.original_id and not self._original():
            raise UserError(self.env._("The rule is gone meanwhile. Discard this change."))
        data, draft = self._draft_data(), self._draft()
        # as the manager who decides: his rights count, his name stands in the history
        original = self._original().sudo(self.env.su).with_context(cs_change_reason=self.reason)
        if self.effective_from:
            rule = self._follow(original, draft)
        elif original:
            original._book_write(data)
            rule = original
        else:
            rule = self._awaken(draft, {})
        # sudo: the record of the decision, see write
        self.sudo().after = data
        self._decided("in_force")
        if rule.id != draft.id:
            self._drop_draft()
        self._answer(self.env._("Your change of “%(rule)s” is in force.", rule=self.name))
        return self._open(rule)

    def _follow(self, original, draft):
        """The draft follows the original from a day on."""
        today = fields.Date.context_today(self, utcnow())
        if self.effective_from < today:
            raise UserError(self.env._("The change cannot be in force from a day that is over."))
        last = self.effective_from - timedelta(days=1)
        values = {"date_from": self.effective_from}
        if original:
            values["key"] = original._key_from(self.effective_from)
            if original.date_from and original.date_from > last:
                raise UserError(self.env._("The rule itself is in force only later. Choose a later day, or none."))
            if not original.date_to or original.date_to > last:
                original.write({"date_to": last})
        return self._awaken(draft, values)

    def _awaken(self, draft, values):
        """A draft becomes a rule."""
        # sudo: only a decision makes a rule of a draft; the reason goes into the history
        draft.sudo().with_context(cs_change_reason=self.reason).write(
            {**values, "is_draft": False, "change_id": False, "active": True}
        )
        return draft

    def action_take_up_to_date(self):
        """What was changed in the rule meanwhile comes into the draft, where the draft did not change it."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        old, now, mine = self.before, self._original_data(), self._draft_data()
        if not old or not now or not mine:
            raise UserError(self.env._("The rule is gone meanwhile. Discard this change."))
        merged = {name: mine[name] if mine[name] != old.get(name) else now[name] for name in now}
        self._draft()._book_write({**merged, "active": False})
        self.sudo().before = now  # sudo: the draft and what it started from belong together
        return True

    def _decided(self, state):
        # sudo: see write
        change = self.sudo()
        change.write({"state": state, "decided_by_id": self.env.uid, "decided_at": utcnow()})
        change.activity_ids.unlink()

    def _drop_draft(self):
        draft, change = self._draft(), self.sudo()  # sudo: whoever decides ends the draft; what it said is kept
        if draft.is_draft:
            change.after = self.after or self._draft_data()
            draft.unlink()
            change.draft_id = False

    def _answer(self, words):
        """Its writer hears of the decision, unless he made it himself."""
        if self.proposer_id != self.env.user:
            # sudo: the decision is told by the system
            self.sudo().message_notify(
                partner_ids=self.proposer_id.partner_id.ids,
                subject=self.name,
                body=words,
                author_id=self.env.user.partner_id.id,
            )

    # -- screens -----------------------------------------------------------------------

    def action_open_draft(self):
        self.ensure_one()
        self.check_access("read")
        return self._open(self._draft())

    def action_open_rule(self):
        self.ensure_one()
        self.check_access("read")
        return self._open(self._original())

    def _open(self, rule):
        """The form of a rule, or the book where there is none."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "views": [(False, "form")] if rule else [(False, "list"), (False, "form")],
            "res_id": rule.id,
            "target": "current",
            "name": self.env["cs.book.version"]._book_name(self.model),
        }
