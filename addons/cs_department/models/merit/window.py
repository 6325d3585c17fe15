from odoo import api, fields, models
from odoo.tools import SQL


class CsMeritWindow(models.Model):
    """The events of one rule and one person in one stretch of the calendar.

    Whoever adds to a window or takes from it touches its row first: two at once collide,
    and the second begins anew with what the first has left. So no two events of a window
    take one step, and none is proposed twice.
    """

    _name = "cs.merit.window"
    _description = "Events of one person that are counted together"
    _log_access = False
    _allow_sudo_commands = False

    rule_id = fields.Many2one("cs.merit.rule", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", "Person", required=True, index=True, ondelete="cascade")
    date_from = fields.Date("Counted from", required=True)
    touched = fields.Integer()

    _one = models.UniqueIndex("(rule_id, employee_id, date_from)", "Events are counted in one row already.")

    @api.model
    def _hold(self, keys) -> dict:
        """(rule id, employee id, first day) → window, made where it is missing, and ours until the commit."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        # the ORM has no “insert or update”; without it two at once would not collide
        values = SQL(", ").join(SQL("(%s, %s, %s, 0)", *key) for key in wanted)
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO cs_merit_window AS w (rule_id, employee_id, date_from, touched) VALUES %s
                   ON CONFLICT (rule_id, employee_id, date_from) DO UPDATE SET touched = w.touched + 1
                   RETURNING id, rule_id, employee_id, date_from""",
                values,
            )
        )
        self.invalidate_model(["touched"])
        return {(rule, employee, first): self.browse(key) for key, rule, employee, first in rows}

    def _hold_again(self):
        """As :meth:`_hold`, for windows that are there."""
        self._hold([(window.rule_id.id, window.employee_id.id, window.date_from) for window in self])
