from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...core import renovation as core
from .renovation import OPEN

_lt = LazyTranslate(__name__)


class CsRenovationSlot(models.Model):
    """One inspection that a site is owed on one day: done, done later, or missed. The system's rows."""

    _name = "cs.renovation.slot"
    _description = "Site inspection"
    _order = "day desc, renovation_id, number"
    _allow_sudo_commands = False

    renovation_id = fields.Many2one("cs.renovation", required=True, readonly=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(related="renovation_id.unit_id", store=True, index=True)
    building_id = fields.Many2one(related="renovation_id.building_id", store=True)
    company_id = fields.Many2one(related="renovation_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="renovation_id.steward_id", store=True, index=True)
    day = fields.Date(required=True, readonly=True, index=True)
    number = fields.Integer("Time", required=True, readonly=True)
    phase = fields.Char(readonly=True)
    state = fields.Selection(
        [("todo", "To be inspected"), ("done", "Inspected"), ("missed", "Missed")],
        required=True,
        readonly=True,
        default="todo",
        index=True,
    )
    check_id = fields.Many2one("cs.check", readonly=True, index="btree_not_null", ondelete="set null")
    inspector_id = fields.Many2one("res.users", "Inspected by", readonly=True, ondelete="restrict")
    passed = fields.Boolean("Nothing was wrong", readonly=True)

    _once = models.UniqueIndex("(renovation_id, day, number)", "Each inspection of a day is owed once.")

    @api.depends("renovation_id", "day", "number")
    def _compute_display_name(self):
        for slot in self:
            slot.display_name = f"{slot.renovation_id.display_name} {slot.day} #{slot.number}"

    @api.model
    def _done_by(self, check):
        """The inspection that this check was is done; what was missed stays missed (in sudo)."""
        slot = self.search([("check_id", "=", check.id), ("state", "=", "todo")])
        slot.write({"state": "done", "inspector_id": check.inspector_id.id, "passed": check.passed})


class CsRenovation(models.Model):
    """The quota: how often each open site is looked at on a day, and what was missed."""

    _inherit = "cs.renovation"

    slot_ids = fields.One2many("cs.renovation.slot", "renovation_id", "Site inspections", readonly=True)
    today_done = fields.Integer("Inspected today", compute="_compute_today")
    today_due = fields.Integer("To be inspected today", compute="_compute_today")
    today_words = fields.Char("Inspections today", compute="_compute_today")
    missed_yesterday = fields.Integer("Missed yesterday", compute="_compute_today")
    missed_count = fields.Integer("Missed inspections", compute="_compute_today")

    @api.depends("slot_ids.state")
    @api.depends_context("lang")
    def _compute_today(self):
        today = self.env.company._cs_today()
        found = self.env["cs.renovation.slot"]._read_group(
            Domain("renovation_id", "in", self.ids) & (Domain("day", "=", today) | Domain("state", "=", "missed")),
            ["renovation_id", "day:day", "state"],
            ["__count"],
        )
        counts = {}
        for renovation, day, state, count in found:
            key = (
                renovation.id,
                "today" if day == today else "yesterday" if day == today - timedelta(days=1) else "",
                state,
            )
            counts[key] = counts.get(key, 0) + count
        for one in self:
            day = {state: counts.get((one.id, "today", state), 0) for state in ("todo", "done", "missed")}
            one.today_done, one.today_due = day["done"], sum(day.values())
            one.today_words = (
                self.env._("%(done)s of %(due)s", done=day["done"], due=one.today_due) if one.today_due else ""
            )
            one.missed_yesterday = counts.get((one.id, "yesterday", "missed"), 0)
            one.missed_count = sum(counts.get((one.id, when, "missed"), 0) for when in ("today", "yesterday", ""))

    @api.model
    def _cron_sites(self):
        """Each open site has its inspections of the day, and what was left of earlier days is missed.

        Safe to kill and to run twice: a row of a day exists once, by the database.
        """
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].browse(
            company.id for (company,) in self._read_group([("state", "in", (*OPEN, "finished"))], ["company_id"])
        )
        commit(remaining=len(companies))
        for company in companies:
            # as many as there are companies; each keeps what it has got to
            sites = self.search([("company_id", "=", company.id), ("state", "in", OPEN)])
            self._miss(company)
            sites.try_lock_for_update()._fill_day()
            self._second_due(company)
            commit(1)

    def _fill_day(self):
        """What these sites are owed today, as far as it was not given yet (in sudo, sites of one company)."""
        if not self:
            return
        company = self.company_id[:1]
        today, quotas = company._cs_today(), self.env["cs.renovation.quota"]._quotas(company)
        times = {phase: rule.per_day for phase, rule in quotas.items()}
        known = self.env["cs.renovation.slot"]._read_group(
            [("renovation_id", "in", self.ids), ("day", "=", today)], ["renovation_id"], ["number:max"]
        )
        given = {site.id: most for site, most in known}
        rows = []
        for site in self:
            phase, owed = core.looks(site._phases(), times)
            rows += [(site, number, quotas[phase]) for number in range(given.get(site.id, 0) + 1, owed + 1)]
        visitors = self._visitors(today)
        checks = self.env["cs.check"]._give(
            [site._check_row(rule.checklist_id, today, visitors[site]) for site, _number, rule in rows]
        )
        self.env["cs.renovation.slot"].create(
            [
                {"renovation_id": site.id, "day": today, "number": number, "phase": rule.phase, "check_id": check.id}
                for (site, number, rule), check in zip(rows, checks, strict=True)
            ]
        )

    def _phases(self) -> list[str]:
        """The phase, and beside it the focus while something is to be put right."""
        focus = self.stopped or self.violation_ids.filtered(lambda one: one.state in ("open", "claimed"))
        return [self.phase, "focus"] if focus else [self.phase]

    @api.model
    def _miss(self, company):
        """What was not inspected on its day is missed, and whoever looks after it learns of it (in sudo)."""
        late = self.env["cs.renovation.slot"].search(
            [("company_id", "=", company.id), ("state", "=", "todo"), ("day", "<", company._cs_today())]
        )
        if not late:
            return
        late.write({"state": "missed"})
        late.check_id.filtered(lambda check: check.state in ("todo", "doing"))._void(
            self.env._("Missed: the site was not inspected on its day.")
        )
        sites = late.renovation_id
        people = self._supervisors(company)
        sites._tell(
            {site.id: site.inspector_id | site.steward_id | people for site in sites},
            _lt("Site inspections were missed"),
        )

    @api.model
    def _supervisors(self, company):
        """Supervisors of the company (in sudo)."""
        group = self.env.ref("cs_department.group_cs_supervisor")
        return group.user_ids.filtered(lambda user: not user.share and company in user.company_ids)

    def action_inspect(self):
        """The next inspection of the site that is open today."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which check it is; opening it asks for the right
        checks = (
            self.sudo().slot_ids.filtered(lambda slot: slot.state == "todo").check_id | self.sudo().posting_check_id
        )
        check = checks.filtered(lambda one: one.state in ("todo", "doing"))[:1]
        return self._open_check(check)

    def _open_check(self, check):
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_renovation_slot_action")
        if not check:
            return {**action, "domain": [("renovation_id", "=", self.id)]}
        return check.sudo(False).action_inspect()
