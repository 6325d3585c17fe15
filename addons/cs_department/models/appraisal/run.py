from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ...core.now import utcnow

#: so many people are computed while the manager waits
AT_ONCE = 200
#: in the background so many at once: the indicators are read once for all of them
BATCH = 1000


class CsAppraisalPeriod(models.Model):
    """The run: who is appraised, by which scheme; then everybody is computed, batch by batch.

    Each appraisal that is to be computed is due (see ``cs.due.mixin``): a run that is killed
    goes on with those that are left, and one that is repeated computes everybody anew.
    """

    _inherit = "cs.appraisal.period"

    people_count = fields.Integer("People", compute="_compute_counts")
    done_count = fields.Integer("Computed people", compute="_compute_counts")
    error_count = fields.Integer("With errors", compute="_compute_counts")
    hand_count = fields.Integer("Waiting for ratings", compute="_compute_counts")
    changed_count = fields.Integer("Changed by the last run", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    warning = fields.Text("To be looked at", readonly=True, copy=False)

    @api.depends("state", "appraisal_ids.next_action_at", "appraisal_ids.error_count", "appraisal_ids.is_changed")
    def _compute_counts(self):
        self.env["cs.appraisal"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT period_id, count(*), count(*) FILTER (WHERE next_action_at IS NULL),
                          count(*) FILTER (WHERE error_count > 0), count(*) FILTER (WHERE hand_count > 0),
                          count(*) FILTER (WHERE is_changed)
                     FROM cs_appraisal WHERE period_id IN %s GROUP BY period_id""",
                tuple(self._origin.ids) or (0,),
            )
        )
        found = {period: counts for period, *counts in rows}
        for period in self:
            people, done, errors, hand, changed = found.get(period._origin.id, (0, 0, 0, 0, 0))
            period.people_count, period.done_count = people, done
            period.error_count, period.hand_count, period.changed_count = errors, hand, changed
            period.progress = 100 * done / people if people else 0

    # -- asking ------------------------------------------------------------------

    def _check_manager(self):
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Only managers run appraisals."))
        self.check_access("write")

    def action_run(self):
        """Compute everybody, or compute everybody anew.

        :raises UserError: for a frozen period, without people, or with schemes that cannot be used.
        """
        self._check_manager()
        for period in self:
            # sudo: appraisals are the system's; managers may run them. One period is run at a time
            period.sudo()._begin_run()
        return True

    def action_appraisals(self):
        """The people of the period."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_appraisal_action")
        return action | {"domain": [("period_id", "=", self.id)], "context": {}}

    def action_changed(self):
        """The people whose score the last run changed."""
        return self.action_appraisals() | {"domain": [("period_id", "=", self.id), ("is_changed", "=", True)]}

    def action_scores(self):
        """All scores of the period, to be compared."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_appraisal_score_action")
        return action | {"domain": [("period_id", "=", self.id)]}

    # -- begin (in sudo) ---------------------------------------------------------

    def _begin_run(self):
        self.ensure_one()
        self.lock_for_update()
        self._refuse_frozen()
        schemes, without = self._people()
        self._check_schemes(schemes)
        now = utcnow()
        appraisals = self._take_in(schemes, self._edit(schemes), now)
        appraisals.write({"next_action_at": now})
        self.write({"state": "computing", "started_at": now, "warning": self._say_without(without)})
        if len(appraisals) > AT_ONCE:
            self.env.ref("cs_department.cron_appraisal")._trigger()
        else:
            appraisals._act_on_time()

    def _people(self) -> tuple[dict, object]:
        """Employee → scheme of everybody who is appraised, and those whose scheme is not in force."""
        people = (self._people_with_scheme(self.company_id) | self.extra_ids) - self.left_out_ids
        by_post = self._scheme_of(people)
        schemes = {employee: by_post.get(employee.id) or self.scheme_id for employee in people}
        without = people.filtered(
            lambda employee: not schemes[employee] or not schemes[employee]._is_in_force(self.date_from, self.date_to)
        )
        return {employee: scheme for employee, scheme in schemes.items() if employee not in without}, without

    def _say_without(self, without) -> str | bool:
        if not without:
            return False
        names = format_list(self.env, without.mapped("name"), lang_code=self.env.lang or "en_US")
        return self.env._("No scheme is in force for %(people)s: not appraised.", people=names)

    def _check_schemes(self, schemes):
        """What a run needs.

        :raises UserError: without people, or where the weights of a scheme do not add up.
        """
        if not schemes:
            raise UserError(self.env._("Nobody is appraised yet: give posts a scheme, or add people to the period."))
        used = self.env["cs.appraisal.scheme"].union(*schemes.values())
        wrong = [f"{scheme.name}: {scheme.warning}" for scheme in used if scheme.warning]
        if wrong:
            raise UserError("\n".join(wrong))

    def _edit(self, schemes) -> dict:
        """Scheme → its content as it is used in this period."""
        used = self.env["cs.appraisal.scheme"].union(*schemes.values())
        known = {edition.scheme_id: edition for edition in self.edition_ids}
        contents = {scheme: scheme._prepare_content(self.company_id) for scheme in used}
        for scheme, edition in known.items():
            # a department has a handful of schemes, each with a content of its own
            if scheme in contents and edition.content != contents[scheme]:
                edition.content = contents[scheme]
        missing = [scheme for scheme in used if scheme not in known]
        made = self.env["cs.appraisal.edition"].create(
            [{"period_id": self.id, "scheme_id": scheme.id, "content": contents[scheme]} for scheme in missing]
        )
        return known | dict(zip(missing, made, strict=True))

    def _take_in(self, schemes, editions, now):
        """The appraisals of these people: made where there is none, gone where somebody is appraised no more."""
        known = {appraisal.employee_id: appraisal for appraisal in self.appraisal_ids}
        self.appraisal_ids.filtered(lambda appraisal: appraisal.employee_id not in schemes).unlink()
        people = self.env["hr.employee"].union(*schemes)
        supervisors = self.env["cs.team"]._supervisors_of(people)
        wanted = {
            employee: self._prepare_appraisal(employee, scheme, editions[scheme], *supervisors[employee.id])
            for employee, scheme in schemes.items()
        }
        appraisals = self.env["cs.appraisal"]
        made = appraisals.with_context(tracking_disable=True, mail_create_nosubscribe=True).create(
            [
                {"period_id": self.id, "employee_id": employee.id, "next_action_at": now, **values}
                for employee, values in wanted.items()
                if employee not in known
            ]
        )
        kept = appraisals.union(*(appraisal for employee, appraisal in known.items() if employee in wanted))
        kept._move_to({appraisal: wanted[appraisal.employee_id] for appraisal in kept})
        return kept | made.with_env(self.env)

    def _prepare_appraisal(self, employee, scheme, edition, team_id, supervisor_id) -> dict:
        return {
            "user_id": employee.user_id.id,
            "supervisor_id": supervisor_id,
            "team_id": team_id,
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "scheme_id": scheme.id,
            "edition_id": edition.id,
        }

    # -- end (in sudo) -----------------------------------------------------------

    def _end_if_done(self):
        """The run is over as soon as nobody is left."""
        self.ensure_one()
        left = self.env["cs.appraisal"].search_count(
            [("period_id", "=", self.id), ("next_action_at", "!=", False)], limit=1
        )
        if self.state != "computing" or left:
            return
        self.write({"state": "open", "computed_at": utcnow()})
        self._run_finished()

    def _run_finished(self):
        """Everybody is computed. Whoever makes grades of the scores extends it."""


class CsAppraisal(models.Model):
    _inherit = "cs.appraisal"

    def _move_to(self, wanted):
        """Bring appraisals to these values: those of one kind at once (appraisal → values)."""
        groups = {}
        for appraisal, values in wanted.items():
            now = appraisal._convert_to_write({name: appraisal[name] for name in values})
            if now != values:
                changed = tuple((name, value) for name, value in values.items() if now[name] != value)
                groups.setdefault(changed, []).append(appraisal.id)
        for changed, ids in groups.items():
            # one write per team and scheme
            self.browse(ids).write(dict(changed))

    @api.model
    def _cron_compute(self):
        """Go on with every run that is under way, batch by batch."""
        self._cron_due(BATCH)

    def _act_on_time(self):
        """Compute what is due, period by period (in sudo)."""
        for period, appraisals in self.grouped("period_id").items():
            # a batch is of one period, as a rule
            appraisals._compute_scores()
            period._end_if_done()
