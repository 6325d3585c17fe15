from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.now import utcnow
from .callback import OPEN

SUPERVISOR = "cs_department.group_cs_supervisor"
MANAGER = "cs_department.group_cs_manager"


class CsCallback(models.Model):
    """Who calls: never somebody who handled the case, unless the rule names him."""

    _inherit = "cs.callback"

    # -- whom the rule names -----------------------------------------------------

    @api.model
    def _named_callers(self, drawn) -> dict:
        """Draw → the users that its rule names (in sudo)."""
        named = {}
        for rule, pairs in _by_rule(drawn).items():
            if rule.caller != "named":
                continue
            cases = self.env["cs.ticket"].union(*(subject.ticket for _draw, subject in pairs))
            # one lookup for each rule, read in batch
            users = rule._recipients(cases) if cases else {}
            for draw, subject in pairs:
                named[draw] = users[subject.ticket.id] if subject.ticket else rule._named_without_case()
        return named

    def _tell_named(self):
        """Who must call in person finds it among his to-dos."""
        rows = []
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        for callback in self:
            due = callback.due_at or callback.ready_at
            rows += [
                {
                    "res_model_id": model_id,
                    "res_id": callback.id,
                    "activity_type_id": todo.id,
                    "user_id": user.id,
                    "summary": self.env._("Call the customer back in person"),
                    "date_deadline": due.date(),
                    "automated": True,
                }
                for user in callback.named_ids
            ]
        # the to-do itself says it: no mail beside it
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)

    # -- who may -----------------------------------------------------------------

    def _may_call(self, user) -> bool:
        """Whether somebody may make this call."""
        self.ensure_one()
        if self.named_ids:
            return user in self.named_ids
        if user in self.handler_ids:
            return False
        return user in self.team_id.member_ids or user.has_group(SUPERVISOR)

    def _need_may_call(self, user=None):
        """:raises AccessError: when the user may not make one of these calls."""
        user = user or self.env.user
        for callback in self.sudo():  # sudo: who handled the case decides, visible or not
            if callback._may_call(user):
                continue
            if user in callback.handler_ids:
                raise AccessError(
                    self.env._(
                        "%(callback)s: %(user)s handled this case, somebody else calls back.",
                        callback=callback.display_name,
                        user=user.name,
                    )
                )
            raise AccessError(
                self.env._("%(callback)s is not %(user)s's to call.", callback=callback.display_name, user=user.name)
            )

    def _need_open(self):
        """:raises UserError: when one of the calls is not owed at present."""
        for callback in self:
            if callback.state != "todo":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(callback)s is not to be called now: %(state)s.",
                        callback=callback.display_name,
                        state=states[callback.state],
                    )
                )

    # -- verbs -------------------------------------------------------------------

    @api.model
    def next_call(self):
        """Take the most urgent call that the user may make.

        :return: its id, or ``False`` when there is none.
        """
        self.browse().check_access("read")
        mine = self.search(self._callable_domain() & Domain("user_id", "=", self.env.uid), limit=1)
        if mine:
            return mine.id
        # sudo: the rules of reading hold in the search; taking writes
        free = self.search(self._callable_domain() & self._free_domain(), limit=5).sudo()
        taken = free.try_lock_for_update(limit=1)
        taken._hand_to(self.env.user)
        return taken.id

    @api.model
    def _callable_domain(self):
        """Calls that may be made now by the user."""
        user = self.env.user
        pool = Domain("named_ids", "=", False) & Domain("handler_ids", "not in", user.ids)
        if not user.has_group(SUPERVISOR):
            pool &= Domain("team_id", "in", user.cs_team_ids.ids)
        return (
            Domain("state", "=", "todo")
            & Domain("ready_at", "<=", utcnow())
            & (pool | Domain("named_ids", "in", user.ids))
        )

    @api.model
    def _free_domain(self):
        """Calls that nobody makes: not taken, or taken and left lying."""
        # sudo: a setting of the company
        left = utcnow() - timedelta(minutes=self.env.company.sudo().cs_callback_minutes)
        lying = Domain("named_ids", "=", False) & Domain("ready_at", "<", left) & Domain("taken_at", "<", left)
        return Domain("user_id", "=", False) | lying

    def take(self):
        """The user makes these calls.

        :raises AccessError: when he handled one of the cases.
        """
        self.check_access("read")
        self._need_open()
        self._need_may_call()
        others = self.filtered(lambda callback: callback.user_id != self.env.user)
        others -= others.filtered_domain(self._free_domain())
        if others:
            raise UserError(self.env._("%(user)s is calling already.", user=others[0].user_id.name))
        # sudo: nobody writes callbacks but the verbs
        self.sudo()._hand_to(self.env.user)
        return True

    def _hand_to(self, user):
        """Somebody makes these calls from now on (in sudo)."""
        self.write({"user_id": user.id, "taken_at": utcnow()})

    def release(self):
        """Give calls back to the team; what the rule names somebody for stays his."""
        self.check_access("read")
        own = self.filtered(lambda c: c.user_id == self.env.user or self.env.user.has_group(SUPERVISOR))
        # sudo: nobody writes callbacks but the verbs
        own.filtered(lambda c: c.state in OPEN and len(c.sudo().named_ids) != 1).sudo().write({"user_id": False})
        return True

    def assign(self, user):
        """A supervisor says who calls.

        :param user: ``res.users`` or its id.
        :raises AccessError: for somebody who handled the case, unless the rule names him.
        """
        self.check_access("read")
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Supervisors say who calls."))
        user = self.env["cs.ticket"]._browse_argument("res.users", user)
        if len(user) != 1:
            raise UserError(self.env._("Choose who calls."))
        self._need_open()
        # sudo: a colleague's groups are no secret
        self._need_may_call(user.sudo())
        self.sudo()._hand_to(user)  # sudo: nobody writes callbacks but the verbs
        return True


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_callback_minutes = fields.Integer("Callback left lying (min)", default=120)

    _cs_callback_minutes_sane = models.Constraint(
        "CHECK (cs_callback_minutes BETWEEN 1 AND 10080)", "A call lies for a minute to a week before it is free again."
    )


class CsCallbackRule(models.Model):
    _inherit = "cs.callback.rule"

    def _named_without_case(self):
        """Whom the rule names for a care call, which is about no case."""
        if self.role == "named":
            return self._named_colleagues()
        team = self.pool_team_id
        return (team.manager_id if self.role == "manager" else team.supervisor_id).filtered("active")


def _by_rule(drawn) -> dict:
    groups = {}
    for draw, subject in drawn:
        groups.setdefault(draw.rule_id, []).append((draw, subject))
    return groups
