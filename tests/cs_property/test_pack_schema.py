"""The schemas of rule packs, with both addons installed."""

import json
from pathlib import Path

from tests.common import CsCase

ADDONS = Path(__file__).parents[2] / "addons"


class TestPackSchema(CsCase):
    def test_each_addon_ships_the_schema_of_its_own_fields(self):
        for addon in ("cs_department", "cs_property"):
            shipped = json.loads((ADDONS / addon / "packs/schema.json").read_text("utf-8"))
            ours = json.loads(json.dumps(self.env["cs.pack"]._schema(addon)))
            self.assertEqual(shipped, ours, "write packs/schema.json anew: see tests/cs_department/pack_schema.py")

    def test_what_an_addon_adds_to_a_book_of_another_is_in_the_whole_schema_only(self):
        def names(addon):
            found = self.env["cs.pack"]._schema(addon)["$defs"]["duty_posts"]["properties"]["line"]
            return found["items"]["properties"]

        self.assertNotIn("counts_cash", names("cs_department"))
        self.assertIn("counts_cash", names(None))
