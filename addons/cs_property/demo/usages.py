"""What meters counted and what a building used together: readings at the end of each month, and a shared pool."""

import random
from datetime import date, timedelta

from odoo.addons.cs_department.core.now import frozen

#: buildings whose flats have water meters
METERED = ("1", "2")
#: cubic metres of a flat in a month
LEAST, MOST = 6, 26
#: kilowatt hours of the public lighting in a month, and what one costs
LIGHTING, PRICE = 4100, 0.62


class Usages:
    """Water meters of flats, and one meter of the lighting in stairs and yards."""

    def __init__(self, fees):
        self.fees = fees
        self.env = fees.env
        self.random = random.Random(63)  # noqa: S311 a story, not a secret
        self.values: dict[int, float] = {}

    def install(self, day: date) -> None:
        """New meters everywhere on this day."""
        flats = self.fees.register.units.filtered(lambda unit: unit.stair_id and unit.building_id.code in METERED)
        water, light = (self.env.ref(f"cs_property.fee_{name}") for name in ("water", "public_light"))
        common = {"installed_on": day, "start_value": 0}
        meters = self.fees.by("accountant", "cs.meter").create(
            [
                {
                    **common,
                    "name": f"W{unit.code}",
                    "item_id": water.id,
                    "unit_id": unit.id,
                    "route": 10 * place,
                    "place": "水表井",
                }
                for place, unit in enumerate(flats, 1)
            ]
        )
        self.public = self.fees.by("accountant", "cs.meter").create(
            {
                **common,
                "name": "D-PUBLIC-1",
                "item_id": light.id,
                "estate_id": self.fees.estate.id,
                "digits": 6,
                "place": "地下配电间",
            }
        )
        self.values = dict.fromkeys([*meters.ids, self.public.id], 0)

    def take_readings(self, first: date, last: date) -> None:
        """A round at the end of a month, and the lighting shared among all units."""
        with frozen(self.fees.at(last, 16)):
            readings = self._round(last)
            doubtful = readings.filtered(lambda one: one.state == "doubtful")
            if doubtful:
                doubtful.action_accept()
            self.round.action_finish()
            pool = self.fees.by("accountant", "cs.fee.pool").create(
                {
                    "name": f"公共照明 {first:%Y-%m}",
                    "item_id": self.public.item_id.id,
                    "estate_id": self.fees.estate.id,
                    "date_from": first,
                    "date_to": last,
                    "source": "meter",
                    "meter_ids": self.public.ids,
                    "price": PRICE,
                    "weight_by": "area",
                }
            )
            pool.action_share()

    def begin(self) -> None:
        """The round of this month: half of it is read, one reading looks wrong."""
        self._round(self.fees.today, half=True)

    def _round(self, day: date, half=False):
        days = (day - day.replace(day=1)).days + 1
        self.round = self.fees.by("accountant", "cs.meter.round").create(
            {"estate_id": self.fees.estate.id, "date": day, "due_on": day + timedelta(days=3)}
        )
        rows = []
        for meter_id, value in list(self.values.items())[: len(self.values) // 2 if half else None]:
            used = self.random.randint(LEAST, MOST) * days / 30
            if meter_id == self.public.id:
                used = LIGHTING * self.random.uniform(0.93, 1.07) * days / 30
            self.values[meter_id] = round(value + used, 1)
            rows.append({"meter_id": meter_id, "date": day, "value": self.values[meter_id], "round_id": self.round.id})
        if half:
            # a digit too many
            rows[3]["value"] += 1000
        return self.fees.by("agent4", "cs.meter.reading").create(rows)
