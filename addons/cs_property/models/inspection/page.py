from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.check.check import OPEN as CHECK_OPEN
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .check import INSPECTOR
from .cost import BEARERS
from .round import OPEN

#: so many are listed on a phone
LISTED = 60


class CsInspectionRound(models.Model):
    """What the inspector's phone shows of rounds."""

    _inherit = "cs.inspection.round"

    @api.model
    def _page_list(self) -> dict:
        """What the user can do now, and what he has to look at again."""
        rounds = self.browse()
        if rounds.has_access("read"):
            mine = Domain("user_id", "in", (self.env.uid, False)) & Domain("state", "in", OPEN)
            rounds = self.search(mine, order="closes_at, id", limit=LISTED)
        alone = Domain("round_id", "=", False) & (Domain("unit_id", "!=", False) | Domain("spot_id", "!=", False))
        # what nobody was given is anybody's who looks at sites and units
        whose = (self.env.uid, False) if self.env.user.has_group(INSPECTOR) else (self.env.uid,)
        checks = self.env["cs.check"].search(
            alone & Domain("inspector_id", "in", whose) & Domain("state", "in", CHECK_OPEN),
            order="due, id",
            limit=LISTED,
        )
        now = utcnow()
        return {
            "rounds": [one._page_row(now) for one in rounds],
            "checks": [one._page_single() for one in checks],
        }

    def _page_row(self, now) -> dict:
        """One round of the list."""
        # sudo: names of what the user may see
        row = self.sudo()
        local = self.with_context(tz=row.estate_id.tz)
        begins, ends = (fields.Datetime.context_timestamp(local, at) for at in (row.opens_at, row.closes_at))
        span = f"{begins:%H:%M}–{ends:%H:%M}" if begins.date() == ends.date() else f"{begins:%m-%d}–{ends:%m-%d}"
        return {
            "id": row.id,
            "name": row.plan_id.name,
            "where": row.building_id.display_name or row.estate_id.name,
            "times": f"{row.number}/{row.plan_id.times}" if row.plan_id.times > 1 else "",
            "span": span,
            "day": row.day,
            "done": row.done_count,
            "spots": row.spot_count,
            "free": not row.user_id,
            "early": row.opens_at > now,
            "late": row.closes_at < now,
        }

    def _page_round(self) -> dict:
        """A round with the checks of its spots.

        :raises AccessError: for whoever may not see it.
        """
        self.check_access("read")
        if self.user_id and self.user_id != self.env.user:
            raise AccessError(self.env._("%(name)s makes this round.", name=self.sudo().user_id.name))  # sudo: a name
        # sudo: whoever makes the round gets what he must know
        system = self.sudo()
        checks = system.check_ids.filtered(lambda one: one.state != "void").sorted("id")
        return {
            **self._page_row(utcnow()),
            "title": system.plan_id.name,
            "link": f"/odoo/cs-inspection-rounds/{self.id}",
            "over": system.state in ("done", "missed"),
            "missed": system.state == "missed",
            **checks._page_checks(),
        }


class CsCheck(models.Model):
    _inherit = "cs.check"

    def _page_single(self) -> dict:
        """One check of the list."""
        # sudo: the name of the place
        where = self.sudo().place or ""
        return {
            "id": self.id,
            "name": self.display_name,
            "where": where,
            "due": self.due,
            "free": not self.inspector_id,
        }

    def _page_check(self) -> dict:
        """One check by itself.

        :raises AccessError: for whoever does not check it.
        """
        self.check_access("read")
        hindrance = self._inspector_hindrance()
        if hindrance:
            raise AccessError(hindrance)
        # sudo: whoever checks gets what he must know
        row = self.sudo()
        return {
            "title": row.checklist_id.name,
            "link": f"/odoo/cs-checks/{self.id}",
            "where": row.place or "",
            "times": "",
            "span": "",
            "early": False,
            "missed": False,
            **row._page_checks(),
        }

    def _page_checks(self) -> dict:
        """Checks as the page shows them (in sudo)."""
        labels = self.answer_ids._fields["cost_bearer"]._description_selection(self.env)
        self.answer_ids.fetch(["name", "hint", "kind", "value", "note", "is_answered"])
        return {
            "checks": [check._page_facts() for check in self],
            "bearers": [(name, dict(labels)[name]) for name, _label in BEARERS],
        }
