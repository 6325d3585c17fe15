from datetime import date, datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core import draw as core_draw
from ...core.now import utcnow
from ..answers import notification

#: no zone of the world is further behind; then the period is over everywhere
LAST_ZONE = timedelta(hours=12)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: the checker names so many differences
NAMED = 10


class CsCallbackKey(models.Model):
    """The secret key by which a rule draws in one period, shown when that is over.

    Its fingerprint (SHA-256) is shown from the first day, so that nobody exchanges the
    key afterwards.
    """

    _name = "cs.callback.key"
    _description = "Period of draws"
    _order = "date_from desc, id desc"
    _rec_name = "period"

    rule_id = fields.Many2one("cs.callback.rule", required=True, index=True, ondelete="restrict", readonly=True)
    rule_key = fields.Char("Rule's key", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    period = fields.Char(required=True, readonly=True, help="2026-03, 2026-Q1 or 2026.")
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    published_at = fields.Datetime("Shown from", required=True, readonly=True)
    secret = fields.Char(required=True, groups=fields.NO_ACCESS, copy=False)
    fingerprint = fields.Char(required=True, readonly=True)
    is_published = fields.Boolean("Shown", compute="_compute_published_key")
    published_key = fields.Char("Key", compute="_compute_published_key")
    stratum_ids = fields.One2many("cs.callback.stratum", "key_id", "Rows", readonly=True)

    _one_per_period = models.UniqueIndex(
        "(rule_id, company_id, period)", "A rule has one key for each period and company."
    )

    @api.depends("rule_id", "period")
    def _compute_display_name(self):
        for key in self:
            # sudo: the name of the rule is no secret
            key.display_name = f"{key.sudo().rule_id.name} · {key.period}"

    @api.depends("published_at")
    def _compute_published_key(self):
        now = utcnow()
        for key in self:
            key.is_published = bool(key.published_at and key.published_at <= now)
            # sudo: nobody reads a secret; this one is none any more
            key.published_key = key.sudo().secret if key.is_published else False

    @api.model
    def _for_plan(self, plan, company_id: int, day: date):
        """The key of a rule on a local day, made when it is the first of its period (in sudo).

        Of two transactions that make it at once the second one is repeated.
        """
        name, first, last = span_of(plan.period, day)
        wanted = [("rule_id", "=", plan.rule_id), ("company_id", "=", company_id), ("period", "=", name)]
        read = ["rule_key", "period", "secret"]
        found = self.search_fetch(wanted, read, limit=1)
        if found:
            return found
        secret = core_draw.new_key()
        published = datetime.combine(last + timedelta(days=1), time.min) + LAST_ZONE
        values = (
            *(plan.rule_id, plan.key, company_id, name, first, last, published),
            *(secret, core_draw.fingerprint(secret), self.env.uid, self.env.uid, utcnow(), utcnow()),
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_callback_key (
                    rule_id, rule_key, company_id, period, date_from, date_to, published_at,
                    secret, fingerprint, create_uid, write_uid, create_date, write_date
                ) VALUES %s ON CONFLICT DO NOTHING
                """,
                values,
            )
        )
        return self.search(wanted, limit=1)

    # -- the check -----------------------------------------------------------

    def action_check(self):
        """Repeat every draw of the period and tell what differs.

        :raises UserError: before the period is over.
        """
        self.check_access("read")
        differences, count = [], 0
        for key in self:
            # a person checks a period or two
            found, checked = key._differences()
            differences += found
            count += checked
        message = self.env._("%(count)s draws repeated with the key: each one is as recorded.", count=count)
        if differences:
            message = self.env._(
                "%(wrong)s of %(count)s do not agree: %(names)s",
                wrong=len(differences),
                count=count,
                names="; ".join(differences[:NAMED]),
            )
        kind = "danger" if differences else "success"
        return notification(message, kind, title=self.env._("Check of the draw"), sticky=True)

    def _differences(self) -> tuple[list[str], int]:
        """What of the period's draws is not as the key says, and how many were checked."""
        self.ensure_one()
        if not self.is_published:
            raise UserError(
                self.env._("The key of this period is shown when it is over: %(day)s.", day=self.published_at)
            )
        # sudo: the check looks at every draw, and tells only places in a row
        system = self.sudo()
        wrong = []
        if core_draw.fingerprint(system.secret) != system.fingerprint:
            wrong.append(self.env._("the key is not the one whose fingerprint was shown"))
        draws = self.env["cs.callback.draw"].sudo()  # sudo: see above
        domain = [("key_id", "=", self.id)]
        rows = draws.search_fetch(
            domain, ["stratum_id", "position", "drawn", "has_callback"], order="stratum_id, position"
        )
        for stratum, cases in rows.grouped("stratum_id").items():
            wrong += stratum._wrong_draws(cases)
        return wrong, len(rows)


class CsCallbackStratum(models.Model):
    """One row of cases: those of one rule, period and stratum, numbered without gaps."""

    _name = "cs.callback.stratum"
    _description = "Row of draws"
    _order = "key_id, id"
    _log_access = False

    key_id = fields.Many2one("cs.callback.key", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="key_id.company_id")
    name = fields.Char("Row", required=True, help="Share that is drawn, and what the cases have in common.")
    drawn = fields.Integer("Drawn of each block", required=True)
    size = fields.Integer("Cases in a block", required=True)
    taken = fields.Integer("Cases", required=True)

    _one_row = models.UniqueIndex("(key_id, name)", "A row is there once.")

    @api.model
    def _take_places(self, wanted: list[tuple]) -> dict:
        """Give out places in rows, so many each, without gaps and never twice.

        The row stays locked until the transaction ends; whoever comes at the same
        moment is repeated after it.

        :param wanted: (key id, name, scheme, count), no row twice.
        :return: (key id, name) → (id of the row, first place).
        """
        # always in the same order, so that two batches never wait for each other
        values = [
            SQL("(%s, %s, %s, %s, %s)", key_id, name, scheme.drawn, scheme.size, count)
            for key_id, name, scheme, count in sorted(wanted)
        ]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_callback_stratum AS s (key_id, name, drawn, size, taken) VALUES %s
                ON CONFLICT (key_id, name) DO UPDATE SET taken = s.taken + EXCLUDED.taken
                RETURNING id, key_id, name, taken
                """,
                SQL(", ").join(values),
            )
        )
        self.invalidate_model(["taken"])
        counts = {(key_id, name): count for key_id, name, _scheme, count in wanted}
        return {(key_id, name): (row_id, taken - counts[key_id, name]) for row_id, key_id, name, taken in rows}

    def _row_name(self) -> str:
        return core_draw.row_name(self.key_id.rule_key, self.name, self.key_id.period)

    def _scheme(self):
        return core_draw.Scheme(self.drawn, self.size)

    def _wrong_draws(self, draws) -> list[str]:
        """The places of one row that are not as the key says (in sudo)."""
        secret, row, scheme = self.key_id.secret, self._row_name(), self._scheme()
        wrong = []
        if draws.mapped("position") != list(range(self.taken)):
            wrong.append(self.env._("%(row)s: the numbers have gaps", row=self.name))
        for draw in draws:
            right = core_draw.is_drawn(secret, row, draw.position, scheme)
            if draw.drawn != right or (right and not draw.has_callback):
                wrong.append(self.env._("%(row)s: number %(number)s", row=self.name, number=draw.position))
        return wrong


def span_of(kind: str, day: date) -> tuple[str, date, date]:
    """Name, first and last day of the period that a day lies in."""
    months = MONTHS[kind]
    number = (day.month - 1) // months
    first = date(day.year, number * months + 1, 1)
    year, following = divmod((number + 1) * months, 12)
    names = {"month": f"{first:%Y-%m}", "quarter": f"{day.year}-Q{number + 1}", "year": str(day.year)}
    return names[kind], first, date(day.year + year, following + 1, 1) - timedelta(days=1)


def period_of(plan, day: date) -> str:
    """Name of the period of a rule in which a day lies."""
    return span_of(plan.period, day)[0]
