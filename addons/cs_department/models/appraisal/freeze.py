from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...core.now import utcnow

#: columns that stay movable once a period is frozen: who looks after a person, and what is no part of the result
FREE = frozenset({"user_id", "supervisor_id", "team_id", "next_action_at"})
#: table → how its rows belong to something frozen: nothing is added to it
ADDED = {
    "cs_appraisal": SQL("cs_appraisal_period p ON p.id = n.period_id AND p.is_frozen"),
    "cs_appraisal_score": SQL("cs_appraisal p ON p.id = n.appraisal_id AND p.is_frozen"),
    "cs_appraisal_adjustment": SQL("cs_appraisal p ON p.id = n.appraisal_id AND p.is_frozen"),
}
#: table → columns that the database itself keeps once a row is frozen
KEPT = {
    "cs_appraisal_period": ("company_id", "date_from", "date_to", "state"),
    "cs_appraisal": (
        "period_id",
        "employee_id",
        "company_id",
        "score",
        "has_score",
        "grade_name",
        "coefficient",
        "state",
    ),
    "cs_appraisal_score": ("appraisal_id", "position", "value", "points", "weight", "how", "evidence"),
    "cs_appraisal_adjustment": ("appraisal_id", "period_id", "points", "old_points", "new_points", "evidence"),
    "cs_appraisal_edition": ("period_id", "content"),
}


class CsAppraisalFrozenMixin(models.AbstractModel):
    """Rows of a period that is frozen for good: neither the ORM nor the database changes them.

    The rule of the database is a trigger on the columns that make the result, so that it
    holds for bulk statements, too. Nothing lifts it but removing the addon.
    """

    _name = "cs.appraisal.frozen.mixin"
    _description = "Frozen with its period"

    def init(self):
        result = super().init()
        if self._table in KEPT:
            kept = ("is_frozen", *KEPT[self._table])
            self._keep_rows(SQL(", ").join(SQL.identifier(column) for column in kept))
        if self._table in ADDED:
            self._keep_out(ADDED[self._table])
        return result

    def _keep_rows(self, columns):
        """Frozen rows are neither changed nor deleted."""
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION cs_appraisal_keep() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN RAISE EXCEPTION 'The period is frozen.' USING ERRCODE = 'restrict_violation'; END $$;
                   DROP TRIGGER IF EXISTS cs_keep ON %(table)s;
                   CREATE TRIGGER cs_keep BEFORE DELETE OR UPDATE OF %(columns)s ON %(table)s
                   FOR EACH ROW WHEN (OLD.is_frozen) EXECUTE FUNCTION cs_appraisal_keep()""",
                table=SQL.identifier(self._table),
                columns=columns,
            )
        )

    def _keep_out(self, belongs):
        """Nothing is added to what is frozen: one look per statement."""
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN IF EXISTS (SELECT 1 FROM added n JOIN %(belongs)s) THEN
                   RAISE EXCEPTION 'The period is frozen.' USING ERRCODE = 'restrict_violation'; END IF;
                   RETURN NULL; END $$;
                   DROP TRIGGER IF EXISTS cs_keep_out ON %(table)s;
                   CREATE TRIGGER cs_keep_out AFTER INSERT ON %(table)s REFERENCING NEW TABLE AS added
                   FOR EACH STATEMENT EXECUTE FUNCTION %(function)s()""",
                function=SQL.identifier(f"{self._table}_keep_out"),
                belongs=belongs,
                table=SQL.identifier(self._table),
            )
        )

    @api.model
    def _remove_functions(self):
        """The addon goes: the functions, with the triggers that call them, would be left behind."""
        names = ["cs_appraisal_keep", *(f"{table}_keep_out" for table in ADDED)]
        functions = SQL(", ").join(SQL.identifier(name) for name in names)
        self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s CASCADE", functions))

    def _refuse_frozen(self):
        """
        :raises UserError: where a period of these records is frozen.
        """
        if any(self.mapped("is_frozen")):
            raise UserError(self.env._("The period is frozen: nothing in it changes any more."))

    def write(self, vals):
        if vals.keys() - FREE:
            self._refuse_frozen()
        return super().write(vals)

    def unlink(self):
        self._refuse_frozen()
        return super().unlink()


class CsAppraisalPeriod(models.Model):
    """The end of a period."""

    _name = "cs.appraisal.period"
    _inherit = ["cs.appraisal.period", "cs.appraisal.frozen.mixin"]

    def _freeze_hindrances(self) -> list[str]:
        """What is left to do before the period can be frozen, in sentences (in sudo). Extend with more."""
        self.ensure_one()
        if self.state != "open":
            return [self.env._("The appraisals are not computed yet.")]
        found = []
        if self.date_to >= self.company_id._cs_today():
            found.append(self.env._("The period is not over yet."))
        if self.error_count:
            found.append(
                self.env._(
                    "%(count)s people have a score that could not be computed: put the indicator right, or take the "
                    "criterion out of the scheme, and compute again.",
                    count=self.error_count,
                )
            )
        if self.hand_count:
            found.append(self.env._("%(count)s people wait for points that are given by hand.", count=self.hand_count))
        return found

    def action_freeze(self):
        """Close the period for good: nothing moves afterwards, late facts go to the next period.

        :raises UserError: while something is left to do.
        """
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Only managers freeze a period."))
        self.check_access("write")
        for period in self:
            # sudo: frozen by the verb; the right was checked. One period is frozen at a time
            period.sudo()._freeze()
        return True

    def _freeze(self):
        self.lock_for_update()
        self._refuse_frozen()
        hindrances = self._freeze_hindrances()
        if hindrances:
            raise UserError("\n".join(hindrances))
        self.appraisal_ids.write({"state": "final", "next_action_at": False})
        self._frozen_with_it()
        self.env.flush_all()
        for table in KEPT.keys() - {self._table}:
            rows = SQL("appraisal_id IN (SELECT id FROM cs_appraisal WHERE period_id = %s)", self.id)
            by_period = table in ("cs_appraisal", "cs_appraisal_edition")
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET is_frozen = TRUE WHERE %s",
                    SQL.identifier(table),
                    SQL("period_id = %s", self.id) if by_period else rows,
                )
            )
        self.env.invalidate_all()
        self.write({"state": "frozen", "is_frozen": True, "frozen_at": utcnow(), "frozen_by_id": self.env.uid})

    def _frozen_with_it(self):
        """What ends with the period, before it is closed. Whoever keeps more with it extends it."""


class CsAppraisal(models.Model):
    _name = "cs.appraisal"
    _inherit = ["cs.appraisal", "cs.appraisal.frozen.mixin"]


class CsAppraisalScore(models.Model):
    _name = "cs.appraisal.score"
    _inherit = ["cs.appraisal.score", "cs.appraisal.frozen.mixin"]


class CsAppraisalAdjustment(models.Model):
    _name = "cs.appraisal.adjustment"
    _inherit = ["cs.appraisal.adjustment", "cs.appraisal.frozen.mixin"]


class CsAppraisalEdition(models.Model):
    _name = "cs.appraisal.edition"
    _inherit = ["cs.appraisal.edition", "cs.appraisal.frozen.mixin"]
