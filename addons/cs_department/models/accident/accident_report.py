from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_list

from ...core.now import utcnow
from .severity_rule import GRADES
from .ticket import ACCIDENT

#: an authority does not take a report without these
NEEDED = ("occurred_at", "place", "what_happened", "measures", "authority")
#: written by the filing only
SYSTEM_FIELDS = frozenset({"state", "filed_at", "filed_by_id", "reference", "company_id"})


class CsAccidentReport(models.Model):
    """What the authority is told of an accident; filed, it stays as it is."""

    _name = "cs.accident.report"
    _description = "Accident report"
    _order = "id desc"
    _check_company_auto = True

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="restrict")
    ticket_number = fields.Char("Number", related="ticket_id.number")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("draft", "Being written"), ("filed", "Filed")], required=True, readonly=True, default="draft", index=True
    )
    occurred_at = fields.Datetime("When it happened")
    place = fields.Char("Where")
    deaths = fields.Integer("Dead")
    injured = fields.Integer()
    accident_grade = fields.Selection(GRADES, "Suspected grade")
    people = fields.Text("Who was hurt", help="As far as the authority must know: age, sex, injuries, where treated.")
    what_happened = fields.Text()
    suspected_cause = fields.Text()
    measures = fields.Text("Measures taken")
    department_id = fields.Many2one("hr.department", "Department concerned", check_company=True, index="btree_not_null")
    reporter_id = fields.Many2one(
        "res.users", "Written by", required=True, index=True, default=lambda self: self.env.user
    )
    authority = fields.Char("Reported to", help="The authority, e.g. the health authority of the county.")
    filed_at = fields.Datetime("Filed on", readonly=True, copy=False)
    filed_by_id = fields.Many2one("res.users", "Filed by", readonly=True, copy=False, index="btree_not_null")
    reference = fields.Char("Receipt", readonly=True, copy=False)
    proof_ids = fields.Many2many("ir.attachment", string="Proof of the filing", copy=False)
    due_at = fields.Datetime("To be filed by", compute="_compute_due_at")

    _people_sane = models.Constraint(
        "CHECK (deaths >= 0 AND injured >= 0)", "There are no fewer than no dead or injured people."
    )
    _one_draft = models.UniqueIndex(
        "(ticket_id) WHERE state = 'draft'", "A report of this case is being written already."
    )

    @api.depends("ticket_id.number", "filed_at")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Accident report %(number)s", number=report.ticket_number or "")

    @api.depends("ticket_id.clock_ids.due_at", "ticket_id.clock_ids.state")
    def _compute_due_at(self):
        for report in self:
            # sudo: clocks are figures of the system
            clocks = report.sudo().ticket_id.clock_ids
            owed = clocks.filtered(lambda c: c.clock_type == "regulator" and c.state in ("running", "paused"))
            report.due_at = owed[:1].due_at

    # -- writing ---------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """What the case knows already."""
        values = super().default_get(fields)
        ticket = self.env["cs.ticket"].browse(values.get("ticket_id") or ()).exists()
        if ticket:
            known = {
                "place": ticket.place,
                "occurred_at": ticket.called_at or ticket.registered_at,
                "department_id": ticket.responsible_department_id.id,
                **{name: ticket[name] for name in ACCIDENT},
            }
            values.update({name: value for name, value in known.items() if name in fields})
        return values

    @api.model_create_multi
    def create(self, vals_list):
        rows = [dict(vals) for vals in vals_list]
        for vals in rows:
            self._guard_filing(vals)
            ticket = self.env["cs.ticket"].browse(vals.get("ticket_id") or self.env.context.get("default_ticket_id"))
            ticket.check_access("write")
            vals.update(company_id=ticket.company_id.id, state="draft")
        reports = super().create(rows)
        reports._after_writing(set(ACCIDENT))
        return reports

    def write(self, vals):
        self._guard_filing(vals)
        if not self.env.su and any(report.state == "filed" for report in self):
            raise UserError(self.env._("A filed report stays as it is: write a further one."))
        if "ticket_id" in vals and any(report.ticket_id.id != vals["ticket_id"] for report in self):
            raise UserError(self.env._("A report stays with its case."))
        result = super().write(vals)
        self._after_writing(set(ACCIDENT) & vals.keys())
        return result

    def _guard_filing(self, vals):
        """Only the filing says that, when and by whom a report was filed."""
        if self.env.su:
            return
        protected = {name for name in SYSTEM_FIELDS & vals.keys() if vals[name]} - {"company_id"}
        if protected - {"state"} or vals.get("state") == "filed":
            raise AccessError(self.env._("A report is filed with the button."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(report.state == "filed" for report in self):
            raise UserError(self.env._("A filed report is never deleted."))

    def _after_writing(self, changed):
        """The case knows what the report says of people; proofs hang on the report."""
        for report in self.filtered(lambda report: report.state == "draft"):
            # reports are written one by one
            ticket = report.ticket_id
            news = {name: report[name] for name in changed if report[name] != ticket[name]}
            if news:
                ticket.write(news)
            own = report.proof_ids.filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
            # sudo: files that the user has just uploaded himself
            own.sudo().write({"res_model": self._name, "res_id": report.id})

    # -- filing ----------------------------------------------------------------

    def file(self, reference="", proof=None):
        """The report was given to the authority: from now on it stays as it is.

        :param reference: the receipt.
        :param proof: ids of further files that prove it.
        :raises UserError: while something that the authority asks for, the receipt or a
            proof is missing.
        """
        self.check_access("write")
        self.ticket_id.check_access("write")
        self.ticket_id._hold()
        for report in self:
            # reports are filed one by one
            report._file(str(reference or "").strip(), report._proof_argument(proof))
        return True

    def _proof_argument(self, proof):
        """Files of the user's own, or of the case."""
        files = self.env["ir.attachment"]
        try:
            files = files.browse([int(number) for number in proof or ()]).exists()
        except (TypeError, ValueError):
            raise UserError(self.env._("A proof is an attached file.")) from None
        files.check_access("read")
        return files

    def _file(self, reference, proof):
        if self.state != "draft":
            raise UserError(self.env._("%(report)s was filed already.", report=self.display_name))
        blank = [self._fields[name]._description_string(self.env) for name in NEEDED if not self[name]]
        if not reference:
            blank.append(self._fields["reference"]._description_string(self.env))
        if not (self.proof_ids or proof):
            blank.append(self._fields["proof_ids"]._description_string(self.env))
        if blank:
            raise UserError(
                self.env._("The report cannot be filed yet; it needs: %(fields)s.", fields=format_list(self.env, blank))
            )
        # as a part of the report, its readers see the proof
        self.write({"proof_ids": [Command.link(file.id) for file in proof]})
        # sudo: the filing is written by nothing else
        self.sudo().write(
            {
                "state": "filed",
                "filed_at": utcnow(),
                "filed_by_id": self.env.uid,
                "reference": reference,
            }
        )
        self.ticket_id._report_filed(reference)

    def action_file(self):
        """The dialog that asks for receipt and proof."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File the Report"),
            "res_model": "cs.accident.filing",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }

    def action_print(self):
        return self.env.ref("cs_department.action_report_accident").report_action(self)


class CsAccidentFiling(models.TransientModel):
    """The dialog of the filing: receipt and proof."""

    _name = "cs.accident.filing"
    _description = "Filing of an accident report"

    report_id = fields.Many2one("cs.accident.report", required=True)
    reference = fields.Char("Receipt", required=True, help="Number or file reference given by the authority.")
    proof_ids = fields.Many2many("ir.attachment", string="Proof of the filing")

    def action_apply(self):
        """File it."""
        self.ensure_one()
        report = self.report_id
        report.write({"proof_ids": [Command.link(file.id) for file in self.proof_ids]})
        report.file(self.reference)
        return {"type": "ir.actions.act_window_close"}
