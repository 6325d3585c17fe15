from odoo import fields, models
from odoo.exceptions import UserError


class CsEstateUnit(models.Model):
    """The page on which a resident hands in what his meters show, open while a round is."""

    _name = "cs.estate.unit"
    _inherit = ["cs.estate.unit", "cs.link.mixin"]
    _link_path = "/cs/m/"

    meter_ids = fields.One2many("cs.meter", "unit_id")

    def _link_facts(self) -> tuple:
        """Who lives there: with somebody else the old link is void."""
        return (self.payer_id.id,)

    def _link_open(self) -> bool:
        return bool(self._open_round())

    def _page_lang(self) -> str:
        return self.payer_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _open_round(self):
        """The round in which the meters of the unit are being read."""
        rounds = self.env["cs.meter.round"].search([("estate_id", "=", self.estate_id.id), ("state", "=", "open")])
        return next((one for one in rounds if one._meters() & self.meter_ids), rounds.browse())

    def _page_facts(self) -> dict:
        """Plain words for the page."""
        one = self._open_round()
        read = {reading.meter_id.id: reading for reading in one._readings()}
        return {
            "company": self.company_id.name,
            "unit": f"{self.estate_id.name} {self.code}",
            "rows": [
                {
                    "id": str(meter.id),
                    "name": meter.name,
                    "fee": meter.item_id.name,
                    "before": f"{meter.last_value:g}",
                    "value": f"{read[meter.id].value:g}" if meter.id in read else "",
                    "fixed": meter.id in read and not read[meter.id]._is_residents(),
                }
                for meter in one._meters() & self.meter_ids
            ],
        }

    def _hand_in(self, values):
        """
        :param values: {id of the meter as text: what was typed}.
        :raises UserError: in words for the resident; nothing is taken then.
        """
        one = self._open_round()
        meters = one._meters() & self.meter_ids
        read = {reading.meter_id.id: reading for reading in one._readings()}
        rows = []
        for meter in meters:
            # a unit has few meters
            text = (values.get(str(meter.id)) or "").strip()
            if not text or (meter.id in read and not read[meter.id]._is_residents()):
                continue
            value = self._typed(text)
            if meter.id in read:
                read[meter.id].write({"value": value})
            else:
                rows.append(
                    {
                        "meter_id": meter.id,
                        "round_id": one.id,
                        "date": one.date,
                        "value": value,
                        "source": "resident",
                        "reader_id": False,
                    }
                )
        if not rows and not any(values.values()):
            raise UserError(self.env._("Enter what the meter shows."))
        self.env["cs.meter.reading"].create(rows)

    def _typed(self, text) -> float:
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            value = -1.0
        if not 0 <= value < 10**12:
            raise UserError(self.env._("“%(text)s” is no value of a meter.", text=text[:30]))
        return value


class CsMeterReading(models.Model):
    _inherit = "cs.meter.reading"

    def _is_residents(self) -> bool:
        """Whether the resident may still change it."""
        return self.source == "resident" and self.state == "doubtful"


class CsMeter(models.Model):
    _inherit = "cs.meter"

    resident_link = fields.Char(
        "Link for the resident", compute="_compute_resident_link", groups="cs_property.group_cs_counter"
    )

    def _compute_resident_link(self):
        """The page of the unit, for a message to the resident."""
        for meter in self:
            meter.resident_link = meter.unit_id._link_url() if meter.unit_id else False
