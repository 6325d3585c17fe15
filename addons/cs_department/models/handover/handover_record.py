from math import isfinite

from odoo import models
from odoo.exceptions import UserError

from ...core.handover import TO_RECORD, missing
from ...core.now import utcnow

#: what may be typed in, as against what the snapshot finds
BY_HAND = ("free", "difficult")


class CsHandover(models.Model):
    """What whoever goes fills in before he signs."""

    _inherit = "cs.handover"

    def _item(self, item_id):
        """One of the items (in sudo).

        :raises UserError: when it is gone, after somebody looked again.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: items are written by the verbs only
        item = self.sudo().item_ids.filtered(lambda item: item.id == item_id)
        if not item:
            raise UserError(self.env._("This handover has gone on: look at it again."))
        return item

    def record_item(self, item_id: int, values: dict):
        """Note the state of equipment, a count, a duty, or words on any item.

        :param values: any of ``condition``, ``quantity``, ``is_done``, ``note``.
        :raises UserError: when it is too late for it, or the value makes no sense.
        """
        item = self._item(item_id)
        # whoever comes does the duties before his shift
        taking = item.kind == "duty" and item.moment == "before"
        self._need_state(*(("open", "given") if taking else ("open",)))
        item.write(self._recorded(item, values))
        return True

    def _recorded(self, item, values) -> dict:
        """The values as fields, checked: they come from outside."""
        if not isinstance(values, dict):
            raise UserError(self.env._("Nothing to note."))
        row = {}
        if "note" in values:
            row["note"] = str(values["note"] or "").strip()
        if "condition" in values and item.kind == "equipment":
            if values["condition"] not in ("ok", "fault"):
                raise UserError(self.env._("Equipment is in order or faulty."))
            row["condition"] = values["condition"]
        if "is_done" in values and item.kind == "duty":
            row["is_done"] = bool(values["is_done"])
        if "quantity" in values and item.kind == "count":
            row |= {"quantity": self._number(values["quantity"]), "is_counted": True}
        return row

    def _number(self, value) -> float:
        """
        :raises UserError: for what is no number.
        """
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("A count is a number.")) from error
        if not isfinite(number):
            raise UserError(self.env._("A count is a number."))
        return number

    def add_item(self, name: str, words: str = "", kind: str = "free"):
        """Hand over something that no record tells of.

        :param kind: ``free`` or ``difficult``.
        :raises UserError: without words, or once it has been handed over.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_state("open")
        name = str(name or "").strip()
        if not name or kind not in BY_HAND:
            raise UserError(self.env._("Say what is handed over."))
        # sudo: items are written by the verbs only
        system = self.sudo()
        matter = system.env["cs.handover.matter"].create(
            {
                **system._matter_home(),
                "kind": kind,
                "name": name,
                "words": str(words or "").strip(),
                "since": utcnow(),
            }
        )
        [row] = system._rows_by_hand(matter)
        item = system.env["cs.handover.item"].create({**row, "handover_id": self.id})
        system.item_count = len(system.item_ids)
        return item.id

    def close_item(self, item_id: int, words: str):
        """The matter is dealt with; no further handover tells of it.

        :raises UserError: for what closes by itself with the record behind it.
        """
        item = self._item(item_id)
        if not item.matter_id or item.res_model in self._closes_by_itself():
            raise UserError(self.env._("This closes by itself when the record behind it is dealt with."))
        if not str(words or "").strip():
            raise UserError(self.env._("Say what became of it."))
        item.matter_id.filtered(lambda matter: not matter.closed_at)._close(str(words).strip(), self.env.user)
        return True

    def _closes_by_itself(self):
        """Models whose records say themselves whether they need anything."""
        return set(self._handover_sources()) - {"cs.duty.post.line"}

    def mark_difficult(self, item_id: int, difficult: bool = True):
        """Tell whoever comes that a case is a difficult one; it stays so in the following handovers."""
        item = self._item(item_id)
        self._need_state("open")
        if item.res_model != "cs.ticket":
            raise UserError(self.env._("Only cases are marked as difficult."))
        # the rights of the user decide whether he may change the case
        case = self.env["cs.ticket"].browse(item.res_id)
        case.is_difficult = bool(difficult)
        item.kind = "difficult" if difficult or case.severity_id.alert_supervisor else "ticket"
        return True

    def _missing(self, side: str):
        """Item → what it lacks before a side signs, as words (in sudo)."""
        items = self.item_ids.filtered(lambda item: item.kind in TO_RECORD)
        lacks = missing((item._line() for item in items), side)
        return {item: item._lack() for item in items if item.id in lacks}

    def _need_recorded(self, side):
        """
        :raises UserError: that names what has not been recorded.
        """
        lacking = self._missing(side)
        if lacking:
            lines = "\n".join(f"· {item.name}: {words}" for item, words in lacking.items())
            raise UserError(self.env._("Not recorded yet:\n%(items)s", items=lines))

    def _settle_recorded(self):
        """Faults and differences are carried on until they are put right (in sudo)."""
        now, new = utcnow(), []
        for item in self.item_ids.filtered(lambda item: item.kind in ("equipment", "count")):
            wrong = item.condition == "fault" or (item.has_expected and item.quantity != item.expected)
            if wrong and not item.matter_id:
                new.append(item)
            elif item.condition == "ok" and item.matter_id:
                item.matter_id._close(self.env._("In order again"))
        matters = self.env["cs.handover.matter"].create(
            [
                {
                    **self._matter_home(),
                    "kind": item.kind,
                    "name": item.name,
                    "words": item.note,
                    "res_model": item.res_model,
                    "res_id": item.res_id,
                    "since": now,
                }
                for item in new
            ]
        )
        for item, matter in zip(new, matters, strict=True):
            # as many writes as things went wrong in one shift
            item.write({"matter_id": matter.id, "since": now})
