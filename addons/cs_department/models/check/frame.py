from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ...core import check_frame

#: of a group that has no value, as a case without a channel
NOTHING = "-"


class Work(NamedTuple):
    """One thing that a plan may draw.

    :param ref: id of the case, talk, callback or person.
    :param employee_id: whose work it is.
    """

    ref: int
    employee_id: int
    team_id: int | bool
    kind_id: int | bool
    channel_id: int | bool
    facts: dict


class CsCheckPlan(models.Model):
    """From what a plan draws: read in a handful of queries, however much work there was."""

    _inherit = "cs.check.plan"

    def _population(self, company, first, last) -> dict[str, list[Work]]:
        """Group → work of the local days ``first`` to ``last`` (in sudo)."""
        low = company._cs_midnight(first)
        high = company._cs_midnight(last + timedelta(days=1))
        works = getattr(self, f"_work_of_{self.source}")(company, low, high)
        reasons = self._known_reasons(works, company, last) if self.method == "targeted" else {}
        groups = {}
        for work in works:
            name = reasons.get(work.ref) if self.method == "targeted" else self._stratum(work)
            if name:
                groups.setdefault(name, []).append(work)
        return groups

    def _stratum(self, work) -> str:
        """What the work of one group has in common, as text that means the same for good."""
        parts = {
            "by_person": ("person", work.employee_id),
            "by_team": ("team", work.team_id),
            "by_kind": ("kind", work.kind_id),
            "by_channel": ("channel", work.channel_id),
        }
        chosen = [f"{word}={value or NOTHING}" for name, (word, value) in parts.items() if self[name]]
        return " ".join(chosen) or "all"

    # -- what was done --------------------------------------------------------------------------

    def _employees(self, company, users) -> dict[int, int]:
        """User id → his employee in a company, one query."""
        people = self.env["hr.employee"].search_fetch(
            Domain("user_id", "in", users) & Domain("company_id", "=", company.id), ["user_id"]
        )
        return {person.user_id.id: person.id for person in people}

    def _ticket_domain(self, prefix=""):
        """Which cases the plan is for."""
        domain = Domain.TRUE
        for name, field in (("team_ids", "team_id"), ("kind_ids", "kind_id"), ("channel_ids", "channel_id")):
            if self[name]:
                domain &= Domain(f"{prefix}{field}", "in", self[name].ids)
        return domain

    def _work_of_ticket(self, company, low, high) -> list[Work]:
        """Cases resolved in the time, by who was responsible."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("resolved_at", ">=", low)
            & Domain("resolved_at", "<", high)
            & Domain("user_id", "!=", False)
            & Domain("merged_into_id", "=", False)
            & self._ticket_domain()
        )
        names = ["user_id", "team_id", "kind_id", "channel_id", "reopen_count"]
        cases = self.env["cs.ticket"].search_fetch(domain, names, order="id")
        people = self._employees(company, cases.user_id.ids)
        return [
            Work(
                case.id,
                people[case.user_id.id],
                case.team_id.id,
                case.kind_id.id,
                case.channel_id.id,
                {"ticket_id": case.id, "reopened": case.reopen_count > 0},
            )
            for case in cases
            if case.user_id.id in people
        ]

    def _work_of_call(self, company, low, high) -> list[Work]:
        """Talks that began in the time."""
        domain = (
            Domain("company_id", "=", company.id) & Domain("started_at", ">=", low) & Domain("started_at", "<", high)
        )
        calls = self.env["cs.call"].search_fetch(domain, ["employee_id", "ticket_id", "seconds"], order="id")
        cases = calls.ticket_id
        cases.fetch(["team_id", "kind_id", "channel_id", "reopen_count"])
        if self.team_ids or self.kind_ids or self.channel_ids:
            fitting = cases.filtered_domain(self._ticket_domain())
            calls = calls.filtered(lambda call: call.ticket_id in fitting)
        return [
            Work(
                call.id,
                call.employee_id.id,
                call.ticket_id.team_id.id,
                call.ticket_id.kind_id.id,
                call.ticket_id.channel_id.id,
                {
                    "ticket_id": call.ticket_id.id,
                    "reopened": call.ticket_id.reopen_count > 0,
                    "minutes": call.seconds / 60,
                },
            )
            for call in calls
        ]

    def _work_of_callback(self, company, low, high) -> list[Work]:
        """Callbacks that ended in the time, by who called."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("reached_at", ">=", low)
            & Domain("reached_at", "<", high)
            & Domain("user_id", "!=", False)
            & self._ticket_domain("ticket_id.")
        )
        callbacks = self.env["cs.callback"].search_fetch(
            domain, ["user_id", "team_id", "kind_id", "ticket_id"], order="id"
        )
        people = self._employees(company, callbacks.user_id.ids)
        return [
            Work(
                one.id,
                people[one.user_id.id],
                one.team_id.id,
                one.kind_id.id,
                False,
                {"ticket_id": one.ticket_id.id},
            )
            for one in callbacks
            if one.user_id.id in people
        ]

    def _work_of_employee(self, company, _low, _high) -> list[Work]:
        """Everybody of the teams."""
        teams = self.env["cs.team"].search([("company_id", "=", company.id)])
        chosen = teams & self.team_ids if self.team_ids else teams
        members = self._employees(company, chosen.member_ids.ids)
        people = self.env["hr.employee"].browse({*members.values(), *chosen.employee_ids.ids})
        if self.inspector == "self":
            people = people.filtered("user_id")
        placed = self.env["cs.team"]._supervisors_of(people)
        return [
            Work(person_id, person_id, placed.get(person_id, (False, False))[0], False, False, {})
            for person_id in sorted(people.ids)
        ]

    # -- why it is chosen --------------------------------------------------------------------------

    def _known_reasons(self, works, company, last) -> dict[int, str]:
        """Ref of the work → the first reason that holds."""
        cases = {work.facts.get("ticket_id") for work in works} - {None, False}
        low = self._low_rated(cases) if self.bad_rating else set()
        new = self._new_people({work.employee_id for work in works}, last) if self.new_agent else set()
        found = {}
        for work in works:
            holds = {
                "bad_rating": work.facts.get("ticket_id") in low,
                "reopened": bool(work.facts.get("reopened")),
                "long_talk": work.facts.get("minutes", 0) > self.long_talk_minutes,
                "new_agent": work.employee_id in new,
            }
            reason = check_frame.first_reason([(name, holds[name]) for name in self._reasons()])
            if reason:
                found[work.ref] = reason
        return found

    def _low_rated(self, case_ids) -> set[int]:
        """Cases that a customer rated low, or was not satisfied with in a callback."""
        rated = self.env["survey.user_input"]._read_group(
            Domain("cs_ticket_id", "in", list(case_ids))
            & Domain("state", "=", "done")
            & Domain("scoring_percentage", "<", self.bad_rating_below),
            ["cs_ticket_id"],
        )
        called = self.env["cs.callback"]._read_group(
            Domain("ticket_id", "in", list(case_ids)) & Domain("result", "=", "unsatisfied"), ["ticket_id"]
        )
        return {case.id for (case,) in (*rated, *called)}

    @api.model
    def _hired_on(self, people) -> dict[int, object]:
        """Employee id → first day: of the contract, else the day on which he was entered."""
        return {person.id: person.contract_date_start or person.create_date.date() for person in people}

    def _new_people(self, employee_ids, last) -> set[int]:
        """Who was in his first days at the end of the period."""
        since = last - timedelta(days=self.new_agent_days)
        hired = self._hired_on(self.env["hr.employee"].browse(employee_ids))
        return {person_id for person_id, day in hired.items() if day > since}
