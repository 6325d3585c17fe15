from odoo import api, models
from odoo.addons.cs_department.models.rulebook import words
from odoo.tools import format_date, format_datetime

from .mediation import SIDES


class CsMediation(models.Model):
    """The record on paper: one for the file, one for each side."""

    _inherit = "cs.mediation"

    def _sheet(self, towards="") -> dict:
        """What is printed; a side does not read the other's telephone, nor his name where it is withheld.

        :param towards: ``a`` or ``b``, for whom the copy is; empty: for the file.
        """
        # sudo: the right to read was checked; the words are those of the company
        one = self.sudo()._signing()
        env, zone = one.env, str(one.company_id._cs_zone())
        zoned = env(context={**env.context, "tz": zone})
        return {
            "one": one,
            "number": one.ticket_id.number,
            "parties": [one._party_card(side, towards) for side in SIDES],
            "state": words.label(one, "state"),
            "ended": format_date(env, one.company_id._cs_local_day(one.ended_at)) if one.ended_at else "",
            "printed": format_date(env, one.company_id._cs_today()),
            "sessions": [
                {
                    "when": format_datetime(zoned, session.start, tz=zone, dt_format="yyyy-MM-dd HH:mm"),
                    "where": session.place,
                    "who": session.mediator_id.name,
                    "there": ", ".join(
                        card
                        for card, was in ((env._("Party A"), session.with_a), (env._("Party B"), session.with_b))
                        if was
                    ),
                    "minutes": session.minutes or "",
                }
                for session in one.session_ids.filtered(lambda session: session.state == "held")
            ],
            "proposals": [
                {
                    "by": words.label(proposal, "side"),
                    "words": proposal.words,
                    "a": words.label(proposal, "answer_a") if proposal.answer_a else "",
                    "b": words.label(proposal, "answer_b") if proposal.answer_b else "",
                }
                for proposal in one.proposal_ids
            ],
            "terms": [
                {"by": words.label(term, "side"), "what": term.name, "due": format_date(env, term.due_on)}
                for term in one._present_terms()
            ],
            "ways": [{"name": way.name, "words": way.words} for way in one.way_ids],
        }

    def _party_card(self, side, towards) -> dict:
        """A side as the reader of the paper may see it (in sudo)."""
        partner, unit = self[f"party_{side}_id"], self[f"party_{side}_unit_id"]
        other = bool(towards) and towards != side
        hidden = other and self.hide_names
        role = f"party_{side}"
        signed = self.signature_ids.filtered(lambda one: one.role == role)[-1:]
        return {
            "role": self._signature_roles()[role],
            "name": _masked(partner.name or "") if hidden else partner.name,
            "unit": "" if hidden else unit.display_name,
            "phone": "" if hidden else partner.phone_masked if other else partner.phone,
            "facts": self[f"facts_{side}"] or "",
            "word": words.label(self, f"word_{side}"),
            "refused": self[f"refused_{side}"] or "",
            "image": signed.image if signed and self[f"word_{side}"] == "signed" and not hidden else False,
            "signed_on": format_date(self.env, self.company_id._cs_local_day(signed.signed_at)) if signed else "",
        }


def _masked(name: str) -> str:
    """The first letter of a name."""
    return f"{name[:1]}**"


class ReportMediation(models.AbstractModel):
    """The record of a mediation, for the file."""

    _name = "report.cs_property.report_mediation"
    _description = "Record of a mediation on paper"
    #: for which side the copy is
    _towards = ""

    @api.model
    def _get_report_values(self, docids, data=None):
        found = self.env["cs.mediation"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._sheet(self._towards) for one in found]}


class ReportMediationA(models.AbstractModel):
    """The copy for party A."""

    _name = "report.cs_property.report_mediation_a"
    _description = "Record of a mediation for party A"
    _inherit = ["report.cs_property.report_mediation"]
    _towards = "a"


class ReportMediationB(models.AbstractModel):
    """The copy for party B."""

    _name = "report.cs_property.report_mediation_b"
    _description = "Record of a mediation for party B"
    _inherit = ["report.cs_property.report_mediation"]
    _towards = "b"
