from datetime import timedelta
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: lines above the facts: whose move-in it is, and what is signed
HEAD = 2


def _facts(words) -> list[str]:
    return words.splitlines()[HEAD:]


class CsMoveIn(models.Model):
    """Keys that are given for good, and what the meters show on that day."""

    _inherit = "cs.move.in"

    key_move_ids = fields.Many2many(
        "cs.custody.move", string="Keys handed over", compute="_compute_keys", compute_sudo=True
    )
    key_count = fields.Integer("Keys to hand over", compute="_compute_keys", compute_sudo=True)
    reading_ids = fields.Many2many(
        "cs.meter.reading",
        string="Meters at handing over",
        readonly=True,
        copy=False,
        groups="cs_property.group_cs_counter,cs_property.group_cs_steward,cs_property.group_cs_fee_auditor,"
        "cs_department.group_cs_manager",
    )
    meter_count = fields.Integer("Meters to read", compute="_compute_meter_count", compute_sudo=True)

    @api.depends("state", "unit_id")
    def _compute_keys(self):
        moves = self.env["cs.custody.move"].search(
            [("unit_id", "in", self.unit_id.ids), ("kind", "=", "handed"), ("to_id", "in", self._people().ids)]
        )
        for one in self:
            mine = moves.filtered(lambda move, one=one: move.unit_id == one.unit_id and move.to_id in one._people())
            one.key_move_ids = mine
            one.key_count = len(one._keys())

    @api.depends("reading_ids", "unit_id")
    def _compute_meter_count(self):
        for one in self:
            one.meter_count = len(one._unread_meters())

    def _people(self):
        return self.partner_id | self.authorised_id

    # -- keys --------------------------------------------------------------------------------

    def _keys(self):
        """Keys and cards of the unit that still lie in the cabinet (in sudo)."""
        return self.env["cs.custody.item"].search(
            [("unit_id", "=", self.unit_id.id), ("custody_book", "in", ("key", "card")), ("state", "in", ("in", "out"))]
        )

    def _key_words(self) -> list[str]:
        """The list of keys that is signed (in sudo)."""
        keys = self.sudo()._keys()  # sudo: what lies on the counter
        return [self.env._("Keys handed over for good:"), *(f"{key.number} {key.name}" for key in keys)]

    def action_sign_giver(self):
        """The clerk signs the list of keys."""
        self._need_clerk()
        self._in_state("keys")
        return self.action_sign("giver")

    def action_sign_taker(self):
        """Who comes signs the list of keys."""
        self._need_clerk()
        self._in_state("keys")
        return self.action_sign("taker")

    def action_hand_over(self):
        """Give all keys of the unit for good, as both signed.

        :raises UserError: before both have signed the list as it stands, and while a key is lent.
        """
        self._need_clerk()
        move_in = self._in_state("keys")
        keys = move_in._keys()
        if not keys:
            raise UserError(self.env._("No key of this unit lies in the cabinet: take it into custody first."))
        lent = keys.filtered(lambda key: key.state == "out")
        if lent:
            raise UserError(self.env._("Take it back first: %(keys)s", keys=", ".join(lent.mapped("display_name"))))
        if move_in._lacks_current(("giver", "taker")):
            raise UserError(self.env._("Both sign the list of keys first, as it stands now."))
        images = {role: move_in._last_signature(role).image for role in ("giver", "taker")}
        for key in keys.with_env(self.env):
            # a handful of keys, each with a row and two signatures of its own in the ledger
            key.hand_over(move_in._comer().id, words=move_in.display_name, signatures=images)
        move_in.invalidate_recordset(["key_move_ids", "key_count"])
        return True

    def _last_signature(self, role):
        return self.signature_ids.filtered(lambda one: one.role == role).sorted("id")[-1:]

    def _lacks_current(self, roles) -> list[str]:
        """Those of the roles whose signature is missing, or was given for something else than stands now (in sudo).

        The heads of what is signed are our words, which another release may put otherwise: the facts count.
        """
        lacking = []
        for role in roles:
            signature = self._last_signature(role)
            if not signature or _facts(signature.words) != _facts(self._signature_words(role)):
                lacking.append(role)
        return lacking

    # -- meters ------------------------------------------------------------------------------

    def _meters(self):
        """The meters of the unit that are there (in sudo)."""
        return self.env["cs.meter"].search([("unit_id", "=", self.unit_id.id), ("removed_on", "=", False)])

    def _unread_meters(self):
        return self._meters() - self.reading_ids.meter_id

    def read_meters(self, rows):
        """Write down what the meters show when the unit is handed over.

        What was used before is not the resident's: a meter that was never read starts with this value, of another
        one the reading counts for the day before.

        :param rows: ``[{"meter_id", "value", "photo"}]``.
        :raises UserError: for a meter of another unit, and for what is no value.
        """
        self._need_clerk()
        move_in = self._in_state("keys")
        rows = move_in._meter_rows(rows)
        day = move_in._handing_over_day()
        fresh = self.env["cs.meter"].sudo()  # sudo: the counter starts meters by this verb only
        for meter, value, _photo in rows:
            # a handful of meters, each starts with a value of its own
            if not meter.reading_ids:
                fresh |= meter
                meter.write({"start_value": value, "installed_on": min(meter.installed_on, day)})
        # sudo: as above
        readings = (
            self.env["cs.meter.reading"]
            .sudo()
            .create(
                [
                    {
                        "meter_id": meter.id,
                        "date": day if meter in fresh else max(day - timedelta(days=1), meter.installed_on),
                        "value": value,
                        "photo": photo,
                        "reader_id": self.env.uid,
                        "note": move_in.display_name,
                    }
                    for meter, value, photo in rows
                ]
            )
        )
        # what both sides read together is not doubted
        readings.filtered(lambda one: one.state == "doubtful").with_env(readings.env).action_accept()
        move_in.reading_ids |= readings
        return True

    def _meter_rows(self, rows) -> list[tuple]:
        """(meter, value, photo) of what came from outside (in sudo)."""
        meters, found = self._unread_meters(), []
        for said in rows if isinstance(rows, (list, tuple)) else ():
            row = said if isinstance(said, dict) else {}
            meter_id, value = row.get("meter_id"), row.get("value")
            meter = meters.filtered(lambda one, known=meter_id: type(known) is int and one.id == known)
            if not meter:
                raise UserError(self.env._("This is no meter of the unit that is still to be read."))
            if type(value) not in (int, float) or not isfinite(value) or value < 0:
                raise UserError(self.env._("Say what the meter %(meter)s shows.", meter=meter.name))
            meters -= meter
            found.append((meter, value, row.get("photo") if isinstance(row.get("photo"), (str, bytes)) else False))
        if not found:
            raise UserError(self.env._("Say what the meters show."))
        return found

    def action_read_meters(self):
        """Ask what the meters show."""
        self._need_clerk()
        move_in = self._in_state("keys")
        if not move_in._unread_meters():
            raise UserError(self.env._("All meters were read."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read the Meters"),
            "res_model": "cs.move.in.deed",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_in_id": self.id, "default_deed": "meters"},
        }

    def action_sign_meters(self):
        """Who comes signs what the meters show."""
        self._need_clerk()
        if not self._in_state("keys").reading_ids:
            raise UserError(self.env._("Read the meters first."))
        return self.action_sign("meters")

    def _meter_words(self) -> list[str]:
        readings = self.sudo().reading_ids.sorted("id")  # sudo: what both have read
        return [
            self.env._("Meters when the unit is handed over:"),
            *(f"{one.item_id.name} {one.meter_id.name}: {one.value:g}" for one in readings),
        ]


class CsMoveInDeed(models.TransientModel):
    """What a verb of a move-in asks for: why it is given up, or what the meters show."""

    _name = "cs.move.in.deed"
    _description = "Step of a move-in"

    move_in_id = fields.Many2one("cs.move.in", "Move-in", required=True, readonly=True, ondelete="cascade")
    deed = fields.Selection([("cancel", "Cancel Move-in"), ("meters", "Read the Meters")], required=True, readonly=True)
    words = fields.Char("Why")
    line_ids = fields.One2many("cs.move.in.meter", "deed_id", "Meters")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        move_in = self.env["cs.move.in"].browse(values.get("move_in_id") or ()).exists()
        if move_in and values.get("deed") == "meters":
            move_in._need_clerk()
            move_in.check_access("read")
            # sudo: asked for just now
            values["line_ids"] = [(0, 0, {"meter_id": meter.id}) for meter in move_in.sudo()._unread_meters()]
        return values

    def action_confirm(self):
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise AccessError(self.env._("Somebody else asked for this."))
        if self.deed == "cancel":
            self.move_in_id.cancel(self.words)
        else:
            read = self.line_ids.filtered("is_read")
            rows = [{"meter_id": one.meter_id.id, "value": one.value, "photo": one.photo} for one in read]
            self.move_in_id.read_meters(rows)
        return {"type": "ir.actions.act_window_close"}


class CsMoveInMeter(models.TransientModel):
    _name = "cs.move.in.meter"
    _description = "Meter at a move-in"

    deed_id = fields.Many2one("cs.move.in.deed", required=True, ondelete="cascade")
    meter_id = fields.Many2one("cs.meter", required=True, ondelete="cascade")
    value = fields.Float("It shows", digits=(14, 3))
    is_read = fields.Boolean("Read", default=True)
    photo = fields.Image("Photo of the meter", max_width=1280, max_height=1280)
