from odoo import api, fields, models
from odoo.fields import Domain

from ...core import clock as core_clock
from ...core.flow import LIVE
from ...core.now import utcnow
from ...core.rules import DIMENSIONS

#: clocks whose promise is told to the caller while he is on the line
PREVIEWED = ("first_response", "next_update", "resolution")
#: callers offered while a name is being typed
OFFERED = 8


class CsTicket(models.Model):
    """What the screens of a case ask of it, beyond its own fields."""

    _inherit = "cs.ticket"

    required_names = fields.Char(compute="_compute_required_names", export_string_translation=False)
    is_asked = fields.Boolean(compute="_compute_is_asked")
    transfer_reason = fields.Char("Reason", compute="_compute_transfer_reason")
    open_task_count = fields.Integer("Open department tasks", compute="_compute_open_task_count")
    owes_report = fields.Boolean(compute="_compute_owes_report")
    identity_missing = fields.Boolean(compute="_compute_identity_missing", export_string_translation=False)
    customer_phone = fields.Char(related="partner_id.phone_masked", string="Telephone")
    promise_preview = fields.Char("Promised times", compute="_compute_promise_preview")

    @api.depends("kind_id")
    def _compute_required_names(self):
        """Names of the fields that the kind demands, for the marks in the forms."""
        kinds = self.env["cs.ticket.kind"]
        for ticket in self:
            facts = kinds._facts(ticket.kind_id.id)
            ticket.required_names = " ".join(dict.fromkeys(facts.demanded + facts.demanded_to_resolve))

    @api.depends("pending_user_id", "pending_team_id.member_ids")
    @api.depends_context("uid")
    def _compute_is_asked(self):
        """Whether the user may answer the transfer that waits."""
        user = self.env.user
        supervisor = user.has_group("cs_department.group_cs_supervisor")
        for ticket in self:
            asked, team = ticket.pending_user_id, ticket.pending_team_id
            mine = asked == user if asked else user in team.member_ids
            ticket.is_asked = bool(asked or team) and (supervisor or mine)

    @api.depends("pending_user_id", "pending_team_id")
    def _compute_transfer_reason(self):
        """Why the transfer that waits was asked for: who is to accept must know."""
        waiting = self.filtered(lambda ticket: ticket.pending_user_id or ticket.pending_team_id)
        self.transfer_reason = False
        asked = waiting.event_ids.filtered(lambda event: event.event_type == "transfer")
        for event in asked.sorted(lambda event: (event.at, event.id)):
            event.ticket_id.transfer_reason = event.note

    @api.depends("task_ids.state")
    def _compute_open_task_count(self):
        for ticket in self:
            ticket.open_task_count = len(ticket.task_ids.filtered(lambda task: task.state in ("todo", "doing")))

    @api.depends("clock_ids.state", "clock_ids.clock_type")
    def _compute_owes_report(self):
        """Whether a report to the regulator is still due."""
        for ticket in self:
            ticket.owes_report = any(
                clock.clock_type == "regulator" and clock.state in ("running", "paused") for clock in ticket.clock_ids
            )

    @api.depends("partner_id", "state")
    @api.depends_context("uid")
    def _compute_identity_missing(self):
        """Whether the agent must still make sure of who is calling."""
        agent = self.env.user.has_group("cs_department.group_cs_agent")
        for ticket in self:
            # forms show one case; lists do not show this field
            ticket.identity_missing = bool(
                agent
                and ticket.state in LIVE
                and ticket.partner_id
                and ticket.company_id._cs_identity_required()
                and not ticket.partner_id._cs_identity_confirmed(ticket._origin)
            )

    @api.depends(*DIMENSIONS)
    @api.depends_context("lang", "tz")
    def _compute_promise_preview(self):
        """Until when an answer and a solution would be owed, were it registered now."""
        labels = dict(self._fields["next_clock"]._description_selection(self.env))
        for ticket in self:
            # one form shows one case; rules and working hours are cached
            ticket.promise_preview = " · ".join(
                f"{labels[clock_type]} {self._say_moment(due_at)}" for clock_type, due_at in ticket._previewed_moments()
            )

    def _previewed_moments(self):
        """Clock type and due moment of the promises that the facts so far ask for."""
        now, company = utcnow(), self.company_id or self.env.company
        team_id = self.team_id.id or self._team_id_for(company.id, self.kind_id.id, self.category_id.id)
        # sudo: working hours and rules are looked up for every registrar
        team = self.env["cs.team"].sudo().browse(team_id or ())
        facts = {**self._rule_facts(), "team_id": team.id}
        day = team._local_day(now) if team else now.date()
        found = []
        for clock_type in PREVIEWED:
            rule = self.env["cs.sla.rule"]._rule_for(company.id, facts, day, clock_type)
            target = rule.target_ids.filtered(lambda line, wanted=clock_type: line.clock_type == wanted)
            due_at = target and self._previewed_due(target, team, now)
            if due_at:
                found.append((clock_type, due_at))
        return found

    @api.model
    def _previewed_due(self, target, team, now):
        calendar = team.resource_calendar_id
        if target.basis == "elapsed":
            calendar = calendar.browse()
        time = calendar._cs_working_time()
        spec = core_clock.Target(target.amount, target.unit)
        try:
            minutes = core_clock.target_minutes(spec, now, time)
            return core_clock.start(minutes, now, time).due_at
        except core_clock.NoWorkingTime:
            return None

    @api.model
    def _say_moment(self, moment) -> str:
        """A naive UTC moment in the user's time zone, short enough to read aloud."""
        local = fields.Datetime.context_timestamp(self, moment)
        return local.strftime("%m-%d %H:%M")

    # -- registration screen -------------------------------------------------

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """The category is a fair subject until somebody words a better one."""
        if self.category_id and not self.name:
            self.name = self.category_id.name

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        result = super()._onchange_kind_id()
        offered = self.category_id.kind_ids
        if offered and self.kind_id not in offered:
            self.category_id = False
        return result

    def onchange(self, values, field_names, fields_spec):
        """Show the category's own fields as soon as it is chosen.

        Core leaves them out until the case is saved when none of them has a default.
        """
        result = super().onchange(values, field_names, fields_spec)
        answer = result.get("value", {})
        chosen = "category_id" in field_names or "category_id" in answer
        if chosen and "properties" in fields_spec and "properties" not in answer:
            category = answer.get("category_id", values.get("category_id"))
            category_id = category["id"] if isinstance(category, dict) else category
            draft = self.new({"category_id": category_id}, origin=self)
            [shown] = draft.web_read({"properties": {}})
            answer["properties"] = shown["properties"]
        return result

    @api.model
    @api.readonly
    def search_callers(self, text: str) -> list[dict]:
        """Customers to offer for what is typed so far, numbers masked.

        :param text: a whole telephone number, or any part of a name.
        :return: ``id``, ``name``, ``phone`` (masked), ``klass`` and ``open_count`` of
            each, the best match first.
        """
        text = (text or "").strip()
        # a single letter finds half the town, a single Chinese character is a surname
        if not text or (len(text) == 1 and text.isascii()):
            return []
        partners = self.env["res.partner"]
        found = partners._cs_find_by_phone(text)[:OFFERED]
        if not found:
            named = Domain("complete_name", "ilike", text) | Domain("ref", "=", text)
            found = partners.search(named, limit=OFFERED)
        counts = dict(
            self._read_group(
                Domain("partner_id", "in", found.ids) & Domain("state", "in", sorted(LIVE)),
                ["partner_id"],
                ["__count"],
            )
        )
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "phone": partner.phone_masked or "",
                "klass": partner.cs_class_id.name or "",
                "open_count": counts.get(partner, 0),
            }
            for partner in found
        ]

    def action_register_next(self):
        """Saved: straight on to the next caller."""
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action_register")
        # a fresh start: eighty calls a day would be eighty breadcrumbs
        return action | {"target": "main"}

    def action_register_open(self):
        """Saved: go on with the case; who may only register sees what became of it."""
        self.ensure_one()
        agent = self.env.user.has_group("cs_department.group_cs_agent")
        view = "cs_ticket_view_form" if agent else "cs_ticket_register_view_form"
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[self.env.ref(f"cs_department.{view}").id, "form"]],
            "target": "current",
        }

    # -- buttons ---------------------------------------------------------------

    def action_verify_valid(self):
        """The complaint is justified."""
        return self.verify("valid")

    def action_verify_invalid(self):
        """The complaint is not justified."""
        return self.verify("invalid")

    # -- other screens -------------------------------------------------------

    def action_identity_check(self):
        """Note down how the caller showed who he is."""
        self.ensure_one()
        return self.partner_id.with_context(ticket_id=self.id).action_identity_check()

    def action_customer_tickets(self):
        """All cases of the customer."""
        self.ensure_one()
        return self.partner_id.action_cs_tickets()

    def action_open_repeated(self):
        """The earlier case that this one repeats."""
        return self.repeat_of_id.action_register_open()

    def action_open_merged(self):
        """The case that goes on for this one."""
        return self.merged_into_id.action_register_open()
