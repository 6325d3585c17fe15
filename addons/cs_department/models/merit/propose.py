from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsMeritPropose(models.TransientModel):
    """The dialog in which a supervisor proposes a reward or a penalty; somebody else approves it."""

    _name = "cs.merit.propose"
    _description = "Propose a reward or penalty"
    _inherit = ["hr.mixin"]

    employee_ids = fields.Many2many(
        "hr.employee", "cs_merit_propose_employee_rel", "propose_id", "employee_id", "For whom", required=True
    )
    rule_id = fields.Many2one("cs.merit.rule", "By which rule", required=True)
    nature = fields.Selection(related="rule_id.nature")
    sentence = fields.Text(related="rule_id.sentence")
    description = fields.Text(related="rule_id.description")
    date = fields.Date(required=True, default=lambda self: self.env.company._cs_today())
    words = fields.Text("Course of events", required=True)
    ticket_id = fields.Many2one("cs.ticket", "Case")
    attachment_ids = fields.Many2many(
        "ir.attachment", "cs_merit_propose_attachment_rel", "propose_id", "attachment_id", "Evidence"
    )

    @api.model
    def _refuse_day(self, company, day):
        """
        :raises UserError: for a day to come, and for one that lies too far back.
        """
        today = company._cs_today()
        # sudo: supervisors are held to the settings
        if not day or day > today or (today - day).days > company.sudo().cs_merit_back_days:
            raise UserError(self.env._("The day lies ahead, or too far back."))

    def _refuse_people(self, employees, company):
        """Supervisors propose for the people of their teams, managers for all of the company, nobody for himself.

        :raises AccessError: for anybody else.
        """
        user = self.env.user
        if user.employee_ids & employees:
            raise AccessError(self.env._("Nobody proposes for himself."))
        if employees.company_id - company:
            raise AccessError(self.env._("Choose people of one company, the one that you work in."))
        if user.has_group("cs_department.group_cs_manager"):
            return
        supervised = self.env["cs.team"]._supervisors_of(employees)
        foreign = employees.filtered(lambda one: supervised.get(one.id, (False, False))[1] != user.id)
        if foreign:
            raise AccessError(self.env._("%(person)s is in the team of somebody else.", person=foreign[0].name))

    def action_propose(self):
        """Propose it, for each of the people.

        :raises AccessError: for people that the user has no say in.
        :raises UserError: without words, and for days that lie ahead or too far back.
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Supervisors and managers propose rewards and penalties."))
        # sudo: names and companies of people; events are written by the verbs only
        page, company = self.sudo(), self.env.company
        events = self.env["cs.merit.event"].sudo()  # sudo: as above
        page._refuse_day(company, self.date)
        self._refuse_people(page.employee_ids, company)
        words = (self.words or "").strip()
        if not words or not page.employee_ids:
            raise UserError(self.env._("Say for whom, and what happened."))
        if page.rule_id not in events.env["cs.merit.rule"]._rules_of(company) or not page.rule_id._is_in_force(
            self.date
        ):
            raise UserError(self.env._("The rule was not in force on that day."))
        self.ticket_id.check_access("read")
        files = self._own_files()
        made = events._propose([self._prepare_event(one, company, words) for one in page.employee_ids])
        if len(made) < len(page.employee_ids):
            raise UserError(self.env._("This case has led to it already."))
        made._keep_files(files)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_event(self, employee, company, words) -> dict:
        source = {"res_model": "cs.ticket", "res_id": self.ticket_id.id} if self.ticket_id else {}
        return {
            "rule_id": self.rule_id.id,
            "employee_id": employee.id,
            "company_id": company.id,
            "date": self.date,
            "words": words,
            "proposer_id": self.env.uid,
            **source,
        }

    def _own_files(self):
        """
        :raises AccessError: for files of others.
        """
        return self.env["cs.appeal"]._own_attachments(self.attachment_ids.ids)
