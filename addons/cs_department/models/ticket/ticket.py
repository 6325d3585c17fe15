from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...core.flow import LIVE
from ...core.now import utcnow
from ...core.rules import DIMENSIONS
from ..rulebook.clock_type import TICKET_CLOCKS
from .priority_matrix import PRIORITIES
from .stage import STATES

#: Written only by the verbs and the machinery: what they say is evidence.
SYSTEM_FIELDS = frozenset(
    {
        "number",
        "active",
        "state",
        "registered_at",
        "registered_by_id",
        "first_response_at",
        "resolved_at",
        "closed_at",
        "reopen_count",
        "transfer_count",
        "pending_user_id",
        "pending_team_id",
        "alarm",
        "next_due_at",
        "next_clock",
        "next_warn_at",
        "clock_paused",
        "next_action_at",
        "breached",
        "merged_into_id",
        "repeat_of_id",
        "closing_warned_at",
        "unread_reply",
        "end_reason",
        "customer_class_id",
        "promised_at",
        "promise_told_at",
        "promise_broken_at",
        "regulator_reported_at",
        "regulator_reference",
        "clock_ids",
        "event_ids",
        "escalation_ids",
        "urge_count",
        "last_urged_at",
        "agent_late_minutes",
        "department_late_minutes",
        "late_department_id",
        "import_id",
        "low_answer_id",
        "follow_up_of_id",
        "invitation_ids",
        "external_ref",
    }
)
#: Held by the context of a verb. An object cannot come in by RPC, so no caller can
#: pretend to be the machinery.
VERB = object()

#: What decides which rule applies; a change looks the targets up again.
RULE_FACTS = frozenset(DIMENSIONS)


#: what can happen to a case, for those who react to it (see ``CsTicket._happened``)
HAPPENINGS = frozenset(
    {
        "registered",
        "answered",
        "waiting",
        "resumed",
        "resolved",
        "closed",
        "reopened",
        "cancelled",
        "classified",
        "assigned",
        "transferred",
        "accepted",
        "customer_wrote",
        "urged",
        "promised",
        "promise_broken",
        "clock_warned",
        "clock_missed",
        "task_missed",
        "task_done",
        "repeat_found",
        "compensation_paid",
        "callback_done",
        "callback_unsatisfied",
        "survey_answered",
        "survey_low",
    }
)


class CsTicket(models.Model):
    """One case of the department, whatever its kind.

    This file holds what a case *is*: its fields and the guard of its figures. What
    happens to it stands beside: ``ticket_registration`` and ``ticket_caller``,
    ``ticket_change`` (plain writes), ``ticket_flow`` and ``ticket_transfer`` (verbs),
    ``ticket_step`` (from stage to stage), ``ticket_promise``, ``ticket_recheck`` and
    ``ticket_merge``, ``ticket_people`` (who is told), ``ticket_buttons``; ``ticket_clock``
    and ``ticket_lateness``, ``ticket_routing``, ``ticket_repeat``, ``ticket_mail`` and
    ``case_template`` (words in and out), ``ticket_due`` (the time-driven pass),
    ``ticket_rules`` (which rules apply), ``ticket_life`` (what happened, as previews read
    it); what screens read: ``ticket_screen``, ``ticket_search``, ``ticket_figures``,
    ``ticket_promises`` (the line of time) and ``ticket_board``.

    The other areas listen to it by :meth:`_happened`: ``escalation``, ``automation``,
    ``approval``, ``compensation``, ``accident``, ``satisfaction``, ``callback``.
    """

    _name = "cs.ticket"
    _description = "Customer service case"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.due.mixin", "cs.tell.mixin"]
    _order = "priority desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _allow_sudo_commands = False
    _mail_post_access = "read"
    _primary_email = "email_from"

    number = fields.Char(readonly=True, copy=False)
    name = fields.Char("Subject", required=True)
    active = fields.Boolean(default=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind_id = fields.Many2one(
        "cs.ticket.kind",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["cs.ticket.kind"]._default_id(),
    )
    category_id = fields.Many2one("cs.ticket.category", index=True, ondelete="restrict")
    properties = fields.Properties("Details", definition="category_id.ticket_properties_definition", copy=True)
    channel_id = fields.Many2one(
        "cs.ticket.channel",
        ondelete="restrict",
        default=lambda self: self.env["cs.ticket.channel"]._default_id(),
    )
    tag_ids = fields.Many2many("cs.ticket.tag", string="Tags")
    description = fields.Html("What happened", sanitize_attributes=True)
    place = fields.Char("Unit or place")
    order_ref = fields.Char("Order number")

    # who
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    customer_class_id = fields.Many2one("cs.customer.class", "Customer class", readonly=True)
    caller_name = fields.Char("Caller", help="Who called, when not the customer himself.")
    caller_phone = fields.Char("Caller's number", groups="cs_department.group_cs_personal_data")
    email_from = fields.Char("Mail of the sender", groups="cs_department.group_cs_personal_data")
    called_at = fields.Datetime("Time of the call")
    receiver_signature = fields.Binary("Receiver's signature", attachment=True)
    registered_by_id = fields.Many2one(
        "res.users",
        "Registered by",
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    registered_at = fields.Datetime(readonly=True, copy=False, index=True)
    area_id = fields.Many2one("cs.area", index=True, check_company=True)
    team_id = fields.Many2one("cs.team", check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index=True,
        check_company=True,
        copy=False,
        falsy_value_label="Nobody",
        domain="[('share', '=', False)]",
    )
    pending_user_id = fields.Many2one(
        "res.users",
        "Transfer to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Asked to take the case over; until then the responsible stays.",
    )
    pending_team_id = fields.Many2one("cs.team", "Transfer to team", readonly=True, copy=False, index="btree_not_null")

    # how grave
    severity_id = fields.Many2one("cs.severity", index="btree_not_null", ondelete="restrict")
    impact = fields.Selection(
        selection=lambda self: self.env["cs.priority.matrix"]._selection_level(),
        required=True,
        default=lambda self: self._default_kind_facts().impact,
    )
    urgency = fields.Selection(
        selection=lambda self: self.env["cs.priority.matrix"]._selection_level(),
        required=True,
        default=lambda self: self._default_kind_facts().urgency,
    )
    priority = fields.Selection(
        PRIORITIES,
        readonly=True,
        default="1",
        help="From impact and urgency, by the matrix of the department.",
    )

    # where it stands
    stage_id = fields.Many2one(
        "cs.ticket.stage",
        copy=False,
        ondelete="restrict",
        group_expand="_read_group_expand_full",
        default=lambda self: self.env["cs.ticket.stage"]._first_id("new"),
    )
    state = fields.Selection(STATES, readonly=True, required=True, copy=False, default="new")
    alarm = fields.Selection(
        [
            ("unassigned", "Nobody present: supervisor to act"),
            ("severe", "Severe case"),
            ("calendar", "No working time known"),
        ],
        readonly=True,
        copy=False,
    )
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)
    transfer_count = fields.Integer("Transferred", readonly=True, copy=False)
    unread_reply = fields.Boolean("Unread reply", readonly=True, copy=False)
    first_response_at = fields.Datetime("First answered", readonly=True, copy=False)
    resolved_at = fields.Datetime("Resolved on", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    color = fields.Integer(compute="_compute_of_kind")

    # product complaints
    is_product_complaint = fields.Boolean(compute="_compute_of_kind")
    product_id = fields.Many2one("product.product", index="btree_not_null")
    product_spec = fields.Char("Specification")
    product_batch = fields.Char("Batch")
    product_made_on = fields.Date("Production date")
    product_used_since = fields.Date("In use since")
    product_symptom = fields.Text("Symptom")
    product_condition = fields.Text("Recent condition")
    product_previous_brand = fields.Char("Brand used before")
    product_previous_experience = fields.Text("How that one behaved")

    # what was found and done
    validity = fields.Selection([("valid", "Justified"), ("invalid", "Not justified")], "Finding", copy=False)
    cause_id = fields.Many2one("cs.ticket.cause", index=True, copy=False, ondelete="restrict")
    cause_treatment = fields.Text(related="cause_id.treatment")
    responsible_department_id = fields.Many2one(
        "hr.department",
        "Responsible department",
        check_company=True,
        copy=False,
        index="btree_not_null",
    )
    plan = fields.Text("Plan: measures, who, until when", copy=False)
    promised_at = fields.Datetime("Promised to the customer", readonly=True, copy=False)
    promise_told_at = fields.Datetime("Customer told on", readonly=True, copy=False)
    resolution = fields.Text("What was done", copy=False)
    corrective_action = fields.Text(copy=False)
    corrective_user_id = fields.Many2one("res.users", "Put right by", copy=False)
    recheck_date = fields.Date("Checked again on", copy=False, index="btree_not_null")
    recheck_result = fields.Text("Found at the check", copy=False)
    end_reason = fields.Char("Why it was cancelled", readonly=True, copy=False)
    regulator_reported_at = fields.Datetime("Reported on", readonly=True, copy=False)
    regulator_reference = fields.Char("Receipt of the report", copy=False)

    # relations between cases
    parent_id = fields.Many2one("cs.ticket", "Part of", index="btree_not_null", check_company=True)
    child_ids = fields.One2many("cs.ticket", "parent_id", "Parts")
    merged_into_id = fields.Many2one("cs.ticket", "Merged into", readonly=True, index="btree_not_null", copy=False)
    repeat_of_id = fields.Many2one("cs.ticket", "Repeat of", readonly=True, index="btree_not_null", copy=False)
    task_ids = fields.One2many("cs.ticket.task", "ticket_id", "Department tasks")
    event_ids = fields.One2many("cs.ticket.event", "ticket_id", "Timeline", readonly=True)

    # clocks, summed up for lists and boards (see ticket_clock)
    clock_ids = fields.One2many("cs.clock", "ticket_id", "Clocks", readonly=True)
    next_due_at = fields.Datetime("Next due", readonly=True, copy=False)
    next_clock = fields.Selection(TICKET_CLOCKS, "What is due", readonly=True, copy=False)
    clock_paused = fields.Boolean("Clocks stand still", readonly=True, copy=False)
    breached = fields.Boolean("A target was missed", readonly=True, copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    closing_warned_at = fields.Datetime("Closing announced on", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex("(number)", "This case number is taken.")
    # Looked up as a whole; a tree would refuse the novel that somebody pastes in.
    _place_idx = models.Index("USING hash (place) WHERE place IS NOT NULL")
    _order_ref_idx = models.Index("USING hash (order_ref) WHERE order_ref IS NOT NULL")
    # Lists are read newest and gravest first, and per team, agent or customer.
    _order_idx = models.Index("(priority DESC, id DESC) WHERE active IS TRUE")
    _team_order_idx = models.Index("(team_id, priority DESC, id DESC) WHERE active IS TRUE")
    _stage_idx = models.Index("(stage_id, priority DESC, id DESC) WHERE active IS TRUE")
    _live_order_idx = models.Index(
        "(priority DESC, id DESC) WHERE active IS TRUE AND state IN ('new', 'open', 'waiting')"
    )
    _live_user_idx = models.Index("(user_id, next_due_at) WHERE state IN ('new', 'open', 'waiting')")
    _live_due_idx = models.Index("(next_due_at) WHERE active IS TRUE AND state IN ('new', 'open', 'waiting')")
    _customer_idx = models.Index("(partner_id, registered_at DESC) INCLUDE (company_id) WHERE active IS TRUE")

    # -- defaults ------------------------------------------------------------

    def _default_kind_facts(self):
        kinds = self.env["cs.ticket.kind"]
        return kinds._facts(kinds._default_id())

    # -- computes ------------------------------------------------------------

    @api.depends("kind_id.color", "kind_id.is_product_complaint")
    def _compute_of_kind(self):
        kinds = self.env["cs.ticket.kind"]
        for ticket in self:
            facts = kinds._facts(ticket.kind_id.id)
            ticket.color, ticket.is_product_complaint = facts.color, facts.is_product_complaint

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.number or ''} {ticket.name or ''}".strip()

    @api.depends("next_due_at", "state")
    def _compute_is_overdue(self):
        now = utcnow()
        for ticket in self:
            due = ticket.next_due_at
            ticket.is_overdue = bool(ticket.state in LIVE and due and due < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", sorted(LIVE)) & Domain("next_due_at", "<", utcnow())

    # -- constraints and guards ---------------------------------------------

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A case cannot be a part of one of its own parts."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if not self._is_verb():
            raise UserError(self.env._("A registered case is cancelled with a reason, never deleted."))

    def _is_verb(self) -> bool:
        """Whether a verb or the machinery is at work, not a plain write."""
        return self.env.context.get("cs_verb") is VERB

    def _guard_system_fields(self, names):
        protected = SYSTEM_FIELDS & names
        if protected and not self._is_verb():
            labels = [self._fields[name]._description_string(self.env) for name in protected]
            raise AccessError(
                self.env._(
                    "These are kept by the system and cannot be written: %(fields)s.",
                    fields=", ".join(sorted(labels)),
                )
            )

    def _system_write(self, vals):
        """Write figures that only verbs and machinery may touch.

        The right to act on the case is checked by the verb that calls this.
        """
        # sudo: e.g. the employee who registers a case may not write it afterwards
        system = self.sudo().with_context(cs_verb=VERB, tracking_disable=True)
        return system.write(vals)

    @api.model
    def _system_write_each(self, vals_by_ticket: dict):
        """Figures that differ from case to case: ticket → values; equal ones go together."""
        groups = {}
        for ticket, vals in vals_by_ticket.items():
            if vals:
                groups.setdefault(tuple(vals.items()), []).append(ticket.id)
        for items, ids in groups.items():
            # as many writes as there are different values; flushed as one statement
            self.browse(ids)._system_write(dict(items))

    # -- what others listen to ------------------------------------------------

    def _happened(self, event: str):
        """Something happened to the cases; mechanisms that react to it extend this.

        Called in sudo, once for the batch, when the step itself is complete and in its
        transaction; never for imported history.

        :param event: one of :data:`HAPPENINGS`.
        """

    # -- timeline and followers -----------------------------------------------

    def _log_event(self, event_type, old="", new="", note="", facts=None):
        """Append one row per case to the timeline."""
        self._append_events(self._prepare_event_vals(event_type, old, new, note, facts))

    def _prepare_event_vals(self, event_type, old="", new="", note="", facts=None) -> list[dict]:
        """One row of the timeline per case.

        :param facts: what changed, as previews read it (see ``ticket_life``).
        """
        now, uid = utcnow(), self.env.uid
        return [
            {
                "ticket_id": ticket_id,
                "at": now,
                "event_type": event_type,
                "user_id": uid,
                "old": old,
                "new": new,
                "note": note,
                "facts": facts,
            }
            for ticket_id in self.ids
        ]

    @api.model
    def _append_events(self, rows: list[dict]):
        # sudo: the timeline is written for whoever acts, and by nobody directly
        self.env["cs.ticket.event"].sudo().create(rows)

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Who answers for a case is a field, not a follower: nothing to subscribe."""
        return True

    @api.model
    def _live_of_customers(self, partners):
        return self.search([("partner_id", "child_of", partners.ids), ("state", "in", sorted(LIVE))])
