from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import meter as core_meter
from ..money import exact


class CsMeter(models.Model):
    """A meter of a unit, or of the building: what it counted is charged or shared."""

    _name = "cs.meter"
    _description = "Meter"
    _inherit = ["mail.thread"]
    _order = "estate_id, route, name, id"
    _rec_names_search = ["name", "unit_id.code", "place"]
    _check_company_auto = True

    name = fields.Char("Number of the meter", required=True)
    active = fields.Boolean(default=True)
    item_id = fields.Many2one(
        "cs.fee.item",
        "Counts for the fee",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "fee")],
    )
    unit_id = fields.Many2one(
        "cs.estate.unit", index="btree_not_null", ondelete="restrict", help="Empty: a public meter."
    )
    estate_id = fields.Many2one(
        "cs.estate",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    building_id = fields.Many2one(
        "cs.estate.building",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('estate_id', '=', estate_id)]",
    )
    steward_id = fields.Many2one(
        "res.users", compute="_compute_steward_id", store=True, precompute=True, index="btree_not_null"
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, precompute=True, index=True)
    place = fields.Char(help="Where the reader finds it, like: well beside the lift.")
    route = fields.Integer("Place on the route", default=10)
    digits = fields.Integer("Digits of the dial", required=True, default=5, help="Before the decimal point.")
    multiplier = fields.Float(required=True, digits=(12, 3), default=1, help="For meters behind a transformer.")
    installed_on = fields.Date(required=True, default=lambda self: self.env.company._cs_today())
    start_value = fields.Float("Value at first", digits=(14, 3))
    removed_on = fields.Date(readonly=True)
    replaced_by_id = fields.Many2one("cs.meter", "Replaced by", readonly=True, index="btree_not_null")
    reading_ids = fields.One2many("cs.meter.reading", "meter_id")
    last_value = fields.Float(compute="_compute_last", digits=(14, 3))
    last_on = fields.Date("Last read on", compute="_compute_last")

    _words_sane = models.Constraint("CHECK (length(name) <= 200)", "A name has 200 letters at most.")
    _number_uniq = models.UniqueIndex("(estate_id, item_id, name)", "The estate has a meter with this number.")
    _figures_sane = models.Constraint(
        "CHECK (digits BETWEEN 1 AND 12 AND multiplier > 0 AND start_value >= 0)",
        "A dial has 1 to 12 digits; its multiplier is more than nothing.",
    )
    _days_sane = models.Constraint(
        "CHECK (removed_on IS NULL OR removed_on >= installed_on)", "A meter is not removed before it was installed."
    )

    @api.depends("unit_id")
    def _compute_place(self):
        for meter in self:
            meter.estate_id = meter.unit_id.estate_id or meter.estate_id
            meter.building_id = meter.unit_id.building_id or meter.building_id

    @api.depends("unit_id.steward_id", "building_id.steward_id")
    def _compute_steward_id(self):
        for meter in self:
            meter.steward_id = meter.unit_id.steward_id or meter.building_id.steward_id

    @api.depends("name", "unit_id.code")
    def _compute_display_name(self):
        for meter in self:
            meter.display_name = f"{meter.unit_id.code} · {meter.name}" if meter.unit_id else meter.name or ""

    @api.depends("reading_ids.value", "reading_ids.state", "reading_ids.date", "start_value", "installed_on")
    def _compute_last(self):
        readings = self.env["cs.meter.reading"].search(
            [("meter_id", "in", self.ids), ("state", "=", "accepted")], order="date"
        )
        last = {reading.meter_id.id: reading for reading in readings}
        for meter in self:
            reading = last.get(meter.id)
            meter.last_value = reading.value if reading else meter.start_value
            meter.last_on = reading.date if reading else meter.installed_on

    def _on_the_way(self):
        """Place on the route: building after building."""
        return self.building_id.sequence, self.building_id.code or "", self.route, self.unit_id.code or "", self.id

    @api.constrains("start_value", "digits")
    def _check_start(self):
        for meter in self:
            meter._check_on_dial(meter.start_value)

    def _check_on_dial(self, value):
        """
        :raises ValidationError: for a value that the dial cannot show.
        """
        if not 0 <= exact(value) < 10**self.digits:
            raise ValidationError(
                self.env._(
                    "The meter %(meter)s has %(digits)s digits: it cannot show %(value)s.",
                    meter=self.display_name,
                    digits=self.digits,
                    value=f"{value:g}",
                )
            )

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"start_value", "digits", "multiplier", "installed_on"}:
            self._count()
        return res

    # -- counting ------------------------------------------------------------------------

    def _count(self, judge=None):
        """Work out the usages of all readings of these meters anew, in one statement.

        :param judge: readings that are new or changed: whether they are doubtful is decided, too.
        """
        readings = self.env["cs.meter.reading"].sudo()  # sudo: usages are the system's, whoever read the meter
        readings.flush_model()
        judged = set(judge.ids) if judge else set()
        # sudo: as above
        checks = self.env["cs.meter.check"]._for_meters(self.sudo()) if judged else {}
        by_meter = readings.search([("meter_id", "in", self.ids)], order="meter_id, date").grouped("meter_id")
        rows = [row for meter, mine in by_meter.items() for row in meter._count_one(mine, judged, checks)]
        readings._store_usages(rows)

    def _count_one(self, readings, judged, checks) -> list[tuple]:
        """(reading id, value before, day before, usage, began again, doubts, state) of each reading of a meter."""
        rows, history, multiplier = [], [], exact(self.multiplier)
        before, day = exact(self.start_value), self.installed_on
        for reading in readings:
            value = exact(reading.value)
            usage, rolled = core_meter.advance(before, value, self.digits, multiplier)
            known = core_meter.Known(max((reading.date - day).days, 0), usage)
            found, state = reading.doubts or "", reading.state
            if reading.id in judged:
                span = 10**self.digits * multiplier
                found = ",".join(core_meter.doubts(known, history, checks[self.id], rolled, span))
                state = "doubtful" if found or reading.source == "resident" else "accepted"
            rows.append((reading.id, before, day, usage, rolled, found, state))
            if state == "accepted":
                history.append(known)
                before, day = value, reading.date
        return rows

    def _history(self, until=None):
        """What is known of each meter: meter id → [days and usage], the newest last."""
        domain = [("meter_id", "in", self.ids), ("state", "=", "accepted")]
        if until:
            domain.append(("date", "<=", until))
        found = {}
        for reading in self.env["cs.meter.reading"].search(domain, order="date"):
            found.setdefault(reading.meter_id.id, []).append(
                core_meter.Known((reading.date - reading.previous_on).days, exact(reading.usage))
            )
        return found
