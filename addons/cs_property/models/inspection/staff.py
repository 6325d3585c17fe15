from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError

#: so many names are offered when the roster does not say who is there
NAMES = 200


class CsCheck(models.Model):
    """Checks on guards and cleaners: the result counts for whoever is on duty there."""

    _inherit = "cs.check"

    staff_absent = fields.Boolean("Nobody was there", readonly=True)

    def begin(self):
        result = super().begin()
        # sudo: the roster says who is on duty
        for check in self.sudo().filtered(lambda one: one.round_id.plan_id.checks_staff and not one.employee_id):
            # one: a check is begun by itself
            there = check._people_on_duty()
            if len(there) == 1:
                check._put_staff(there)
        return result

    def _people_on_duty(self):
        """Who is on duty at the post of the spot now, but not the inspector (in sudo)."""
        post, now = self.spot_id.post_id, utcnow()
        if not post:
            return self.env["hr.employee"]
        spans = self.env["cs.shift.span"].search(
            [("post_id", "=", post.id), ("in_force", "=", True), ("start_at", "<=", now), ("end_at", ">", now)]
        )
        people = spans.filtered(lambda span: span.layer == "work").employee_id
        return people.filtered(lambda one: not one.user_id or one.user_id not in (self.env.user | self.inspector_id))

    def _put_staff(self, person):
        """The check is about this person's work (in sudo)."""
        team_id, supervisor_id = self.env["cs.team"]._supervisors_of(person).get(person.id, (False, False))
        self.write(
            {
                "employee_id": person.id,
                "user_id": person.user_id.id,
                "team_id": team_id,
                "supervisor_id": supervisor_id,
                "staff_absent": False,
            }
        )

    def _name_staff(self, employee_id):
        """Who was met at the spot; 0: nobody was there.

        :raises UserError: for somebody who is not offered.
        """
        # sudo: names of colleagues on duty; who is offered is decided here
        system = self.sudo()
        if not system.round_id.plan_id.checks_staff:
            return
        if type(employee_id) is not int:
            raise UserError(self.env._("Say who is on duty here."))
        if not employee_id:
            system.write({"staff_absent": True, "employee_id": False, "user_id": False, "supervisor_id": False})
            return
        person = system._staff_offered().filtered(lambda one: one.id == employee_id)
        if not person:
            raise UserError(self.env._("Say who is on duty here."))
        if system.employee_id != person:
            system._put_staff(person)

    def _staff_offered(self):
        """Those on duty at the post first, then the other people of the company (in sudo)."""
        there = self._people_on_duty()
        others = self.env["hr.employee"].search(
            [("company_id", "=", self.company_id.id)], order="name, id", limit=NAMES
        )
        own = self.env.user | self.inspector_id
        return (there | self.employee_id | others).filtered(lambda one: not one.user_id or one.user_id not in own)

    def _page_staff(self) -> dict:
        """Whose work is looked at, for the page (in sudo)."""
        there = self._people_on_duty()
        chosen = self.employee_id or (there if len(there) == 1 else there.browse())
        return {
            "chosen": 0 if self.staff_absent else chosen.id or None,
            "people": [{"id": one.id, "name": one.name, "there": one in there} for one in self._staff_offered()],
        }

    def _missing(self):
        said = super()._missing()
        asked = self.round_id.plan_id.checks_staff
        if asked and not self.employee_id and not self.staff_absent:
            said.insert(0, self.env._("Say who is on duty here."))
        return said
