import hashlib

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow

RESULTS = [
    ("ok", "Good"),
    ("done", "Let through"),
    ("used", "Used already"),
    ("refused", "Refused"),
    ("early", "Not yet in force"),
    ("expired", "Expired"),
    ("reissued", "Issued anew"),
    ("forged", "Forged"),
    ("foreign", "Issued elsewhere"),
    ("unknown", "Not known any more"),
    ("none", "No code"),
]


class CsScanLog(models.Model):
    """Every code that somebody scanned: who, where, when, and what came of it. Nobody changes it."""

    _name = "cs.scan.log"
    _description = "Scan"
    _order = "id desc"
    _rec_name = "at"
    _allow_sudo_commands = False

    at = fields.Datetime("Received on", required=True, readonly=True, index=True)
    scanned_at = fields.Datetime("Scanned on", readonly=True, help="By the clock of the telephone, without a network.")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    post = fields.Char("Where", readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True, index=True)
    words = fields.Char("What was said", readonly=True)
    digest = fields.Char("Print of the code", readonly=True, help="Tells one code from another, and opens nothing.")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    record_name = fields.Char("What it was", readonly=True)
    is_late = fields.Boolean("Sent later", readonly=True, help="Scanned without a network, judged afterwards.")
    token = fields.Char(readonly=True)

    _record_idx = models.Index("(res_model, res_id, id)")
    _token_once = models.UniqueIndex("(token) WHERE token IS NOT NULL", "This scan was sent already.")

    @api.model
    def _write_down(self, text, seen, post="", **more):
        """
        :param text: what was scanned; only its print is kept.
        :param seen: a :class:`~.scan.Seen`.
        :return: the entry, in sudo.
        """
        record = seen.record
        # sudo: guards write the log by scanning, and read it never
        return self.sudo().create(
            {
                "at": utcnow(),
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "post": str(post or "")[:100],
                "result": seen.result,
                "words": seen.words[:200],
                "digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32],
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
                "record_name": record.display_name if record else False,
                **more,
            }
        )
