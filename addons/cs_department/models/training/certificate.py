from odoo import Command, models
from odoo.exceptions import UserError


class CsTrainingRecord(models.Model):
    """What whoever has passed is given: a certificate with a number, a skill in his file (in sudo)."""

    _inherit = "cs.training.record"

    def _certify(self):
        for record in self.filtered(lambda one: one.course_id.has_certificate and not one.certificate):
            # each certificate has the next number of its company, and the year of its day
            sequence = self.env["ir.sequence"].with_company(record.company_id)
            record.certificate = sequence.next_by_code("cs.training.certificate", sequence_date=record.done_on)

    def _give_skills(self):
        """The skill of the course, at its level, for as long as the course counts."""
        for record in self.filtered("course_id.skill_id"):
            course = record.course_id
            skill_type = course.skill_id.skill_type_id
            levels = skill_type.skill_level_ids
            level = course.skill_level_id or levels.filtered("default_level")[:1] or levels[:1]
            held = record.employee_id.current_employee_skill_ids.filtered(
                lambda one, skill=course.skill_id, until=record.valid_until: (
                    one.skill_id == skill and (not one.valid_to or (until and one.valid_to >= until))
                )
            )
            if any(one.level_progress >= level.level_progress for one in held):
                continue  # the person has it, or more of it, for longer
            # each person's file is written by itself: HR ends there what the new level replaces
            record.employee_id.write(
                {
                    "employee_skill_ids": [
                        Command.create(
                            {
                                "skill_type_id": skill_type.id,
                                "skill_id": course.skill_id.id,
                                "skill_level_id": level.id,
                                "valid_from": record.done_on,
                                "valid_to": record.valid_until,
                            }
                        )
                    ]
                }
            )

    def action_print_certificate(self):
        """The certificate on paper."""
        self.check_access("read")
        if self.filtered(lambda record: not record.certificate):
            raise UserError(self.env._("There is no certificate: the course gives none, or it is not passed."))
        return self.env.ref("cs_department.cs_training_certificate_report").report_action(self, config=False)


class ReportTrainingCertificate(models.AbstractModel):
    """Certificates of those whose training the reader may see."""

    _name = "report.cs_department.report_training_certificate"
    _description = "Certificate on paper"

    def _get_report_values(self, docids, data=None):
        records = self.env["cs.training.record"].browse(docids)
        records.check_access("read")
        if records.filtered(lambda record: not record.certificate):
            raise UserError(self.env._("There is no certificate: the course gives none, or it is not passed."))
        return {"docs": records, "doc_ids": docids, "doc_model": records._name}
