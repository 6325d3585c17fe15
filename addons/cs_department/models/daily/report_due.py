from datetime import timedelta

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...core import daily, local_days
from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: after an outage reports are still asked for of so many days (weeks) back
BACK = {"day": timedelta(days=2), "week": timedelta(days=7)}


class CsReportMixin(models.AbstractModel):
    """What time does: reports come into being, are reminded of, are late, are missing."""

    _inherit = "cs.report.mixin"

    @api.model
    def _cron_reports(self):
        """Make what is owed, then do what is due; safe to kill and to run twice."""
        self._create_owed(utcnow())
        self.env["ir.cron"]._commit_progress()
        self._cron_due()

    # -- who owes -----------------------------------------------------------------------

    @api.model
    def _create_owed(self, now):
        """A row for everybody who owes a report of today (this week) and has none (in sudo)."""
        teams = self.env["cs.team"].search([])  # pylint: disable=no-search-all  # a department has a few dozen
        for company in teams.company_id:
            # as many rounds as companies
            rules = [rule for rule in self.env["cs.report.rule"]._rules(company.id) if rule.report == self._report]
            if rules:
                self._create_owed_of(company, rules, now)

    @api.model
    def _create_owed_of(self, company, rules, now):
        people = self._people_of(company)
        supervisors = self.env["cs.team"]._supervisors_of(people)
        by_team = {}
        for employee in people:
            team_id, supervisor_id = supervisors.get(employee.id, (False, False))
            if team_id:
                by_team.setdefault(team_id, []).append((employee, supervisor_id))
        rows = []
        for team in self.env["cs.team"].browse(by_team):
            for day in self._days_asked(team._local_day(now)):
                rows += self._owed_rows(team, day, by_team[team.id], rules, now)
        # the person is told when it is due, not that the row is there
        self.with_context(tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True).create(rows)

    @api.model
    def _people_of(self, company):
        """Everybody with a login in a team of the company."""
        teams = self.env["cs.team"].search([("company_id", "=", company.id)])
        members = [("user_id", "in", teams.member_ids.ids), ("company_id", "=", company.id)]
        return self.env["hr.employee"].search(members)

    @api.model
    def _days_asked(self, today) -> list:
        """First days of the reports that are asked for on a day."""
        if self._report == "week":
            week = daily.monday(today)
            return [week - BACK["week"], week]
        return [today - timedelta(days=back) for back in range(BACK["day"].days, -1, -1)]

    @api.model
    def _last_day(self, first):
        return first + timedelta(days=6) if self._report == "week" else first

    @api.model
    def _owed_rows(self, team, day, members, rules, now) -> list[dict]:
        """What is missing for one day of a team."""
        working = self._working_users(team, day, self._last_day(day), [one.user_id.id for one, _boss in members])
        asked = {}
        for employee, supervisor_id in members:
            rule = daily.rule_for(rules, self._report, team.id, employee.job_id.id, day)
            if rule and employee.user_id.id in working:
                asked[employee] = (rule, supervisor_id)
        if not asked:
            return []
        known = self.search(
            [("employee_id", "in", [employee.id for employee in asked]), ("date_from", "=", day)]
        ).employee_id
        return [
            self._prepare_owed(employee, team, day, rule, supervisor_id, now)
            for employee, (rule, supervisor_id) in asked.items()
            if employee not in known
        ]

    @api.model
    def _prepare_owed(self, employee, team, day, rule, supervisor_id, now) -> dict:
        record = self.env["cs.report.rule"].browse(rule.id)
        moments = rule.moments(day, team._zone())
        # nobody is late because the system was down when it should have asked
        moments = moments.put_off(now + timedelta(hours=rule.remind)) if moments.due <= now else moments
        readers = record._readers(team, team.company_id) - employee.user_id
        return {
            "employee_id": employee.id,
            "user_id": employee.user_id.id,
            "supervisor_id": supervisor_id,
            "reader_ids": [(6, 0, readers.ids)],
            "team_id": team.id,
            "company_id": team.company_id.id,
            "rule_id": rule.id,
            "date_from": day,
            "date_to": self._last_day(day),
            "due_at": moments.due,
            "remind_at": moments.remind,
            "missing_at": moments.missing,
            "min_length": record.min_length,
            "needs_improvement": record.needs_improvement,
            "next_action_at": moments.next_look(now),
        }

    @api.model
    def _working_users(self, team, first, last, user_ids) -> set[int]:
        """Who of the users has work on one of these local days: by the roster, else by his hours, less leave."""
        working, day = set(), first
        while day <= last:
            working |= self._working_on(team, day, user_ids)
            day += timedelta(days=1)
        return working

    @api.model
    def _working_on(self, team, day, user_ids) -> set[int]:
        if self.env["cs.roster"]._is_rostered(team.id, day):
            start, end = local_days.span(day, day, team._zone())
            duties = self.env["cs.shift.span"]._on_duty(team.company_id.id, start, end)
            there = {duty.user_id for duty in duties if not duty.on_call and start <= duty.start < end}
            return there & set(user_ids)
        # asked for once a day and team, then kept in the cache
        _known, ends = self.env["hr.employee"]._cs_working_users(frozenset(user_ids), team.company_id.id, team.tz, day)
        return set(dict(ends))

    # -- what is due ---------------------------------------------------------------------

    def _act_on_time(self):
        """Remind, count what is late and what is missing (see ``cs.due.mixin``)."""
        now = utcnow()
        todo = self.filtered(lambda report: report.state == "todo")
        (self - todo).write({"next_action_at": False})
        over = todo.filtered(lambda report: report.due_at < now and not report.is_late)
        free = over._not_owed_any_more()
        free._waive(self.env._("Leave, or a day off"))
        todo, late = todo - free, over - free
        late.write({"is_late": True})
        missing = todo.filtered(lambda report: report.missing_at < now and not report.is_missing)
        missing.write({"is_missing": True})
        self._tell_due(todo, late - missing, missing, now)
        for report in todo:
            # moments differ from report to report; one statement writes them
            report.next_action_at = report._moments().next_look(now) or False

    def _moments(self):
        return daily.Moments(self.remind_at or None, self.due_at, self.missing_at)

    def _not_owed_any_more(self):
        """Who turned out to be away on all of its days (in sudo)."""
        free = self.browse()
        for (team, first, last), same in self.grouped(lambda r: (r.team_id, r.date_from, r.date_to)).items():
            # reports of a team are due together
            working = self._working_users(team, first, last, same.user_id.ids) if team else same.user_id.ids
            free |= same.filtered(lambda report, there=working: report.user_id.id not in there)
        return free

    def _tell_due(self, todo, late, missing, now):
        due = todo.filtered(lambda r: r.remind_at and r.remind_at <= now) - late - missing
        self._tell({r.id: r.user_id for r in due}, self._reminder, by=("screen", "activity"))
        self._tell({r.id: r.user_id for r in late}, _lt("Your report is late"), by=("screen",))
        self._tell({r.id: r.reader_ids for r in missing}, _lt("A report is missing"), by=("screen",))
