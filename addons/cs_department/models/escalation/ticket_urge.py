from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE
from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: how a customer urges
URGED_BY = [
    ("phone", "by telephone"),
    ("portal", "on his own page"),
    ("mail", "by mail"),
    ("chat", "by chat"),
    ("counter", "at the counter"),
]


class CsTicket(models.Model):
    """The customer urges 催单: it is counted, told at once, and climbs a ladder of its own."""

    _inherit = "cs.ticket"

    urge_count = fields.Integer("Urged", readonly=True, copy=False)
    last_urged_at = fields.Datetime("Last urged on", readonly=True, copy=False)

    _urged_idx = models.Index("(last_urged_at DESC) WHERE urge_count > 0 AND state IN ('new', 'open', 'waiting')")

    def urge(self, words="", by="phone"):
        """The customer asks where his case stays.

        :param words: what he said. Plain text.
        :param by: one of :data:`URGED_BY`.
        :raises UserError: for a case that has ended, or was urged a moment ago.
        """
        self.check_access("write")
        self._need_state(LIVE, self.env._("urged"))
        ways = dict(self.env["cs.ticket.verb"]._fields["urged_by"]._description_selection(self.env))
        if by not in ways:
            raise UserError(self.env._("Say how the customer urged."))
        self._refuse_urged_again()
        self._count_up("urge_count")
        self._system_write({"last_urged_at": utcnow()})
        said = str(words or "").strip()
        self._log_event("urged", new=ways[by], note=said)
        # sudo: who is told is the rules' business, whoever took the call
        system = self.sudo()
        system._tell({ticket.id: ticket.user_id for ticket in system}, _lt("The customer urges"), said)
        system._climb_by_urging()
        system._happened("urged")
        return True

    def _refuse_urged_again(self):
        """One worried call is one urging.

        :raises UserError: when a case was urged within the time that its company sets.
        """
        now = utcnow()
        for ticket in self:
            # sudo: a setting of the company
            pause = timedelta(minutes=ticket.company_id.sudo().cs_urge_minutes)
            if ticket.last_urged_at and now < ticket.last_urged_at + pause:
                raise UserError(
                    self.env._(
                        "%(case)s was urged at %(last)s already; the next urging counts from %(next)s.",
                        case=ticket.display_name,
                        last=ticket._say_datetime(ticket.last_urged_at),
                        next=ticket._say_datetime(ticket.last_urged_at + pause),
                    )
                )

    def _climb_by_urging(self):
        """Tell the levels that this urging reaches (in sudo)."""
        book, levels = self.env["cs.escalation.rule"], self.env["cs.escalation.level"]
        ladders = self._ask_rules(lambda *case: book._rule_id_for(*case, "urged"), "registered_at")
        reached, now = {}, utcnow()
        for ticket in self:
            for level in book._ladder(ladders[ticket.id]).urged if ladders[ticket.id] else ():
                if level.count == ticket.urge_count:
                    reached.setdefault(level.id, []).append(ticket.id)
        for level in levels.browse(reached).sorted():
            # a ladder has a handful of levels
            self.browse(reached[level.id])._tell_urge_level(level, now)

    def _tell_urge_level(self, level, now):
        people = level._recipients(self) if level._ways() else {}
        common, names = level._prepare_step_vals(now), level._names_of(people)
        self._note_steps(
            [
                {
                    **common,
                    "ticket_id": ticket.id,
                    "urge_number": ticket.urge_count,
                    "told": names.get(ticket.id, ""),
                }
                for ticket in self
            ]
        )
        level._tell_people(self.browse(), people)
        self._raise_severity_to(level.severity_id)
        self._put_in_charge(level)

    def action_urge(self):
        return self._verb_dialog("urge")
