from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...core import ladder
from .event import LIVE

_lt = LazyTranslate(__name__)


class CsMeritEvent(models.Model):
    """Making events, and giving each its step; all in batch, and in sudo."""

    _inherit = "cs.merit.event"

    @api.model
    def _propose(self, rows):
        """New events, each with its step; those that are there already are left alone.

        :param rows: with ``rule_id``, ``employee_id``, ``company_id``, ``date``, and what there is of
            ``res_model``, ``res_id``, ``words``, ``proposer_id``.
        :return: the new events, in the order of the rows that are new.
        """
        if not rows:
            return self.browse()
        rules = self.env["cs.merit.rule"].browse({row["rule_id"] for row in rows})
        kinds = {rule.id: rule.window for rule in rules}
        keys = [
            (row["rule_id"], row["employee_id"], ladder.window(row["date"], kinds[row["rule_id"]])[0]) for row in rows
        ]
        windows = self.env["cs.merit.window"]._hold(keys)
        known = self._known(rows)
        back = self._come_back(known.values())
        employees = self.env["hr.employee"].browse({row["employee_id"] for row in rows})
        supervised = self.env["cs.team"]._supervisors_of(employees)
        users, natures = {one.id: one.user_id.id for one in employees}, {rule.id: rule.nature for rule in rules}
        fresh = []
        for row, key in zip(rows, keys, strict=True):
            source = (row["rule_id"], row["employee_id"], row.get("res_model"), row.get("res_id"))
            if row.get("res_id") and source in known:
                continue
            known[source] = self.browse()
            team, supervisor = supervised.get(row["employee_id"], (False, False))
            fresh.append(
                {
                    **row,
                    "window_id": windows[key].id,
                    "nature": natures[row["rule_id"]],
                    "user_id": users[row["employee_id"]],
                    "team_id": team,
                    "supervisor_id": supervisor,
                }
            )
        events = self.create(fresh) | back
        events._place()
        title = _lt("A reward or penalty is to be approved")
        self._tell({event.id: event._approvers() for event in events}, title, by=("activity", "screen"))
        return events

    @api.model
    def _known(self, rows) -> dict:
        """Rule, person and source record → the event that is there already."""
        known = self.search(
            [
                ("rule_id", "in", [row["rule_id"] for row in rows]),
                ("res_id", "in", [row["res_id"] for row in rows if row.get("res_id")]),
            ]
        )
        return {(event.rule_id.id, event.employee_id.id, event.res_model, event.res_id): event for event in known}

    @api.model
    def _come_back(self, known):
        """Of events whose facts come up again, those that only the facts had cancelled; they begin anew."""
        back = (
            self.browse()
            .union(*known)
            .filtered(lambda event: event.state == "cancelled" and not event.cancelled_by_id and not event.proposer_id)
        )
        back.write(
            {
                "state": "proposed",
                **dict.fromkeys(("cancelled_at", "cancel_reason", "shown_at", "shown_until"), False),
                **dict.fromkeys(("approver_id", "approved_at", "counted_at"), False),
            }
        )
        return back

    # -- steps -----------------------------------------------------------------------------------

    def _place(self):
        """Give the events of these windows their steps; what was told and stays where it is stays as it was told."""
        windows = self.window_id
        self.env.flush_all()
        everything = self.search([("window_id", "in", windows.ids)])
        for events in everything.grouped("window_id").values():
            found = ladder.places(
                ladder.Entry(
                    event.id,
                    event.date,
                    event.shown_at or None,
                    event.state in LIVE,
                    bool(event.sheet_id),
                    event.nth,
                )
                for event in events
            )
            for event in events:
                # events of one window have steps of their own, and are a handful
                event._take_place(found[event.id])

    def _take_place(self, nth):
        if self.sheet_id or self.state == "cancelled" or (self.shown_at and nth == self.nth):
            return
        before, said = self.nth, self._say_consequence() if self.nth else ""
        values = self.rule_id._outcome(nth)
        changed = {name: value for name, value in values.items() if self[name] != value}
        if not changed:
            return
        self.write(changed)
        if self.shown_at and before:
            self.message_post(
                body=self.env._(
                    "An earlier event was cancelled: this is number %(now)s now, no longer %(before)s: %(consequence)s "
                    "instead of %(said)s.",
                    now=nth,
                    before=before,
                    consequence=self._say_consequence(),
                    said=said,
                )
            )
            self._tell({self.id: self.user_id}, _lt("A penalty or reward has moved down"))
