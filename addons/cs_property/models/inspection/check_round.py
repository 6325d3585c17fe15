import re
from datetime import timedelta

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.check.check import OPEN
from odoo.exceptions import UserError

#: names that a phone gives to its photos, so that one that is sent twice is kept once
PHOTO_KEY = re.compile(r"[a-z0-9-]{8,40}")


class CsCheck(models.Model):
    """A check on a round: not before its time, with proof of presence, sent by phone as often as need be."""

    _inherit = "cs.check"

    found_at = fields.Datetime(
        "Found on", readonly=True, help="By the clock of the phone, when it was without reception."
    )
    scanned_at = fields.Datetime("Presence proved on", readonly=True, help="When the code of the spot was read there.")
    presence = fields.Selection([("scan", "Code scanned"), ("typed", "Code typed")], "Proof of presence", readonly=True)

    _once_a_round = models.UniqueIndex(
        "(round_id, COALESCE(spot_id, 0), COALESCE(unit_id, 0)) WHERE round_id IS NOT NULL AND redo_of_id IS NULL",
        "A round looks at everything once.",
    )

    def begin(self):
        # sudo: when the round may begin
        now, rounds = utcnow(), self.sudo().round_id
        early = rounds.filtered(lambda one: one.opens_at > now)[:1]
        if early:
            at = fields.Datetime.context_timestamp(self.with_context(tz=early.estate_id.tz), early.opens_at)
            raise UserError(self.env._("This round begins at %(time)s.", time=f"{at:%m-%d %H:%M}"))
        result = super().begin()
        rounds._begun(self.env.user)
        return result

    def _missing(self):
        said = super()._missing()
        if self.round_id.plan_id.needs_scan and self.spot_id and not self.scanned_at:
            said.insert(0, self.env._("Scan the code of %(spot)s first.", spot=self.spot_id.display_name))
        return said

    # -- by phone ----------------------------------------------------------------------------

    def _take(self, package) -> dict:
        """What a phone sends of one check; the same sent twice changes nothing.

        :param package: perhaps ``answers`` (as of :meth:`answer`), ``photos`` (``[{"answer_id", "key", "data"}]``),
            ``scanned`` (text of a code), ``employee_id``, ``note``, ``finish`` and ``at`` (seconds since 1970
            by the phone's clock).
        :return: how it stands: see :meth:`_page_state`.
        :raises UserError: why it cannot be taken.
        :raises AccessError: for whoever does not check this.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: two sendings of one phone are taken one after the other
        system = self.sudo()
        system.lock_for_update()
        if system.state == "done" and system.inspector_id == self.env.user:
            return system._page_state()
        if not isinstance(package, dict):
            raise UserError(self.env._("There is nothing in it."))
        self._need_inspector()
        moment = self._moment(package.get("at"))
        self.answer(package.get("answers"))
        refused = self._arrive(package.get("scanned"), moment) if package.get("scanned") else ""
        if "employee_id" in package:
            self._name_staff(package["employee_id"])
        self._take_photos(package.get("photos") or [])
        if package.get("finish") and not refused:
            system.found_at = moment
            self.finish(None, package.get("note"))
        return {**system._page_state(), "error": refused}

    def _moment(self, at):
        """The phone's clock, never ahead of ours nor before the round."""
        now = utcnow()
        if type(at) not in (int, float) or not at > 0:
            return now
        ago = timedelta(seconds=max(0, min(now.timestamp() - at, 86400 * 7)))
        # sudo: when the round may begin
        opens_at = self.sudo().round_id.opens_at
        return max(now - ago, opens_at) if opens_at else now - ago

    def _take_photos(self, photos):
        if not isinstance(photos, list) or any(not isinstance(photo, dict) for photo in photos):
            raise UserError(self.env._("This is no photo."))
        # sudo: names of photos that are there already
        known = set(self.sudo().answer_ids.photo_ids.mapped("name"))
        for photo in photos:
            # few, each is a file of its own
            key = photo.get("key")
            if not isinstance(key, str) or not PHOTO_KEY.fullmatch(key):
                raise UserError(self.env._("This is no photo."))
            if f"{key}.jpg" not in known:
                self.attach_photo(photo.get("answer_id"), f"{key}.jpg", photo.get("data"))
                known.add(f"{key}.jpg")

    def _arrive(self, text, moment) -> str:
        """The code of the spot was scanned: proof of presence.

        :return: why it does not count, in words; empty: it does.
        """
        # sudo: what hangs at the spot
        system = self.sudo()
        if not system.spot_id:
            return ""
        try:
            spot = system.spot_id._of_code(text)
        except UserError as refused:
            return str(refused.args[0])
        if spot != system.spot_id:
            return self.env._("This is the code of another spot: %(spot)s.", spot=spot.display_name)
        if not system.scanned_at:
            system.write({"scanned_at": moment, "presence": "scan" if text.strip().startswith("CS1.") else "typed"})
        return ""

    # -- what the page shows (in sudo) ---------------------------------------------------------

    def _page_state(self) -> dict:
        """How the check stands, for the page."""
        return {
            "id": self.id,
            "state": self.state,
            "scanned": bool(self.scanned_at),
            "passed": self.passed,
            "cases": self.answer_ids.case_id.mapped("number"),
            "photos": {str(one.id): len(one.photo_ids) for one in self.answer_ids if one.photo_ids},
        }

    def _page_facts(self) -> dict:
        """One check as the page shows it."""
        round_, spot = self.round_id, self.spot_id
        return {
            **self._page_state(),
            "name": self.place or self.employee_id.name or self.checklist_id.name,
            "where": spot.where or "",
            "code": spot.code or "",
            "how": self.checklist_id.description or "",
            "needs_scan": bool(round_.plan_id.needs_scan and spot),
            "staff": self._page_staff() if round_.plan_id.checks_staff else False,
            "note": self.note or "",
            "open": self.state in OPEN,
            "items": [
                {
                    **answer._desk_item(),
                    "cost": answer.cost_estimated or "",
                    "bearer": answer.cost_bearer or "",
                }
                for answer in self.answer_ids
            ],
        }

    def action_inspect(self):
        self.ensure_one()
        if not self.unit_id and not self.spot_id:
            return super().action_inspect()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cs/checks/{self.id}", "target": "self"}
