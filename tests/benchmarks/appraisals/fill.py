"""A large department's February: rows by SQL, people by the ORM."""

from __future__ import annotations

from datetime import date
from typing import Any

BEGIN, END = date(2026, 2, 1), date(2026, 2, 28)
#: the day on which the month is appraised
TODAY = "2026-03-04 02:00:00"

TICKETS = """
    INSERT INTO cs_ticket (number, name, active, company_id, kind_id, category_id, team_id, user_id, registered_at,
                           impact, urgency, priority, state, resolved_at, reopen_count, transfer_count, validity,
                           blamed_id, create_uid, create_date, write_uid, write_date)
    SELECT %(mark)s || i, 'Case ' || i, i %% 50 <> 7, %(company)s,
           CASE WHEN i %% 10 = 0 THEN %(complaint)s ELSE %(enquiry)s END,
           %(category)s, %(team)s, (%(users)s)[1 + i %% %(people)s], at,
           '2', '2', '1',
           CASE WHEN i %% 50 = 7 THEN 'cancelled' WHEN i %% 20 < 17 THEN 'closed' ELSE 'open' END,
           CASE WHEN i %% 50 <> 7 AND i %% 20 < 17 THEN at + interval '1 day' * (i %% 3) END,
           CASE WHEN i %% 13 = 0 THEN 1 ELSE 0 END, 0,
           CASE WHEN i %% 10 = 0 AND i %% 3 = 0 THEN 'valid' END,
           CASE WHEN i %% 10 = 0 THEN (%(employees)s)[1 + (i / 7) %% %(people)s] END,
           1, at, 1, at
      FROM (SELECT i, timestamp '2026-01-31 17:00' + interval '27 days' * (i::float / %(size)s) AS at
              FROM generate_series(1, %(size)s) i) made"""
REPEATS = """
    UPDATE cs_ticket t SET repeat_of_id = t.id - 40
     WHERE number LIKE %(marked)s AND id %% 23 = 0 AND EXISTS (SELECT FROM cs_ticket o WHERE o.id = t.id - 40)"""
CLOCKS = """
    INSERT INTO cs_clock (ticket_id, clock_type, state, target_minutes, spent_minutes, started_at, stopped_at, due_at,
                          breached, pausable)
    SELECT id, kind, CASE WHEN resolved_at IS NULL AND kind = 'resolution' THEN 'running'
                          WHEN (id + length(kind)) %% 9 = 0 THEN 'missed' ELSE 'met' END,
           240, 30 + id %% 301, registered_at,
           CASE WHEN kind = 'first_response' THEN registered_at + interval '20 minutes' ELSE resolved_at END,
           registered_at + interval '1 day', resolved_at IS NULL AND id %% 4 = 0, true
      FROM cs_ticket CROSS JOIN (VALUES ('first_response'), ('resolution')) kinds(kind)
     WHERE number LIKE %(marked)s"""
EVENTS = """
    INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id)
    SELECT id, registered_at + interval '1 hour', kind, user_id
      FROM cs_ticket CROSS JOIN (VALUES ('registered', 1), ('assigned', 1), ('answered', 1), ('resolved', 1),
                                        ('reopened', 13), ('transfer', 11), ('promise_broken', 37)) kinds(kind, every)
     WHERE number LIKE %(marked)s AND id %% every = 0"""
CALLBACKS = """
    INSERT INTO cs_callback (rule_id, company_id, ticket_id, ticket_team_id, user_id, team_id, state, result, round,
                             event_at, ready_at, done_at, late, attempt_count,
                             create_uid, create_date, write_uid, write_date)
    SELECT %(rule)s, company_id, id, team_id, (%(users)s)[1 + (id * 7) %% %(people)s], team_id,
           CASE WHEN id %% 11 = 0 THEN 'given_up' ELSE 'done' END,
           CASE WHEN id %% 11 = 0 THEN NULL WHEN id %% 5 = 0 THEN 'unsatisfied' ELSE 'satisfied' END, 1,
           resolved_at, resolved_at, resolved_at + interval '1 hour', id %% 8 = 0, 1, 1, resolved_at, 1, resolved_at
      FROM cs_ticket WHERE number LIKE %(marked)s AND resolved_at IS NOT NULL AND id %% 3 = 0"""
INVITATIONS = """
    INSERT INTO cs_survey_invitation (company_id, ticket_id, partner_id, survey_id, anonymous, state, planned_at,
                                      asked_at, expires_at, answered_at, score, reminders)
    SELECT company_id, id, %(customer)s, %(survey)s, false, CASE WHEN id %% 2 = 0 THEN 'answered' ELSE 'asked' END,
           resolved_at, resolved_at, resolved_at + interval '30 days',
           CASE WHEN id %% 2 = 0 THEN resolved_at + interval '2 hours' END,
           CASE WHEN id %% 2 = 0 THEN 60 + id %% 41 END, 0
      FROM cs_ticket WHERE number LIKE %(marked)s AND resolved_at IS NOT NULL AND id %% 4 IN (0, 1)"""
ATTENDANCE = """
    INSERT INTO cs_shift (employee_id, team_id, company_id, template_id, date, state, origin, create_uid, create_date)
    SELECT e, %(team)s, %(company)s, %(template)s, date '2026-02-01' + d, 'published', 'manual', 1, now()
      FROM unnest(%(employees)s) e, generate_series(0, 19) d;
    INSERT INTO cs_shift_attendance (shift_id, employee_id, team_id, company_id, date, state, is_late, is_early,
                                     is_absent, is_unasked, count, settled, create_uid, create_date)
    SELECT id, employee_id, team_id, company_id, date,
           CASE WHEN id %% 17 = 0 THEN 'late' WHEN id %% 29 = 0 THEN 'leave' ELSE 'done' END,
           id %% 17 = 0, false, false, false, 1, CASE WHEN id %% 34 = 0 THEN 'excused' END, 1, now()
      FROM cs_shift WHERE employee_id = ANY(%(employees)s)"""


def people(env: Any, count: int, mark: str) -> Any:
    """Users with their employees."""
    group = env.ref("cs_department.group_cs_agent").id
    users = env["res.users"].with_context(no_reset_password=True, mail_create_nosubscribe=True)
    made = users.create(
        [
            {"name": f"Agent {n}", "login": f"appraised_{mark}{n}", "group_ids": [(4, group)], "email": False}
            for n in range(count)
        ]
    )
    return env["hr.employee"].create([{"name": user.name, "user_id": user.id} for user in made])


def fill(env: Any, count: int, size: int, mark: str) -> Any:
    """The people, and all that they did in February.

    :param mark: letter by which its cases are known.
    :return: ``hr.employee`` of the people.
    """
    employees = people(env, count, mark)
    team = env["cs.team"].create({"name": f"Everybody {mark}", "member_ids": [(6, 0, employees.user_id.ids)]})
    template = env["cs.shift.template"].create(
        {"name": f"Early {mark}", "code": mark, "span_ids": [(0, 0, {"start": 8, "end": 16})]}
    )
    values = {
        "company": env.company.id,
        "complaint": env.ref("cs_department.kind_complaint").id,
        "enquiry": env.ref("cs_department.kind_enquiry").id,
        "category": env["cs.ticket.category"].create({"name": f"Leak {mark}"}).id,
        "customer": env["res.partner"].create({"name": "Customer"}).id,
        "team": team.id,
        "template": template.id,
        "rule": env["cs.callback.rule"].search([], limit=1).id,
        "survey": env["survey.survey"].create({"title": f"Short form {mark}"}).id,
        "users": [employee.user_id.id for employee in employees],
        "employees": employees.ids,
        "people": count,
        "mark": mark,
        "marked": f"{mark}%",
        "size": size,
    }
    env.flush_all()
    for statement in (TICKETS, REPEATS, CLOCKS, EVENTS, CALLBACKS, INVITATIONS, ATTENDANCE):
        env.cr.execute(statement, values)
    env.cr.commit()
    return employees
