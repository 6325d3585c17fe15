from odoo import api, models
from odoo.exceptions import UserError

from ...core.now import utcnow


class CsTicket(models.Model):
    """Registration: what a new case is completed with and what it sets in motion."""

    _inherit = "cs.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._guard_system_fields(vals.keys())
        prepared = self._prepare_registration_vals(vals_list)
        tickets = super(
            CsTicket,
            self.with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_auto_subscribe_no_notify=True,
            ),
        ).create(prepared)
        tickets = tickets.with_env(self.env)
        tickets._check_required_fields()
        tickets._after_registration()
        return tickets

    def _after_registration(self):
        """Everything a new case sets in motion, in batch."""
        # sudo: routing and clocks read loads and rules that the registrar may not
        system = self.sudo()
        system._log_event("registered")
        system._route()
        system._clocks_start()
        system._detect_repeats()
        system._raise_severity_alarm()
        system._send_notices("registered")

    @api.model
    def _prepare_registration_vals(self, vals_list: list[dict]) -> list[dict]:
        """Complete the values of new cases: number, customer, priority, team, state."""
        now = utcnow()
        numbers = iter(self._next_numbers(len(vals_list)))
        vals_list = self._prepare_caller_vals(vals_list)
        missing = self._fields_with_default(vals_list)
        defaults = self.default_get(missing)
        prepared = []
        for given in vals_list:
            vals = {**defaults, **given}
            vals.setdefault("registered_at", now)
            vals["number"] = vals.get("number") or next(numbers)
            stage = self.env["cs.ticket.stage"].browse(vals["stage_id"])
            # sudo: the stage's meaning is no secret
            vals["state"] = stage.sudo().state
            prepared.append(vals)
        self._fill_from_customer(prepared)
        self._fill_team(prepared)
        self._fill_priority(prepared)
        return prepared

    @api.model
    def _fields_with_default(self, vals_list) -> list[str]:
        """Fields that some of the values leave to their default."""
        given = set.intersection(*(set(vals) for vals in vals_list)) if vals_list else set()
        return [
            name
            for name, field in self._fields.items()
            if field.default and name not in given and name in self._DEFAULTED
        ]

    #: defaults that registration needs before the record exists
    _DEFAULTED = frozenset(
        {"company_id", "kind_id", "channel_id", "stage_id", "registered_by_id"}
    )

    @api.model
    def _next_numbers(self, count: int) -> list[str]:
        """``count`` fresh case numbers in one query (gaps after a rollback are fine)."""
        # sudo: drawing a number is part of registering, open to every employee
        sequence = self.env["ir.sequence"].sudo().search(
            [
                ("code", "=", "cs.ticket"),
                ("company_id", "in", (self.env.company.id, False)),
            ],
            order="company_id",
            limit=1,
        )
        return sequence._cs_next_many(count)

    @api.model
    def _fill_from_customer(self, prepared):
        """Class and area of the customer."""
        partners = self.env["res.partner"].browse(
            {vals["partner_id"] for vals in prepared if vals.get("partner_id")}
        )
        # sudo: the class decides the promises whoever registers
        known = {partner.id: partner for partner in partners.sudo()}
        for vals in prepared:
            partner = known.get(vals.get("partner_id"))
            if partner:
                vals["customer_class_id"] = (
                    partner.cs_class_id or partner.commercial_partner_id.cs_class_id
                ).id
                if not vals.get("area_id") and partner.cs_area_id:
                    vals["area_id"] = partner.cs_area_id.id

    @api.model
    def _fill_team(self, prepared):
        """The team of the category, of the kind, or the company's default team."""
        for vals in prepared:
            if vals.get("team_id"):
                continue
            vals["team_id"] = self._team_id_for(
                vals["company_id"], vals.get("kind_id"), vals.get("category_id")
            )

    @api.model
    def _team_id_for(self, company_id, kind_id, category_id):
        # sudo: which team serves is looked up for every registrar
        category = self.env["cs.ticket.category"].sudo().browse(category_id or ())
        while category and not category.team_id:
            category = category.parent_id
        kind = self.env["cs.ticket.kind"].sudo().browse(kind_id or ())  # sudo: as above
        team = category.team_id or kind.team_id
        if team and team.company_id.id == company_id:
            return team.id
        return self._default_team_id(company_id)

    @api.model
    def _default_team_id(self, company_id):
        # sudo: see _team_id_for
        teams = self.env["cs.team"].sudo()
        return teams.search(
            [("company_id", "=", company_id)], order="is_default desc, sequence", limit=1
        ).id

    @api.model
    def _fill_priority(self, prepared):
        matrix = self.env["cs.priority.matrix"]
        # sudo: a kind's usual impact is no secret
        kinds = self.env["cs.ticket.kind"].sudo()
        for vals in prepared:
            kind = kinds.browse(vals["kind_id"])
            vals["impact"] = vals.get("impact") or kind.impact
            vals["urgency"] = vals.get("urgency") or kind.urgency
            vals["priority"] = matrix._priority(vals["impact"], vals["urgency"])

    def _check_required_fields(self):
        """Refuse blanks in what the kind demands.

        :raises UserError: naming the case and the blank fields.
        """
        attended = self.filtered(lambda ticket: not ticket.channel_id.unattended)
        attended._refuse_blanks("required_field_ids")

    def _refuse_blanks(self, demand: str):
        # sudo: what a kind demands is read for every registrar; so are masked fields
        for ticket in self.sudo():
            blanks = ticket.kind_id[demand].filtered(
                lambda field, ticket=ticket: not ticket[field.name]
            )
            if blanks:
                raise UserError(
                    self.env._(
                        "“%(case)s”: a case of the kind %(kind)s needs %(fields)s.",
                        case=ticket.name,
                        kind=ticket.kind_id.name,
                        fields=", ".join(blanks.mapped("field_description")),
                    )
                )
