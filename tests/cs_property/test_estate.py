"""The estate register."""

from tests.cs_property.estate_case import EstateCase


class TestEstate(EstateCase):
    def test_the_owner_pays_unless_somebody_else_does(self):
        self.assertEqual(self.unit1.payer_id.name, "Owner of 1-1-101")
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self.env["cs.unit.party"].create(
            {
                "unit_id": self.unit1.id,
                "partner_id": tenant.id,
                "role": "tenant",
                "date_from": "2026-01-01",
                "pays": True,
            }
        )
        self.assertEqual(self.unit1.payer_id, tenant)
