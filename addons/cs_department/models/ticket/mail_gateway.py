import logging
from email.message import EmailMessage

from lxml.etree import ParserError
from odoo import api, models
from odoo.tools import email_normalize

from ...core.mail import automatic_sign, case_numbers, mend

_logger = logging.getLogger(__name__)

#: where nothing automatic may arrive: cases and the departments' parts of them
OURS = ("cs.ticket", "cs.ticket.task")


class MailThread(models.AbstractModel):
    """The gateway: readable mail for everybody, no automatic mail for cases.

    Where a mail goes is known only after it was parsed, so what happens before that
    holds for every model: it corrects what could not be read anyway and leaves a
    well-formed mail as it is. Everything after is done for routes to cases only. Both
    take a parsed mail, which no RPC call can send, so they are private.
    """

    _inherit = "mail.thread"

    @api.model
    @api.private
    def message_parse(self, message, save_original=False):
        if isinstance(message, EmailMessage):
            mend(message)
        parsed = super().message_parse(message, save_original=save_original)
        # PostgreSQL stores no NUL: such a mail was lost before
        return {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in parsed.items()}

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        try:
            return super()._message_parse_extract_payload_postprocess(message, payload_dict)
        except ParserError:
            # a body of comments only is no document for lxml; the mail still has a subject
            return {**payload_dict, "body": ""}

    def _message_parse_extract_bounce(self, email_message, message_dict):
        try:
            return super()._message_parse_extract_bounce(email_message, message_dict)
        except (AttributeError, IndexError, KeyError, TypeError):
            # a report cut short has no parts to look into; it is a report all the same
            return {
                "is_bounce": True,
                "bounced_email": False,
                "bounced_partner": self.env["res.partner"],
                "bounced_msg_ids": False,
                "bounced_message": self.env["mail.message"],
            }

    @api.model
    @api.private
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(
            message, message_dict, model=model, thread_id=thread_id, custom_values=custom_values
        )
        if any(route[0] in OURS for route in routes):
            routes = self.env["cs.ticket"]._settle_routes(message, message_dict, routes)
        return routes

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        if route[0] in OURS and self.env["cs.ticket"]._is_automatic(message, message_dict):
            # checks may answer with a bounce; message_route drops this route without a word
            return tuple(route)
        return super()._routing_check_route(message, message_dict, route, raise_exception=raise_exception)


class CsTicket(models.Model):
    """Which mails become cases, and which belong to a case there is."""

    _inherit = "cs.ticket"

    @api.model
    def _is_automatic(self, message, message_dict) -> str:
        """Why no person wrote this mail: a header, or ourselves; empty for a person's."""
        sign = automatic_sign(message.items())
        if sign:
            return sign
        sender = email_normalize(message_dict.get("email_from"))
        # sudo: addresses of the system are known to the system only
        own = self.env["mail.alias.domain"].sudo()._find_aliases([sender] if sender else [])
        return "own address" if own else ""

    @api.model
    def _settle_routes(self, message, message_dict, routes):
        """No automatic mail, one case for one mail, and the case that the subject names.

        A mail that reaches several teams of a company goes to the first; its agents
        transfer it, if need be.
        """
        sign = self._is_automatic(message, message_dict)
        if sign:
            _logger.info("No case from mail %s: automatic by its %s.", message_dict.get("message_id"), sign)
            return [route for route in routes if route[0] not in OURS]
        settled, served = [], set()
        for route in routes:
            if route[0] == "cs.ticket" and not route[1]:
                # sudo: the gateway acts for anybody
                team = self.env["cs.team"].sudo().browse((route[2] or {}).get("team_id") or ())
                # one route each, seldom more than one
                ticket = self._named_by_customer(message_dict, team.company_id)
                if team.company_id in served:
                    continue
                served.add(team.company_id)
                settled.append((route[0], ticket.id, *route[2:]))
            else:
                settled.append(route)
        return settled

    @api.model
    def _named_by_customer(self, message_dict, company):
        """The case whose number stands in the subject, for the customer of that case only.

        Mail programs and people lose the headers of a thread. Somebody else's number
        opens nothing: he gets a case of his own. What was merged went on elsewhere.
        """
        sender = email_normalize(message_dict.get("email_from"))
        numbers = case_numbers(message_dict.get("subject"))
        # sudo: the gateway acts for anybody
        cases = self.sudo().with_context(active_test=False)
        if not sender or not numbers:
            return self.browse()
        found = {case.number: case for case in cases.search([("number", "in", numbers)])}
        for number in filter(found.get, numbers):
            case, passed = found[number], set()
            while case.merged_into_id and case.id not in passed:
                passed.add(case.id)
                case = case.merged_into_id
            own = all(sender in one._addresses_of_customer() for one in found[number] | case)
            if own and (not company or case.company_id == company):
                return self.browse(case.id)
        return self.browse()

    def _addresses_of_customer(self) -> set[str]:
        """Normalised addresses from which this case's customer writes (in sudo)."""
        known = (self.partner_id.email_normalized, email_normalize(self.email_from))
        return set(filter(None, known))
