from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CLERK = "cs_property.group_cs_counter"
INSPECTOR = "cs_property.group_cs_inspector"
SUPERVISOR = "cs_department.group_cs_supervisor"
MANAGER = "cs_department.group_cs_manager"
STATES = [
    ("appointment", "Appointment"),
    ("papers", "Papers"),
    ("inspection", "Joint inspection"),
    ("keys", "Keys and meters"),
    ("done", "Moved in"),
    ("cancelled", "Given up"),
]
#: one move-in of a unit at a time
UNDERWAY = ("appointment", "papers", "inspection", "keys")


class CsMoveIn(models.Model):
    """Somebody moves into a unit: from the appointment to the keys in his hand.

    This file holds what it *is*. ``appointment`` says when he comes, ``agreement`` what he signs, ``inspection``
    what the joint inspection found, ``keys`` what he gets and what the meters show, ``money`` what it costs;
    ``closing`` ends it, ``page`` is what he sees on his phone.
    """

    _name = "cs.move.in"
    _description = "Move-in"
    _inherit = [
        *("mail.thread", "cs.system.fields.mixin", "cs.tell.mixin", "cs.documents.mixin", "cs.signed.mixin"),
        "cs.link.mixin",
    ]
    _order = "starts_at, id"
    _check_company_auto = True
    _system_fields = frozenset(
        {
            *("state", "starts_at", "ends_at", "seat", "invited_at", "came_at", "check_id", "reading_ids"),
            *("charge_ids", "charged", "set_day", "agreed_words", "done_on", "why", "party_id"),
        }
    )

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index=True)
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Who moves in", required=True, index=True, ondelete="restrict", tracking=True
    )
    phone_masked = fields.Char("Phone (masked)", related="partner_id.phone_masked")
    role = fields.Selection(
        [("owner", "Owner"), ("tenant", "Tenant")], "Moves in as", required=True, default="owner", tracking=True
    )
    authorised_id = fields.Many2one(
        "res.partner",
        "Comes instead",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="An authorised person, who brings a power of attorney. Empty: whoever moves in comes himself.",
    )
    handed_on = fields.Date(
        "To be handed over on",
        tracking=True,
        help="Fees are charged from this day on. Empty: the day of the first fees.",
    )
    inspector_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(INSPECTOR).id)],
        help="Empty: any inspector may look at it.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="appointment",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    came_at = fields.Datetime("Came at", readonly=True, copy=False)
    done_on = fields.Date("Moved in on", readonly=True, copy=False)
    why = fields.Char("Why it was given up", readonly=True, copy=False)
    note = fields.Text("Notes")

    _one_at_a_time = models.UniqueIndex(
        "(unit_id) WHERE state NOT IN ('done', 'cancelled')", "Somebody moves into the unit already: look at that."
    )

    @api.depends("unit_id.code", "partner_id.name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " ".join(filter(None, (one.unit_id.code, one.partner_id.name)))

    @api.onchange("unit_id")
    def _onchange_unit(self):
        if self.unit_id and not self.partner_id:
            self.partner_id = self.unit_id.payer_id

    @api.onchange("role", "unit_id")
    def _onchange_role(self):
        if self.role == "tenant" and self.unit_id:
            found = self.unit_id.party_ids.filtered(lambda one: one.role == "tenant" and one.is_current)
            self.partner_id = found[:1].partner_id or self.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        found.sudo()._ask_papers()  # sudo: papers and agreements follow from the books
        return found

    def write(self, vals):
        fixed = vals.keys() & {"unit_id", "partner_id", "role"}
        if fixed and not self.env.su and self.filtered(lambda one: one.state != "appointment"):
            raise UserError(self.env._("Who moves in where stays, once he has come: give it up, and begin anew."))
        if "handed_on" in vals and not self.env.su and self.filtered("charged"):
            raise UserError(self.env._("The first fees were charged from this day on: it stays."))
        result = super().write(vals)
        if vals.keys() & {"role", "unit_id", "partner_id", "authorised_id"}:
            self.sudo()._ask_papers()  # sudo: as at the beginning
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_invited(self):
        if self.filtered(lambda one: one.state != "appointment" or one.invited_at or one.starts_at):
            raise UserError(self.env._("Only what nobody knows of is deleted: give it up instead."))

    def _ask_papers(self):
        """Ask for the papers of the book, and lay the agreements out (in sudo)."""
        self._ask_documents("move_in")
        sent = self.filtered("authorised_id")
        sent._ask_documents("move_in_authorised")
        papers = (self - sent).document_ids
        papers.filtered(lambda one: one.kind_id.occasion == "move_in_authorised" and one.state == "missing").unlink()
        self.invalidate_recordset(["document_ids"])
        self._lay_out_agreements()

    # -- rights and words -----------------------------------------------------------------

    def _link(self):
        return f"/odoo/cs-move-ins/{self.id}"

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not work at the counter.
        """
        if not (self.env.user.has_group(CLERK) or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Move-ins are dealt with at the counter."))

    def _in_state(self, *states):
        """The move-in for a verb (in sudo): nobody else has it in hand, and it stands where the verb needs it.

        :raises UserError: when it stands elsewhere.
        """
        self.ensure_one()
        if not (all(type(one) is int for one in self._ids) and self == self.exists()):
            raise UserError(self.env._("There is no such move-in."))
        self.check_access("read")
        move_in = self.sudo()  # sudo: states are written by verbs
        if not move_in.try_lock_for_update():
            raise UserError(self.env._("Somebody else has this move-in in hand just now: look again."))
        if move_in.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(self.env._("The move-in is in the state “%(state)s”.", state=names[move_in.state]))
        return move_in

    def _rule(self):
        """The rule of the company (in sudo)."""
        # sudo: rules work for whoever deals with move-ins
        return self.env["cs.move.in.rule"].sudo()._rule_for(self.company_id)

    def _comer(self):
        """Who comes and signs."""
        return self.authorised_id or self.partner_id

    def _named(self) -> dict:
        """What texts of the books may name, in the language of the record (in sudo)."""
        unit = self.unit_id
        return {
            "resident": self.partner_id.name or "",
            "unit": unit.code,
            "estate": unit.estate_id.name,
            "company": self.company_id.name,
            "area": f"{unit.area:g}",
            "day": str(self.handed_on or self.company_id._cs_today()),
        }

    # -- who signs -------------------------------------------------------------------------

    @api.model
    def _signature_roles(self):
        return {
            "inspector": self.env._("Inspected for the house"),
            "resident": self.env._("Inspected as the resident"),
            "meters": self.env._("Meters as read, the resident"),
            "defects": self.env._("Moves in with open defects"),
            "giver": self.env._("Keys handed over by"),
            "taker": self.env._("Keys received by"),
        }

    def _need_may_sign(self, role):
        if role == "inspector":
            if not any(self.env.user.has_group(group) for group in (CLERK, INSPECTOR, SUPERVISOR)):
                raise AccessError(self.env._("Joint inspections are signed by inspectors."))
            self.check_access("read")
            return
        self._need_clerk()

    def action_sign(self, role):
        """As usual; the dialog knows who stands there."""
        action = super().action_sign(role)
        # sudo: the name of who comes is known to whoever has the move-in
        name = self.env.user.name if role in ("inspector", "giver") else self.sudo()._comer().name
        return {**action, "context": {**action["context"], "default_name": name}}

    def _signature_words(self, role):
        one = self._signing()
        said = {
            "inspector": one._inspection_words,
            "resident": one._inspection_words,
            "meters": one._meter_words,
            "defects": one._defect_words,
            "giver": one._key_words,
            "taker": one._key_words,
        }[role]()
        return "\n".join([f"{one.display_name} · {one.company_id.name}", *said])
