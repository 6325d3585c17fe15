from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core import scoring
from ...core.appraisal_rows import records_of, result_of
from ...core.evidence import Fact
from ..rulebook.words import capital
from . import words


class CsAppraisalScheme(models.Model):
    _inherit = "cs.appraisal.scheme"

    def _preview(self, employee, date_from, date_to) -> tuple:
        """What a person would come to by this scheme, with the facts of some days (in sudo).

        Nothing is stored. Points that people give are not there yet: their criteria stay open.

        :return: :class:`core.scoring.Total`, the contents of the criteria, and their facts.
        """
        self.ensure_one()
        company = employee.company_id
        content = self._prepare_content(company)
        criteria = content["criteria"]
        indicators = self.criterion_ids.filtered("active").indicator_id
        read = indicators._read(date_from, date_to, company, people=employee, evidence=True) if indicators else {}
        facts = [read.get(one["indicator_id"], {}).get((employee.id,)) or Fact() for one in criteria]
        results = [result_of(one, fact, None, None) for one, fact in zip(criteria, facts, strict=True)]
        most = None if content["most"] is None else scoring.decimal(content["most"])
        cores = [scoring.Criterion.from_content(one) for one in criteria]
        return scoring.score(cores, results, most), criteria, facts

    def action_preview(self):
        """Try the scheme on a person's last month before it is used."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try the Scheme"),
            "res_model": "cs.appraisal.preview",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_scheme_id": self.id},
        }


class CsAppraisalPreview(models.TransientModel):
    """A scheme tried on the facts of a named person, before it is used."""

    _name = "cs.appraisal.preview"
    _description = "Trial of a scheme"

    scheme_id = fields.Many2one("cs.appraisal.scheme", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    employee_id = fields.Many2one("hr.employee", "Person", check_company=True)
    date_from = fields.Date("First day", required=True, default=lambda self: self._last_month()[0])
    date_to = fields.Date("Last day", required=True, default=lambda self: self._last_month()[1])
    warning = fields.Text(related="scheme_id.warning")
    is_done = fields.Boolean(readonly=True)
    score = fields.Float(digits=(8, 2), readonly=True)
    has_score = fields.Boolean(readonly=True)
    grade_name = fields.Char("Grade", readonly=True)
    line_ids = fields.One2many("cs.appraisal.preview.line", "preview_id", readonly=True)

    @api.model
    def _last_month(self):
        return self.env["cs.appraisal.period"]._last_month()

    @api.depends("scheme_id")
    def _compute_display_name(self):
        for preview in self:
            preview.display_name = preview.scheme_id.name or ""

    def action_run(self):
        """Read the facts and show the points.

        :raises AccessError: for anybody but a manager.
        :raises UserError: without a person, or with days that are none.
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Only managers try schemes on people."))
        self.check_access("write")
        if not self.employee_id:
            raise UserError(self.env._("Choose the person on whose month the scheme is tried."))
        if self.date_to < self.date_from:
            raise UserError(self.env._("A period ends after it begins."))
        # sudo: a manager sees what his scheme makes of anybody's facts; the person is of his company (check_company)
        total, criteria, facts = self.scheme_id.sudo()._preview(self.employee_id.sudo(), self.date_from, self.date_to)
        lines = [
            self._prepare_line(place, *parts)
            for place, parts in enumerate(zip(criteria, facts, total.lines, strict=True))
        ]
        self.write(
            {
                "is_done": True,
                "score": total.score or 0,
                "has_score": total.score is not None,
                "grade_name": self._grade_of(total.score),
                "line_ids": [(5, 0, 0), *((0, 0, line) for line in lines)],
            }
        )
        return True

    def _grade_of(self, score) -> str:
        """The grade by the score alone: shares need everybody."""
        if score is None:
            return ""
        reached = [grade for grade in self.scheme_id.grade_ids if scoring.decimal(grade.from_score) <= score]
        return max(reached, key=lambda grade: grade.from_score).name if reached else ""

    @api.model
    def _prepare_line(self, place, criterion, fact, line) -> dict:
        said = self.env["cs.appraisal.edition"]._said
        how = dict(self.env["cs.appraisal.score"]._fields["how"]._description_selection(self.env))
        value = "" if fact.value is None else f"{fact.value:.{criterion['digits']}f}"
        indicator = self.env["cs.indicator"].browse(criterion["indicator_id"] or ())
        return {
            "sequence": place,
            "section": said(criterion.get("section")),
            "name": said(criterion["name"]),
            "rule": capital(words.say_rule(self.env, criterion)),
            "result": words.in_unit(self.env, value, criterion["unit"]) if value else "",
            "counted": fact.counted,
            "points": float(line.points or 0),
            "weight": float(line.weight),
            "note": fact.error or (how[line.how] if line.how != scoring.FACTS else ""),
            "how": line.how,
            "evidence": indicator._evidence(fact) if indicator else {},
        }


class CsAppraisalPreviewLine(models.TransientModel):
    _name = "cs.appraisal.preview.line"
    _description = "Criterion of a trial"
    _order = "sequence, id"

    preview_id = fields.Many2one("cs.appraisal.preview", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    section = fields.Char("Group")
    name = fields.Char("Criterion")
    rule = fields.Char("How points are given")
    result = fields.Char()
    counted = fields.Integer("Sample")
    points = fields.Float(digits=(8, 2))
    weight = fields.Float(digits=(8, 2))
    how = fields.Char()
    note = fields.Char()
    evidence = fields.Json()

    def action_open_evidence(self):
        """The records behind the figure."""
        self.check_access("read")
        self.ensure_one()
        records = {model: sorted(found) for model, found in records_of(self.evidence).items() if found}
        model = next(iter(records), None)
        if not model:
            raise UserError(self.env._("There are no records behind this score."))
        return self.env["cs.indicator"]._open(model, records[model], self.name)
