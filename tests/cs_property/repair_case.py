"""A team of workers and a price list, that tests of repairs start from."""

import base64
import io

from PIL import Image

from tests.cs_property.cashier_case import CashierCase
from tests.cs_property.custody_case import PNG

TOKEN = "0123456789abcdef"


def photo(color="red") -> str:
    """A small photo, base64."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, format="JPEG")
    return base64.b64encode(file.getvalue()).decode()


class RepairCase(CashierCase):
    """Team Repairs: ``engineer`` is a plumber, ``agent2`` is not; both are at work. Units as in EstateCase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Trades",
                "skill_ids": [(0, 0, {"name": "Plumbing"})],
                "skill_level_ids": [(0, 0, {"name": "Able", "level_progress": 100, "default_level": True})],
            }
        )
        cls.plumbing = skill_type.skill_ids
        cls.plumber_skill = cls.env["hr.employee.skill"].create(
            {
                "employee_id": cls.employee_of[cls.engineer].id,
                "skill_type_id": skill_type.id,
                "skill_id": cls.plumbing.id,
                "skill_level_id": skill_type.skill_level_ids.id,
            }
        )
        cls.repairs = cls.env["cs.team"].create(
            {
                "name": "Repairs",
                "tz": "Asia/Shanghai",
                "resource_calendar_id": cls.calendar.id,
                "supervisor_id": cls.supervisor.id,
                "member_ids": [(6, 0, (cls.engineer | cls.agent2).ids)],
            }
        )
        cls.rule = cls.env.ref("cs_property.repair_rule_standard")
        cls.rule.write({"team_ids": [(6, 0, cls.repairs.ids)], "change_reason": "our workers"})
        cls.tap = cls.env.ref("cs_property.repair_tap")
        cls.tap.write({"skill_ids": [(6, 0, cls.plumbing.ids)], "change_reason": "plumbers only"})
        cls.mixer = cls.env.ref("cs_property.repair_mat_tap")
        cls.hose = cls.env.ref("cs_property.repair_mat_hose")
        cls.today = cls.company._cs_today()

    # -- steps ------------------------------------------------------------------------------

    def ordered(self, unit=None, user=None, **values):
        unit = self.unit1 if unit is None else unit
        lines = values.pop("lines", ((self.tap, 1), (self.mixer, 1)))
        return (
            self.env["cs.repair.order"]
            .with_user(user or self.clerk)
            .create(
                {
                    "unit_id": unit.id,
                    "service_id": self.tap.id,
                    "words": "The tap drips",
                    "line_ids": [(0, 0, {"item_id": item.id, "quantity": count}) for item, count in lines],
                    **values,
                }
            )
        )

    def agreed(self, **values):
        order = self.ordered(**values)
        order.action_quote()
        order._signed("quote", PNG, "Owner")
        return order

    def sent(self, user=None, **values):
        order = self.agreed(**values)
        order.dispatch((user or self.engineer).id)
        return order

    def at_work(self, **values):
        order = self.sent(**values)
        order.with_user(self.engineer).arrive()
        return order

    def finished(self, **values):
        order = self.at_work(**values)
        self.finish(order)
        return order

    def finish(self, order):
        mine = order.with_user(self.engineer)
        mine.attach(TOKEN, photo())
        mine.finish("Tap changed")

    def inspect(self, order, right=True, user=None):
        check = order.sudo().check_id.with_user(user or self.inspector)
        check.begin()
        check.finish({str(one.id): {"value": 1 if right else 0, "note": "seen"} for one in check.sudo().answer_ids})

    def accepted(self, **values):
        order = self.finished(**values)
        self.inspect(order)
        order._signed("acceptance", PNG, "Owner")
        return order
