from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..inspection.check_round import PHOTO_KEY


class CsChecklist(models.Model):
    _inherit = "cs.checklist"

    purpose = fields.Selection(selection_add=[("visit", "Home visits")], ondelete={"visit": "set default"})


class CsChecklistItem(models.Model):
    _inherit = "cs.checklist.item"

    measures = fields.Selection(selection_add=[("satisfaction", "Satisfaction of residents")])


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    def _prepare_case(self):
        visit = self.check_id._visit()
        return {**super()._prepare_case(), "visit_id": visit.id}


class CsCheck(models.Model):
    """The questions of a home visit: the telephone may also say that nobody was there."""

    _inherit = "cs.check"

    @api.model
    def _origins(self):
        return [*super()._origins(), ("cs.visit", "Home visit")]

    def _visit(self):
        """The visit that these questions belong to, or none (in sudo)."""
        origin = self.origin_ref
        is_visit = origin and origin._name == "cs.visit"
        return origin.exists() if is_visit else self.env["cs.visit"]

    def _take(self, package):
        """As usual; ``visit`` (``{"result", "words", "key"}``) says that nobody was met."""
        told = package.get("visit") if isinstance(package, dict) else None
        if not told:
            return super()._take(package)
        self.ensure_one()
        self.check_access("read")
        # sudo: whose visit it is; the verb asks for the right
        system = self.sudo()
        visit = system._visit()
        key = told.get("key") if isinstance(told, dict) else None
        if not visit or not isinstance(key, str) or not PHOTO_KEY.fullmatch(key):
            raise UserError(self.env._("There is nothing in it."))
        visit.sudo(False).not_met(told.get("result"), told.get("words"), key, self._moment(package.get("at")))
        return {**system._page_state(), "error": ""}

    def _page_state(self):
        visit = self._visit()
        state = super()._page_state()
        if not visit or self.state == "done":
            return state
        return {**state, "told": visit._page_told()}

    def _page_facts(self):
        visit = self._visit()
        return {**super()._page_facts(), "visit": visit._page_visit() if visit else False}


class CsVisit(models.Model):
    _inherit = "cs.visit"

    def _page_visit(self) -> dict:
        """What the steward must know at the door (in sudo)."""
        return {
            "resident": self.partner_id.name or "",
            "why": self.why or "",
            "open": self.state == "planned",
            "told": self._page_told(),
        }

    def _page_told(self) -> str:
        """What came of ringing, as the telephone says it (in sudo)."""
        if not self.attempt_ids:
            return ""
        said = dict(self._fields["state"]._description_selection(self.env))
        if self.state != "planned":
            return said[self.state]
        if not self.next_on:
            return self.env._("Nobody at home")
        return self.env._("Nobody at home; next attempt on %(day)s", day=format_date(self.env, self.next_on))


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    visit_id = fields.Many2one(
        "cs.visit", "Found on a home visit", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
