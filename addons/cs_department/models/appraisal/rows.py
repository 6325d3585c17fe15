import json
from dataclasses import fields
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...core.appraisal_rows import Before
from ...core.decimals import decimal
from ...core.now import utcnow

#: columns of a score that a run writes, with their types
COLUMNS = {
    "appraisal_id": SQL("int"),
    "criterion_id": SQL("int"),
    "position": SQL("int"),
    "value": SQL("numeric"),
    "good": SQL("int"),
    "counted": SQL("int"),
    "points": SQL("numeric"),
    "weight": SQL("numeric"),
    "how": SQL("text"),
    "error": SQL("text"),
    "evidence": SQL("jsonb"),
    "previous_points": SQL("numeric"),
    "is_changed": SQL("boolean"),
    "changes": SQL("jsonb"),
}
TOTALS = {
    "id": SQL("int"),
    "own_score": SQL("numeric"),
    "score": SQL("numeric"),
    "has_score": SQL("boolean"),
    "previous_score": SQL("numeric"),
    "adjustment_points": SQL("numeric"),
    "error_count": SQL("int"),
    "hand_count": SQL("int"),
    "is_changed": SQL("boolean"),
}
#: what tells a run from the one before: points that people give in between leave it as it is
OF_RUNS = frozenset({"previous_points", "previous_score", "is_changed", "changes"})
#: scores written by one statement: their evidence passes through memory once
ROWS = 5000


def as_json(rows) -> str:
    return json.dumps(rows, default=_plain, separators=(",", ":"))


def _plain(value):
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a row")


def _values(row) -> dict:
    """The values of a row as they are; evidence is not copied."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _typed(columns) -> SQL:
    return SQL(", ").join(SQL("%s %s", SQL.identifier(name), kind) for name, kind in columns.items())


class CsAppraisal(models.Model):
    """Scores are read and written in bulk: thousands of rows with their evidence in a few statements.

    They are the system's: nobody writes them through the ORM, so nothing is passed by here
    but the cache, which is told.
    """

    _inherit = "cs.appraisal"

    def _rows_before(self, read) -> dict[tuple[int, int], Before]:
        """(appraisal id, criterion id) → what the last run wrote.

        :param read: whether the evidence is to be compared, too.
        """
        known = [appraisal.id for appraisal in self if appraisal.computed_at]
        if not known:
            return {}
        self.env["cs.appraisal.score"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT appraisal_id, criterion_id, points, how, %s FROM cs_appraisal_score
                    WHERE appraisal_id IN %s AND criterion_id IS NOT NULL""",
                SQL.identifier("evidence") if read else SQL("NULL"),
                tuple(known),
            )
        )
        # the driver gives numbers as floats; what is written down is exact
        return {
            (appraisal, criterion): Before(None if points is None else decimal(points), how, evidence)
            for appraisal, criterion, points, how, evidence in rows
        }

    def _previous_shares(self) -> dict[tuple[int, int], Decimal]:
        """(employee id, criterion id) → points by weight in the period before, where a scheme asks for it."""
        asked = {one["id"] for edition in self.edition_id for one in edition._criteria() if one["below"] == "previous"}
        if not asked:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (s.employee_id, s.criterion_id) s.employee_id, s.criterion_id, s.points, s.weight
                     FROM cs_appraisal_score s JOIN cs_appraisal a ON a.id = s.appraisal_id
                    WHERE s.employee_id IN %s AND s.criterion_id IN %s AND a.company_id = %s AND a.date_to < %s
                      AND s.points IS NOT NULL AND s.weight > 0
                 ORDER BY s.employee_id, s.criterion_id, a.date_to DESC, a.id DESC""",
                tuple(self.employee_id.ids),
                tuple(asked),
                self.company_id.id,
                min(self.mapped("date_from")),
            )
        )
        return {
            (employee, criterion): decimal(points) / decimal(weight) for employee, criterion, points, weight in rows
        }

    def _write_rows(self, rows, read):
        """Insert or replace scores; those of criteria that a scheme has no more go.

        :param read: whether a run read the facts: then it says what changed since the last one.
        """
        self.env.flush_all()
        for first in range(0, len(rows), ROWS):
            # a statement for thousands of rows
            self.env.execute_query(self._sql_rows([_values(row) for row in rows[first : first + ROWS]], read))
        self._forget_rows({row.appraisal_id: row.position + 1 for row in rows})
        self.env["cs.appraisal.score"].invalidate_model()
        self.invalidate_recordset(["score_ids"])

    def _sql_rows(self, rows, read) -> SQL:
        mine = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        found = SQL(", ").join(SQL.identifier("r", name) for name in COLUMNS)
        renewed = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in COLUMNS
            if name not in ("appraisal_id", "position", "evidence") and (read or name not in OF_RUNS)
        )
        return SQL(
            """INSERT INTO cs_appraisal_score AS s
                      (%s, has_value, period_id, employee_id, user_id, supervisor_id, company_id, state,
                       create_uid, create_date, write_uid, write_date)
               SELECT %s, r.value IS NOT NULL, a.period_id, a.employee_id, a.user_id, a.supervisor_id, a.company_id,
                      a.state, %s, %s, %s, %s
                 FROM jsonb_to_recordset(%s::jsonb) AS r(%s)
                 JOIN cs_appraisal a ON a.id = r.appraisal_id
          ON CONFLICT (appraisal_id, position) DO UPDATE
                  SET %s, has_value = EXCLUDED.has_value, evidence = COALESCE(EXCLUDED.evidence, s.evidence),
                      write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
            RETURNING s.id""",
            mine,
            found,
            self.env.uid,
            utcnow(),
            self.env.uid,
            utcnow(),
            as_json(rows),
            _typed(COLUMNS),
            renewed,
        )

    def _forget_rows(self, counts):
        """Take away what stands beyond the criteria of a scheme: appraisal id → number of criteria."""
        self.env.execute_query(
            SQL(
                """DELETE FROM cs_appraisal_score s
                    USING jsonb_to_recordset(%s::jsonb) AS r(id int, places int)
                    WHERE s.appraisal_id = r.id AND s.position >= r.places RETURNING s.id""",
                as_json([{"id": appraisal, "places": places} for appraisal, places in counts.items()]),
            )
        )

    def _write_totals(self, totals, read) -> list[int]:
        """Write the scores of people.

        :param read: see ``_write_rows``.
        :return: ids of those whose score is another one than before.
        """
        renewed = SQL(", ").join(
            SQL("%s = r.%s", SQL.identifier(name), SQL.identifier(name))
            for name in TOTALS
            if name != "id" and (read or name not in OF_RUNS)
        )
        rows = [{name: total[name] for name in TOTALS} for total in totals]
        self.env.execute_query(
            SQL(
                """UPDATE cs_appraisal a
                      SET %s, computed_at = %s, next_action_at = NULL, write_uid = %s, write_date = %s
                     FROM jsonb_to_recordset(%s::jsonb) AS r(%s) WHERE a.id = r.id RETURNING a.id""",
                renewed,
                utcnow(),
                self.env.uid,
                utcnow(),
                as_json(rows),
                _typed(TOTALS),
            )
        )
        self.invalidate_recordset()
        return [total["id"] for total in totals if total["is_moved"]]
