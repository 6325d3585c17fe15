from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list, is_html_empty

from ...core.flow import LIVE
from ...core.now import utcnow
from .kind import REQUIRABLE
from .ticket import SYSTEM_FIELDS


class CsTicket(models.Model):
    """Registration: what a new case is completed with and what it sets in motion."""

    _inherit = "cs.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._guard_system_fields(vals.keys())
        honest = self._without_system_defaults()
        prepared = honest._prepare_registration_vals(vals_list)
        numbers = self._take_caller_phones(prepared)
        tickets = super(
            CsTicket,
            honest.with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_auto_subscribe_no_notify=True,
            ),
        ).create(prepared)
        tickets = tickets.with_env(self.env)
        tickets._keep_caller_phones(numbers)
        tickets._after_registration()
        return tickets

    @api.model
    def _without_system_defaults(self):
        """Defaults that a caller's context proposes for figures of the system are ignored."""
        if self._is_verb():
            return self
        forged = {f"default_{name}" for name in SYSTEM_FIELDS} & self.env.context.keys()
        if not forged:
            return self
        # a key can only be taken out by giving the context anew
        honest = {key: value for key, value in self.env.context.items() if key not in forged}
        return self.with_context(honest)  # pylint: disable=context-overridden

    def _after_registration(self):
        """Everything a new case sets in motion, in batch."""
        # sudo: routing and clocks read loads and rules that the registrar may not
        system = self.sudo()
        system._append_events(system._prepare_event_vals("registered") + system._route())
        system._refresh_due(system._clocks_start())
        system._detect_repeats()
        system._raise_severity_alarm()
        system._send_notices("registered")
        system._happened("registered")

    @api.model
    def _prepare_registration_vals(self, vals_list: list[dict]) -> list[dict]:
        """Complete the values of new cases: number, customer, priority, team, state."""
        now = utcnow()
        vals_list = self._prepare_caller_vals(vals_list)
        defaults = self.default_get(self._fields_with_default(vals_list))
        stages = self.env["cs.ticket.stage"]
        prepared = []
        for given in vals_list:
            vals = {**defaults, **given}
            vals.setdefault("registered_at", now)
            vals["state"] = stages.browse(vals["stage_id"])._facts().state
            if vals["state"] not in LIVE and not self._is_verb():
                raise UserError(self.env._("A case is registered first; how it ends is said by its verbs."))
            prepared.append(vals)
        self._fill_from_customer(prepared)
        self._fill_team(prepared)
        self._fill_priority(prepared)
        self._refuse_missing(prepared)
        self._fill_numbers(prepared)
        return prepared

    #: defaults that registration needs before the record exists
    _DEFAULTED = (
        "company_id",
        "kind_id",
        "channel_id",
        "stage_id",
        "registered_by_id",
        "team_id",
        *REQUIRABLE,
    )

    @api.model
    def _fields_with_default(self, vals_list) -> list[str]:
        """Fields that some of the values leave to their default."""
        return [name for name in self._DEFAULTED if any(name not in vals for vals in vals_list)]

    @api.model
    def _fill_numbers(self, prepared):
        """Fresh numbers for the cases that bring none (gaps after a rollback are fine)."""
        # sudo: drawing a number is part of registering, open to every employee
        sequences = self.env["ir.sequence"].sudo()
        waiting = defaultdict(list)
        for vals in prepared:
            if not vals.get("number"):
                waiting[vals["company_id"]].append(vals)
        for company_id, group in waiting.items():
            # one query per company, the usual batch has one
            numbers = sequences._cs_next_many("cs.ticket", company_id, len(group))
            for vals, number in zip(group, numbers, strict=True):
                vals["number"] = number

    @api.model
    def _fill_from_customer(self, prepared):
        """Class and area of the customer."""
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in prepared if vals.get("partner_id")})
        # sudo: the class decides the promises whoever registers
        known = {partner.id: partner for partner in partners.sudo()}
        for vals in prepared:
            partner = known.get(vals.get("partner_id"))
            if partner:
                vals["customer_class_id"] = partner._cs_customer_class().id
                # a customer of several companies lies in an area of one of them
                if not vals.get("area_id") and partner.cs_area_id.company_id.id == vals["company_id"]:
                    vals["area_id"] = partner.cs_area_id.id

    @api.model
    def _fill_team(self, prepared):
        """The team of the category, of the kind, or the company's default team."""
        for vals in prepared:
            if vals.get("team_id"):
                continue
            vals["team_id"] = self._team_id_for(vals["company_id"], vals.get("kind_id"), vals.get("category_id"))

    @api.model
    def _team_id_for(self, company_id, kind_id, category_id):
        return self.env["cs.team"]._serving_id(company_id, kind_id, category_id)

    @api.model
    def _fill_priority(self, prepared):
        matrix, kinds = self.env["cs.priority.matrix"], self.env["cs.ticket.kind"]
        for vals in prepared:
            usual = kinds._facts(vals["kind_id"])
            vals["impact"] = vals.get("impact") or usual.impact
            vals["urgency"] = vals.get("urgency") or usual.urgency
            vals["priority"] = matrix._priority(vals["impact"], vals["urgency"])

    # -- what a kind demands --------------------------------------------------

    @api.model
    def _refuse_missing(self, prepared):
        """Refuse blanks in what the kind demands, unless nobody could be asked.

        :raises UserError: naming the case and the blank fields.
        """
        kinds = self.env["cs.ticket.kind"]
        unattended = self.env["cs.ticket.channel"]._unattended_ids()
        for vals in prepared:
            if vals.get("channel_id") not in unattended:
                demanded = kinds._facts(vals["kind_id"]).demanded
                blanks = [name for name in demanded if _is_blank(vals.get(name))]
                self._refuse_blank_fields(blanks, vals.get("name"), vals["kind_id"])

    def _refuse_blanks(self):
        """Refuse to end cases in which something that their kind demands is blank.

        :raises UserError: naming the case and the blank fields.
        """
        kinds = self.env["cs.ticket.kind"]
        # sudo: what a kind demands is read for every agent; so are masked fields
        for ticket in self.sudo():
            facts = kinds._facts(ticket.kind_id.id)
            demanded = facts.demanded + facts.demanded_to_resolve
            blanks = [name for name in demanded if _is_blank(ticket[name])]
            self._refuse_blank_fields(blanks, ticket.name, ticket.kind_id.id)

    @api.model
    def _refuse_blank_fields(self, names, case, kind_id):
        if names:
            labels = [self._fields[name]._description_string(self.env) for name in names]
            # sudo: the name of the kind is no secret
            kind = self.env["cs.ticket.kind"].sudo().browse(kind_id)
            raise UserError(
                self.env._(
                    "“%(case)s”: a case of the kind %(kind)s needs %(fields)s.",
                    case=case,
                    kind=kind.name,
                    fields=format_list(self.env, labels),
                )
            )


def _is_blank(value) -> bool:
    """Whether a demanded value says nothing; an empty paragraph of the editor does not."""
    return is_html_empty(value) if isinstance(value, str) else not value
