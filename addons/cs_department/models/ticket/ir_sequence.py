from odoo import api, models, tools
from odoo.tools import SQL


class IrSequence(models.Model):
    _name = "ir.sequence"
    _inherit = ["ir.sequence", "cs.cached.mixin"]

    @tools.ormcache("code", "company_id")
    @api.model
    def _cs_sequence(self, code: str, company_id: int) -> tuple[int, str, str, int]:
        """Id, prefix, suffix and padding of the sequence that serves a company."""
        sequence = self.with_env(self.env(context={})).search(
            [("code", "=", code), ("company_id", "in", (company_id, False))],
            order="company_id",
            limit=1,
        )
        return sequence.id, sequence.prefix, sequence.suffix, sequence.padding

    @api.model
    def _cs_next_many(self, code: str, company_id: int, count: int) -> list[str]:
        """``count`` numbers of a ``standard`` sequence in one query.

        Core draws them one by one; a batch of a thousand cases would be a thousand
        queries.
        """
        if not count:
            return []
        sequence_id, prefix, suffix, padding = self._cs_sequence(code, company_id)
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence_id:03d}",
                count,
            )
        )
        pattern = self.new({"prefix": prefix, "suffix": suffix, "padding": padding})
        before, after = pattern._get_prefix_suffix()
        return [f"{before}{number:0{padding}d}{after}" for (number,) in rows]
