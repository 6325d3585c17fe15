from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ....core.decimals import decimal
from ....core.ratings import MANAGER, PEER, SELF, combine
from ....core.sample import draw
from ..criterion import BY_PEOPLE

#: a score that waits for somebody, though facts were meant to decide
_BY_HAND = "hand"


class CsAppraisalScheme(models.Model):
    _inherit = "cs.appraisal.scheme"

    peer_count = fields.Integer(
        "Colleagues who rate", default=3, help="So many of the team are drawn for each person, where a criterion asks."
    )
    peer_least = fields.Integer(
        "Shown from (ratings)",
        default=3,
        help="The rated person sees the average of colleagues once so many have rated: of fewer he could tell who.",
    )

    _peers_sane = models.Constraint(
        "CHECK (peer_count BETWEEN 0 AND 50 AND peer_least >= 2)",
        "An average of colleagues is of two at least.",
    )


class CsAppraisal(models.Model):
    """What people give, as the run takes it."""

    _inherit = "cs.appraisal"

    def _given_points(self):
        """See the run: (appraisal id, criterion id) → points; a correction stands before all else."""
        found = super()._given_points()
        ratings = self._ratings_by_criterion()
        criteria = self.env["cs.appraisal.criterion"].browse({criterion for _appraisal, criterion in ratings})
        shares = {one.id: one._rater_shares() for one in criteria}
        granted = self._corrections_in_force()
        for (appraisal, criterion), by_relation in ratings.items():
            given = {side: [decimal(one.points) for one in lines] for side, lines in by_relation.items()}
            correction = given.pop("appeal", None) if appraisal in granted else None
            given.pop("appeal", None)
            self.browse(appraisal)._leave_out_few(given)
            points = correction[-1] if correction else combine(given, shares[criterion])
            if points is not None:
                found[appraisal, criterion] = points
        return found

    def _leave_out_few(self, given):
        """Colleagues of whom too few rated count as if none had, where somebody else has.

        The person knows the own points and the superior's: what is left of the sum would tell him theirs.
        """
        few = len(given.get(PEER, ())) < max(self.scheme_id.peer_least, 2)
        if few and any(given[side] for side in given if side != PEER):
            given.pop(PEER, None)

    def _corrections_in_force(self) -> set:
        """Appraisals with a granted appeal: what was corrected for it counts."""
        appeals = self.env["cs.appeal"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("state", "=", "granted")]
        )
        return set(appeals.mapped("res_id"))

    # -- asking --------------------------------------------------------------------------

    def _ask_ratings(self):
        """Make the rating forms that are missing, and ask whoever is to fill them in (in sudo).

        Safe to repeat: who was asked already is not asked again, and points that were given stay.
        """
        wanted = self._wanted_ratings()
        sheets = self.env["cs.appraisal.sheet"]
        known = {
            (sheet.appraisal_id.id, sheet.rater_id.id, sheet.relation): sheet
            for sheet in sheets.search([("appraisal_id", "in", self.ids), ("relation", "!=", "appeal")])
        }
        missing = [key for key in wanted if key not in known]
        new = sheets.create([self.browse(key[0])._prepare_sheet(key[1], key[2]) for key in missing])
        known.update(zip(missing, new, strict=True))
        again = sheets.browse()
        rows = []
        for key, criteria in wanted.items():
            there = known[key].line_ids.criterion_id
            more = criteria - there
            rows += known[key]._prepare_lines(more)
            if more and known[key].state == "given":
                again |= known[key]
        self.env["cs.appraisal.rating"].create(rows)
        again.write({"state": "asked"})
        (new | again)._ask()

    def _prepare_sheet(self, rater, relation) -> dict:
        return {
            "appraisal_id": self.id,
            "period_id": self.period_id.id,
            "employee_id": self.employee_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "rater_id": rater,
            "relation": relation,
        }

    def _wanted_ratings(self) -> dict:
        """(appraisal id, user id, relation) → criteria to be rated."""
        wanted = defaultdict(self.env["cs.appraisal.criterion"].browse)
        # all scores in one query: thousands of people have twenty each
        scores = self.env["cs.appraisal.score"].search_fetch(
            [("appraisal_id", "in", self.ids), ("criterion_id", "!=", False)], ["appraisal_id", "criterion_id", "how"]
        )
        peers = self._draw_peers()
        # people are asked alike wherever a criterion was computed alike
        asked = {kind: kind[0]._raters(kind[1]) for kind in scores.grouped(lambda one: (one.criterion_id, one.how))}
        for score in scores:
            relations = asked[score.criterion_id, score.how]
            appraisal, criterion = score.appraisal_id, score.criterion_id
            if not relations or appraisal.is_frozen:
                continue
            for relation in relations:
                raters = {
                    SELF: appraisal.user_id.ids,
                    PEER: peers.get(appraisal.id, []),
                    MANAGER: appraisal.supervisor_id.ids,
                }[relation]
                for rater in raters:
                    wanted[appraisal.id, rater, relation] |= criterion
        return wanted

    def _draw_peers(self) -> dict[int, list]:
        """Appraisal → users of the same team who rate it, drawn so that anybody can draw them again."""
        by_peers = Domain("criterion_id.source", "=", "360") & Domain("criterion_id.rater_peer", "!=", 0)
        scores = self.env["cs.appraisal.score"].search(Domain("appraisal_id", "in", self.ids) & by_peers)
        asking = scores.appraisal_id
        teams = defaultdict(set)
        for mate in self.search_fetch(
            [
                ("period_id", "in", asking.period_id.ids),
                ("team_id", "in", asking.team_id.ids),
                ("user_id", "!=", False),
            ],
            ["period_id", "team_id", "user_id", "supervisor_id"],
        ):
            teams[mate.period_id.id, mate.team_id.id].add(mate.user_id.id)
        found = {}
        for one in asking:
            others = teams[one.period_id.id, one.team_id.id] - {one.user_id.id, one.supervisor_id.id}
            seed = f"{one.period_id.id}|{one.employee_id.id}"
            found[one.id] = draw({"team": sorted(others)}, one.scheme_id.peer_count, seed)["team"]
        return found


class CsAppraisalCriterion(models.Model):
    _inherit = "cs.appraisal.criterion"

    def _rater_shares(self) -> dict:
        """Relation → percent with which its ratings count."""
        if self.source != "360":
            return {MANAGER: decimal(100)}
        return {
            SELF: decimal(self.rater_self),
            PEER: decimal(self.rater_peer),
            MANAGER: decimal(self.rater_manager),
        }

    def _raters(self, how) -> list[str]:
        """Who is asked for points, seeing how the run came to them."""
        if self.source not in BY_PEOPLE:
            return [MANAGER] if how == _BY_HAND else []
        return [relation for relation, share in self._rater_shares().items() if share]


class CsAppraisalSheet(models.Model):
    _inherit = "cs.appraisal.sheet"

    def _prepare_lines(self, criteria) -> list[dict]:
        return [
            {"sheet_id": self.id, "criterion_id": criterion.id, "sequence": place}
            for place, criterion in enumerate(criteria.sorted(lambda one: (one.sequence, one.id)))
        ]
