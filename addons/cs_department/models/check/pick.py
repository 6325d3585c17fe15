from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .check import MANAGER, QUALITY

#: so many at once are chosen by hand; more are a matter for a plan
MOST = 50


class CsCheckPick(models.TransientModel):
    """The dialog by which somebody chooses what to check: a case, a talk, people, a place, himself."""

    _name = "cs.check.pick"
    _description = "Choosing what to check"

    subject = fields.Selection(
        selection=lambda self: self.env["cs.checklist"]._fields["subject"]._description_selection(self.env),
        string="What is checked",
        required=True,
        default="employee",
    )
    is_self = fields.Boolean("Self-check", readonly=True)
    checklist_id = fields.Many2one(
        "cs.checklist",
        compute="_compute_checklist_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        domain="[('id', 'in', checklist_ids)]",
    )
    checklist_ids = fields.Many2many(
        "cs.checklist", string="Checklists to choose from", compute="_compute_checklist_ids"
    )
    # what everybody may read of the people: whoever checks need have no rights in HR
    employee_ids = fields.Many2many(
        "hr.employee.public",
        "cs_check_pick_person_rel",
        "pick_id",
        "employee_id",
        string="Whose work",
        domain="[('id', 'in', possible_ids)]",
    )
    possible_ids = fields.Many2many(
        "hr.employee.public", string="People to choose from", compute="_compute_possible_ids"
    )
    ticket_ids = fields.Many2many("cs.ticket", string="Cases")
    call_ids = fields.Many2many("cs.call", string="Recorded talks")
    callback_ids = fields.Many2many("cs.callback", string="Callbacks")
    place = fields.Char("Where")

    @api.depends("subject", "is_self")
    def _compute_checklist_ids(self):
        for pick in self:
            domain = Domain("company_id", "in", (self.env.company.id, False))
            if pick.is_self:
                domain &= Domain("purpose", "=", "self")
            else:
                domain &= Domain("subject", "=", pick.subject) & Domain("purpose", "!=", "self")
            pick.checklist_ids = self.env["cs.checklist"].search(domain)

    @api.depends("subject", "is_self")
    def _compute_checklist_id(self):
        for pick in self:
            if pick.checklist_id not in pick.checklist_ids:
                pick.checklist_id = pick.checklist_ids[:1]

    @api.depends_context("uid", "company")
    def _compute_possible_ids(self):
        people = self._possible_people()
        for pick in self:
            pick.possible_ids = pick.possible_ids.browse(people.ids)

    @api.model
    def _possible_people(self):
        """Whose work the user checks: officers of the company, supervisors their people; never himself."""
        user = self.env.user
        # sudo: names of the people of the teams, and who supervises whom
        teams = self.env["cs.team"].sudo().search([("company_id", "=", self.env.company.id)])
        members = teams.employee_ids | teams.member_ids.employee_ids
        people = members.filtered(lambda one: one.company_id == self.env.company and one.user_id != user)
        if not (user.has_group(QUALITY) or user.has_group(MANAGER)):
            of = teams._supervisors_of(people)
            people = people.filtered(lambda one: of[one.id][1] == user.id)
        return people.sudo(False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids")
        names = {"cs.ticket": "ticket", "cs.call": "call", "cs.callback": "callback"}
        if model in names and ids:
            values["subject"] = names[model]
            values[f"{names[model]}_ids"] = [(6, 0, ids[:MOST])]
        return values

    def action_check(self):
        """Give out the checks to the user himself, and begin.

        :raises AccessError: for whoever does not check these people.
        :raises UserError: when nothing was chosen.
        """
        self.ensure_one()
        # sudo: the user asks for the checks; what may be asked for was looked at
        checks = self.env["cs.check"].sudo()._give(self._rows())
        checks.write({"inspector_id": self.env.uid})
        return {
            "type": "ir.actions.client",
            "tag": "cs_department.check_desk",
            "name": self.env._("Check Desk"),
            "params": {"check_id": checks[:1].id},
        }

    def _rows(self) -> list[dict]:
        common = {"checklist_id": self.checklist_id.id, "company_id": self.env.company.id}
        if self.is_self:
            person = self.env.user.employee_id
            if not person:
                raise UserError(self.env._("You are no employee of this company."))
            if self.checklist_id.purpose != "self":
                raise UserError(self.env._("This checklist is not for a self-check."))
            return [{**common, "employee_id": person.id, "is_self": True}]
        if self.checklist_id.subject != self.subject:
            raise UserError(self.env._("The checklist “%(name)s” is for something else.", name=self.checklist_id.name))
        rows = [{**common, **row} for row in self._chosen()]
        if not rows:
            raise UserError(self.env._("Choose what to check."))
        if len(rows) > MOST:
            raise UserError(self.env._("At most %(count)s at once: more are a matter for a plan.", count=MOST))
        self._need_right({row["employee_id"] for row in rows if row.get("employee_id")})
        return rows

    def _chosen(self) -> list[dict]:
        """What was chosen, with whose work it is."""
        if self.subject == "employee":
            return [{"employee_id": person.id} for person in self.employee_ids]
        if self.subject == "place":
            place = (self.place or "").strip()
            return [{"place": place, "employee_id": self.employee_ids[:1].id}] if place else []
        records = self[f"{self.subject}_ids"]
        records.check_access("read")
        if any(record.company_id != self.env.company for record in records):
            raise UserError(self.env._("This belongs to another company."))
        if self.subject == "call":
            return [
                {"call_id": one.id, "employee_id": one.employee_id.id, "ticket_id": one.ticket_id.id} for one in records
            ]
        people = {
            # sudo: whose work it is, by his user
            person.user_id.id: person.id
            for person in self.env["hr.employee"]
            .sudo()
            .search([("user_id", "in", records.user_id.ids), ("company_id", "=", self.env.company.id)])
        }
        if any(record.user_id.id not in people for record in records):
            raise UserError(self.env._("Nobody is responsible for this, or he is no employee of the company."))
        rows = [{f"{self.subject}_id": one.id, "employee_id": people[one.user_id.id]} for one in records]
        if self.subject == "callback":
            rows = [{**row, "ticket_id": one.ticket_id.id} for row, one in zip(rows, records, strict=True)]
        return rows

    def _need_right(self, people):
        possible = set(self._possible_people().ids)
        user = self.env.user
        officer = user.has_group(QUALITY) or user.has_group(MANAGER)
        own = user.employee_id.id in people
        if own or (not officer and (people - possible or not user.has_group("cs_department.group_cs_supervisor"))):
            raise AccessError(self.env._("Quality officers check everybody, supervisors their people, nobody himself."))


class CsCheckVoid(models.TransientModel):
    """The dialog for why a check does not count."""

    _name = "cs.check.void"
    _description = "Why a check does not count"

    check_id = fields.Many2one("cs.check", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char("Why it does not count", required=True)

    def action_apply(self):
        """Take the check back. Raises as ``cs.check.void``."""
        self.ensure_one()
        self.check_id.void(self.reason)
        return {"type": "ir.actions.act_window_close"}
