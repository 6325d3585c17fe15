from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...core.unit_words import spoken
from .mediation import SIDES

_lt = LazyTranslate(__name__)

#: of what is said for a refusal or a breach
MAX_WORDS = 4000


class CsMediation(models.Model):
    """How a mediation ends: with the word of both sides, never without; and how a breach opens it again."""

    _inherit = "cs.mediation"

    # -- the word of each side -------------------------------------------------------------------

    @api.depends("signature_ids", "agreement", "turn", "refused_a", "refused_b", "term_ids.name", "term_ids.due_on")
    def _compute_words_given(self):
        for one in self:
            one.word_a, one.word_b = (one._word(side) for side in SIDES)

    def _word(self, side) -> str:
        """What a side has said: signed the present text, refused, or nothing yet."""
        # sudo: that somebody signed is told to whoever reads the mediation
        system = self.sudo()
        if system[f"refused_{side}"]:
            return "refused"
        role = f"party_{side}"
        signed = system.signature_ids.filtered(lambda one: one.role == role)[-1:]
        return "signed" if signed and signed.words == system._signature_words(role) else "none"

    def _signature_roles(self):
        roles = {"party_a": self.env._("Party A"), "party_b": self.env._("Party B")}
        return {**super()._signature_roles(), **roles}

    def _signature_words(self, role):
        one = self._signing()
        sides = dict(one.env["cs.mediation.term"]._fields["side"]._description_selection(one.env))
        terms = [
            one.env._(
                "%(side)s: %(term)s until %(day)s",
                side=sides[term.side],
                term=term.name,
                day=format_date(one.env, term.due_on),
            )
            for term in one._present_terms()
        ]
        head = one.env._(
            "%(case)s, attempt %(turn)s: agreement of %(a)s and %(b)s",
            case=one.ticket_id.number,
            turn=one.turn,
            a=one.party_a_id.name,
            b=one.party_b_id.name,
        )
        return "\n".join([head, (one.agreement or "").strip(), *terms])

    def _present_terms(self):
        """Terms of the present attempt: those of earlier ones stay in its history."""
        return self.term_ids.filtered(lambda term: term.turn in (0, self.turn)).sorted(
            lambda term: (term.due_on, term.id)
        )

    def _need_may_sign(self, role):
        result = super()._need_may_sign(role)
        self._need_open()
        if not (self.agreement or "").strip():
            raise UserError(self.env._("Write down what they agree on; then both sign it."))
        return result

    def action_sign_a(self):
        """Party A signs the agreement on the screen."""
        return self.action_sign("party_a")

    def action_sign_b(self):
        """Party B signs the agreement on the screen."""
        return self.action_sign("party_b")

    def _was_signed(self, role):
        """Who signs takes back that he refused; the word of both ends it (in sudo)."""
        result = super()._was_signed(role)
        side = role[-1]
        self._need_open()
        self.lock_for_update()
        self.write({f"refused_{side}": False, f"refused_{side}_at": False})
        self._end_when_said()
        return result

    def refuse(self, side="", words=""):
        """A side does not agree, and says why.

        :param side: ``a`` or ``b``.
        :raises AccessError: for who may not change the mediation.
        :raises UserError: without words, or when it is over.
        """
        self.ensure_one()
        self.check_access("write")
        if not isinstance(side, str) or side not in SIDES:
            raise UserError(self.env._("Say who the parties are."))
        words = spoken(words, MAX_WORDS)
        if not words:
            raise UserError(self.env._("Say why they do not agree, in their words."))
        # sudo: the word of a side is written by the verbs only
        system = self.sudo()
        system.lock_for_update()
        system._need_open()
        system.write({f"refused_{side}": words, f"refused_{side}_at": utcnow()})
        role = self._signature_roles()[f"party_{side}"]
        system._message_log(body=self.env._("%(side)s refused: %(words)s", side=role, words=words))
        system._end_when_said()
        return True

    # -- the end (in sudo) ------------------------------------------------------------------------

    def _end_when_said(self):
        """Both sides have given their word: agreed where both signed, failed where one refused (in sudo)."""
        self.ensure_one()
        words = [self._word(side) for side in SIDES]
        if "none" in words:
            return
        state = "agreed" if words == ["signed", "signed"] else "failed"
        self.write({"state": state, "ended_at": utcnow()})
        if state == "agreed":
            self._terms_become_tasks()
            said = self.env._("The mediation ended: both sides signed the agreement.")
        else:
            said = self.env._("The mediation failed.")
        self.ticket_id._message_log(body=said)
        self._end_told()

    def _terms_become_tasks(self):
        """Each term is a task of the case, for the steward of who does it (in sudo)."""
        terms = self._present_terms()
        owners = {"a": self.steward_a_id, "b": self.steward_b_id}
        rows = [
            {
                "ticket_id": self.ticket_id.id,
                "name": term.name,
                "step": "do",
                "user_id": (owners.get(term.side) or self.mediator_id).id,
                "planned_at": self.company_id._cs_midnight(term.due_on + timedelta(days=1)) - timedelta(minutes=1),
            }
            for term in terms
        ]
        for term, task in zip(terms, self.env["cs.ticket.task"].create(rows), strict=True):
            # few: the terms of one agreement, each with its task
            term.write({"turn": self.turn, "task_id": task.id})
        self._remind_of_terms()

    def _remind_of_terms(self):
        """Time acts the day after the next term is due (in sudo)."""
        open_terms = self._present_terms().filtered(lambda term: term.state == "open")
        today = self.company_id._cs_today()
        days = [term.due_on for term in open_terms if term.due_on >= today]
        self.next_action_at = self.company_id._cs_midnight(min(days) + timedelta(days=1)) if days else False

    def _act_on_time(self):
        """Terms whose day is over and that nobody has reported as kept: the mediator looks (in sudo)."""
        today = {company: company._cs_today() for company in self.company_id}
        late = self.filtered(
            lambda one: (
                one.state == "agreed"
                and one._present_terms().filtered(
                    lambda term: term.state == "open" and term.due_on < today[one.company_id]
                )
            )
        )
        late._tell(
            {one.id: one.mediator_id for one in late},
            _lt("A term of an agreement is over its day"),
            by=("screen", "activity"),
        )
        for one in self:
            # few: agreements with a term on this day
            one._remind_of_terms()

    # -- breach ---------------------------------------------------------------------------------

    def broken(self, term_id=0, words=""):
        """A side has broken a term: mediation and case go on.

        :raises AccessError: for who may not change the mediation.
        :raises UserError: without words, or for no term of a present agreement.
        """
        self.ensure_one()
        self.check_access("write")
        words = spoken(words, MAX_WORDS)
        if not words:
            raise UserError(self.env._("Say how the term was broken."))
        # sudo: state and case follow from the verb
        system = self.sudo()
        system.lock_for_update()
        term = system._present_terms().filtered(lambda one: one.id == term_id and one.turn and not one.breach)
        if system.state != "agreed" or not term:
            raise UserError(self.env._("There is no such term in the agreement."))
        term.write({"breach": words})
        body = self.env._("Breached: %(term)s. %(words)s", term=term.name, words=words)
        system._message_log(body=body)
        system._cancel_tasks(body)
        system.write(
            {
                "state": "open",
                "turn": system.turn + 1,
                "ended_at": False,
                "breach_count": system.breach_count + 1,
                "next_action_at": False,
            }
        )
        case = system.ticket_id
        if case.state in ("resolved", "closed"):
            case.reopen(body)
        else:
            case._message_log(body=body)
        system._tell({self.id: system.mediator_id}, _lt("A term of an agreement was broken"), by=("screen", "activity"))
        return True

    def _cancel_tasks(self, words):
        """What was agreed does not hold any more (in sudo)."""
        for task in self.term_ids.task_id.filtered(lambda one: one.state in ("waiting", "todo", "doing")):
            # few: the terms of one agreement
            task.cancel(words)

    # -- dialogs --------------------------------------------------------------------------------

    def action_refuse_a(self):
        """Ask why party A does not agree."""
        return self._ask("a")

    def action_refuse_b(self):
        """Ask why party B does not agree."""
        return self._ask("b")

    def _ask(self, what, term=None):
        self.ensure_one()
        self.check_access("write")
        names = {
            "a": self.env._("Party A Refuses"),
            "b": self.env._("Party B Refuses"),
            "broken": self.env._("Breached"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": names[what],
            "res_model": "cs.mediation.word",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_mediation_id": self.id,
                "default_what": what,
                "default_term_id": term.id if term else False,
            },
        }


class CsMediationWord(models.TransientModel):
    """The dialog for why a side refuses, or how a term was broken."""

    _name = "cs.mediation.word"
    _description = "Words of a side"

    mediation_id = fields.Many2one("cs.mediation", required=True, readonly=True, ondelete="cascade")
    term_id = fields.Many2one("cs.mediation.term", readonly=True, ondelete="cascade")
    what = fields.Selection([("a", "Party A"), ("b", "Party B"), ("broken", "Breached")], required=True, readonly=True)
    words = fields.Text("In their words", required=True)

    def action_apply(self):
        """Write it down. Raises as the verb does."""
        self.ensure_one()
        if self.what == "broken":
            self.mediation_id.broken(self.term_id.id, self.words)
        else:
            self.mediation_id.refuse(self.what, self.words)
        return {"type": "ir.actions.act_window_close"}
