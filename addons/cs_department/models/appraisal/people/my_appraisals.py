from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ....core.decimals import decimal
from ....core.ratings import shown_average
from ....core.scoring import OPEN

#: so many months of the past are drawn
_MONTHS = 12
#: so many rating forms are named
_SHOWN = 20


class CsAppraisal(models.Model):
    """The page “My appraisals”: the own scores, and the verbs that belong to them."""

    _inherit = "cs.appraisal"

    @api.model
    def my_appraisals(self, appraisal_id=False) -> dict:
        """What the page shows.

        :param appraisal_id: one of the own appraisals, default the newest.
        :return: ``list`` (all of them, newest first, with the trend), ``one`` (the chosen one,
            criterion by criterion) and ``forms`` (ratings that the user is asked for).
        """
        mine = self.search([("user_id", "=", self.env.uid), ("state", "!=", "computing")], order="date_from desc, id")
        chosen = mine.filtered(lambda one: one.id == appraisal_id) or mine[:1]
        return {
            "list": [one._my_row() for one in mine[:_MONTHS]],
            "one": chosen._my_facts() if chosen else False,
            "forms": self._my_forms(),
        }

    @api.model
    def _my_forms(self) -> list[dict]:
        forms = self.env["cs.appraisal.sheet"].search(
            [("rater_id", "=", self.env.uid), ("state", "=", "asked"), ("relation", "!=", "appeal")], limit=_SHOWN
        )
        relations = dict(forms._fields["relation"]._description_selection(self.env))
        return [{"id": one.id, "name": one.display_name, "relation": relations[one.relation]} for one in forms]

    def _my_row(self) -> dict:
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "period": self.sudo().period_id.display_name,  # sudo: the name of the own period
            "score": self.score,
            "has_score": self.has_score,
            "grade": self.grade_name or "",
            "state": self.state,
            "state_words": states[self.state],
        }

    def _my_facts(self) -> dict:
        """One own appraisal, with its criteria by their groups."""
        # sudo: the scheme, the corrections and the answer to the appeal belong to the own score
        known = self.sudo()
        appeal = known.appeal_ids.sorted("id")[-1:]
        return {
            **self._my_row(),
            "from": format_date(self.env, self.date_from),
            "until": format_date(self.env, self.date_to),
            "scheme": known.scheme_id.name or "",
            "total": known.scheme_id.total,
            "coefficient": self.coefficient,
            "previous": self.earlier_score if self.is_shown_again else False,
            "confirm_until": self._my_moment(self.confirm_until),
            "appeal_until": self._my_moment(self.appeal_until),
            "may_confirm": self.may_confirm,
            "may_appeal": self.may_appeal,
            "appeal": appeal._my_appeal() if appeal else False,
            "groups": self._my_groups(),
            "adjustments": [
                {"period": one.period_id.display_name, "points": one.points} for one in known.adjustment_ids
            ],
            "grades": known._my_grades(),
        }

    def _my_moment(self, moment) -> str:
        return format_datetime(self.env, moment, dt_format="short") if moment else ""

    def _my_grades(self) -> list[dict]:
        """The scale of the scheme, for the reader to see where he stands."""
        content = self.edition_id.content or {}
        return [
            {
                "name": self.edition_id._said(one["name"]),
                "from": float(one["from_score"]),
                "is_mine": one["id"] == self.grade_id.id,
            }
            for one in content.get("grades") or ()
        ]

    def _my_groups(self) -> list[dict]:
        """Sections with their criteria, in the order of the scheme."""
        # sudo: ratings of colleagues are read to be told as an average
        ratings = self.sudo()._ratings_by_criterion()
        least = self.sudo().scheme_id.peer_least or 2
        groups = {}
        for score in self.score_ids.sorted("position"):
            group = groups.setdefault(score.section or "", {"name": score.section or "", "rows": []})
            given = ratings.get((self.id, score.criterion_id.id), {})
            row = {**score._my_row(), **score._my_ratings(given, least)}
            # what changed before anybody saw it is nothing to tell
            group["rows"].append(row if self.is_shown_again else row | {"changed": ""})
        for group in groups.values():
            rows = [row for row in group["rows"] if row["scored"]]
            group["points"] = sum(row["points"] for row in rows)
            group["weight"] = sum(row["weight"] for row in rows)
        return list(groups.values())


class CsAppraisalScore(models.Model):
    _inherit = "cs.appraisal.score"

    def _my_row(self) -> dict:
        # sudo: what the criterion asked for belongs to the own score
        edition = self.sudo().appraisal_id.edition_id
        content = edition._criterion(self.position)
        return {
            "id": self.id,
            "name": self.name,
            "full": float(content.get("weight") or 0),
            "description": edition._said(content.get("description")),
            "rule": self.rule or "",
            "points": self.points,
            "weight": self.weight,
            "scored": self.how not in OPEN,
            "how": self.how,
            "how_words": self.note or "",
            "value": self.value_said or "",
            "good": self.good,
            "counted": self.counted,
            # a share says its sample itself
            "sample": (content.get("unit") != "percent" and self.counted) or 0,
            "target": self.target_said or "",
            "error": self.error or "",
            "changed": self.changed_text or "",
            "records": self.record_count,
            "bad": self.bad_count,
        }

    def _my_ratings(self, given, least) -> dict:
        """What people gave: the own rating, the superior's with the reason, colleagues' as an average of enough."""
        own = given.get("self", [])
        superior = given.get("manager", [])
        average = shown_average([decimal(one.points) for one in given.get("peer", [])], least)
        corrected = given.get("appeal", [])
        return {
            "own": own[0].points if own else False,
            "superior": superior[-1].points if superior else False,
            "reason": "\n".join(filter(None, (one.reason for one in superior + corrected))),
            "peers": float(round(average, 2)) if average is not None else False,
        }


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    def _my_appeal(self) -> dict:
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "state": self.state,
            "state_words": states[self.state],
            "words": self.words,
            "answer": self.answer or "",
            "decided_by": self.decided_by_id.name or "" if self.state in ("granted", "declined") else "",
            "decided_at": fields.Datetime.to_string(self.decided_at) if self.decided_at else "",
        }
