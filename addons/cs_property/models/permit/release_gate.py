from datetime import timedelta

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from ...core import passes
from .release_pass import OPEN

_lt = LazyTranslate(__name__)


class CsReleasePass(models.Model):
    """The pass at the gate: decided once, in the database, whoever scans first (all in sudo)."""

    _inherit = "cs.release.pass"

    # -- what a scan finds ---------------------------------------------------------------

    def _scan_used(self) -> str:
        if self.state != "done" or self.is_pending_return:
            return ""
        when, post = self._local_words(self.released_at), self.move_ids[:1].post
        if post:
            return self.env._("Used already: everything left on %(when)s, %(post)s.", when=when, post=post)
        return self.env._("Used already: everything left on %(when)s.", when=when)

    def _scan_under_way(self) -> bool:
        return self.is_pending_return

    def _scan_hindrance(self) -> str:
        if self.state in OPEN or self.is_pending_return:
            return ""
        return self.env._("This pass is not valid: it was not issued, or is cancelled.")

    def _scan_card(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        rows = [
            {"name": self.env._("Unit"), "text": self.unit_id.code},
            {"name": self.env._("Applicant"), "text": masked_name(self.partner_id.name)},
            {"name": self.env._("Reason to leave"), "text": self.rule_id.name},
            {"name": self.env._("Vehicle plate"), "text": self.plate or "–"},
            {"name": self.env._("Holds"), "text": self._span_words()},
        ]
        lines = [
            {
                "id": line.id,
                "name": line.name,
                "quantity": line.quantity,
                "released": line.released,
                "returned": line.returned,
                "back_by": str(line.return_by) if line.is_returnable else "",
                "photo": line.with_context(bin_size=False).photo.decode() if line.photo else "",
            }
            for line in self.line_ids
        ]
        return {"title": f"{self.number}", "state": states[self.state], "rows": rows, "lines": lines}

    def _scan_verbs(self, at=None):
        verbs = []
        # what expired and is only open for things that come back leaves no more
        if self.state in OPEN and self.valid_until > (at or utcnow()):
            verbs.append({"name": "release", "label": self.env._("Let all through")})
            verbs.append({"name": "release_part", "label": self.env._("Let these through")})
        if self.is_pending_return:
            verbs.append({"name": "back", "label": self.env._("Everything came back")})
            verbs.append({"name": "back_part", "label": self.env._("These came back")})
        return verbs

    # -- verbs of the gate -----------------------------------------------------------------

    def _gate_do(self, verb, post, quantities=None, at=None):
        """
        :param quantities: ``{line id: pieces}`` for a part.
        :param at: when it was, where that is told later (naive UTC).
        :raises UserError: when somebody else was quicker, or it cannot be.
        """
        if not self.try_lock_for_update():
            raise UserError(self.env._("Another guard is deciding on this pass just now: scan again."))
        self.invalidate_recordset()
        self.line_ids.invalidate_recordset()
        if verb in ("back", "back_part"):
            return self._come_back(post, at or utcnow(), None if verb == "back" else self._counted(quantities))
        if self.state not in OPEN:
            raise UserError(self._scan_used() or self._scan_hindrance())
        lines = [passes.Line(line.id, line.quantity, line.released) for line in self.line_ids]
        try:
            now = passes.leaving(lines, None if verb == "release" else self._counted(quantities))
        except ValueError:
            raise UserError(
                self.env._("Count again: no more may leave than the pass says, and something must.")
            ) from None
        for line in self.line_ids.filtered(lambda line: line.id in now):
            # each line has its own number; flushed as one statement
            line.released += now[line.id]
        done = passes.all_left(lines, now)
        self._write_moves(now, "out", post, at or utcnow())
        pending = self.line_ids.filtered(lambda line: line.is_returnable and line.released > line.returned)
        self.write(
            {
                "state": "done" if done else "partial",
                "released_at": at or utcnow(),
                "is_pending_return": bool(pending),
                "next_action_at": self._look_at() if pending else False,
            }
        )
        return self.env._("Everything may leave.") if done else self.env._("These may leave; the rest later.")

    @api.model
    def _counted(self, quantities) -> dict:
        if not isinstance(quantities, dict):
            return {}
        return {
            int(key): pieces
            for key, pieces in quantities.items()
            if isinstance(key, str) and key.isdecimal() and len(key) < 10 and type(pieces) is int
        }

    def _come_back(self, post, at, wanted=None):
        """
        :param wanted: pieces by line, as the guard counted them; ``None``: everything that is out.
        """
        out = self.line_ids.filtered(lambda line: line.is_returnable and line.released > line.returned)
        if not self.is_pending_return or not out:
            raise UserError(self.env._("Nothing of this pass has to come back."))
        lines = [passes.Line(line.id, line.released, line.returned) for line in out]
        try:
            now = passes.leaving(lines, wanted)
        except ValueError:
            raise UserError(
                self.env._("Count again: no more may come back than has left, and something must.")
            ) from None
        for line in out.filtered(lambda line: line.id in now):
            # each line has its own number; flushed as one statement
            line.returned += now[line.id]
        self._write_moves(now, "back", post, at)
        if not passes.all_left(lines, now):
            return self.env._("These came back; the rest is still out.")
        self.write({"is_pending_return": False, "next_action_at": False})
        self._end_told()
        return self.env._("Everything came back.")

    def _write_moves(self, pieces, kind, post, at):
        self.env["cs.release.move"].create(
            [
                {
                    "pass_id": self.id,
                    "line_id": line,
                    "company_id": self.company_id.id,
                    "kind": kind,
                    "quantity": quantity,
                    "moved_at": at,
                    "user_id": self.env.uid,
                    "post": str(post or "")[:100],
                }
                for line, quantity in pieces.items()
            ]
        )

    # -- time ----------------------------------------------------------------------------------

    @api.model
    def _cron_chase(self):
        """Tell whoever issued a pass of what did not come back; safe to kill and to run twice."""
        # sudo: the scheduler looks at every company
        self.sudo()._cron_due()

    def _act_on_time(self):
        late = self.filtered(lambda one: one.is_overdue and not one.return_told_on)
        late._tell({one.id: one.create_uid for one in late}, _lt("Not brought back in time"), by=("screen", "activity"))
        for one in self:
            # a few a day
            told = one in late or one.return_told_on
            one.write(
                {
                    "return_told_on": one.company_id._cs_today() if one in late else one.return_told_on,
                    "next_action_at": False if told or not one.is_pending_return else one._look_at(),
                }
            )

    def _look_at(self):
        """When time looks whether it came back: from the day after, once an hour until it is told."""
        day = self.company_id._cs_today()
        if not self.return_by or self.return_told_on:
            return False
        return utcnow() + (timedelta(days=max((self.return_by - day).days, 0)) or timedelta(hours=1))

    def _local_words(self, moment) -> str:
        return format_datetime(self.env, moment, tz=self.unit_id.estate_id.tz, dt_format="short") if moment else ""


def masked_name(name) -> str:
    """The first sign of a name: enough to address somebody at the gate."""
    name = (name or "").strip()
    return f"{name[:1]}**" if name else ""
