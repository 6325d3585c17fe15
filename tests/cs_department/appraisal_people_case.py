"""A team of four whose post is appraised by what people give: points of the superior, and all around."""

from tests.common import CsCase


class AppraisalPeopleCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.job"].search([]).cs_profile_id = False
        cls.scheme = cls.env["cs.appraisal.scheme"].create(
            {
                "name": "Test scheme",
                "change_reason": "test",
                "promotion_after": 2,
                "review_after": 2,
                "peer_count": 3,
                "peer_least": 2,
                "criterion_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Knowledge",
                            "section": "Ability",
                            "source": "manual",
                            "weight": 60,
                            "reason_below": 50,
                            "reason_above": 90,
                            "target": 40,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "Teamwork",
                            "section": "Team",
                            "source": "360",
                            "weight": 40,
                            "rater_self": 10,
                            "rater_peer": 30,
                            "rater_manager": 60,
                        },
                    ),
                ],
                "grade_ids": [
                    (0, 0, {"name": "A", "from_score": 80, "bonus_coefficient": 1.2, "is_excellent": True}),
                    (0, 0, {"name": "B", "from_score": 60}),
                    (0, 0, {"name": "C", "from_score": 0, "bonus_coefficient": 0.5, "is_failed": True}),
                ],
            }
        )
        cls.knowledge, cls.teamwork = cls.scheme.criterion_ids
        cls.profile = cls.env["cs.job.profile"].create({"name": "Hotline", "scheme_id": cls.scheme.id})
        cls.job = cls.env["hr.job"].create({"name": "Hotline agent", "cs_profile_id": cls.profile.id})
        cls.team.member_ids |= cls.outsider | cls.privileged
        cls.other_team.member_ids = False
        cls.employee_of[cls.privileged] = cls.env["hr.employee"].create(
            {"name": "Privileged", "user_id": cls.privileged.id, "resource_calendar_id": cls.calendar.id}
        )
        cls.people = cls.agent | cls.agent2 | cls.outsider | cls.privileged
        for user in cls.people:
            cls.employee_of[user].job_id = cls.job

    @classmethod
    def make_period(cls, first="2026-02-01", last="2026-02-28"):
        return cls.env["cs.appraisal.period"].with_user(cls.manager).create({"date_from": first, "date_to": last})

    def run_period(self, **days):
        period = self.make_period(**days)
        period.action_run()
        return period

    def appraisal(self, period, user):
        return period.sudo().appraisal_ids.filtered(lambda one: one.user_id == user).with_env(self.env)

    def form_of(self, period, rater, rated, relation):
        return (
            self.env["cs.appraisal.sheet"]
            .with_user(rater)
            .search(
                [
                    ("period_id", "=", period.id),
                    ("rater_id", "=", rater.id),
                    ("user_id", "=", rated.id),
                    ("relation", "=", relation),
                ]
            )
        )

    def fill(self, form, reason="Seen every day", **points):
        """Give the points named by criterion, and hand the form in."""
        for line in form.line_ids:
            line.write({"points": points[line.name.lower()], "reason": reason})
        form.action_give()

    def rate_all(self, period, scores=None):
        """Everybody gives everybody the same share of the points; ``scores``: user → score."""
        for form in self.env["cs.appraisal.sheet"].search([("period_id", "=", period.id), ("state", "=", "asked")]):
            share = (scores or {}).get(form.user_id, 75) / 100
            self.fill(form.with_user(form.rater_id), knowledge=60 * share, teamwork=40 * share)
        self.env.invalidate_all()
