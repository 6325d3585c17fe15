"""A small estate with accounts, that tests of property management start from."""

from odoo.tests import new_test_user

from tests.common import CsCase


class EstateCase(CsCase):
    """One estate, building 1 with units 1-1-101 … 1-1-103 (100, 80, 60 m²), a shop and a garage space.

    Each has one owner since 2025-01-01. Users: ``clerk`` (counter), ``cashier``, ``accountant``,
    ``auditor``, ``steward`` (of building 1), ``guard`` and ``inspector``. The company keeps its books in CNY.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cny = cls.env.ref("base.CNY")
        cls.cny.active = True
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.company.currency_id = cls.cny
        cls.company._cs_fee_setup()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls._make_property_users()
        cls._make_estate()

    @classmethod
    def _make_property_users(cls):
        roles = {
            "clerk": "group_cs_counter",
            "cashier": "group_cs_cashier",
            "accountant": "group_cs_fee_accountant",
            "auditor": "group_cs_fee_auditor",
            "steward": "group_cs_steward",
            "guard": "group_cs_guard",
            "inspector": "group_cs_inspector",
        }
        for name, group in roles.items():
            user = new_test_user(
                cls.env,
                f"cs_{name}",
                groups=f"cs_property.{group}",
                name=name.title(),
                tz="Asia/Shanghai",
                lang="en_US",
            )
            setattr(cls, name, user)

    @classmethod
    def _make_estate(cls):
        types = cls.env["cs.unit.type"]
        cls.flat_type = types.create({"name": "Flat", "category": "dwelling"})
        cls.shop_type = types.create({"name": "Shop", "category": "commercial"})
        cls.space_type = types.create({"name": "Garage space", "category": "parking"})
        cls.estate = cls.env["cs.estate"].create({"name": "Garden", "code": "G", "tz": "Asia/Shanghai"})
        cls.building = cls.env["cs.estate.building"].create(
            {"name": "Building 1", "code": "1", "estate_id": cls.estate.id, "steward_id": cls.steward.id}
        )
        cls.stair = cls.env["cs.estate.stair"].create({"name": "Stair 1", "code": "1", "building_id": cls.building.id})
        cls.unit1, cls.unit2, cls.unit3 = (cls._make_unit(f"10{n}", area) for n, area in ((1, 100), (2, 80), (3, 60)))
        cls.shop = cls._make_unit("S1", 200, type_id=cls.shop_type.id, use="shop")
        cls.space = cls._make_unit("P1", 12.5, type_id=cls.space_type.id, use="other")
        cls.units = cls.unit1 | cls.unit2 | cls.unit3 | cls.shop | cls.space

    @classmethod
    def _make_unit(cls, name, area, owner="Owner of {}", since="2025-01-01", **values):
        """A unit of building 1 with one owner, who is made with it."""
        unit = cls.env["cs.estate.unit"].create(
            {
                "name": name,
                "code": f"1-1-{name}",
                "estate_id": cls.estate.id,
                "building_id": cls.building.id,
                "stair_id": cls.stair.id,
                "type_id": cls.flat_type.id,
                "area": area,
                "handed_over_on": since,
                **values,
            }
        )
        partner = cls.env["res.partner"].create({"name": owner.format(unit.code), "lang": "en_US"})
        cls.env["cs.unit.party"].create(
            {"unit_id": unit.id, "partner_id": partner.id, "role": "owner", "date_from": since}
        )
        return unit
