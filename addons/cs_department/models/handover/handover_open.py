from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.handover import TIDINGS, TO_RECORD, Found, Matter, carry
from ...core.now import utcnow
from .handover import ACTIVE
from .item import KINDS

#: shifts that began or ended so long ago, or begin so soon, belong to the change of shift
AROUND = timedelta(hours=26)
ORDER = {kind: number for number, (kind, _label) in enumerate(KINDS)}
TONE_ORDER = {"danger": 0, "warning": 1, "none": 2}
#: nobody is told that a handover has followers
QUIET = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "tracking_disable": True}


class Scope(NamedTuple):
    """What is handed over: the things of a post, up to a moment."""

    post: models.BaseModel
    company: models.BaseModel
    team: models.BaseModel
    area_ids: frozenset[int] | None
    now: datetime
    until: datetime
    handover: models.BaseModel


class CsHandover(models.Model):
    """Opening a handover takes a snapshot of what is live at the post."""

    _inherit = "cs.handover"

    @api.model
    def open_for(self, post_id: int) -> int:
        """The handover of a post that somebody still has to sign, opened if there is none.

        :raises AccessError: for who is neither on duty there nor of its team.
        """
        post = self._own_posts().filtered(lambda post: post.id == post_id)
        if not post:
            raise AccessError(self.env._("You are not on duty at this post."))
        # sudo: handovers are written by the verbs only
        system, company = self.sudo(), post.company_id or self.env.company
        # whoever opens it at the same moment waits here and then finds it
        self.env.execute_query(SQL("UPDATE cs_duty_post SET sequence = sequence WHERE id = %s RETURNING id", post.id))
        active = [("post_id", "=", post.id), ("company_id", "=", company.id), ("state", "in", ACTIVE)]
        found = system.search(active, limit=1)
        if found.state == "open" and found.snapshot_at + company._cs_handover_grace() < utcnow():
            found._look_again()  # it has been lying
        return (found or system._open(post.sudo(), company, self.env.user.employee_id)).id

    @api.model
    def _own_posts(self):
        """Posts that the user may hand over: where he is on duty, those of his teams; supervisors: all."""
        user, posts = self.env.user, self.env["cs.duty.post"]
        if not user._is_internal():
            return posts
        inside = Domain("company_id", "in", [False, *self.env.companies.ids])
        wanted = inside & Domain("needs_handover", "=", True)
        if user.has_group("cs_department.group_cs_supervisor"):
            return posts.search(wanted)
        # sudo: one's own time on duty
        spans = self.env["cs.shift.span"].sudo()
        mine = spans.search(self._domain_around(utcnow()) & Domain("user_id", "=", user.id)).post_id
        own = posts.search(wanted & Domain("team_id", "in", user.cs_team_ids.ids))
        return own | mine.sudo(False).filtered("needs_handover").filtered_domain(inside)

    @api.model
    def _domain_around(self, now):
        """Time on duty that a change of shift at this moment may concern."""
        near = Domain("start_at", ">", now - 2 * AROUND) & Domain("start_at", "<", now + AROUND)
        return Domain("in_force", "=", True) & near & Domain("end_at", ">", now - AROUND)

    # -- (in sudo) -------------------------------------------------------------------

    @api.model
    def _open(self, post, company, employee, shift=None):
        """A new handover with its snapshot.

        :param employee: who opens it.
        :param shift: the shift that ends, where the caller knows it.
        """
        now = utcnow()
        shift = shift or self._shift_to_hand_over(post, company, employee, now)
        team = post.team_id or shift.team_id or self.env["cs.team"].browse(self._default_team_id(company))
        handover = self.with_context(**QUIET).create(
            {
                "post_id": post.id,
                "company_id": company.id,
                "team_id": team.id,
                "opened_at": now,
                "snapshot_at": now,
                "shift_id": shift.id,
                "ends_at": shift.end_at,
                "giver_id": (shift.employee_id or employee).id,
            }
        )
        handover._look_at_roster()
        handover._take_snapshot()
        return handover

    @api.model
    def _default_team_id(self, company):
        return self.env["cs.team"]._serving_id(company.id, False, False)

    @api.model
    def _shift_to_hand_over(self, post, company, employee, now):
        """The running shift at a post that has not been handed over; one's own before others'."""
        domain = [
            ("post_id", "=", post.id),
            ("company_id", "=", company.id),
            ("state", "=", "published"),
            ("layer", "=", "work"),
            ("start_at", "<=", now + company._cs_handover_grace()),
            ("start_at", ">", now - 2 * AROUND),
            ("end_at", ">", now - AROUND),
        ]
        shifts = self.env["cs.shift"].search(domain, order="end_at, id")
        told = self.search(
            [
                ("post_id", "=", post.id),
                ("company_id", "=", company.id),
                ("state", "!=", "cancelled"),
                ("ends_at", "in", shifts.mapped("end_at")),
            ]
        )
        open_ends = shifts.filtered(lambda shift: shift.end_at not in set(told.mapped("ends_at")))
        own = open_ends.filtered(lambda shift: shift.employee_id == employee)
        return (own or open_ends)[:1]

    def _look_at_roster(self):
        """Who comes next, whom the handover concerns, and when time looks at it."""
        self.ensure_one()
        now = utcnow()
        here = Domain("post_id", "=", self.post_id.id) & Domain("company_id", "=", self.company_id.id)
        spans = self.env["cs.shift.span"].search(self._domain_around(now) & here, order="start_at, id")
        after = self.ends_at or now
        coming = spans.filtered(
            lambda span: span.shift_id.end_at > after and span.shift_id.start_at >= (self.shift_id.start_at or now)
        )
        coming = coming.filtered(lambda span: span.shift_id != self.shift_id and span.employee_id != self.giver_id)
        first = coming[:1]
        users = spans.user_id | self.team_id.member_ids | self.giver_id.user_id | first.user_id
        self.write(
            {
                "next_at": first.start_at,
                "expected_id": first.employee_id.id,
                "user_ids": [fields.Command.set(users.filtered(lambda user: not user.share).ids)],
            }
        )
        self._plan_next_look()

    def _scope(self, now) -> Scope:
        hours = timedelta(hours=self.company_id.cs_handover_hours)
        areas = self.env["cs.duty.post"]._area_ids(self.post_id.id)
        return Scope(self.post_id, self.company_id, self.team_id, areas, now, now + hours, self)

    def _take_snapshot(self):
        """What is live now beside what is still open from before, in one batch."""
        self.ensure_one()
        now = utcnow()
        # stored text is in the language of the company, its times are those of the team
        told = self.with_context(lang=self.company_id.partner_id.lang, tz=self.team_id.tz)
        scope = told._scope(now)
        found = [item for model in self._handover_sources() for item in told.env[model]._handover_items(scope)]
        matters = told.env["cs.handover.matter"].search(
            [("post_id", "=", self.post_id.id), ("company_id", "=", self.company_id.id), ("closed_at", "=", False)]
        )
        sources = {matter: (matter.res_model, matter.res_id) if matter.res_id else None for matter in matters}
        plan = carry(found, [Matter(matter.id, sources[matter], matter.kind) for matter in matters])
        matters.browse(plan.over)._close()
        old = told.item_ids
        recorded = {(item.res_model, item.res_id): item for item in old if item.kind in TO_RECORD and item.res_id}
        rows = told._rows_found(plan.told, now) + told._rows_by_hand(matters.browse(plan.by_hand))
        for row in rows:
            before = recorded.get((row["res_model"], row["res_id"]))
            if before:
                row |= {name: before[name] for name in ("condition", "is_counted", "quantity", "is_done", "note")}
        old.unlink()
        rows.sort(key=lambda row: (ORDER[row["kind"]], TONE_ORDER[row["tone"]], row["due_at"] or datetime.max))
        items = told.env["cs.handover.item"].create(
            [{**row, "handover_id": self.id, "sequence": number} for number, row in enumerate(rows)]
        )
        self.write({"snapshot_at": now, "item_count": len(items)})

    def _rows_found(self, told: list[tuple[Found, int | None]], now) -> list[dict]:
        """Items of what the snapshot found; what is new and asks for something becomes a matter."""
        new = [item for item, matter_id in told if not matter_id and item.kind not in (*TIDINGS, *TO_RECORD)]
        made = self.env["cs.handover.matter"].create(
            [
                {
                    **self._matter_home(),
                    "kind": item.kind,
                    "name": item.title,
                    "res_model": item.source[0],
                    "res_id": item.source[1],
                    "since": now,
                }
                for item in new
            ]
        )
        matter_of = {item.source: matter_id for item, matter_id in told if matter_id}
        matter_of |= dict(zip((item.source for item in new), made.ids, strict=True))
        matters = made.browse(matter_of.values())
        carried, since = matters._told_in(), {matter.id: matter.since for matter in matters}
        own = set(self.item_ids.matter_id.ids)  # a second snapshot of the same handover is no handing over
        rows = []
        for item, _known in told:
            matter_id = matter_of.get(item.source, False)
            rows.append(
                {
                    "matter_id": matter_id,
                    "kind": item.kind,
                    "name": item.title,
                    "res_model": item.source[0],
                    "res_id": item.source[1],
                    "words": item.words,
                    "tone": item.tone,
                    "due_at": item.due_at or False,
                    "carried": carried.get(matter_id, 0) - (matter_id in own),
                    "since": since.get(matter_id, False),
                    **dict(item.values),
                }
            )
        return rows

    def _rows_by_hand(self, matters) -> list[dict]:
        """Items of what somebody typed in before."""
        carried, own = matters._told_in(), set(self.item_ids.matter_id.ids)
        return [
            {
                "matter_id": matter.id,
                "kind": matter.kind,
                "name": matter.name,
                "res_model": False,
                "res_id": False,
                "words": matter.words,
                "tone": "warning" if matter.kind == "difficult" else "none",
                "due_at": False,
                "by_hand": True,
                "carried": carried.get(matter.id, 0) - (matter.id in own),
                "since": matter.since,
            }
            for matter in matters
        ]

    def _matter_home(self) -> dict:
        return {"post_id": self.post_id.id, "company_id": self.company_id.id, "team_id": self.team_id.id}

    # -- before it is signed -----------------------------------------------------------

    def refresh(self):
        """Look again at what is live; what has been recorded and typed in stays.

        :raises UserError: once it has been handed over.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_state("open")
        # sudo: handovers are written by the verbs only
        self.sudo()._look_again()
        return True

    def _look_again(self):
        """The roster and what is live, as they are now (in sudo)."""
        self._find_shift()
        self._look_at_roster()
        self._take_snapshot()

    def _find_shift(self):
        """One that was opened when nobody was on duty belongs to the shift that ends now (in sudo)."""
        for handover in self.filtered(lambda handover: not handover.ends_at):
            # one is open at a post; those without a shift are few
            shift = self._shift_to_hand_over(handover.post_id, handover.company_id, handover.giver_id, utcnow())
            if shift:
                handover.write(
                    {"shift_id": shift.id, "ends_at": shift.end_at, "giver_id": shift.employee_id.id},
                )

    def _need_state(self, *states):
        if any(handover.state not in states for handover in self):
            raise UserError(self.env._("This handover has gone on: look at it again."))

    def action_discard(self):
        """Ask for the reason."""
        return self.env["cs.handover.word"]._dialog(self, "discard", self.env._("Discard"))

    def discard(self, reason=""):
        """It was opened by mistake.

        :raises UserError: without a reason, or once somebody signed.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_state("open")
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why it is discarded."))
        # sudo: handovers are written by the verbs only
        self.sudo().write({"state": "cancelled", "end_reason": str(reason).strip(), "next_action_at": False})
        return True
