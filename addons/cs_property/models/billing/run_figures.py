from odoo import api, fields, models


class CsBillingRun(models.Model):
    """How far a run is, and what it comes to."""

    _inherit = "cs.billing.run"

    charge_count = fields.Integer("Charges", compute="_compute_figures")
    error_count = fields.Integer("Not possible", compute="_compute_figures")
    outlier_count = fields.Integer("Differ much", compute="_compute_figures")
    billed_count = fields.Integer("Charges billed", compute="_compute_figures")
    amount_total = fields.Monetary("Sum of charges", compute="_compute_figures")
    previous_total = fields.Monetary("The same fees last time", compute="_compute_figures")
    progress = fields.Float("Progress (%)", compute="_compute_progress")

    @api.depends("state")
    def _compute_figures(self):
        groups = {}
        if self.ids:
            # sudo: sums of a run that one may see
            charges = self.env["cs.billing.line"].sudo()
            rows = charges._read_group(
                [("run_id", "in", self.ids)],
                ["run_id", "state", "attention"],
                ["__count", "amount:sum", "previous_amount:sum"],
            )
            for run, *row in rows:
                groups.setdefault(run.id, []).append(row)
        for run in self:
            rows = groups.get(run._origin.id, [])
            booked = [row for row in rows if row[0] in ("draft", "billed")]
            run.charge_count = sum(row[2] for row in booked)
            run.error_count = sum(row[2] for row in rows if row[0] == "error")
            run.outlier_count = sum(row[2] for row in booked if row[1] == "look")
            run.billed_count = sum(row[2] for row in rows if row[0] == "billed")
            run.amount_total = sum(row[3] for row in booked)
            run.previous_total = sum(row[4] for row in booked)

    @api.depends("state")
    def _compute_progress(self):
        done = {}
        if self.ids:
            # sudo: how far a run is that one may see
            batches = self.env["cs.billing.batch"].sudo()
            kinds = {run.id: "bill" if run.approved_at else "compute" for run in self}
            for run, kind, is_done, count in batches._read_group(
                [("run_id", "in", self.ids)], ["run_id", "kind", "is_done"], ["__count"]
            ):
                if kind == kinds[run.id]:
                    done.setdefault(run.id, {})[is_done] = count
        for run in self:
            counts = done.get(run._origin.id, {})
            total = sum(counts.values())
            run.progress = 100 * counts.get(True, 0) / total if total else 0

    def _counts(self) -> dict:
        """Charges of one run: how many by state, and the sums of what is proposed and owed."""
        self.ensure_one()
        rows = self.env["cs.billing.line"]._read_group(
            [("run_id", "=", self.id)], ["state"], ["__count", "amount:sum", "amount_total:sum"]
        )
        counts = {"draft": 0, "error": 0, "billed": 0, "void": 0, "proposed": 0.0, "owed": 0.0}
        for state, count, amount, total in rows:
            counts[state] = count
            if state == "draft":
                counts["proposed"] = amount
            if state == "billed":
                counts["owed"] = total
        return counts

    def action_sheet(self):
        """All charges of the run, those that deserve a look first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_billing_sheet_action")
        return {**action, "domain": [("run_id", "=", self.id)], "display_name": self.name}

    def action_errors(self):
        """The charges that are not possible, with the reason of each."""
        return {**self.action_sheet(), "domain": [("run_id", "=", self.id), ("state", "=", "error")]}

    def action_invoices(self):
        """The invoices that the run made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
            "context": {"create": False},
        }

    def action_units(self):
        """The units that still owe something of this run: their notices are printed from here."""
        self.ensure_one()
        charges = self.env["cs.billing.line"].search([("run_id", "=", self.id), ("amount_residual", ">", 0)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Units with Open Charges"),
            "res_model": "cs.estate.unit",
            "view_mode": "list,form",
            "domain": [("id", "in", charges.unit_id.ids)],
        }
