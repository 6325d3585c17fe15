from odoo import models
from odoo.exceptions import UserError

from .ticket import RULE_FACTS


class CsTicket(models.Model):
    """Plain writes: guarded, recorded in the timeline, followed by the promises."""

    _inherit = "cs.ticket"

    def write(self, vals):
        if self._is_verb():
            return super().write(vals)
        self._guard_system_fields(vals.keys())
        vals = dict(vals)
        stage_id = vals.pop("stage_id", None)
        if "user_id" in vals:
            self._guard_responsible(vals["user_id"])
        before = self._facts_before(vals)
        found = {ticket: ticket.validity for ticket in self} if "validity" in vals else {}
        result = super().write(vals) if vals else True
        self._after_finding(found)
        if "partner_id" in vals:
            self._follow_customer()
        if {"impact", "urgency"} & vals.keys():
            self._follow_matrix()
        if before:
            self._after_change(before)
        if stage_id:
            self._move_to_stage(self.env["cs.ticket.stage"].browse(stage_id))
        return result

    #: a change of these is a step in the life of a case
    _WATCHED = (RULE_FACTS | {"user_id", "partner_id", "impact", "urgency", "cause_id"}) - {"customer_class_id"}

    def _facts_before(self, vals) -> dict:
        """The watched values of each case before a write that touches them."""
        if not self._WATCHED & vals.keys():
            return {}
        return {ticket.id: ticket._facts() for ticket in self}

    def _facts(self) -> dict:
        return {name: self[name] for name in self._WATCHED | {"customer_class_id"}}

    def _follow_customer(self):
        """Take over class and (where none is set) area of a new customer."""
        self._follow_class()
        # sudo: see _fill_from_customer
        for partner, tickets in self.sudo().grouped("partner_id").items():
            area = partner.cs_area_id
            tickets.filtered(lambda t, a=area: not t.area_id and t.company_id == a.company_id)._system_write(
                {"area_id": area.id}
            )

    def _follow_class(self):
        """The class of a customer decides the promises of his cases."""
        # sudo: see _fill_from_customer
        for partner, tickets in self.sudo().grouped("partner_id").items():
            # one write per customer, the usual batch has one
            tickets._system_write({"customer_class_id": partner._cs_customer_class().id})

    def _follow_matrix(self):
        matrix = self.env["cs.priority.matrix"]
        for ticket in self:
            # one case may be a different cell from the next; flushed as one statement
            ticket._system_write({"priority": matrix._priority(ticket.impact, ticket.urgency)})

    def _after_change(self, before):
        """Record what changed and let the promises follow."""
        rematch = assigned = graver = self.browse()
        rows = []
        for ticket in self:
            old, new = before[ticket.id], ticket._facts()
            changed = {name for name in new if new[name] != old[name]}
            if changed & RULE_FACTS:
                rematch |= ticket
            if "user_id" in changed:
                rows += ticket._prepare_change_rows("assigned", {"user_id"}, old, new)
                assigned |= ticket
            if "severity_id" in changed:
                graver |= ticket
            rows += ticket._prepare_change_rows("classified", changed - {"user_id"}, old, new)
        self._append_events(rows)
        assigned.filtered("user_id")._end_unassigned()
        graver._raise_severity_alarm()
        # sudo: clocks are figures of the system
        rematch.sudo()._clocks_rematch()
        if rematch:
            rematch.sudo()._happened("classified")  # sudo: rules act whoever acts
        if assigned:
            assigned.sudo()._happened("assigned")  # sudo: rules act whoever acts
        if any("cause_id" in before[t.id] for t in self):
            self.filtered(
                lambda t: t.cause_id and t.cause_id != before[t.id]["cause_id"]
            ).sudo()._detect_repeats()  # sudo: earlier cases may be another team's

    def _after_finding(self, before):
        """Whether the complaint is justified was found: the facts are verified.

        :param before: case → its finding before the write.
        """
        rows = []
        for ticket, old in before.items():
            if ticket.validity != old:
                rows += ticket._prepare_event_vals(
                    "verified",
                    old=self._say("validity", old),
                    new=self._say("validity", ticket.validity),
                    facts={"validity": [old, ticket.validity]},
                )
        self._append_events(rows)
        verified = self.filtered(lambda ticket: ticket in before and ticket.validity)
        if verified:
            # sudo: clocks are figures of the system
            verified.sudo()._clocks_stop(("verification",))

    def _prepare_change_rows(self, event_type, names, old, new) -> list[dict]:
        """One row for each value that changed; the first tells programs of all of them."""
        rows = []
        facts = {name: [_plain(old[name]), _plain(new[name])] for name in names}
        for name in sorted(names):
            rows += self._prepare_event_vals(
                event_type,
                old=self._say(name, old[name]),
                new=self._say(name, new[name]),
                note=self._fields[name]._description_string(self.env),
                facts=facts,
            )
            facts = {"above": True}
        return rows

    def _say(self, name, value) -> str:
        """A field's value in words for the timeline."""
        field = self._fields[name]
        if field.type == "many2one":
            # sudo: only the name of the record goes into the timeline
            return value.sudo().display_name or ""
        return dict(field._description_selection(self.env)).get(value, "")

    def _guard_responsible(self, user_id):
        """An agent may take a case that nobody has; the rest is transfer or the supervisor."""
        if self.env.su or self.env.user.has_group("cs_department.group_cs_supervisor"):
            return
        others = self.filtered(lambda ticket: ticket.user_id.id not in (False, user_id))
        if user_id == self.env.uid and not others:
            return
        raise UserError(self.env._("Use “Transfer” and say why: the responsible stays until the other accepts."))


def _plain(value):
    """A field's value for programs."""
    return value.id if isinstance(value, models.BaseModel) else value
