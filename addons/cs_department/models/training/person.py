from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsTrainingPersonMixin(models.AbstractModel):
    """Something about the training of one person: his, his supervisor's, managers' and HR's."""

    _name = "cs.training.person.mixin"
    _description = "About the training of a person"
    _inherit = ["hr.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _allow_sudo_commands = False
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, readonly=True, ondelete="cascade", check_company=True
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", precompute=True, string="User of the person"
    )
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    company_id = fields.Many2one(related="employee_id.company_id", store=True, index=True, precompute=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Who supervises the person is noted, once for all of them."""
        people = self.env["hr.employee"].browse({vals["employee_id"] for vals in vals_list if vals.get("employee_id")})
        # sudo: who supervises whom is stored on what is shown to both
        found = self.env["cs.team"].sudo()._supervisors_of(people)
        rows = [{"supervisor_id": found.get(vals.get("employee_id"), (False, False))[1], **vals} for vals in vals_list]
        # that a row was made is no news to anybody, and nobody follows it
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(CsTrainingPersonMixin, quiet).create(rows).with_env(self.env)

    @api.model
    def _is_leader(self) -> bool:
        """Supervisors plan and judge the training of their people, managers that of everybody."""
        return self.env.su or self.env.user.has_group("cs_department.group_cs_supervisor")

    @api.model
    def _sees_everybody(self) -> bool:
        user = self.env.user
        return self.env.su or user.has_group("cs_department.group_cs_manager") or user.has_group("hr.group_hr_user")

    @api.model
    def _check_people(self, employees):
        """Whose training the user may plan.

        :raises AccessError: for people of others, of another company, and for himself.
        """
        if not self._is_leader():
            raise AccessError(self.env._("Supervisors plan the training of their people."))
        # sudo: only the company and the user of the person are asked for
        people = employees.sudo()
        if not self.env.su and people.company_id - self.env.companies:
            raise AccessError(self.env._("These people are of another company."))
        if self._sees_everybody():
            return
        found = self.env["cs.team"].sudo()._supervisors_of(employees)  # sudo: see above
        strangers = people.filtered(lambda one: found.get(one.id, (False, False))[1] != self.env.uid)
        if strangers:
            raise AccessError(
                self.env._("You do not supervise %(people)s.", people=", ".join(strangers.mapped("name")))
            )

    def _check_led(self):
        """The user may judge these rows: he leads the people, and none of them is himself.

        :raises AccessError: otherwise.
        """
        if self.env.su:
            return
        self.check_access("read")
        if not self._is_leader():
            raise AccessError(self.env._("The supervisor or the trainer writes this down."))
        if self.filtered(lambda row: row.user_id == self.env.user):
            raise AccessError(self.env._("Somebody else writes down what you have learnt."))

    def _check_mine(self):
        """These rows are the user's own.

        :raises AccessError: otherwise.
        """
        self.check_access("read")
        if self.filtered(lambda row: row.user_id != self.env.user):
            raise AccessError(self.env._("This is somebody else's training."))
