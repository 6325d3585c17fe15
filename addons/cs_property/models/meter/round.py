from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError

from ...core import meter as core_meter
from ..money import exact


class CsMeterRound(models.Model):
    """The reading of meters: which, on which day it counts, by whom, until when."""

    _name = "cs.meter.round"
    _description = "Reading round"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.system.fields.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _system_fields = frozenset(("state", "finished_at"))

    name = fields.Char(required=True, compute="_compute_name", store=True, precompute=True, readonly=False)
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="restrict")
    building_ids = fields.Many2many(
        "cs.estate.building", domain="[('estate_id', '=', estate_id)]", help="Empty: all buildings."
    )
    item_ids = fields.Many2many(
        "cs.fee.item", string="Metered fees", domain=[("kind", "=", "fee")], help="Empty: all meters."
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, precompute=True, index=True)
    date = fields.Date(
        "Counts as read on",
        required=True,
        default=lambda self: self.env.company._cs_today(),
        help="Whenever the reader comes by: the usage is billed with the period of this day.",
    )
    due_on = fields.Date("To be read by")
    user_id = fields.Many2one(
        "res.users", "Reader", required=True, default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    reading_ids = fields.One2many("cs.meter.reading", "round_id")
    meter_count = fields.Integer("Meters of the round", compute="_compute_counts")
    read_count = fields.Integer("Meters read", compute="_compute_counts")
    doubtful_count = fields.Integer("Doubtful readings", compute="_compute_counts")
    progress = fields.Float("Read (%)", compute="_compute_counts")
    state = fields.Selection(
        [("open", "Being read"), ("done", "Finished")], required=True, readonly=True, default="open", index=True
    )
    finished_at = fields.Datetime("Finished on", readonly=True)

    @api.depends("estate_id", "date")
    def _compute_name(self):
        for one in self:
            one.name = f"{one.date or ''} {one.estate_id.name or ''}".strip()

    @api.depends("reading_ids.state", "estate_id", "building_ids", "item_ids", "date")
    def _compute_counts(self):
        for one in self:
            # rounds are few
            meters = one._meters()
            read = one._readings()
            one.meter_count, one.read_count = len(meters), len(read)
            one.doubtful_count = len(read.filtered(lambda reading: reading.state == "doubtful"))
            one.progress = 100 * len(read) / len(meters) if meters else 0

    def _meters(self):
        """The meters of the round that are there on its day, in the order of the route."""
        self.ensure_one()
        domain = [
            ("estate_id", "=", self.estate_id.id),
            ("installed_on", "<=", self.date),
            "|",
            ("removed_on", "=", False),
            ("removed_on", ">", self.date),
        ]
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids.ids))
        if self.item_ids:
            domain.append(("item_id", "in", self.item_ids.ids))
        return (
            self.env["cs.meter"]
            .search(domain)
            .sorted(
                lambda meter: (
                    meter.building_id.sequence,
                    meter.building_id.code or "",
                    meter.route,
                    meter.unit_id.code or "",
                )
            )
        )

    def _readings(self):
        return self.env["cs.meter.reading"].search([("meter_id", "in", self._meters().ids), ("date", "=", self.date)])

    @api.model_create_multi
    def create(self, vals_list):
        rounds = super().create(vals_list)
        for one in rounds:
            # each reader gets his own
            one.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=one.due_on or one.date,
                summary=self.env._("Read the meters"),
                user_id=one.user_id.id,
            )
        return rounds

    # -- verbs ---------------------------------------------------------------------------

    def action_read(self):
        """Open the page of the reader: for the phone."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cs/meters/{self.id}", "target": "self"}

    def action_readings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_meter_reading_action")
        return {**action, "domain": [("id", "in", self._readings().ids)], "context": {}}

    def action_unread(self):
        """The meters that nobody has read yet."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_meter_action")
        return {**action, "domain": [("id", "in", (self._meters() - self._readings().meter_id).ids)], "context": {}}

    def action_estimate(self):
        """Estimate what could not be read, by the average of each meter; every estimate is accepted by a person.

        :raises UserError: when there is nothing to go by.
        """
        self.ensure_one()
        self.check_access("write")
        missing = self._meters() - self._readings().meter_id
        history = missing._history(self.date)
        rows = []
        for meter in missing:
            days = (self.date - meter.last_on).days
            value = core_meter.estimate(
                exact(meter.last_value), days, history.get(meter.id, ()), meter.digits, exact(meter.multiplier)
            )
            if value is not None and days > 0:
                rows.append(
                    {
                        "meter_id": meter.id,
                        "round_id": self.id,
                        "date": self.date,
                        "value": float(value),
                        "source": "estimate",
                    }
                )
        if not rows:
            raise UserError(self.env._("There is no meter left whose usage could be estimated."))
        self.env["cs.meter.reading"].create(rows)
        return self.action_readings()

    def action_finish(self):
        """The round is over.

        :raises UserError: while a reading is doubtful.
        """
        self.check_access("write")
        for one in self:
            # rounds are few
            doubtful = one._readings().filtered(lambda reading: reading.state == "doubtful")
            if doubtful:
                raise UserError(self.env._("%(count)s readings are doubtful: look at them first.", count=len(doubtful)))
        # sudo: the right was checked; the state is the system's
        self.sudo().write({"state": "done", "finished_at": utcnow()})
        self.activity_ids.action_feedback()

    # -- the reader's page ---------------------------------------------------------------

    def _page_rows(self) -> list[dict]:
        """What the reader sees of each meter, in the order of the route."""
        meters = self._meters()
        read = {reading.meter_id.id: reading for reading in self._readings()}
        return [
            {
                "id": meter.id,
                "name": meter.display_name,
                "fee": meter.item_id.name,
                "place": " · ".join(filter(None, (meter.building_id.name, meter.place))),
                "before": f"{meter.last_value:g}" if meter.id not in read else f"{read[meter.id].previous_value:g}",
                "value": f"{read[meter.id].value:g}" if meter.id in read else "",
                "doubt": read[meter.id].doubt if meter.id in read and read[meter.id].state == "doubtful" else "",
            }
            for meter in meters
        ]

    def _take(self, meter_id, value, photo=None) -> dict:
        """A value from the reader's page; sent twice, it is one reading.

        :param photo: base64.
        :return: ``doubt`` in words, empty when all is well.
        :raises UserError: why it cannot be taken.
        """
        self.ensure_one()
        if self.state != "open":
            raise UserError(self.env._("This round is finished."))
        meter = self._meters().filtered(lambda one: one.id == meter_id)
        if not meter:
            raise UserError(self.env._("This meter is not part of the round."))
        readings = self.env["cs.meter.reading"]
        reading = readings.search([("meter_id", "=", meter.id), ("date", "=", self.date)])
        if not reading:
            reading = readings.create(
                {
                    "meter_id": meter.id,
                    "round_id": self.id,
                    "date": self.date,
                    "value": value,
                    "source": "phone",
                    "photo": photo,
                }
            )
        elif exact(reading.value) != exact(value):
            reading.write({"value": value})
        if photo:
            reading.photo = photo
        return {"doubt": reading.doubt if reading.state == "doubtful" else "", "usage": f"{reading.usage:g}"}


class CsMeterReading(models.Model):
    _inherit = "cs.meter.reading"

    round_id = fields.Many2one("cs.meter.round", index="btree_not_null", ondelete="set null")
