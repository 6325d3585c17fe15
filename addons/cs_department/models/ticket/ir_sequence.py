from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _cs_next_many(self, count: int) -> list[str]:
        """``count`` numbers of a ``standard`` sequence in one query.

        Core draws them one by one; a batch of a thousand cases would be a thousand
        queries.
        """
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]
