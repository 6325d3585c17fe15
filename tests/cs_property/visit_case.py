"""A small estate with a steward who visits, and two neighbours who quarrel."""

from tests.cs_property.custody_case import PNG
from tests.cs_property.estate_case import EstateCase


class VisitCase(EstateCase):
    """Units of :class:`EstateCase`; a rule of two visits a month for its own company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.manager_id = cls.manager
        cls.visits = cls.env["cs.visit"]
        cls.rule = cls.env.ref("cs_property.visit_rule_standard").copy(
            {"company_id": cls.company.id, "per_month": 2, "change_reason": "small estate"}
        )
        cls.rule.reason_ids.filtered(lambda one: one.fact == "new_owner").unlink()

    def draw(self):
        return self.visits._draw(self.company, self.steward)

    def cron(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))
        self.visits._cron_visits()

    def answers(self, check, wrong=(), scale=4):
        """Everything in order but the lines whose place is named."""
        found = {}
        for place, line in enumerate(check.sudo().answer_ids):
            if line.kind == "text":
                found[str(line.id)] = {"words": "More benches, please"}
            elif line.kind == "scale":
                found[str(line.id)] = {"value": scale, "note": "so so"}
            else:
                bad = place in wrong
                found[str(line.id)] = {"value": 0 if bad else 1, "note": "The tap drips" if bad else ""}
        return found

    def make(self, visit, user=None, **how):
        """Go through the questions by phone, as the steward."""
        check = visit.sudo().check_id.with_user(user or self.steward)
        check._take({"answers": self.answers(check, **how), "finish": True})
        visit.invalidate_recordset()

    def mediate(self, user=None, **values):
        return (
            self.env["cs.mediation"]
            .with_user(user or self.clerk)
            .create(
                {
                    "subject": "Piano at night",
                    "party_a_unit_id": self.unit1.id,
                    "party_a_id": self.unit1.payer_id.id,
                    "party_b_unit_id": self.unit2.id,
                    "party_b_id": self.unit2.payer_id.id,
                    **values,
                }
            )
        )

    def sign(self, mediation, *sides):
        for side in sides:
            mediation._signed(f"party_{side}", PNG, f"Owner {side}")
        mediation.invalidate_recordset()
