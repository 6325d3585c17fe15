"""Keys, tools and what residents leave at the counter of 示范家园, in the last days."""

import base64
import io
from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from PIL import Image, ImageDraw

#: a name drawn with a finger, as corners of one line
STROKE = ((20, 60), (60, 20), (75, 70), (110, 25), (130, 65), (170, 30), (180, 60), (230, 40))
COMMON = (
    ("天台门钥匙", "1 号楼天台", 20),
    ("消防泵房钥匙", "地下泵房", 21),
    ("高压配电室钥匙", "配电室", 22),
    ("电梯机房钥匙", "2 号楼机房", 23),
)
TOOLS = (("人字梯（2 米）", "tool"), ("冲击钻", "tool"), ("手推车", "small_tool"), ("雨伞", "small_tool"))
KEYS = 12


class Custody:
    """What is kept, lent, late, lost and stored; all by the verbs of the counter."""

    def __init__(self, env, register):
        clerk = env.ref("cs_department.demo_user_agent4")
        self.now = utcnow()
        self.items = env["cs.custody.item"].with_user(clerk).with_company(register.company)
        self.units = register.units.filtered("payer_id")[:KEYS]
        drawn = _signature()
        self.signed = {"giver": drawn, "taker": drawn}

    def play(self) -> None:
        with frozen(self.now - timedelta(days=30)):
            self._cabinet()
        owners = [unit.payer_id for unit in self.units]
        with frozen(self.now - timedelta(days=9)):
            # one after the other, as people come
            self._lend(self.keys[5], owners[5])
            self.keys[5].take_back(condition="worn", words="齿口磨损", signatures=self.signed)
            self._lend(self.keys[1], owners[1])
        with frozen(self.now - timedelta(days=4)):
            self.keys[1].lose("住户反映在小区外遗失")
            self.keys[1].replace("已换锁芯")
            self._lend(self.keys[2], owners[2])
            self._lend(self.common[0], owners[3])
        with frozen(self.now):
            self._lend(self.keys[3], owners[3])
            self._lend(self.tools[2], owners[4], document="身份证 ****0312")
            self.tools[0].lend(owners[0].id, signatures=self.signed, unit_id=self.units[0].id)
            self._store()

    def _cabinet(self) -> None:
        rows = [
            {
                "name": "入户门钥匙",
                "kind_id": self._rule("owner_key"),
                "unit_id": unit.id,
                "kept_at": f"1 号柜 {hook} 号钩",
            }
            for hook, unit in enumerate(self.units, 1)
        ]
        self.keys = self.items.create(rows)
        self.common = self.items.create(
            [
                {"name": name, "kind_id": self._rule("common_key"), "place": place, "kept_at": f"1 号柜 {hook} 号钩"}
                for name, place, hook in COMMON
            ]
        )
        self.tools = self.items.create(
            [{"name": name, "kind_id": self._rule(kind), "kept_at": "工具间"} for name, kind in TOOLS]
        )
        self.items.create(
            [
                {"name": f"临时门禁卡 {number:02d}", "kind_id": self._rule("card"), "kept_at": "前台抽屉"}
                for number in range(1, 4)
            ]
        )

    def _store(self) -> None:
        unit = self.units[6]
        stored = self.items.store(
            {
                "name": "黑色行李箱",
                "kind_id": self._rule("stored"),
                "unit_id": unit.id,
                "owner_id": unit.payer_id.id,
                "kept_at": "寄存架 A3",
            },
            signatures=self.signed,
        )
        # somebody tries a code that is none
        self.items.browse(stored["item_id"]).collect(unit.payer_id.id, "")

    def _lend(self, item, partner, **values) -> None:
        item.lend(partner.id, signatures=self.signed, **values)

    def _rule(self, name) -> int:
        return self.items.env.ref(f"cs_property.custody_{name}").id


def _signature() -> str:
    """A scribble, as PNG in base64."""
    picture = Image.new("RGB", (260, 90), "white")
    ImageDraw.Draw(picture).line(STROKE, fill="#1f2937", width=3, joint="curve")
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()
