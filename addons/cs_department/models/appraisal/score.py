from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import scoring
from ...core.appraisal_rows import records_of
from ...core.evidence import Fact
from ..rulebook.words import capital
from . import words

#: how a criterion came to its points
HOW = [
    ("facts", "from facts"),
    ("given", "given by people"),
    ("full", "full points: too few cases"),
    ("previous", "as before: too few cases"),
    ("skipped", "left out: too few cases"),
    ("hand", "to be given by hand"),
    ("error", "not computed"),
]


class CsAppraisalScore(models.Model):
    """Points of one person for one criterion, with the records that they were computed from."""

    _name = "cs.appraisal.score"
    _description = "Score"
    _order = "appraisal_id, position, id"
    _rec_name = "name"
    _allow_sudo_commands = False

    appraisal_id = fields.Many2one("cs.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(related="appraisal_id.user_id", store=True, index="btree_not_null")
    supervisor_id = fields.Many2one(related="appraisal_id.supervisor_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(related="appraisal_id.state", store=True, index=True)
    criterion_id = fields.Many2one(
        "cs.appraisal.criterion", "Criterion of the scheme", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # place among the criteria of the edition: what it was called then is read there
    position = fields.Integer(readonly=True)
    name = fields.Char("Criterion", compute="_compute_words")
    section = fields.Char("Group", compute="_compute_words")
    rule = fields.Char("How points are given", compute="_compute_words")
    target_said = fields.Char("Target", compute="_compute_words")
    value = fields.Float("Figure", digits=(16, 4), readonly=True, aggregator="avg")
    has_value = fields.Boolean("Has a figure", readonly=True)
    value_said = fields.Char("Result", compute="_compute_words")
    good = fields.Integer(readonly=True)
    counted = fields.Integer(readonly=True)
    points = fields.Float(digits=(8, 2), readonly=True, aggregator="avg")
    points_said = fields.Char("Points in words", compute="_compute_words")
    weight = fields.Float(digits=(8, 2), readonly=True, aggregator="avg", help="What the criterion weighed here.")
    how = fields.Selection(HOW, readonly=True)
    error = fields.Char(readonly=True)
    note = fields.Char(compute="_compute_words")
    # long lists of ids: read only where they are looked at
    evidence = fields.Json(readonly=True, prefetch=False)
    record_count = fields.Integer("Records", compute="_compute_records")
    bad_count = fields.Integer("Against", compute="_compute_records")
    previous_points = fields.Float("Points before the last run", digits=(8, 2), readonly=True)
    is_changed = fields.Boolean("Changed", readonly=True)
    changes = fields.Json(readonly=True, prefetch=False)
    kinds = fields.Json("Kinds of records", compute="_compute_kinds")
    changed_text = fields.Char("What changed", compute="_compute_changed_text")
    is_frozen = fields.Boolean(readonly=True)

    _criterion_uniq = models.Constraint("UNIQUE (appraisal_id, position)", "A criterion gives points once.")

    @api.depends("position", "value", "has_value", "counted", "good", "how", "error", "points", "weight")
    @api.depends_context("lang")
    def _compute_words(self):
        labels = dict(self._fields["how"]._description_selection(self.env))
        for score in self:
            # sudo: the edition says what was appraised, to whoever may read the score
            content = score.sudo().appraisal_id.edition_id._criterion(score.position)
            score.name, score.section = content.get("name", ""), content.get("section", "")
            score.rule = capital(words.say_rule(self.env, content)) if content else ""
            score.target_said = score._say_target(content)
            score.value_said = score._say_value(content)
            is_open = score.how in scoring.OPEN
            score.points_said = "–" if is_open else f"{score.points:.2f} / {words.number(score.weight)}"
            score.note = score.error or (labels.get(score.how, "") if score.how != scoring.FACTS else "")

    def _say_target(self, content) -> str:
        if content.get("source") != "indicator" or not scoring.decimal(content["target"]):
            return ""
        return words.in_unit(self.env, content["target"], content["unit"])

    def _say_value(self, content) -> str:
        """The figure with its unit and the size of the sample, as a person says it."""
        if not self.has_value or not content:
            return ""
        said = words.in_unit(self.env, f"{self.value:.{content['digits']}f}", content["unit"])
        # what is a percentage but no share (a formula, an average) has no good ones
        if content["unit"] == "percent" and self.counted and (self.good or not self.value):
            return self.env._("%(value)s (%(good)s of %(counted)s)", value=said, good=self.good, counted=self.counted)
        return said

    @api.depends("evidence")
    def _compute_records(self):
        for score in self:
            records = [bad for found in records_of(score.evidence).values() for bad in found.values()]
            score.record_count, score.bad_count = len(records), sum(records)

    @api.depends("evidence", "changes")
    @api.depends_context("lang")
    def _compute_kinds(self):
        for score in self:
            score.kinds = {"evidence": score._kinds_of_evidence(), "changes": score._kinds_of_changes()}

    def _kinds_of_evidence(self) -> list[dict]:
        """The records by their kind, as the form lists them."""
        return [
            self._prepare_kind(model, len(found), sum(found.values()), "action_open_evidence")
            for model, found in records_of(self.evidence).items()
            if found
        ]

    def _kinds_of_changes(self) -> list[dict]:
        return [
            self._prepare_kind(model, len(ids), 0, "action_open_changes") for model, ids in (self.changes or {}).items()
        ]

    @api.model
    def _prepare_kind(self, model, count, bad, method) -> dict:
        # sudo: what a model is called is no secret
        name = self.env["ir.model"].sudo()._get(model).name or model
        return {"model": model, "name": name, "count": count, "bad": bad, "method": method}

    @api.depends("is_changed", "changes", "previous_points", "points")
    @api.depends_context("lang")
    def _compute_changed_text(self):
        for score in self:
            score.changed_text = score._say_change() if score.is_changed else ""

    def _say_change(self) -> str:
        count = sum(len(ids) for ids in (self.changes or {}).values())
        values = {
            "criterion": self.name,
            "before": f"{self.previous_points:.2f}",
            "after": f"{self.points:.2f}",
            "count": count,
        }
        if self.previous_points == self.points and not count:
            # it was left out and has no points now, or the other way round
            values["after" if self.how in scoring.OPEN else "before"] = "–"
        elif self.previous_points == self.points:
            return self.env._("%(criterion)s: as before, %(count)s records are others", **values)
        if count:
            return self.env._("%(criterion)s: %(before)s → %(after)s, because of %(count)s records", **values)
        return self.env._("%(criterion)s: %(before)s → %(after)s", **values)

    def _kept_fact(self) -> Fact:
        """What was read for the score, without its records."""
        self.ensure_one()
        value = scoring.decimal(self.value) if self.has_value else None
        return Fact(good=self.good, counted=self.counted, value=value, error=self.error or "")

    # -- one click away ------------------------------------------------------------

    def _open_records(self, records, title):
        """The list of kept records, in the only model that there is, or the first one.

        :raises UserError: where no records were kept.
        """
        model = next((model for model, ids in records.items() if ids), None)
        if not model:
            raise UserError(self.env._("There are no records behind this score."))
        return self.env["cs.indicator"]._open(model, records[model], title)

    def action_open_evidence(self, model=None):
        """The records that the score was computed from.

        :param model: of a figure made of several kinds of records, one of them.
        """
        self.check_access("read")
        self.ensure_one()
        records = {name: sorted(found) for name, found in records_of(self.evidence).items()}
        return self._open_records(_only(records, model), self.name)

    def action_open_bad(self, model=None):
        """Those of the records that speak against the person."""
        self.check_access("read")
        self.ensure_one()
        records = {
            name: sorted(one for one, bad in found.items() if bad) for name, found in records_of(self.evidence).items()
        }
        return self._open_records(_only(records, model), self.name)

    def action_open_changes(self, model=None):
        """The records that came, went or are judged otherwise since the run before."""
        self.check_access("read")
        self.ensure_one()
        return self._open_records(_only(self.changes or {}, model), self.name)


def _only(records, model):
    return {name: ids for name, ids in records.items() if not isinstance(model, str) or name == model}
