from odoo import api, fields, models

from ...core.now import utcnow

#: so many of the courses that came to a good end are shown
SHOWN = 50


class CsTrainingRecord(models.Model):
    """The page “My Training”, for the telephone: what the user has to do, to read, and has passed."""

    _inherit = "cs.training.record"

    @api.model
    def my_training(self) -> dict:
        """All that the page shows of the user himself.

        :return: ``known`` (the user is an employee), ``todo``, ``sessions``, ``readings``,
            ``certificates``, ``needs`` and the ``hours`` of this year.
        """
        mine = [("user_id", "=", self.env.uid)]
        records = self.search(mine, order="is_open desc, due_on, id desc")
        today = self.env.company._cs_today()
        year = [*mine, ("state", "=", "attended"), ("starts_at", ">=", today.replace(month=1, day=1))]
        rows = self.env["cs.training.attendance"]._read_group(year, [], ["hours:sum"])
        done = records.filtered("qualifies").sorted(lambda one: (one.done_on, one.id), reverse=True)
        return {
            "known": bool(self.env.user.sudo().employee_ids),  # sudo: whether the reader is an employee
            "todo": [one._my_todo(today) for one in records.filtered("is_open")],
            "sessions": self._my_sessions(),
            "readings": self._my_readings(today),
            "passed": [one._my_passed(today) for one in done[:SHOWN]],
            "failed": [one._my_failed() for one in records if one.state == "failed"][:SHOWN],
            "hours": rows[0][0] or 0.0,
        }

    def _my_todo(self, today) -> dict:
        course = self.sudo().course_id  # sudo: what is to be learnt is told to whoever learns it
        hindrance = self._exam_hindrance() if self.exam == "online" else ""
        return {
            "id": self.id,
            "name": course.name,
            "summary": course.summary or "",
            "topics": course.topic_ids.mapped("name"),
            "cause": dict(self._fields["cause"]._description_selection(self.env))[self.cause],
            "due": fields.Date.to_string(self.due_on) if self.due_on else "",
            "late": bool(self.due_on and self.due_on < today),
            "attempt": self.attempt,
            "attended": self.state == "attended",
            "exam": self.exam,
            "begun": bool(self.sudo().answer_ids),  # sudo: whether there is a sheet, not what is on it
            "pass_mark": course.pass_mark,
            "hindrance": hindrance,
            "may_sit": self.exam == "online" and not hindrance,
        }

    def _my_passed(self, today) -> dict:
        return {
            "id": self.id,
            "name": self.sudo().course_id.name,  # sudo: see _my_todo
            "done": fields.Date.to_string(self.done_on),
            "score": self.score if self.is_examined else False,
            "valid": fields.Date.to_string(self.valid_until) if self.valid_until else "",
            "certificate": self.certificate or "",
        }

    def _my_failed(self) -> dict:
        name = self.sudo().course_id.name  # sudo: see _my_todo
        return {"id": self.id, "name": name, "done": fields.Date.to_string(self.done_on), "score": self.score}

    @api.model
    def _my_sessions(self) -> list[dict]:
        """Sessions that are still to come, or that run."""
        rows = self.env["cs.training.attendance"].search(
            [("user_id", "=", self.env.uid), ("session_state", "=", "planned"), ("session_id.ends_at", ">=", utcnow())],
            order="starts_at",
        )
        return [
            {
                "id": row.id,
                "name": session.name,
                "start": fields.Datetime.to_string(session.starts_at),
                "end": fields.Datetime.to_string(session.ends_at),
                "place": session.place or "",
                "trainer": session.trainer_name or session.trainer_id.name or "",
                "state": row.state,
                "sign_in": session.sign_in,
                "runs": not row._sign_hindrance(),
            }
            for row in rows
            for session in row.session_id.sudo()  # sudo: what one is invited to
        ]

    @api.model
    def _my_readings(self, today) -> list[dict]:
        rows = self.env["cs.reading.receipt"].search(
            [("user_id", "=", self.env.uid), ("state", "=", "open"), ("reading_state", "=", "out")], order="sign_by, id"
        )
        return [
            {
                "id": row.id,
                "name": reading.name,
                "body": reading.body or "",
                "files": [{"id": one.id, "name": one.name} for one in reading.attachment_ids],
                "author": reading.author_id.name,
                "due": fields.Date.to_string(row.sign_by) if row.sign_by else "",
                "late": bool(row.sign_by and row.sign_by < today),
                "quiz": bool(reading.survey_id) and not row.is_quizzed,
                "quiz_score": row.quiz_score if row.quiz_score and not row.is_quizzed else False,
            }
            for row in rows
            for reading in row.reading_id.sudo()  # sudo: what one is asked to read
        ]
