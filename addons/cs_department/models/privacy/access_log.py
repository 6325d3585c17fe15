from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...core.now import utcnow


class CsPersonalDataAccess(models.Model):
    """Who saw which personal data, when and why. Rows are written once and stay."""

    _name = "cs.personal.data.access"
    _description = "Access to personal data"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "id"

    at = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Whose", readonly=True, index=True, ondelete="set null")
    partner_number = fields.Integer(
        "Contact number",
        readonly=True,
        aggregator=None,
        help="Database number of the contact; it stays when the contact is erased.",
    )
    field = fields.Selection(
        [
            ("phone", "Phone"),
            ("phone_sanitized", "Phone (international)"),
            ("email", "Email"),
            ("email_normalized", "Email (plain)"),
            ("email_formatted", "Email (with name)"),
            ("vat", "ID number"),
            ("company_registry", "Company ID"),
            ("caller_phone", "Caller's number"),
            ("email_from", "Sender's email"),
            ("login", "Login"),
            ("other", "Other"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("reveal", "Revealed"),
            ("call", "Called"),
            ("export", "Exported"),
            ("disclosure", "Disclosed to others"),
        ],
        "How",
        required=True,
        readonly=True,
    )
    reason_id = fields.Many2one("cs.reveal.reason", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)
    res_model = fields.Char("From model", readonly=True)
    res_id = fields.Many2oneReference("From record", model_field="res_model", readonly=True)

    @api.depends("user_id", "at")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.user_id.name} · {row.at}"

    @api.model
    def _log(self, rows, kind, note="", reason_id=False, res_model=False, res_id=False):
        """Write one row per (contact id, field name).

        :raise: nothing that the caller may catch and go on: no value without a row.
        """
        now = utcnow()
        known = dict(self._fields["field"].selection)
        # sudo: nobody writes the log himself, it is written about him
        return self.sudo().create(
            [
                {
                    "at": now,
                    "user_id": self.env.uid,
                    "partner_id": partner_id,
                    "partner_number": partner_id,
                    "field": name if name in known else "other",
                    "kind": kind,
                    "note": note,
                    "reason_id": reason_id,
                    "res_model": res_model,
                    "res_id": res_id,
                }
                for partner_id, name in rows
            ]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        # nothing is ever handed on: a row stays as it was written
        self._refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise AccessError(self.env._("The log of access to personal data cannot be changed."))

    @api.model
    def _purge(self, before):
        """Delete rows older than ``before`` (naive UTC), for the retention rule.

        :return: number of rows deleted.
        """
        if not self.env.su:
            self._refuse()
        self.flush_model()
        rows = self.env.execute_query(SQL("DELETE FROM cs_personal_data_access WHERE at < %s RETURNING id", before))
        self.invalidate_model()
        return len(rows)

    def action_open_source(self):
        """Open the record from which the data was asked for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
