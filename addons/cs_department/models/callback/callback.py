from odoo import api, fields, models
from odoo.fields import Domain

from ...core import clock as core_clock
from ...core.masking import mask_phone
from ...core.now import utcnow
from .draw import Subject, start_of_calls

STATES = [
    ("todo", "To call"),
    ("held", "Waits for the case"),
    ("done", "Called"),
    ("refused", "Refused by the customer"),
    ("given_up", "Given up"),
    ("signed_off", "Signed off"),
    ("cancelled", "Not needed"),
]
#: a call is still owed
OPEN = ("todo", "held")
RESULTS = [("satisfied", "Satisfied"), ("unsatisfied", "Not satisfied")]


class CsCallback(models.Model):
    """A customer is owed a call: after a case, after a delivery, on a birthday.

    This file holds what a callback *is* and how it comes about. Beside it stand
    ``callback_caller`` (who calls), ``callback_call`` (attempts and what follows from
    them), ``callback_due`` (what time does) and ``callback_desk`` (the caller's screen).
    Nobody writes one directly: the verbs do.
    """

    _name = "cs.callback"
    _description = "Callback"
    _inherit = ["cs.due.mixin", "cs.personal.data.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_at, id"
    _allow_sudo_commands = False
    _check_company_auto = True

    _cs_personal = {"phone": "phone_masked"}
    _cs_revealable = ("phone",)

    rule_id = fields.Many2one("cs.callback.rule", required=True, ondelete="restrict", index=True, readonly=True)
    draw_id = fields.Many2one("cs.callback.draw", ondelete="restrict", index=True, readonly=True)
    event_id = fields.Many2one(related="rule_id.event_id", string="Occasion", store=True)
    channel = fields.Selection(related="rule_id.channel")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="cascade", readonly=True)
    kind_id = fields.Many2one("cs.ticket.kind", ondelete="restrict", readonly=True)
    ticket_team_id = fields.Many2one(
        "cs.team", "Team of the case", ondelete="restrict", readonly=True, check_company=True
    )
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null", ondelete="set null", readonly=True)
    phone = fields.Char("Telephone", compute="_compute_phone", groups="cs_department.group_cs_personal_data")
    phone_masked = fields.Char("Telephone (masked)", compute="_compute_phone")

    # who calls
    team_id = fields.Many2one("cs.team", "Team that calls", index=True, readonly=True, check_company=True)
    user_id = fields.Many2one("res.users", "Who calls", index="btree_not_null", readonly=True)
    taken_at = fields.Datetime("Taken on", readonly=True)
    named_ids = fields.Many2many("res.users", "cs_callback_named_rel", string="Named by the rule", readonly=True)
    handler_ids = fields.Many2many("res.users", "cs_callback_handler_rel", string="Handled the case", readonly=True)

    # where it stands
    state = fields.Selection(STATES, required=True, default="todo", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    words = fields.Text("Customer's words", readonly=True)
    round = fields.Integer(default=1, readonly=True, aggregator=None, help="How often the case was handled.")
    event_at = fields.Datetime("Happened on", required=True, readonly=True)
    ready_at = fields.Datetime("To call from", required=True, readonly=True)
    due_at = fields.Datetime("To call until", readonly=True)
    late = fields.Boolean(readonly=True, help="A customer was not reached in time.")
    attempt_ids = fields.One2many("cs.callback.attempt", "callback_id", "Attempts", readonly=True)
    attempt_count = fields.Integer("Attempts made", readonly=True, help="Since the case was handled last.")
    reached_at = fields.Datetime("First reached on", readonly=True)
    done_at = fields.Datetime("Ended on", readonly=True)
    sign_off_user_id = fields.Many2one("res.users", "Signed off by", readonly=True)
    end_reason = fields.Char("Why it ended", readonly=True)

    _work_idx = models.Index("(state, team_id, ready_at)")
    _order_idx = models.Index("(due_at, id)")
    _open_idx = models.Index("(due_at, id) WHERE state IN ('todo', 'held')")

    # -- computes ------------------------------------------------------------

    @api.depends("ticket_id", "partner_id", "event_id")
    def _compute_display_name(self):
        for callback in self:
            # sudo: who calls must know about what and whom
            row = callback.sudo()
            about = row.ticket_id.number or row.event_id.name or ""
            callback.display_name = f"{about} {row.partner_id.name or row.ticket_id.caller_name or ''}".strip()

    @api.depends("partner_id", "ticket_id")
    def _compute_phone(self):
        default = self.env.company._cs_country_code()
        # sudo: a mask is made of the value that the user may not see
        for callback, row in zip(self, self.sudo(), strict=True):
            partner = row.partner_id
            phone = row.ticket_id.caller_phone or partner.phone or partner.commercial_partner_id.phone
            callback.phone = phone
            callback.phone_masked = mask_phone(phone, partner.country_id.code or default)

    def _cs_secret(self):
        return self.filtered("id")

    # -- how callbacks come about ----------------------------------------------

    @api.model
    def _cs_callback_event(self, records, event: str, at=None, occasion: str = ""):
        """Something happened after which customers may be called back.

        Any app tells it here; the rules for the event draw. What a rule has looked at
        before is not drawn again.

        :param records: ``cs.ticket``, ``res.partner``, or documents with a
            ``partner_id`` and a ``company_id``.
        :param event: code of a ``cs.callback.event``.
        :param at: when it happened (naive UTC), default now.
        :param occasion: which of many, where it happens to the same record again and
            again (the year of a birthday).
        :return: the callbacks that come of it (in sudo).
        """
        # sudo: rules draw whoever closes a case, and nobody sees how
        system, records = self.sudo(), records.sudo()
        subjects = system._subjects(records, at or utcnow())
        draws, subject_of = system.env["cs.callback.draw"]._look_at(subjects, event, occasion)
        drawn = [(draw, subject_of[records.browse(draw.res_id)]) for draw in draws if draw.drawn]
        return system._create_drawn(drawn)

    @api.model
    def _subjects(self, records, at) -> list[Subject]:
        """What the rules look at, of each record (in sudo)."""
        today = utcnow()
        if records._name == "cs.ticket":
            return [
                Subject(t, t, t.partner_id, t.company_id.id, t._rule_facts(), t._rule_day(today), at)
                for t in records
                if t.active and not t.merged_into_id
            ]
        cases, subjects = self.env["cs.ticket"], []
        for record in records:
            partner = record if records._name == "res.partner" else record.partner_id
            company = record["company_id"] or self.env.company
            area = partner.cs_area_id
            facts = {
                "customer_class_id": partner._cs_customer_class().id,
                "area_id": area.id if area.company_id == company else False,
            }
            subjects.append(Subject(record, cases, partner, company.id, facts, company._cs_local_day(today), at))
        return subjects

    @api.model
    def _create_drawn(self, drawn):
        """The callbacks of (draw, subject), in one batch; they are told to whom a rule names."""
        if not drawn:
            return self.browse()
        cases = self.env["cs.ticket"].union(*(subject.ticket for _draw, subject in drawn))
        handlers = cases._cs_handlers()
        plans = {draw: self.env["cs.callback.rule"]._plan(draw.rule_id.id) for draw, _subject in drawn}
        named = self._named_callers([pair for pair in drawn if plans[pair[0]].caller == "named"])
        rows = []
        for draw, subject in drawn:
            plan = plans[draw]
            ticket = subject.ticket
            callers = named.get(draw, self.env["res.users"])
            pool = self.env["cs.team"].browse(plan.pool_team_id or ())
            # a rule of all companies may name a team of one of them
            pool = pool.filtered(lambda team, home=subject.company_id: team.company_id.id == home)
            team_id = pool.id or ticket.team_id.id or self._default_team_id(subject.company_id)
            rows.append(
                {
                    "rule_id": plan.rule_id,
                    "draw_id": draw.id,
                    "company_id": subject.company_id,
                    "ticket_id": ticket.id,
                    "kind_id": ticket.kind_id.id,
                    "ticket_team_id": ticket.team_id.id,
                    "partner_id": subject.partner.id,
                    "team_id": team_id,
                    "named_ids": [fields.Command.set(callers.ids)],
                    "user_id": callers.id if len(callers) == 1 else False,
                    "handler_ids": [fields.Command.set(handlers[ticket.id].ids if ticket else ())],
                    "event_at": subject.at,
                    "ready_at": start_of_calls(plan, subject.at),
                }
            )
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "tracking_disable": True}
        callbacks = self.with_context(**quiet).create(rows)
        callbacks._set_due()
        if any(named.values()):
            callbacks._tell_named()
        return callbacks

    @api.model
    def _default_team_id(self, company_id):
        return self.env["cs.team"]._serving_id(company_id, False, False)

    @api.model
    def _open_of(self, tickets):
        """Callbacks of cases that are still owed (in sudo)."""
        # sudo: callbacks follow their case whoever acts on it
        return self.sudo().search(Domain("ticket_id", "in", tickets.ids) & Domain("state", "in", OPEN))

    # -- due -------------------------------------------------------------------

    def _set_due(self):
        """Until when to call, in the working time of the team that calls; batches ask once."""
        dues, moments = {}, {}
        for callback in self:
            plan = self.env["cs.callback.rule"]._plan(callback.rule_id.id)
            key = (plan.window, plan.window_unit, callback.ready_at, callback._calendar())
            if key not in dues:
                dues[key] = self._due_moment(plan, callback.ready_at, callback._calendar())
            moments.setdefault(dues[key], []).append(callback.id)
        for due, ids in moments.items():
            # as many writes as there are different moments
            self.browse(ids).write({"due_at": due})
        self._refresh_next_action()

    def _calendar(self):
        return (self.team_id or self.company_id).resource_calendar_id

    @api.model
    def _due_moment(self, plan, ready_at, calendar):
        """Until when a rule wants a call that may be made from ``ready_at`` on, in these hours."""
        time = calendar._cs_working_time()
        target = core_clock.Target(plan.window, plan.window_unit)
        try:
            minutes = core_clock.target_minutes(target, ready_at, time)
            return core_clock.start(minutes, ready_at, time).due_at
        except core_clock.NoWorkingTime:
            return False
