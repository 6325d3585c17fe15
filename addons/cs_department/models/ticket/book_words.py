"""What kinds, categories and the other lists of the book decide, in words."""

from odoo import models

from ..rulebook import words


class CsTicketKind(models.Model):
    _inherit = "cs.ticket.kind"

    def _in_words(self):
        # sudo: what a field is called is no secret
        kind = self.sudo()
        needed, found = (
            words.listed(self.env, [words.inside(self.env, field.field_description) for field in fields])
            for fields in (kind.required_field_ids, kind.required_to_resolve_ids)
        )
        said = words.clauses(
            self.env,
            [
                needed and self.env._("registered only with %(fields)s", fields=needed),
                found and self.env._("resolved only with %(fields)s", fields=found),
                self._say_priority(),
            ],
        )
        return self.env._("%(rule)s.", rule=words.capital(said))

    def _say_priority(self) -> str:
        priorities = dict(self.env["cs.ticket"]._fields["priority"]._description_selection(self.env))
        priority = self.env["cs.priority.matrix"]._priority(self.impact, self.urgency)
        return self.env._("usual priority: %(priority)s", priority=priorities[priority])


class CsTicketCategory(models.Model):
    _inherit = "cs.ticket.category"

    def _in_words(self):
        # sudo: the names of teams and skills are no secret
        category, parts = self.sudo(), []
        if category.kind_ids:
            parts.append(self.env._("for: %(kinds)s", kinds=words.listed(self.env, category.kind_ids.mapped("name"))))
        if category.team_id:
            parts.append(self.env._("team: %(team)s", team=category.team_id.name))
        if category.skill_ids:
            parts.append(
                self.env._(
                    "skills needed: %(skills)s", skills=words.listed(self.env, category.skill_ids.mapped("name"))
                )
            )
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts))) if parts else ""


class CsTicketChannel(models.Model):
    _inherit = "cs.ticket.channel"

    def _in_words(self):
        if self.unattended:
            return self.env._("Cases arrive by themselves; what is missing is asked before they are resolved.")
        return self.env._("Somebody takes the case down and asks for what is missing.")


class CsSeverity(models.Model):
    _inherit = "cs.severity"

    def _in_words(self):
        if not self.alert_supervisor:
            return self.description or ""
        if not self.description:
            return self.env._("The supervisor is alerted at once.")
        return self.env._("%(when)s The supervisor is alerted at once.", when=self.description)


class CsTicketCause(models.Model):
    _inherit = "cs.ticket.cause"

    def _in_words(self):
        # sudo: the names of departments are no secret
        department = self.sudo().department_id.name
        if not department:
            return self.treatment or ""
        if not self.treatment:
            return self.env._("Responsible: %(department)s.", department=department)
        return self.env._("%(treatment)s Responsible: %(department)s.", treatment=self.treatment, department=department)
