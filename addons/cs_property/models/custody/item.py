from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: who keeps the ledger
CLERK = "cs_property.group_cs_counter"
STATES = [("in", "In custody"), ("out", "Out"), ("lost", "Lost"), ("retired", "No longer kept")]
NUMBER = "cs.custody.item"


class CsCustodyItem(models.Model):
    """One thing that is kept: a key, a tool, something stored for a resident, a card.

    Where it is and who has it follow from the ledger (``cs.custody.move``); the verbs write both at once.
    """

    _name = "cs.custody.item"
    _description = "Item in custody"
    _inherit = [
        *("cs.system.fields.mixin", "cs.due.mixin", "cs.tell.mixin", "cs.scan.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "overdue_rank, due_on, number"
    _check_company_auto = True
    _mail_post_access = "read"
    _scan_kind = "C"
    _system_fields = frozenset(
        {
            *("state", "holder_id", "due_on", "overdue_rank", "turn", "claim_id", "replaced_by_id", "next_action_at"),
            *("code_wrong", "stored_on", "number", "scan_serial"),
        }
    )

    number = fields.Char("Label", readonly=True, copy=False)
    name = fields.Char("What it is", required=True, tracking=True)
    kind_id = fields.Many2one("cs.custody.kind", "Rule", required=True, index=True, ondelete="restrict", tracking=True)
    custody_book = fields.Selection(related="kind_id.custody_book", string="Book", store=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "cs.estate.unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty for keys and tools of the common parts.",
    )
    place = fields.Char("Common part", help="What it opens or belongs to, where it belongs to no unit.")
    kept_at = fields.Char("Kept at", help="Cabinet and hook, shelf, drawer.")
    photo = fields.Image(max_width=1600, max_height=1600)
    active = fields.Boolean(default=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="in", index=True, copy=False)
    holder_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null", ondelete="restrict", copy=False)
    due_on = fields.Date("Due", readonly=True, copy=False, help="To be brought back, or collected, by this day.")
    is_overdue = fields.Boolean("Overdue", compute="_compute_overdue", search="_search_overdue")
    overdue_days = fields.Integer("Days overdue", compute="_compute_overdue")
    #: what is overdue stands first; kept by the verbs and by time
    overdue_rank = fields.Integer(readonly=True, default=9, copy=False)
    turn = fields.Integer("Times lent", readonly=True, default=0, copy=False)
    claim_id = fields.Many2one(
        "cs.deposit.claim", "Deposit asked for", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    replaced_by_id = fields.Many2one("cs.custody.item", readonly=True, index="btree_not_null", copy=False)
    move_ids = fields.One2many("cs.custody.move", "item_id", "Ledger", readonly=True)

    # something stored for a resident
    owner_id = fields.Many2one("res.partner", "Stored for", index="btree_not_null", ondelete="restrict")
    collector_ids = fields.Many2many(
        "res.partner", "cs_custody_collector_rel", "item_id", "partner_id", "May collect", help="Besides who stores it."
    )
    stored_on = fields.Date("Stored since", readonly=True, copy=False)
    code_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    code_wrong = fields.Integer("Wrong codes", readonly=True, copy=False)
    needs_code = fields.Boolean(related="kind_id.needs_code")
    is_locked = fields.Boolean("Locked", compute="_compute_locked", help="Too many wrong codes: a new one is needed.")

    _number_uniq = models.UniqueIndex("(company_id, number)", "Labels are numbered once.")
    _turn_idx = models.Index("(unit_id, state)")
    _has_holder = models.Constraint(
        "CHECK ((state = 'out') = (holder_id IS NOT NULL))", "What is out has a holder, and nothing else has."
    )

    # -- figures -----------------------------------------------------------------------

    @api.depends("state", "due_on", "custody_book")
    def _compute_overdue(self):
        today = {company: company._cs_today() for company in self.company_id}
        for item in self:
            late = item._awaited() and item.due_on and (today[item.company_id] - item.due_on).days
            item.overdue_days = max(late or 0, 0)
            item.is_overdue = item.overdue_days > 0

    def _awaited(self) -> bool:
        """Whether somebody has to come for it, or bring it."""
        return self.state == "out" or (self.custody_book == "stored" and self.state == "in")

    @api.model
    def _search_overdue(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        awaited = Domain("state", "=", "out") | (Domain("custody_book", "=", "stored") & Domain("state", "=", "in"))
        late = awaited & Domain("due_on", "<", self.env.company._cs_today())
        return late if (True in value) == (operator == "in") else ~late

    @api.depends("code_wrong", "kind_id.code_tries")
    def _compute_locked(self):
        for item in self:
            item.is_locked = item.kind_id.needs_code and item.code_wrong >= item.kind_id.code_tries

    @api.depends("number", "name", "unit_id")
    def _compute_display_name(self):
        for item in self:
            # sudo: a thing is called by its unit, for whoever has it
            unit = item.sudo().unit_id.code
            item.display_name = " ".join(filter(None, (item.number, item.name, unit)))

    # -- made --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever takes something in gives it a label
        items = super().create(vals_list)
        for company, own in items.grouped("company_id").items():
            # each label is a number of its own; flushed as one statement
            for item in own.sudo().filtered(lambda item: not item.number):  # sudo: labels are the system's
                item.number = numbers.with_company(company).next_by_code(NUMBER)
        # only the system can say that a verb writes the row itself: what is stored is signed, and has a code
        if not (self.env.su and self.env.context.get("cs_custody_by_verb")):
            if items.filtered(lambda item: item.custody_book == "stored"):
                raise UserError(self.env._("What is stored for somebody is taken in with “Store an Item”."))
            items._write_down("taken_in")
        return items

    def write(self, vals):
        fixed = vals.keys() & {"kind_id", "unit_id", "owner_id", "company_id"}
        if fixed and not self.env.su and self.filtered(lambda item: item.state == "out"):
            raise UserError(self.env._("Take it back first: it is out."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_moved(self):
        if self.sudo().move_ids.filtered(lambda move: move.kind != "taken_in"):  # sudo: the ledger keeps the item
            raise UserError(self.env._("What has been in the ledger stays there: archive it."))

    # -- inside ------------------------------------------------------------------------

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not keep the ledger.
        """
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Keys, tools and stored items are given out by counter clerks."))

    def _take_hold(self, *states):
        """The item for a verb (in sudo): nobody else has it in hand, and it is as the verb needs it.

        :raises UserError: when a colleague is at it just now, or was quicker.
        """
        self.ensure_one()
        self._need_clerk()
        self.check_access("write")
        # sudo: the ledger and what follows from it are written by verbs
        item = self.sudo()
        if not item.try_lock_for_update():
            raise UserError(self.env._("A colleague has “%(item)s” in hand just now: look again.", item=item.name))
        item.invalidate_recordset(["state", "holder_id", "turn", "due_on", "code_wrong", "claim_id"])
        if item.state not in states:
            raise UserError(item._why_not())
        return item

    def _why_not(self) -> str:
        """Why a verb is not possible, for the reader."""
        if self.state == "out":
            return self.env._(
                "“%(item)s” is out: %(holder)s has it, until %(day)s.",
                item=self.name,
                holder=self.holder_id.name,
                day=self.due_on,
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._("“%(item)s”: %(state)s. This is not possible now.", item=self.name, state=states[self.state])

    def _write_down(self, kind, **values):
        """A row of the ledger for each of the items.

        :return: the rows (in sudo).
        """
        now = utcnow()
        # sudo: the ledger is written by verbs only
        return (
            self.sudo()
            .env["cs.custody.move"]
            .create(
                [
                    {
                        "item_id": item.id,
                        "company_id": item.company_id.id,
                        "kind": kind,
                        "moved_at": now,
                        "user_id": self.env.uid,
                        **values,
                    }
                    for item in self
                ]
            )
        )

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-custody/{self.id}"
