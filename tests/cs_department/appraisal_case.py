"""February 2026 of two agents, worked out by hand, for everything that is tested on appraisals."""

from decimal import Decimal

from tests.cs_department.test_indicators import BEGIN, END, NOON, IndicatorCase


class AppraisalCase(IndicatorCase):
    """A scheme of 100 points, and the facts of ``a`` and ``b``.

    =====================  ======  ===========================  ==============  ==============
    criterion              weight  points                       a               b
    =====================  ======  ===========================  ==============  ==============
    resolved in time           30  all at 95 %, none at 80 %    9 of 10         11 of 12
    first response             20  95 %: 80 %, 90 %: half       19 of 20        12 of 12
    reopened                   15  4 off for each               1               none
    callback satisfied         20  100 % … 70 %, five at least  3 (too few)     5 of 6
    attitude                   15  given by the superior        13.5            12
    suggestions                 –  as many as there are         2               none
    justified complaints        –  fatal, 59 at most            none            1
    =====================  ======  ===========================  ==============  ==============
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._make_scheme()
        cls._make_february()
        cls.period = cls.env["cs.appraisal.period"].create(
            {
                "company_id": cls.company.id,
                "date_from": BEGIN,
                "date_to": END,
                "extra_ids": [(6, 0, cls.people.ids)],
                "scheme_id": cls.scheme.id,
            }
        )

    @classmethod
    def _make_scheme(cls):
        ideas = cls.env["cs.indicator"].create(
            {
                "name": "Suggestions",
                "code": "own_suggestions",
                "model": "cs.ticket",
                "domain": "[('kind_id.code', '=', 'suggestion')]",
                "aggregate": "count",
                "person_field": "user_id",
                "date_field": "registered_at",
                "unit": "points",
                "digits": 2,
                "change_reason": "Ideas count",
            }
        )
        return cls.env["cs.appraisal.scheme"].create(
            {
                "name": "Officers",
                "change_reason": "First scheme",
                "criterion_ids": [
                    (0, 0, {"sequence": place, **values})
                    for place, values in enumerate(
                        [
                            cls._facts("resolved_in_time", weight=30, best_value=95, worst_value=80),
                            cls._facts(
                                "first_response_in_time",
                                weight=20,
                                curve="steps",
                                step_ids=[
                                    (0, 0, {"from_value": value, "percent": percent})
                                    for value, percent in [(98, 100), (95, 80), (90, 50)]
                                ],
                            ),
                            cls._facts("reopened", weight=15, curve="per_unit", points_per_unit=4, floor_points=-5),
                            cls._facts("callback_satisfied", weight=20, best_value=100, worst_value=70, min_sample=5),
                            {"name": "Attitude", "source": "manual", "weight": 15, "section": "Attitude"},
                            {
                                "name": "Suggestions",
                                "source": "merit",
                                "indicator_id": ideas.id,
                                "floor_points": -10,
                                "cap_points": 5,
                            },
                            cls._facts("complaint_justified", curve="fatal", fatal_total=59),
                        ]
                    )
                ],
                "grade_ids": [
                    (0, 0, {"name": "Excellent", "from_score": 90, "bonus_coefficient": 1.2, "is_excellent": True}),
                    (0, 0, {"name": "Good", "from_score": 75, "bonus_coefficient": 1}),
                    (0, 0, {"name": "Failed", "from_score": 0, "bonus_coefficient": 0.5, "is_failed": True}),
                ],
            }
        )

    @classmethod
    def _facts(cls, code, **values):
        indicator = cls.known[code]
        return {"name": indicator.name, "source": "indicator", "indicator_id": indicator.id, **values}

    @classmethod
    def _make_february(cls):
        a, b = cls.agent, cls.agent2
        cls.missed = cls.clocks(cls.tickets(1, a), state="missed")
        cls.clocks(cls.tickets(9, a))
        cls.clocks(cls.tickets(1, b), state="missed")
        cls.clocks(cls.tickets(11, b))
        cls.clocks(cls.tickets(1, a), "first_response", "missed")
        cls.clocks(cls.tickets(19, a), "first_response")
        cls.clocks(cls.tickets(12, b), "first_response")
        cls.reopened = cls.tickets(1, a)
        cls._reopen(cls.reopened)
        cls.called_a = cls.callbacks(cls.tickets(3, a), ["satisfied"] * 3)
        cls.called_b = cls.callbacks(cls.tickets(6, b), ["satisfied"] * 5 + ["unsatisfied"])
        cls.tickets(2, a, kind_id=cls.env.ref("cs_department.kind_suggestion").id)
        complaint = cls.tickets(1, cls.outsider, kind_id=cls.complaint.id)
        complaint._system_write(
            {"state": "closed", "validity": "valid", "resolved_at": NOON, "blamed_id": cls.employee_of[b].id}
        )
        cls.env.flush_all()

    @classmethod
    def _reopen(cls, tickets):
        cls.env["cs.ticket.event"].create(
            [
                {"ticket_id": ticket.id, "event_type": "reopened", "at": NOON, "user_id": cls.supervisor.id}
                for ticket in tickets
            ]
        )

    @classmethod
    def callbacks(cls, tickets, results):
        shared = {
            "rule_id": cls.env["cs.callback.rule"].search([], limit=1).id,
            "company_id": cls.company.id,
            "user_id": cls.supervisor.id,
            "event_at": NOON,
            "ready_at": NOON,
            "done_at": NOON,
            "state": "done",
        }
        return cls.env["cs.callback"].create(
            [
                {**shared, "ticket_id": ticket.id, "result": result}
                for ticket, result in zip(tickets, results, strict=True)
            ]
        )

    def setUp(self):
        super().setUp()
        self.given = {self.a: Decimal("13.5"), self.b: Decimal(12)}
        case = self

        def given_points(appraisals):
            manual = case.scheme.criterion_ids.filtered(lambda one: one.source == "manual")
            return {
                (one.id, manual.id): case.given[one.employee_id] for one in appraisals if one.employee_id in case.given
            }

        self.patch(self.env.registry["cs.appraisal"], "_given_points", given_points)

    def run_period(self, period=None):
        """Compute, as the manager; person → appraisal."""
        period = period or self.period
        period.with_user(self.manager).action_run()
        period.invalidate_recordset()
        return {one.employee_id: one for one in period.appraisal_ids}

    def show_all(self, period=None):
        """Everybody has seen and confirmed his score."""
        (period or self.period).appraisal_ids.write({"state": "confirmed"})

    def points(self, appraisal):
        """Points and weights of the lines, in their order, as they are shown."""
        return [score.points_said for score in appraisal.score_ids.sorted("position")]
