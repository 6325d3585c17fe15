from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import SQL

SOURCES = [
    ("hand", "By hand"),
    ("phone", "By phone"),
    ("sheet", "From a sheet"),
    ("resident", "By the resident"),
    ("exchange", "At the exchange"),
    ("estimate", "Estimated"),
]


class CsMeterReading(models.Model):
    """What a meter showed on a day. What was used since the reading before counts for the period of that day."""

    _name = "cs.meter.reading"
    _description = "Reading"
    _inherit = ["cs.system.fields.mixin"]
    _order = "date desc, meter_id, id desc"
    _allow_sudo_commands = False
    _system_fields = frozenset(
        ("previous_value", "previous_on", "usage", "rolled", "doubts", "state", "correction", "accepted_by_id")
    )

    meter_id = fields.Many2one("cs.meter", required=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one(related="meter_id.unit_id", store=True, precompute=True, index="btree_not_null")
    estate_id = fields.Many2one(related="meter_id.estate_id", store=True, precompute=True, index=True)
    item_id = fields.Many2one(related="meter_id.item_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="meter_id.company_id", store=True, precompute=True, index=True)
    steward_id = fields.Many2one(related="meter_id.steward_id", store=True, precompute=True, index="btree_not_null")
    date = fields.Date("Counts as read on", required=True, default=lambda self: self.env.company._cs_today())
    value = fields.Float("Value read", required=True, digits=(14, 3))
    source = fields.Selection(SOURCES, "How it was read", required=True, default="hand")
    reader_id = fields.Many2one("res.users", "Read by", default=lambda self: self.env.user)
    photo = fields.Image(max_width=1280, max_height=1280)
    note = fields.Char()
    previous_value = fields.Float("Value before", readonly=True, digits=(14, 3))
    previous_on = fields.Date("Read before on", readonly=True)
    usage = fields.Float("Quantity used", readonly=True, digits=(14, 3))
    rolled = fields.Boolean("Dial began again", readonly=True)
    doubts = fields.Char(readonly=True)
    doubt = fields.Char("Why doubtful", compute="_compute_doubt")
    state = fields.Selection(
        [("accepted", "Accepted"), ("doubtful", "Doubtful")],
        required=True,
        readonly=True,
        default="accepted",
        index=True,
    )
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True)
    correction = fields.Text("Corrections", readonly=True)

    _day_uniq = models.UniqueIndex("(meter_id, date)", "The meter was read on this day already.")
    _period_idx = models.Index("(item_id, date, unit_id) WHERE state = 'accepted'")

    @api.depends("meter_id", "date")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = f"{reading.meter_id.display_name} {reading.date or ''}"

    @api.depends_context("lang")
    @api.depends("doubts", "source", "state")
    def _compute_doubt(self):
        said = {
            "fall": self.env._("lower than before"),
            "jump": self.env._("much more than usual"),
            "zero": self.env._("nothing used for long"),
        }
        for reading in self:
            found = [said[code] for code in (reading.doubts or "").split(",") if code in said]
            if reading.source == "resident" and reading.state == "doubtful" and not found:
                found = [self.env._("handed in by the resident")]
            reading.doubt = ", ".join(found)

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        readings._check_readable()
        readings.meter_id._count(judge=readings)
        return readings

    def write(self, vals):
        changed = vals.keys() & {"meter_id", "date", "value"}
        if not changed:
            return super().write(vals)
        if "meter_id" in vals:
            raise UserError(self.env._("A reading stays with its meter."))
        self._check_free()
        before = {reading.id: f"{reading.date}: {reading.value:g}" for reading in self}
        res = super().write(vals)
        self._check_readable()
        self._note_corrections(before)
        self.meter_id._count(judge=self)
        return res

    def _note_corrections(self, before):
        """What stood there, who changed it and when, beside the reading."""
        for reading in self.sudo():  # sudo: the note is the system's
            # corrections are made one at a time
            now = f"{reading.date}: {reading.value:g}"
            row = f"{utcnow():%Y-%m-%d %H:%M} UTC {self.env.user.name}: {before[reading.id]} → {now}"
            reading.correction = f"{reading.correction}\n{row}" if reading.correction else row

    @api.ondelete(at_uninstall=False)
    def _unlink_free(self):
        self._check_free()

    def unlink(self):
        meters = self.meter_id
        res = super().unlink()
        meters.exists()._count()
        return res

    # -- checks --------------------------------------------------------------------------

    def _check_readable(self):
        """
        :raises UserError: for a reading that its meter cannot have had.
        """
        self._check_free()
        for reading in self:
            meter = reading.meter_id
            meter._check_on_dial(reading.value)
            if reading.date < meter.installed_on or (meter.removed_on and reading.date > meter.removed_on):
                raise UserError(self.env._("The meter %(meter)s was not there on that day.", meter=meter.display_name))
            if reading.date > meter.company_id._cs_today() and not reading.round_id:
                raise UserError(self.env._("%(day)s has not come yet.", day=reading.date))

    def _check_free(self):
        """
        :raises UserError: for days that were billed or shared: what was counted then stays.
        """
        # sudo: the books are asked whoever reads
        charges = self.env["cs.billing.line"].sudo()
        billed = {
            (unit.id, item.id): last
            for unit, item, last in charges._read_group(
                [
                    ("unit_id", "in", self.unit_id.ids),
                    ("item_id", "in", self.item_id.ids),
                    ("state", "=", "billed"),
                    ("rule_id.method", "=", "metered"),
                ],
                ["unit_id", "item_id"],
                ["date_to:max"],
            )
        }
        pools = self.env["cs.fee.pool"].sudo()  # sudo: as above
        shared = {
            meter.id: last
            for meter, last in pools._read_group(
                [("meter_ids", "in", self.meter_id.ids), ("state", "=", "shared")], ["meter_ids"], ["date_to:max"]
            )
        }
        for reading in self:
            last = billed.get((reading.unit_id.id, reading.item_id.id)) or shared.get(reading.meter_id.id)
            if last and reading.date <= last:
                raise UserError(
                    self.env._(
                        "%(meter)s: usage until %(day)s was billed. Make the charge void first.",
                        meter=reading.meter_id.display_name,
                        day=last,
                    )
                )

    # -- verbs ---------------------------------------------------------------------------

    def action_accept(self):
        """The reading is right as it is: it counts from now on."""
        self.check_access("write")
        self._check_free()
        # sudo: the right was checked; the state is the system's
        self.sudo().filtered(lambda one: one.state == "doubtful").write(
            {"state": "accepted", "accepted_by_id": self.env.uid}
        )
        self.meter_id._count()

    @api.model
    def _store_usages(self, rows):
        """Write what was worked out, all in one statement."""
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE cs_meter_reading r
                      SET previous_value = v.before, previous_on = v.day, usage = v.usage, rolled = v.rolled,
                          doubts = v.doubts, state = v.state
                     FROM (VALUES %s) AS v(id, before, day, usage, rolled, doubts, state)
                    WHERE r.id = v.id""",
                SQL(", ").join(SQL("(%s, %s::numeric, %s::date, %s::numeric, %s, %s, %s)", *row) for row in rows),
            )
        )
        self.browse(row[0] for row in rows).invalidate_recordset()
