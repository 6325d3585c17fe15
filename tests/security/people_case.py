"""Everything that is kept about somebody's work, once for a person of the team and once elsewhere."""

from odoo.tests import new_test_user

from tests.common import NOW
from tests.security.common import SecurityCase

DAY = "2026-03-02"
CANARY = "canary-5c1e"


class PeopleCase(SecurityCase):
    """``cls.kept`` has what is kept about the agent, ``cls.elsewhere_kept`` the same in another company.

    Rows are written as the system writes them, with a canary in every text about the
    agent: whoever is told the canary was told something. The agent's supervisor is ``cls.supervisor``; ``cls.lead``
    supervises nobody of them; ``cls.agent2`` is a colleague in the same team.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = new_test_user(cls.env, "cs_lead", groups="cs_department.group_cs_supervisor", name="Lead")
        cls.lead_elsewhere = new_test_user(
            cls.env,
            "cs_lead_elsewhere",
            groups="cs_department.group_cs_manager",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
            name="Lead elsewhere",
        )
        stranger = new_test_user(
            cls.env,
            "cs_stranger",
            groups="cs_department.group_cs_agent",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )
        cls.person = cls.employee_of[cls.agent]
        cls.stranger = cls.env["hr.employee"].create(
            {"name": "Stranger", "user_id": stranger.id, "company_id": cls.elsewhere.id}
        )
        cls.words = CANARY
        cls.kept = cls.keep(cls.person, cls.supervisor, cls.agent2)
        cls.words = "words elsewhere"
        cls.elsewhere_kept = cls.keep(cls.stranger, cls.lead_elsewhere, cls.lead_elsewhere)
        cls.env.flush_all()

    @classmethod
    def make(cls, model, vals):
        """A record with something in each text, and in each field that must not be empty."""
        known = cls.env[model]
        vals = {name: value for name, value in vals.items() if name in known._fields}
        for name, field in known._fields.items():
            if name in vals or not field.store or field.compute or field.related or field.default:
                continue
            if field.type in ("char", "text", "html") and not field.readonly and name not in ("email",):
                vals[name] = cls.words
            elif field.required:
                vals[name] = {"date": DAY, "datetime": NOW, "integer": 1, "char": cls.words, "text": cls.words}.get(
                    field.type
                )
                if field.type == "selection":
                    vals[name] = field.get_values(cls.env)[0]
        return known.create(vals)

    @classmethod
    def keep(cls, person, supervisor, rater):
        """Model → the record about this person."""
        whose = {
            "employee_id": person.id,
            "user_id": person.user_id.id,
            "supervisor_id": supervisor.id,
            "company_id": person.company_id.id,
        }
        dates = {"date_from": "2026-02-01", "date_to": "2026-02-28"}
        found = {}

        def make(model, **vals):
            found[model] = cls.make(model, {**whose, **vals})
            return found[model]

        cls._keep_appraisal(make, dates, rater)
        rule = cls.env["cs.merit.rule"].search([("step_ids", "!=", False), ("nature", "=", "penalty")], limit=1)
        window = make("cs.merit.window", rule_id=rule.id)
        make(
            "cs.merit.event",
            rule_id=rule.id,
            nature="penalty",
            window_id=window.id,
            words=cls.words,
            state="shown",
            shown_at=NOW,
        )
        checklist = cls.env["cs.checklist"].search([("item_ids", "!=", False)], limit=1)
        check = make("cs.check", checklist_id=checklist.id, state="done", note=cls.words, inspector_id=supervisor.id)
        found["cs.check.answer"] = check.answer_ids[:1] or make("cs.check.answer", check_id=check.id, name=cls.words)
        found["cs.check.answer"].write({"note": cls.words})
        make("cs.coaching", coach_id=supervisor.id, check_id=check.id)
        make("cs.call", recording_url="https://talks.example.com/1")
        cls._keep_training(make, supervisor)
        appeal = {"res_model": "cs.check", "res_id": check.id, "words": cls.words, "state": "open"}
        make("cs.appeal", **appeal, judge_ids=[(6, 0, supervisor.ids)])
        return found

    @classmethod
    def _keep_appraisal(cls, make, dates, rater):
        period = make("cs.appraisal.period", **dates)
        scheme = cls.env["cs.appraisal.scheme"].search([("criterion_ids", "!=", False)], limit=1)
        edition = make("cs.appraisal.edition", period_id=period.id, scheme_id=scheme.id, content={"name": cls.words})
        common = {"period_id": period.id, "edition_id": edition.id, **dates}
        appraisal = make(
            "cs.appraisal",
            **common,
            state="shown",
            score=77.7,
            has_score=True,
            scheme_id=scheme.id,
            grade_name=cls.words,
        )
        common = {**common, "appraisal_id": appraisal.id, "criterion_id": scheme.criterion_ids[0].id}
        make("cs.appraisal.score", **common, position=0, points=7.7, error=cls.words)
        make("cs.appraisal.adjustment", **common, position=0, points=1)
        sheet = make("cs.appraisal.sheet", **common, rater_id=rater.id, relation="peer", state="given")
        make(
            "cs.appraisal.rating", sheet_id=sheet.id, criterion_id=common["criterion_id"], points=6.6, reason=cls.words
        )
        make("cs.appraisal.nomination", **common, list="review", words=cls.words)
        make("cs.month.report", month="2026-02-01", content={"name": cls.words})

    @classmethod
    def _keep_training(cls, make, supervisor):
        course = cls.env["cs.training.course"].search([], limit=1)
        session = make(
            "cs.training.session",
            course_id=course.id,
            trainer_id=supervisor.id,
            starts_at="2026-03-05 01:00:00",
            ends_at="2026-03-05 03:00:00",
        )
        make("cs.training.attendance", session_id=session.id)
        make("cs.training.record", course_id=course.id)
        make("cs.training.need", topic=cls.words)
        plan = cls.env["cs.training.plan"].search([], limit=1)
        make("cs.training.member", plan_id=plan.id, since=DAY)
        reading = make("cs.reading", author_id=supervisor.id, state="out")
        make("cs.reading.receipt", reading_id=reading.id)
        measure = cls.env["cs.job.measure"].search([], limit=1)
        make("cs.job.result", measure_id=measure.id)
