from odoo import api, fields, models
from odoo.addons.cs_department.core.flow import LIVE
from odoo.exceptions import UserError, ValidationError

STATES = [("open", "Under mediation"), ("agreed", "Agreement reached"), ("failed", "No agreement")]
WORDS = [("none", "Not said yet"), ("signed", "Has signed"), ("refused", "Refuses")]
SIDES = ("a", "b")
#: what people write down while the mediation goes on, and never after
CONTENT = frozenset(
    (
        *("subject", "party_a_unit_id", "party_a_id", "party_b_unit_id", "party_b_id", "hide_names"),
        *("facts_a", "facts_b", "mediator_id", "agreement", "term_ids", "proposal_ids"),
    )
)


class CsMediation(models.Model):
    """A dispute between two residents, on its case: what each says, what is proposed, and the word of both.

    It ends with the signatures of both under one text, or with the word of each of whom one refuses
    (``mediation_end``). The case does not end before it (``ticket``).
    """

    _name = "cs.mediation"
    _description = "Mediation"
    _bound_by = ("party_a_unit_id", "party_b_unit_id")
    _inherit = [
        *("cs.due.mixin", "cs.system.fields.mixin", "cs.signed.mixin", "cs.tell.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _system_fields = frozenset(
        (
            *("state", "turn", "ended_at", "refused_a", "refused_b", "refused_a_at", "refused_b_at", "breach_count"),
            "next_action_at",
        )
    )

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    subject = fields.Char("What it is about", required=True)
    party_a_unit_id = fields.Many2one(
        "cs.estate.unit", "Unit of party A", required=True, index=True, ondelete="restrict", check_company=True
    )
    party_a_id = fields.Many2one("res.partner", required=True, index=True, check_company=True)
    party_b_unit_id = fields.Many2one(
        "cs.estate.unit", "Unit of party B", required=True, index=True, ondelete="restrict", check_company=True
    )
    party_b_id = fields.Many2one("res.partner", required=True, index=True, check_company=True)
    steward_a_id = fields.Many2one(
        related="party_a_unit_id.steward_id", store=True, index="btree_not_null", string="Steward of party A"
    )
    steward_b_id = fields.Many2one(
        related="party_b_unit_id.steward_id", store=True, index="btree_not_null", string="Steward of party B"
    )
    hide_names = fields.Boolean(
        "Withhold names", help="The copy for each side shows the other with a masked name and without the unit."
    )
    facts_a = fields.Text("What party A says")
    facts_b = fields.Text("What party B says")
    mediator_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        ondelete="restrict",
    )
    session_ids = fields.One2many("cs.mediation.session", "mediation_id", "Mediation sessions")
    proposal_ids = fields.One2many("cs.mediation.proposal", "mediation_id", "Proposals")
    agreement = fields.Text(help="Both sign this text; who signed an older one signs again.")
    term_ids = fields.One2many("cs.mediation.term", "mediation_id", "Terms")
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True, tracking=True)
    turn = fields.Integer("Attempt at agreement", required=True, readonly=True, default=1, aggregator=None)
    refused_a = fields.Text("Why party A refused", readonly=True)
    refused_b = fields.Text("Why party B refused", readonly=True)
    refused_a_at = fields.Datetime("Party A refused on", readonly=True)
    refused_b_at = fields.Datetime("Party B refused on", readonly=True)
    word_a = fields.Selection(WORDS, "Word of party A", compute="_compute_words_given")
    word_b = fields.Selection(WORDS, "Word of party B", compute="_compute_words_given")
    ended_at = fields.Datetime("Ended on", readonly=True)
    breach_count = fields.Integer("Breaches", readonly=True)
    way_ids = fields.Many2many("cs.mediation.way", compute="_compute_way_ids", string="What may follow")

    _one_per_case = models.UniqueIndex("(ticket_id)", "This case has its mediation already.")
    _two_sides = models.Constraint(
        "CHECK (party_a_id <> party_b_id)", "A dispute has two sides: party A and party B are one person here."
    )

    @api.depends("ticket_id.number", "subject")
    def _compute_display_name(self):
        for one in self:
            # sudo: the number of the case is no secret
            one.display_name = " ".join(filter(None, (one.sudo().ticket_id.number, one.subject)))

    @api.depends("state", "ticket_id.category_id")
    def _compute_way_ids(self):
        ways = self.env["cs.mediation.way"]
        for one in self:
            # few: shown where one failed
            failed = one.state == "failed"
            # sudo: what a failed mediation may lead to is said to whoever reads it
            one.way_ids = ways.sudo()._ways_for(one.company_id, one.sudo().ticket_id.category_id) if failed else ways

    def _link(self):
        return f"/odoo/cs-mediations/{self.id}"

    # -- who mediates ----------------------------------------------------------------------------

    @api.constrains("mediator_id", "party_a_id", "party_b_id", "party_a_unit_id", "party_b_unit_id")
    def _check_mediator(self):
        for one in self:
            one._need_neutral(one.mediator_id)

    def _need_neutral(self, user):
        """
        :raises ValidationError: for somebody who is of one of the parties.
        """
        self.ensure_one()
        system = self.sudo()  # sudo: who lives there, whatever the caller sees of it
        units = system.party_a_unit_id | system.party_b_unit_id
        people = system.party_a_id | system.party_b_id | units.party_ids.filtered("is_current").partner_id
        if user.partner_id.commercial_partner_id & people.commercial_partner_id or user.partner_id & people:
            raise ValidationError(
                self.env._(
                    "%(name)s is of one of the parties and cannot mediate.", name=user.sudo().name
                )  # sudo: a name
            )

    # -- making and changing -----------------------------------------------------------------------

    @api.onchange("party_a_unit_id")
    def _onchange_party_a_unit_id(self):
        self.party_a_id = self.party_a_unit_id.payer_id or self.party_a_id

    @api.onchange("party_b_unit_id")
    def _onchange_party_b_unit_id(self):
        self.party_b_id = self.party_b_unit_id.payer_id or self.party_b_id

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # the counter's desk names the unit and who stands there
        named = {
            "party_a_unit_id": self.env.context.get("default_unit_id"),
            "party_a_id": self.env.context.get("default_partner_id"),
        }
        return {**{name: value for name, value in named.items() if name in fields and value}, **values}

    @api.model_create_multi
    def create(self, vals_list):
        """Each belongs to a case: to the one that is named, or to a new one.

        :raises AccessError: for a case or a unit that the caller does not see.
        :raises UserError: for a case that has ended.
        """
        rows = [dict(vals) for vals in vals_list]
        for vals in rows:
            # few: registered one at a time
            vals["ticket_id"] = vals.get("ticket_id") or self._new_case(vals).id
        cases = self.env["cs.ticket"].browse([vals["ticket_id"] for vals in rows]).exists()
        cases.check_access("read")
        cases._hold()
        for case in cases:
            if case.state not in LIVE:
                raise UserError(self.env._("%(case)s has ended: there is nothing to mediate.", case=case.display_name))
        made = super(CsMediation, self.with_context(mail_create_nosubscribe=True)).create(rows).with_env(self.env)
        # sudo: the trace on the case, whoever may write there
        for one in made.sudo():
            one.ticket_id._message_log(body=self.env._("A mediation has begun: %(subject)s", subject=one.subject))
        return made

    @api.model
    def _new_case(self, vals):
        """A dispute that was told at the counter is a case first."""
        unit = self.env["cs.estate.unit"].browse(vals.get("party_a_unit_id") or 0).exists()
        if not unit:
            raise UserError(self.env._("Say who the parties are."))
        unit.check_access("read")
        return self.env["cs.ticket"].create(
            {
                "name": vals.get("subject") or self.env._("Dispute between residents"),
                "kind_id": self.env.ref("cs_property.kind_dispute").id,
                "unit_id": unit.id,
                "partner_id": vals.get("party_a_id") or unit.payer_id.id,
                "place": unit.display_name,
                "description": vals.get("facts_a") or vals.get("subject") or "",
            }
        )

    def write(self, vals):
        """
        :raises UserError: for what was said in a mediation that is over.
        """
        if not self.env.su and vals.keys() & (CONTENT | {"ticket_id"}):
            if "ticket_id" in vals:
                raise UserError(self.env._("A mediation stays with its case."))
            if any(one.state != "open" for one in self):
                raise UserError(self.env._("This mediation is over: what was said stays."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A mediation stays with its case."))

    def _need_open(self):
        if self.state != "open":
            raise UserError(self.env._("This mediation is over: what was said stays."))
