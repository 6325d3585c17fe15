from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.masking import mask_id
from odoo.exceptions import UserError, ValidationError

from .renovation import LIVE

STATES = [("valid", "In force"), ("revoked", "Revoked"), ("replaced", "Replaced"), ("returned", "Given back")]


class CsRenovationPass(models.Model):
    """The pass of one worker: photo, name, until when; its code is read at the gate and on site."""

    _name = "cs.renovation.pass"
    _description = "Worker pass"
    _inherit = ["cs.system.fields.mixin", "cs.scan.mixin"]
    _order = "renovation_id desc, id"
    _check_company_auto = True
    _scan_kind = "W"
    _system_fields = frozenset({"number", "state", "why", "replaces_id", "returned_on", "scan_serial"})

    number = fields.Char(required=True, readonly=True, copy=False, default="/", index=True)
    renovation_id = fields.Many2one("cs.renovation", required=True, index=True, ondelete="restrict", check_company=True)
    unit_id = fields.Many2one(related="renovation_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="renovation_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="renovation_id.steward_id", store=True, index=True)
    name = fields.Char("Worker", required=True)
    trade = fields.Char("Work he does")
    id_number = fields.Char(
        "Identity card number", groups="cs_property.group_cs_counter,cs_department.group_cs_manager"
    )
    id_masked = fields.Char("Identity card (masked)", compute="_compute_id_masked", compute_sudo=True)
    photo = fields.Image(max_width=480, max_height=640)
    valid_until = fields.Date(required=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="valid", index=True)
    why = fields.Char("Why it does not hold", readonly=True)
    replaces_id = fields.Many2one("cs.renovation.pass", readonly=True, copy=False, check_company=True)
    returned_on = fields.Date("Given back on", readonly=True, copy=False)

    _replaced_once = models.UniqueIndex("(replaces_id) WHERE replaces_id IS NOT NULL", "The pass was replaced already.")

    @api.depends("id_number")
    def _compute_id_masked(self):
        for one in self:
            one.id_masked = mask_id(one.id_number) if one.id_number else ""

    @api.depends("number", "name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.number} {one.name or ''}".strip()

    @api.constrains("valid_until", "renovation_id")
    def _check_until(self):
        for one in self:
            if one.valid_until > one.renovation_id.date_to:
                raise ValidationError(
                    self.env._("A pass holds no longer than the permit: %(day)s.", day=one.renovation_id.date_to)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cs.renovation"]._need_clerk()
        known = [vals.get("renovation_id") or self.env.context.get("default_renovation_id") for vals in vals_list]
        renovations = self.env["cs.renovation"].browse(one for one in known if type(one) is int).exists()
        ends = {renovation.id: renovation.date_to for renovation in renovations}
        filled = zip(vals_list, known, strict=True)
        passes = super().create(
            [{"valid_until": ends.get(one) if type(one) is int else False, **vals} for vals, one in filled]
        )
        if passes.renovation_id.filtered(lambda one: one.state not in LIVE):
            raise UserError(self.env._("Passes are issued once there is a permit."))
        numbers = self.env["ir.sequence"].sudo()  # sudo: numbers are the system's
        for one in passes.sudo():  # sudo: as above
            # each pass has a number of its own
            one.number = numbers.with_company(one.company_id).next_by_code("cs.renovation.pass")
        return passes

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A pass stays in the file: revoke it."))

    # -- verbs ----------------------------------------------------------------------------

    def revoke(self, words):
        """These passes do not hold any more."""
        self._holding().write({"state": "revoked", "why": words})

    def action_replace(self):
        """A new pass instead of a lost one; the old code is dead."""
        self.ensure_one()
        old = self._holding()
        values = {"renovation_id": old.renovation_id.id, "name": old.name, "trade": old.trade, "photo": old.photo}
        new = self.create([{**values, "id_number": old.id_number, "valid_until": old.valid_until}])
        new.sudo().replaces_id = old  # sudo: written by verbs
        old.write({"state": "replaced", "why": self.env._("Replaced by %(number)s", number=new.number)})
        return {**self._open(), "res_id": new.id}

    def action_return(self):
        """The passes were given back."""
        self.env["cs.renovation"]._need_clerk()
        self.check_access("write")
        gone = self.filtered(lambda one: one.state not in ("returned", "replaced"))
        # sudo: written by verbs
        gone.sudo().write({"state": "returned", "returned_on": self.env.company._cs_today()})
        return True

    def action_print(self):
        """Cards as PDF, several on a page."""
        self._holding()
        # sudo: the report is ours; it is read with the rights of the reader
        report = self.env.ref("cs_property.action_report_renovation_pass").sudo()
        return report.with_env(self.env).report_action(self, config=False)

    def _holding(self):
        """The passes for a verb (in sudo).

        :raises UserError: when one of them does not hold any more.
        """
        self.env["cs.renovation"]._need_clerk()
        if not self.env["cs.renovation"]._is_there(self):
            raise UserError(self.env._("There is no such pass."))
        self.check_access("write")
        if self.filtered(lambda one: one.state != "valid"):
            raise UserError(self.env._("Only passes in force."))
        return self.sudo()  # sudo: states are written by verbs

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # -- its code -------------------------------------------------------------------------

    def _scan_span(self):
        renovation = self.renovation_id
        return renovation._moment(renovation.date_from), renovation._moment(self.valid_until + timedelta(days=1))

    def _scan_hindrance(self):
        if self.state != "valid":
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "This pass does not hold: %(state)s. %(why)s", state=states[self.state], why=self.why or ""
            )
        return self.renovation_id._scan_hindrance()

    def _scan_card(self):
        rows = [
            (self.env._("Worker"), self.name),
            (self.env._("Work he does"), self.trade or ""),
            (self.env._("Identity card (masked)"), self.id_masked),
            (self.env._("Unit"), self.unit_id.code),
            (self.env._("Valid until"), str(self.valid_until)),
        ]
        return {
            "title": self.env._("Worker pass %(number)s", number=self.number),
            "state": self.env._("Stopped") if self.renovation_id.stopped else self.env._("In force"),
            "rows": [{"name": name, "text": text} for name, text in rows if text],
        }


class CsRenovation(models.Model):
    _inherit = "cs.renovation"

    pass_ids = fields.One2many("cs.renovation.pass", "renovation_id", "Worker passes")

    def action_print_passes(self):
        """All cards in force."""
        held = self.pass_ids.filtered(lambda one: one.state == "valid")
        if not held:
            raise UserError(self.env._("There is no pass in force."))
        return held.action_print()
