"""示范家园: five buildings, their flats, shops, garage spaces, and who owns them."""

import random
from datetime import date

from odoo.fields import Command

ESTATE = "示范家园"
#: buildings of each steward
STEWARDS = {"steward1": ("1", "2", "3", "S", "C"), "steward2": ("5", "6")}
FLOORS, DOORS = 18, 4
#: flats of each stair that the story needs
FLATS = 11
SURNAMES = "李王张刘陈杨黄吴周徐孙胡朱高林郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰红建国志军海燕雪梅"
#: charged areas of flats, by the last digit of the door
AREAS = {1: 128.6, 2: 96.4, 3: 89.2, 4: 117.8}
HANDED_OVER = date(2023, 6, 30)


class Register:
    """The estate as it stands before the first bill."""

    def __init__(self, env):
        self.env = env
        self.random = random.Random(61)  # noqa: S311 a story, not a secret

    def build(self):
        """
        :return: the estate.
        """
        self.company = self.env.ref("base.main_company")
        self.estate = self.env["cs.estate"].create(
            {
                "name": ESTATE,
                "code": "SF",
                "tz": "Asia/Shanghai",
                "street": "上海市示范路 1 号",
                "company_id": self.company.id,
                "manager_id": self.env.ref("cs_department.demo_user_manager").id,
            }
        )
        self._buildings()
        self._units()
        return self.estate

    def _buildings(self) -> None:
        names = {code: f"{code} 号楼" for code in "12356"} | {"S": "商业街", "C": "地下车库"}
        stewards = {code: login for login, codes in STEWARDS.items() for code in codes}
        buildings = self.env["cs.estate.building"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "sequence": 10 * place,
                    "estate_id": self.estate.id,
                    "steward_id": self.env.ref(f"cs_property.demo_user_{stewards[code]}").id,
                    "stair_ids": [
                        Command.create({"name": f"{stair} 单元", "code": stair, "sequence": int(stair)})
                        for stair in (("1", "2") if code.isdigit() else ())
                    ],
                }
                for place, (code, name) in enumerate(names.items(), 1)
            ]
        )
        self.buildings = {building.code: building for building in buildings}

    def _units(self) -> None:
        owners = self._customers()
        rows = [self._flat(code) for code in self._flat_codes(owners)]
        rows += [self._shop(place) for place in range(1, 9)]
        spaces = [self._space(place) for place in range(1, 15)]
        flats = self.env["cs.estate.unit"].create(rows)
        parents = {unit.code: unit for unit in flats}
        owned = self.random.sample([row["code"] for row in rows], len(spaces))
        for space, code in zip(spaces, owned, strict=True):
            space["parent_id"] = parents[code].id
        self.units = flats | self.env["cs.estate.unit"].create(spaces)
        self._people(owners)

    def _customers(self) -> dict:
        """Code of a unit → the customer of the department's story who lives there."""
        found = {}
        for number in range(1, 61):
            customer = self.env.ref(f"cs_department.demo_customer_{number:02d}", raise_if_not_found=False)
            words = ((customer and customer.street) or "").replace("商业街 ", "S-").replace(" 号", "")
            if words:
                found["-".join(part.lstrip("0") for part in words.split("-"))] = customer
        return found

    def _flat_codes(self, owners) -> list[str]:
        codes = []
        for building in "12356":
            for stair in "12":
                lived = [code for code in owners if code.startswith(f"{building}-{stair}-")]
                doors = [f"{building}-{stair}-{floor}0{door}" for floor in range(1, FLOORS) for door in range(1, DOORS)]
                free = [code for code in doors if code not in lived]
                codes += sorted(lived + self.random.sample(free, max(FLATS - len(lived), 0)), key=_by_floor)
        return codes

    def _flat(self, code) -> dict:
        building, stair, door = code.split("-")
        return {
            **self._place(building, stair),
            "name": door,
            "code": code,
            "floor": int(door[:-2]),
            "type_id": self._type("unit_type_flat"),
            "area": AREAS[int(door[-1])],
            "inside_area": round(AREAS[int(door[-1])] * 0.79, 2),
            "people_count": self.random.randint(1, 5),
        }

    def _shop(self, place) -> dict:
        return {
            **self._place("S"),
            "name": str(place),
            "code": f"S-{place}",
            "floor": 1,
            "use": "shop",
            "type_id": self._type("unit_type_shop"),
            "area": 62 + 7.5 * place,
        }

    def _space(self, place) -> dict:
        return {
            **self._place("C"),
            "name": f"B1-{place:03d}",
            "code": f"C-B1-{place:03d}",
            "floor": -1,
            "use": "other",
            "type_id": self._type("unit_type_space"),
            "area": 13.2,
        }

    def _place(self, building, stair=None) -> dict:
        at = self.buildings[building]
        return {
            "estate_id": self.estate.id,
            "building_id": at.id,
            "stair_id": at.stair_ids.filtered(lambda one: one.code == stair).id,
            "handed_over_on": HANDED_OVER,
        }

    def _type(self, key) -> int:
        return self.env.ref(f"cs_property.{key}").id

    # -- people --------------------------------------------------------------------

    def _people(self, owners) -> None:
        """Every unit has an owner; every ninth flat is let, and the tenant pays."""
        strangers = [unit for unit in self.units if unit.code not in owners and not unit.parent_id]
        made = self.env["res.partner"].create([self._person(unit, place) for place, unit in enumerate(strangers)])
        owner_of = {unit.id: made[place] for place, unit in enumerate(strangers)}
        owner_of |= {unit.id: owners[unit.code] for unit in self.units if unit.code in owners}
        owner_of |= {unit.id: owner_of[unit.parent_id.id] for unit in self.units if unit.parent_id}
        let = [unit for unit in self.units if unit.stair_id][::9]
        tenants = self.env["res.partner"].create([self._person(unit, 500 + place) for place, unit in enumerate(let)])
        self.env["cs.unit.party"].create(
            [
                {"unit_id": unit.id, "partner_id": owner_of[unit.id].id, "role": "owner", "date_from": HANDED_OVER}
                for unit in self.units
            ]
            + [
                {
                    "unit_id": unit.id,
                    "partner_id": tenants[place].id,
                    "role": "tenant",
                    "date_from": date(2025, 3, 1),
                    "pays": True,
                }
                for place, unit in enumerate(let)
            ]
        )

    def _person(self, unit, place) -> dict:
        name = self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, self.random.randint(1, 2)))
        return {
            "name": name,
            "phone": f"139{1000000 + 7919 * place % 9000000:08d}",
            "street": unit.code,
            "lang": "zh_CN",
            "company_id": self.company.id,
        }


def _by_floor(code) -> tuple[int, str]:
    door = code.rpartition("-")[2]
    return int(door[:-2]), door
