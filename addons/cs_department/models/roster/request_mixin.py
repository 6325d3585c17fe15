from odoo import _lt, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ...core.now import utcnow

#: waits for a colleague, or for the supervisor
WAITING = ("offered", "asked")


class CsDutyRequestMixin(models.AbstractModel):
    """Something that a person on duty asks for and the supervisor decides.

    Nobody writes a request: it is made, and then its verbs move it.
    """

    _name = "cs.duty.request.mixin"
    _description = "Request of a person on duty"
    _inherit = ["cs.due.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _allow_sudo_commands = False
    #: address of the list of such requests
    _path = ""
    #: what users say when they make one; the rest is the machinery's
    _asked_with = frozenset({"employee_id", "reason"})

    employee_id = fields.Many2one(
        "hr.employee",
        "Asked by",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null", precompute=True)
    team_id = fields.Many2one(
        "cs.team",
        required=True,
        index=True,
        compute="_compute_team_id",
        store=True,
        precompute=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True, precompute=True)
    state = fields.Selection(
        [
            ("offered", "A colleague is asked"),
            ("asked", "To be approved"),
            ("approved", "Approved"),
            ("refused", "Not approved"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Too late"),
        ],
        required=True,
        readonly=True,
        default="asked",
        index=True,
        tracking=True,
    )
    reason = fields.Char("Why")
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    answer = fields.Char(readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for request in self:
            request.is_mine = request.user_id == self.env.user

    @api.depends("employee_id")
    def _compute_team_id(self):
        """The team on whose roster the person is."""
        for request in self:
            # a request is made one at a time
            request.team_id = request.team_id or request.employee_id._cs_duty_team()

    # -- making ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.employee_id and any(not values.get("employee_id") for values in vals_list):
            raise UserError(self.env._("Your login has no employee: ask the supervisor to connect them."))
        known = self._asked_with
        # what decides a request is not said by whoever makes it, nor by defaults that he sends along
        honest = clean_context(self.env.context)
        asking = super(CsDutyRequestMixin, self.with_context(honest))  # pylint: disable=context-overridden
        requests = asking.create([{k: v for k, v in values.items() if k in known} for values in vals_list])
        requests = requests.with_env(self.env)
        requests._check_asker()
        requests._check_request()
        requests._after_asking()
        return requests

    def _check_asker(self):
        """People ask for themselves; supervisors ask for anybody."""
        if self.env.su or self.env.user.has_group("cs_department.group_cs_supervisor"):
            return
        if self.filtered(lambda request: request.user_id != self.env.user):
            raise AccessError(self.env._("Everybody asks for himself; supervisors ask for others."))

    def _check_request(self):
        """Whether it can be asked for at all.

        :raises UserError: with the reason in words.
        """

    def _after_asking(self):
        self._ask_supervisors()

    def _ask_supervisors(self):
        """The supervisors of the teams have something to decide."""
        # sudo: the to-do is the supervisor's
        waiting = self.sudo().filtered(lambda request: request.state == "asked")
        told = {one.id: one.team_id.supervisor_id - one.user_id for one in waiting}
        waiting._tell(told, self._title("asked"), by=("activity", "screen"))

    # -- deciding --------------------------------------------------------------------

    def approve(self):
        """The supervisor lets it happen."""
        for request in self._to_decide():
            # each approval changes the roster that the next is held to
            request._check_request()
            request._system_write({"state": "approved", **request._prepare_decision()})
            request._carry_out()
            request._tell_decision()
        return True

    def refuse(self, answer=""):
        """The supervisor does not."""
        requests = self._to_decide()
        requests._system_write({"state": "refused", **self._prepare_decision(answer)})
        requests._tell_decision()
        return True

    def withdraw(self):
        """Whoever asked does not want it any more."""
        self.check_access("read")
        supervisor = self.env.user.has_group("cs_department.group_cs_supervisor")
        if self.filtered(lambda request: request.user_id != self.env.user) and not supervisor:
            raise AccessError(self.env._("Whoever asked withdraws a request."))
        self._refuse_unless(WAITING)
        self._system_write({"state": "withdrawn", "next_action_at": False})
        # sudo: the to-do is the supervisor's
        self.sudo()._end_told()
        return True

    def _to_decide(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Supervisors decide on requests."))
        if self.filtered(lambda request: self.env.user in request._parties()):
            raise UserError(self.env._("Another supervisor or a manager decides on your own request."))
        self._refuse_unless(("asked",))
        return self

    def _parties(self):
        """Users who want it themselves."""
        return self.user_id

    def _refuse_unless(self, states):
        if self.filtered(lambda request: request.state not in states):
            raise UserError(self.env._("This request has been settled meanwhile."))

    def _prepare_decision(self, answer="") -> dict:
        words = answer.strip()[:500] if isinstance(answer, str) else ""
        return {
            "decided_by_id": self.env.uid,
            "decided_at": utcnow(),
            "answer": words,
            "next_action_at": False,
        }

    def _carry_out(self):
        """What follows from an approval."""

    def _system_write(self, vals):
        """Write as the machinery."""
        # sudo: nobody writes requests directly, the verbs have asked for the rights
        return self.sudo().write(vals)

    # -- time --------------------------------------------------------------------------

    def _act_on_time(self):
        """What is not decided when it begins has come too late."""
        late = self.filtered(lambda request: request.state in WAITING)
        (self - late)._put_off(False)
        late.write({"state": "expired", "next_action_at": False})
        late._tell_decision()

    # -- telling -------------------------------------------------------------------------

    def _title(self, state):
        """What is said of a request in a state, lazily translated."""
        return {
            "asked": _lt("A request for you to decide"),
            "approved": _lt("Your request is approved"),
            "refused": _lt("Your request is refused"),
            "expired": _lt("Your request was not decided in time"),
        }[state]

    def _tell_decision(self):
        """Whoever asked learns of it; the supervisor's to-do is done."""
        # sudo: the to-do is the supervisor's, the message goes to colleagues
        known = self.sudo()
        known._end_told()
        for state, requests in known.grouped("state").items():
            told = {request.id: request._parties() - self.env.user for request in requests}
            # one message for all that were decided alike
            requests._tell(told, self._title(state), by=("screen", "mail"))

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/{self._path}/{self.id}"

    def _local_today(self, now):
        return self.team_id._local_day(now)


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _cs_duty_team(self):
        """The team on whose rosters a person is: of the last shift, else by the team's list."""
        # sudo: which team a colleague works in is no secret
        known = self.sudo()
        if not known:
            return self.env["cs.team"]
        shifts = self.env["cs.shift"].sudo()  # sudo: as above
        last = shifts.search([("employee_id", "=", known.id), ("state", "=", "published")], order="date desc", limit=1)
        if last:
            return last.team_id.with_env(self.env)
        team = self.env["cs.team"].sudo()  # sudo: as above
        found = team.search(
            ["|", ("employee_ids", "in", known.ids), ("member_ids", "in", known.user_id.ids)], order="id", limit=1
        )
        return found.with_env(self.env)
