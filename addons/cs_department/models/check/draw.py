import secrets

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...core import check_frame, sample
from ..answers import notification
from .frame import NOTHING

_lt = LazyTranslate(__name__)

#: what decides which part of the sample is rated twice: a draw of its own from the same seed
_SECOND = "second"


class CsCheckDraw(models.Model):
    """One sample: the seed, what it was drawn from, and what was drawn.

    Evidence: written once. The seed is made when the sample is drawn, after the work was
    done, so that nobody could know; with it anybody repeats the draw.
    """

    _name = "cs.check.draw"
    _description = "Sample for checks"
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    plan_id = fields.Many2one(
        "cs.check.plan", "Sampling plan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    period = fields.Char(required=True, readonly=True)
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    source = fields.Selection(related="plan_id.source")
    drawn_from = fields.Char(
        "Drawn from then", required=True, readonly=True, help="Field of a check that the numbers belong to."
    )
    seed = fields.Char(required=True, readonly=True)
    population = fields.Json("Drawn from (group → numbers)", readonly=True)
    wanted = fields.Integer("Wanted in all", readonly=True)
    least = fields.Integer("Of each group at least", readonly=True)
    second_wanted = fields.Integer("Rated twice", readonly=True)
    population_count = fields.Integer("Work done", readonly=True)
    drawn_count = fields.Integer("Drawn", readonly=True)
    check_ids = fields.One2many("cs.check", "draw_id", "Checks", readonly=True)
    done_count = fields.Integer("Checked so far", compute="_compute_done_count")

    _once = models.UniqueIndex("(plan_id, company_id, period)", "A plan draws a period once.")

    @api.depends("plan_id", "period")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for draw in self:
            draw.display_name = f"{draw.plan_id.name or ''} · {draw.period or ''}"

    @api.depends("check_ids.state")
    def _compute_done_count(self):
        counts = dict(
            self.env["cs.check"]._read_group(
                [("draw_id", "in", self.ids), ("state", "=", "done"), ("second_of_id", "=", False)],
                ["draw_id"],
                ["__count"],
            )
        )
        for draw in self:
            draw.done_count = counts.get(draw, 0)

    # -- drawing (in sudo) -----------------------------------------------------------------

    @api.model
    def _make(self, plan, company, name, first, last):
        """Draw the sample of a period and give out its checks."""
        groups = plan._population(company, first, last)
        numbers = {group: sorted(work.ref for work in works) for group, works in groups.items()}
        total, least = check_frame.wanted(plan._size(), numbers)
        seed = secrets.token_hex(16)
        drawn = sample.draw(numbers, total, seed, least)
        count = sum(map(len, drawn.values()))
        subject = self.env["cs.check"]._subject_fields()[plan.source]
        draw = self.create(
            {
                "plan_id": plan.id,
                "company_id": company.id,
                "period": name,
                "date_from": first,
                "date_to": last,
                "drawn_from": subject,
                "seed": seed,
                "population": numbers,
                "wanted": total,
                "least": least,
                "second_wanted": sum(check_frame.wanted(check_frame.Size("percent", plan.second_percent), drawn)[:1]),
                "population_count": sum(map(len, numbers.values())),
                "drawn_count": count,
            }
        )
        works = {work.ref: work for group in groups.values() for work in group}
        draw._give_checks(plan, drawn, works)
        return draw

    def _give_checks(self, plan, drawn, works):
        """A check for everything drawn, given out to those who check (in sudo)."""
        rows = []
        for group, refs in drawn.items():
            label = self._group_label(group)
            for ref in refs:
                work = works[ref]
                rows.append(
                    {
                        "checklist_id": plan.checklist_id.id,
                        "company_id": self.company_id.id,
                        "draw_id": self.id,
                        "stratum": label,
                        "employee_id": work.employee_id,
                        "ticket_id": work.facts.get("ticket_id") or False,
                        "is_self": plan.inspector == "self",
                        self.drawn_from: ref,
                    }
                )
        checks = self.env["cs.check"]._give(rows)
        self._give_out(plan, checks)
        twice = self._repeat_second([check[self.drawn_from].id for check in checks])
        checks.filtered(lambda check: check[self.drawn_from].id in twice)._rate_twice()

    def _give_out(self, plan, checks):
        """Who checks what (in sudo)."""
        if plan.inspector == "self":
            for user, group in checks.grouped("user_id").items():
                # as many writes as there are people
                group.inspector_id = user
        elif plan.inspector == "supervisor":
            for supervisor, group in checks.grouped("supervisor_id").items():
                # as many writes as there are supervisors
                group.inspector_id = supervisor
        elif plan.inspector == "named":
            checks._share_out(plan.inspector_ids)
        else:
            checks._share_out(checks._inspectors_of(self.company_id))
        self._tell_inspectors(checks)

    def _tell_inspectors(self, checks):
        """Everybody learns once that there is something to check (in sudo)."""
        title = _lt("There is work to check")
        checks._tell({check.id: check.inspector_id for check in checks if check.inspector_id}, title)

    @api.model
    def _group_label(self, group) -> str:
        """The group in words, in the language of the company: why this was drawn (in sudo)."""
        reasons = {name: self.env["cs.check.plan"]._fields[name] for name in ("bad_rating", "long_talk", "new_agent")}
        reasons["reopened"] = self.env["cs.check.plan"]._fields["reopened"]
        spoken = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        if group in reasons:
            return reasons[group]._description_string(spoken.env)
        models_ = {"person": "hr.employee", "team": "cs.team", "kind": "cs.ticket.kind", "channel": "cs.ticket.channel"}
        said = []
        for part in group.split():
            word, _sign, value = part.partition("=")
            if word in models_ and value != NOTHING:
                said.append(spoken.env[models_[word]].browse(int(value)).display_name)
        return " · ".join(said)

    # -- proving -----------------------------------------------------------------------------

    def _repeat(self) -> dict[str, list[int]]:
        """What the seed draws from what was there then."""
        self.ensure_one()
        return sample.draw(self.population or {}, self.wanted, self.seed, self.least)

    def _repeat_second(self, refs) -> set[int]:
        """What the seed has rated twice, of what it drew."""
        return set(sample.draw({_SECOND: refs}, self.second_wanted, self.seed)[_SECOND])

    def action_verify(self):
        """Draw once more from the seed that was kept, and compare with the checks that were given out.

        :raises AccessError: for whoever does not see the sample.
        """
        self.check_access("read")
        self.ensure_one()
        # sudo: compared with all checks, those that are hidden from a second rater, too
        draw = self.sudo()
        again = {ref for refs in draw._repeat().values() for ref in refs}
        given = draw.check_ids.filtered(lambda check: not (check.second_of_id or check.redo_of_id))
        there = {check[draw.drawn_from].id for check in given}
        twice = {check[draw.drawn_from].id for check in given if check.second_ids}
        same = again == there and draw._repeat_second(sorted(there)) <= twice
        words = (
            self.env._("The seed draws the same again: %(count)s of %(all)s.", count=len(again), all=len(there))
            if same
            else self.env._(
                "The seed draws something else: %(more)s were not drawn, %(less)s are missing.",
                more=len(there - again),
                less=len(again - there),
            )
        )
        return notification(words, "success" if same else "danger", sticky=not same)

    def action_checks(self):
        """The checks of the sample."""
        self.check_access("read")
        return self._action_checks()

    def _action_checks(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Checks of the sample"),
            "res_model": "cs.check",
            "views": [(False, "list"), (False, "form")],
            "domain": [("draw_id", "in", self.ids)],
        }
