from odoo import fields, models


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    close_alone = fields.Boolean(
        "Cashiers close alone",
        help="A till that agrees needs no second signature. One that differs always needs it.",
    )

    def _controls(self):
        return super()._controls() | {"close_alone"}
