from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow

from ...core import waiting

STATES = [
    ("waiting", "Waiting"),
    ("offered", "Offered"),
    ("taken", "Has got one"),
    ("declined", "Declined"),
    ("lapsed", "Offer lapsed"),
    ("withdrawn", "Withdrawn"),
]


class CsParkingWaiting(models.Model):
    """Somebody who waits for a parking space. Who is first follows from the rule, never from a hand."""

    _name = "cs.parking.waiting"
    _description = "Waiting for parking"
    _inherit = [
        *("cs.system.fields.mixin", "cs.due.mixin", "cs.tell.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "since, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _system_fields = frozenset({"state", "since", "space_id", "offer_until", "lease_id"})

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Who waits", required=True, index=True, ondelete="restrict", check_company=True
    )
    building_ids = fields.Many2many(
        "cs.estate.building", string="Wanted garages", domain="[('estate_id', '=', estate_id)]", help="Empty: any."
    )
    # about somebody's health: for who enters it and who owns the rule
    is_disabled = fields.Boolean(
        "Is disabled",
        groups="cs_property.group_cs_counter,cs_property.group_cs_fee_auditor,cs_department.group_cs_manager",
    )
    new_energy = fields.Boolean("Drives with new energy")
    since = fields.Datetime("Waits since", required=True, readonly=True, default=lambda self: utcnow(), index=True)
    rank = fields.Integer("Place", compute="_compute_rank")
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting", index=True, tracking=True)
    space_id = fields.Many2one(
        "cs.estate.unit", "Offered space", readonly=True, index="btree_not_null", ondelete="restrict", tracking=True
    )
    offer_until = fields.Date("Offer holds until", readonly=True)
    lease_id = fields.Many2one("cs.parking.lease", readonly=True, index="btree_not_null", ondelete="set null")
    note = fields.Char()

    _waits_once = models.UniqueIndex(
        "(unit_id, partner_id) WHERE state IN ('waiting', 'offered')", "Already on the waiting list."
    )
    _offered_once = models.UniqueIndex(
        "(space_id) WHERE state = 'offered'", "This space is offered to somebody else just now."
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.unit_id.code or ''} {row.partner_id.name or ''}".strip()

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        self.partner_id = self.unit_id.payer_id

    @api.depends("state", "since", "is_disabled", "new_energy")
    def _compute_rank(self):
        places = {}
        for estate in self.estate_id:
            # estates are few
            places |= {key: place for place, key in enumerate(self._queue(estate), start=1)}
        for row in self:
            row.rank = places.get(row._origin.id, 0)

    @api.model
    def _queue(self, estate) -> list[int]:
        """Ids of those who wait in an estate, the first first, by its rule."""
        # sudo: a place depends on everybody who waits
        rows = self.sudo().search([("estate_id", "=", estate.id), ("state", "=", "waiting")])
        rule = self.env["cs.parking.rule"]._for(estate)
        facts = rows._facts()
        people = [waiting.Waiting(row.id, row.since, facts[row.id]) for row in rows]
        return waiting.ranked(people, rule.priority_ids.mapped("fact"))

    def _facts(self) -> dict:
        """Row id → what is true of who waits, all in two queries (in sudo)."""
        leases = self.env["cs.parking.lease"].search([("unit_id", "in", self.unit_id.ids), ("is_running", "=", True)])
        with_space = leases.unit_id
        parties = self.env["cs.unit.party"].search(
            [("unit_id", "in", self.unit_id.ids), ("role", "=", "owner"), ("is_current", "=", True)]
        )
        owners = {(party.unit_id.id, party.partner_id.id) for party in parties}
        return {
            row.id: frozenset(
                fact
                for fact, true in (
                    ("no_space", row.unit_id not in with_space),
                    ("owner", (row.unit_id.id, row.partner_id.id) in owners),
                    ("disabled", row.is_disabled),
                    ("new_energy", row.new_energy),
                )
                if true
            )
            for row in self
        }

    def _link(self) -> str:
        return f"/odoo/cs-parking-waiting/{self.id}"
