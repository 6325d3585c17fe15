from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CsRulePreviewLine(models.Model):
    """One count of a preview: by today's rule and with the change."""

    _name = "cs.rule.preview.line"
    _description = "Count of a preview"
    _order = "preview_id, id"
    _rec_name = "label"
    _log_access = False

    preview_id = fields.Many2one("cs.rule.preview", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    measure = fields.Char(required=True, readonly=True)
    word = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    label = fields.Char("Counted", readonly=True)
    today_count = fields.Integer("Today", readonly=True)
    then_count = fields.Integer("With the change", readonly=True)
    more_count = fields.Integer("More", readonly=True, help="Cases that count with the change only.")
    less_count = fields.Integer("Fewer", readonly=True, help="Cases that count today only.")
    changed_count = fields.Integer("Otherwise", readonly=True, help="Cases that count on both sides, not alike.")
    today_sum = fields.Float(readonly=True)
    then_sum = fields.Float(readonly=True)
    today_mean = fields.Char(compute="_compute_means")
    then_mean = fields.Char(compute="_compute_means")

    @api.depends("unit", "today_sum", "then_sum", "today_count", "then_count")
    @api.depends_context("lang")
    def _compute_means(self):
        for line in self:
            for side in ("today", "then"):
                count = line.unit and line.unit != "case" and line[f"{side}_count"]
                line[f"{side}_mean"] = count and self._say_amount(line[f"{side}_sum"] / count, line.unit)

    @api.model
    def _say_amount(self, amount, unit) -> str:
        """A number of minutes, days or money as people say it."""
        if unit == "minutes":
            hours, minutes = divmod(round(amount), 60)
            if hours:
                return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
            return self.env._("%(minutes)s min", minutes=minutes)
        if unit == "days":
            return self.env._("%(days)s d", days=f"{amount:.1f}")
        return f"{amount:,.2f}".rstrip("0").rstrip(".")

    def action_open(self, side):
        """The list behind a count.

        :param side: ``today``, ``then`` (cases), ``more``, ``less``, ``changed`` (cases
            with what becomes of them on both sides).
        """
        self.ensure_one()
        self.check_access("read")
        if side in ("today", "then"):
            action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action")
            name = self.env._("%(label)s: today", label=self.label)
            if side == "then":
                name = self.env._("%(label)s: with the change", label=self.label)
            domain = [("preview_mark", "=", f"{self.id}/{side}")]
            action.pop("path", None)  # the address of all cases, not of these
            return action | {"name": name, "display_name": name, "domain": domain, "context": {"active_test": False}}
        if side in ("more", "less", "changed"):
            domain = [("preview_id", "=", self.preview_id.id), ("mark", "=", f"{self.id}/{side}")]
            return self.preview_id._case_list(self.label, domain)
        raise UserError(self.env._("There is no such list."))

    def _behind(self, side) -> SQL:
        """Condition on rows of ``cs_rule_preview_case`` that stand behind one side of the line."""
        key, word = self.measure, self.word
        today, then = (SQL("%s -> %s IS NOT NULL", SQL.identifier(column), key) for column in ("today", "after"))
        if word:
            today, then = (SQL("%s ->> %s = %s", SQL.identifier(column), key, word) for column in ("today", "after"))
        conditions = {
            "today": today,
            "then": then,
            "more": SQL("(%s) AND (%s) IS NOT TRUE", then, today),
            "less": SQL("(%s) AND (%s) IS NOT TRUE", today, then),
            "changed": SQL("(%s) AND (%s) AND today -> %s != after -> %s", today, then, key, key),
        }
        company = SQL("ticket_id IN (SELECT id FROM cs_ticket WHERE company_id = %s)", self.company_id.id)
        return SQL("preview_id = %s AND (%s) AND %s", self.preview_id.id, conditions[side], company)

    @api.model
    def _search_marks(self, operator, value, column):
        """A search for what stands behind sides of lines (“id/side”), by a column of the cases tried."""
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        for mark in value:
            # a list has one mark
            line, side = self._of_mark(mark)
            if line:
                query = SQL(
                    "(SELECT %s FROM cs_rule_preview_case WHERE %s)", SQL.identifier(column), line._behind(side)
                )
                found |= Domain("id", "in", query)
        return found

    @api.model
    def _of_mark(self, mark) -> tuple:
        """The line and the side of “id/side”, if the user may read it."""
        number, _slash, side = str(mark).partition("/")
        line = self.browse(int(number)).exists() if number.isdecimal() and len(number) < 10 else self
        if not line or side not in ("today", "then", "more", "less", "changed") or not line.has_access("read"):
            return self.browse(), side
        return line, side


class CsTicket(models.Model):
    """Cases found by the count of a preview that they stand behind."""

    _inherit = "cs.ticket"

    preview_mark = fields.Char(
        "Counted in a preview",
        store=False,
        search="_search_preview_mark",
        help="Line and side of a preview, for its lists.",
    )

    @api.model
    def _search_preview_mark(self, operator, value):
        return self.env["cs.rule.preview.line"]._search_marks(operator, value, "ticket_id")
