from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.now import utcnow

#: what users may change of a preview; the rest is the engine's
OF_USERS = frozenset({"days"})


class CsRulePreview(models.Model):
    """A change of a rule tried on the real cases of the last days, beside today's rule.

    This file holds what a preview is and its buttons; the work is in ``preview_run``, the
    counts are ``preview_line``, what becomes of each case is ``preview_case``. What is
    counted is said by each book (see ``rule_mixin`` beside this file).
    """

    _name = "cs.rule.preview"
    _description = "Preview of a rule change"
    _order = "id desc"

    name = fields.Char("Rule", readonly=True)
    model = fields.Char(required=True, readonly=True)
    rule_id = fields.Many2oneReference("Rule record", model_field="model", required=True, readonly=True)
    original_id = fields.Integer("In place of", readonly=True)
    removes = fields.Boolean("Without the rule", readonly=True)
    change_id = fields.Many2one("cs.rule.change", readonly=True, index="btree_not_null", ondelete="cascade")
    diff = fields.Json(related="change_id.diff")
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, index=True)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    days = fields.Integer("Last days", required=True)
    at = fields.Datetime("As of", readonly=True)
    state = fields.Selection(
        [("new", "Not run"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="new",
    )
    total = fields.Integer("Cases", readonly=True)
    done_count = fields.Integer("Cases done", readonly=True)
    inexact_count = fields.Integer("Cases told in part", readonly=True)
    last_id = fields.Integer(readonly=True)
    progress = fields.Float(compute="_compute_progress")
    failure = fields.Text(readonly=True)
    headline = fields.Char(compute="_compute_headline")
    line_ids = fields.One2many("cs.rule.preview.line", "preview_id", "Counts", readonly=True)
    differ_count = fields.Integer("Cases that differ", readonly=True)

    _days_sane = models.Constraint("CHECK (days BETWEEN 1 AND 3660)", "A preview looks back over 1 to 3,660 days.")

    def write(self, vals):
        if vals.keys() - OF_USERS and not self.env.su:
            raise AccessError(self.env._("A preview is run, not written."))
        return super().write(vals)

    @api.depends("total", "done_count", "state")
    def _compute_progress(self):
        for preview in self:
            preview.progress = 100 * preview.done_count / preview.total if preview.total else 0

    @api.depends("line_ids", "state", "total", "days")
    @api.depends_context("lang")
    def _compute_headline(self):
        for preview in self:
            preview.headline = preview._say_headline() if preview.state == "done" else False

    def _say_headline(self) -> str:
        """What a manager must know first."""
        if not self.total:
            return self.env._("There is no case of the last %(days)s days to try the rule on.", days=self.days)
        if not self.differ_count:
            return self.env._(
                "Nothing would have been different for the %(total)s cases of the last %(days)s days.",
                total=f"{self.total:,}",
                days=self.days,
            )
        moved = self.line_ids.filtered(lambda line: line.today_count != line.then_count)
        main = (moved or self.line_ids.filtered("changed_count"))[:1]
        if main.today_count == main.then_count:
            return self.env._(
                "%(label)s: different for %(count)s cases.", label=main.label, count=f"{main.changed_count:,}"
            )
        return self.env._(
            "%(label)s: %(today)s today, %(then)s with the change.",
            label=main.label,
            today=f"{main.today_count:,}",
            then=f"{main.then_count:,}",
        )

    # -- buttons ---------------------------------------------------------------

    def action_run(self):
        """Try the change (again), on the cases up to now."""
        self.ensure_one()
        self.check_access("write")
        if not self._rule().exists():
            raise UserError(self.env._("The rule of this preview does not exist any more."))
        # sudo: what comes out is written by the engine; the cases are looked up as the user
        self.sudo()._start()
        return True

    def action_show(self):
        """The screen of the preview."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_decide(self):
        """From what the change would do to the change itself."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of a rule"),
            "res_model": "cs.rule.change",
            "res_id": self.change_id.id,
            "views": [(False, "form")],
        }

    def action_differences(self):
        """Every case for which anything would have been different."""
        self.ensure_one()
        self.check_access("read")
        return self._case_list(self.name, [("preview_id", "=", self.id), ("differs", "=", True)])

    def _case_list(self, title, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_rule_preview_case_action")
        return action | {"name": title, "display_name": title, "domain": domain}

    # -- what is looked at -------------------------------------------------------

    def _rule(self):
        return self.env[self.model].with_context(active_test=False).browse(self.rule_id)

    def _ticket_domain(self) -> Domain:
        """The cases of the period, see ``cs.rule.mixin._preview_domain``."""
        first = self.at - timedelta(days=self.days)
        companies = Domain("company_id", "in", self.company_ids.ids)
        return companies & Domain(self.env[self.model]._preview_domain(first, self.at))

    @api.autovacuum
    def _gc_previews(self):
        """Previews of half a year ago say nothing of today's cases."""
        self.search([("at", "<", utcnow() - timedelta(days=183))]).unlink()
