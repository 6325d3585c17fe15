from odoo import models
from odoo.addons.cs_department.core import local_days
from pytz import timezone

from ...core import renovation as core
from .renovation import INSPECTOR


class CsRenovation(models.Model):
    """Who looks at a site: its own inspector, else those whom the roster has on duty."""

    _inherit = "cs.renovation"

    def _visitors(self, day) -> dict:
        """Site → user who is given its checks of a day; without one any inspector may take them.

        In sudo, for sites of one company; asks the roster once.

        :param day: local.
        """
        alone = self.filtered(lambda site: not site.inspector_id.active)
        given = core.shared_out({site.id: site.building_id.id for site in alone}, alone._on_duty_inspectors(day).ids)
        return {site: site.inspector_id.id if site not in alone else given.get(site.id, False) for site in self}

    def _on_duty_inspectors(self, day):
        """Inspectors at work on a local day by the published roster, the earliest first (in sudo)."""
        if not self:
            return self.env["res.users"]
        begin, end = local_days.span(day, day, timezone(self.estate_id[:1].tz or "UTC"))
        spans = self.env["cs.shift.span"].search(
            [
                ("company_id", "=", self.company_id[:1].id),
                ("in_force", "=", True),
                ("layer", "=", "work"),
                ("start_at", "<", end),
                ("end_at", ">", begin),
            ],
            order="start_at, id",
        )
        inspectors = self.env.ref(INSPECTOR).all_user_ids
        return spans.user_id.filtered(lambda user: user.active and user in inspectors)
