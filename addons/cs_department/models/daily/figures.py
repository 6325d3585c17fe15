from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE

_lt = LazyTranslate(__name__)

#: kinds of cases that are complaints, by their codes
COMPLAINTS = ("complaint", "product")
#: figure → its name, and how it is shown: plain, or as a warning when it is not 0
LABELS = {
    "leftover": (_lt("Left over from before"), ""),
    "registered": (_lt("Cases taken"), ""),
    "complaints": (_lt("Complaints among them"), ""),
    "answered": (_lt("Cases answered"), ""),
    "resolved": (_lt("Cases resolved"), ""),
    "open": (_lt("Cases still open"), ""),
    "overdue": (_lt("Cases overdue"), "danger"),
    "callbacks_done": (_lt("Callbacks made"), ""),
    "callbacks_open": (_lt("Callbacks to make"), "warning"),
    "handovers": (_lt("Handovers signed"), ""),
}


class Scope(NamedTuple):
    """Whose figures, and of which time.

    :param user_id: of one person; ``False``: of the whole team.
    :param start: from, and end: up to, not with; naive UTC.
    """

    company_id: int
    team_id: int | bool
    user_id: int | bool
    employee_id: int | bool
    start: datetime
    end: datetime


class CsTicketEvent(models.Model):
    _inherit = "cs.ticket.event"

    # who answered on a day is counted each day
    _answered_idx = models.Index("(at, user_id, ticket_id) WHERE event_type = 'answered'")


class CsFiguresMixin(models.AbstractModel):
    """Figures drawn from the records of some days, each with the records that it counts.

    What was counted is kept with the figure: it opens exactly those records, whatever
    becomes of them later.
    """

    _name = "cs.figures.mixin"
    _description = "Figures drawn from records"

    figures = fields.Json("Figures as drawn", readonly=True, copy=False)
    figure_tiles = fields.Json("Figures", compute="_compute_figure_tiles")
    drawn_at = fields.Datetime("Figures as of", readonly=True, copy=False)

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figure_tiles(self):
        lang = self.env.lang or "en_US"
        for record in self:
            record.figure_tiles = [
                {
                    "code": code,
                    "label": label._translate(lang),
                    "count": len(found["ids"]),
                    "mood": mood if found["ids"] else "",
                }
                for code, (label, mood) in LABELS.items()
                if (found := (record.figures or {}).get(code)) is not None
            ]

    def _figure_scope(self) -> Scope:
        """Whose figures these are."""
        raise NotImplementedError

    def _draw_figures(self) -> dict:
        """Count now; a record for itself, drawn when somebody looks at it (in sudo)."""
        self.ensure_one()
        found = {}
        for code, (model, domain) in self._figure_domains(self._figure_scope()).items():
            # one query per figure, whatever it counts
            found[code] = {"model": model, "ids": self.env[model].search(domain).ids}
        return found

    @api.model
    def _figure_domains(self, scope: Scope) -> dict:
        """Figure → model and domain, as a list of cases would be filtered."""
        company = Domain("company_id", "=", scope.company_id)
        return {**self._case_domains(scope, company), **self._other_domains(scope, company)}

    @api.model
    def _case_domains(self, scope, company) -> dict:
        def during(name):
            return Domain(name, ">=", scope.start) & Domain(name, "<", scope.end)

        person = scope.user_id
        mine = company & (Domain("user_id", "=", person) if person else Domain("team_id", "=", scope.team_id))
        taken = company & (Domain("registered_by_id", "=", person) if person else Domain("team_id", "=", scope.team_id))
        live = Domain("state", "in", sorted(LIVE))
        answer = Domain("event_type", "=", "answered") & during("at")
        if person:
            answer &= Domain("user_id", "=", person)
        answered = company if person else mine
        open_then = live | Domain("resolved_at", ">=", scope.start)
        return {
            "leftover": ("cs.ticket", mine & Domain("registered_at", "<", scope.start) & open_then),
            "registered": ("cs.ticket", taken & during("registered_at")),
            "complaints": (
                "cs.ticket",
                taken & during("registered_at") & Domain("kind_id.code", "in", COMPLAINTS),
            ),
            "answered": ("cs.ticket", answered & Domain("event_ids", "any", answer)),
            "resolved": ("cs.ticket", mine & during("resolved_at")),
            "open": ("cs.ticket", mine & live),
            "overdue": ("cs.ticket", mine & Domain("is_overdue", "=", True)),
        }

    @api.model
    def _other_domains(self, scope, company) -> dict:
        def during(name):
            return Domain(name, ">=", scope.start) & Domain(name, "<", scope.end)

        if scope.user_id:
            calls = company & Domain("user_id", "=", scope.user_id)
            given, taken = (Domain(name, "=", scope.employee_id) for name in ("giver_id", "taker_id"))
        else:
            calls = company & Domain("team_id", "=", scope.team_id)
            given = taken = Domain("team_id", "=", scope.team_id)
        signed = (given & during("given_at")) | (taken & during("taken_at"))
        return {
            "callbacks_done": ("cs.callback", calls & Domain("state", "=", "done") & during("done_at")),
            "callbacks_open": (
                "cs.callback",
                calls & Domain("state", "=", "todo") & Domain("ready_at", "<", scope.end),
            ),
            "handovers": ("cs.handover", company & signed),
        }

    def open_figure(self, code):
        """Exactly the records that a figure counts, as far as the reader may see them.

        :raises UserError: for a figure that is not there.
        """
        self.ensure_one()
        self.check_access("read")
        found = (self.figures or {}).get(str(code))
        if not found:
            raise UserError(self.env._("There is no such figure here."))
        return {
            "type": "ir.actions.act_window",
            "name": LABELS[code][0]._translate(self.env.lang or "en_US"),
            "res_model": found["model"],
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", found["ids"])],
            # archived ones were counted, too: a case that became part of another
            "context": {"active_test": False, "create": False},
        }
