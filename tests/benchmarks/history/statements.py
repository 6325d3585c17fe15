"""Rows of a department of three years, one statement a table.

Spread evenly: cases over the months, people over the cases. What happened last is partly still open.
"""

from __future__ import annotations

TICKETS = """
    INSERT INTO cs_ticket (
        number, name, active, company_id, kind_id, category_id, channel_id, team_id, user_id, partner_id,
        registered_by_id, registered_at, impact, urgency, priority, stage_id, state, first_response_at, resolved_at,
        closed_at, next_due_at, next_clock, reopen_count, transfer_count, validity, blamed_id, cause_id, breached,
        clock_paused, unread_reply, properties, create_uid, create_date, write_uid, write_date)
    SELECT 'H' || lpad(i::text, 8, '0'), 'Case ' || i, true, %(company)s, (%(kinds)s)[1 + i %% %(kind_count)s],
           (%(categories)s)[1 + i / 3 %% %(category_count)s], (%(channels)s)[1 + i / 5 %% %(channel_count)s],
           (%(teams)s)[1 + i %% %(people)s %% %(team_count)s], (%(users)s)[1 + i %% %(people)s],
           %(customer)s + (i::bigint * 7919 %% %(customers)s)::int, (%(users)s)[1 + i / 7 %% %(people)s], at,
           '2', '2', '1', (%(stages)s)[1 + phase], (ARRAY['new', 'open', 'waiting', 'closed', 'cancelled'])[1 + phase],
           CASE WHEN phase > 0 THEN at + interval '20 minutes' END, CASE WHEN phase = 3 THEN ended END,
           CASE WHEN phase = 3 THEN ended END, CASE WHEN phase < 2 THEN at + interval '3 days' END,
           CASE WHEN phase < 2 THEN 'resolution' END, (i %% 13 = 0)::int, (i %% 11 = 0)::int,
           CASE WHEN i %% 30 = 0 THEN 'valid' END,
           CASE WHEN i %% 30 = 0 THEN (%(employees)s)[1 + i / 7 %% %(people)s] END,
           CASE WHEN i %% 3 = 0 THEN (%(causes)s)[1 + i %% %(cause_count)s] END, i %% 9 = 0,
           phase = 2, false, '{}', 1, at, 1, at
      FROM (SELECT i, at, at + interval '20 hours' * (i %% 5) + interval '1 hour' AS ended,
                   CASE WHEN i %% 50 = 7 THEN 4 WHEN i %% 400 = 9 THEN 1 WHEN %(now)s - at > interval '5 days' THEN 3
                        ELSE i %% 3 END AS phase
              FROM (SELECT i, %(now)s - interval '1 minute'
                              - (%(now)s - %(begin)s) * ((%(size)s - i)::float / %(size)s) AS at
                      FROM generate_series(1, %(size)s) i) made) lives"""
CLOCKS = """
    INSERT INTO cs_clock (ticket_id, clock_type, state, target_minutes, started_at, running_since, due_at,
                          spent_minutes, pausable, warn_percent, warned, breached, stopped_at, overrun_minutes)
    SELECT t.id, kind,
           CASE WHEN t.state = 'cancelled' THEN 'stopped'
                WHEN kind = 'first_response' AND t.first_response_at IS NOT NULL OR t.resolved_at IS NOT NULL
                THEN CASE WHEN (t.id + length(kind)) %% 9 = 0 THEN 'missed' ELSE 'met' END
                WHEN t.state = 'waiting' THEN 'paused' ELSE 'running' END,
           480, t.registered_at, t.registered_at, t.registered_at + interval '3 days', 1 + (t.id::bigint * 31 %% 900),
           true, 80, false, t.resolved_at IS NULL AND t.id %% 4 = 0,
           CASE WHEN kind = 'first_response' THEN t.first_response_at ELSE t.resolved_at END, 0
      FROM cs_ticket t CROSS JOIN (VALUES ('first_response'), ('resolution')) AS c (kind)"""
TASKS = """
    INSERT INTO cs_ticket_task (ticket_id, company_id, department_id, user_id, name, step, state, planned_at, opened_at,
                                done_at, due_at, create_uid, create_date, write_uid, write_date)
    SELECT id, company_id, (%(departments)s)[1 + id %% %(department_count)s], user_id, 'Leg', 'other',
           CASE WHEN resolved_at IS NULL THEN 'todo' ELSE 'done' END, registered_at, registered_at, resolved_at,
           registered_at + interval '1 day', 1, registered_at, 1, registered_at
      FROM cs_ticket WHERE id %% 10 = 0 AND state <> 'cancelled'"""
TASK_CLOCKS = """
    INSERT INTO cs_clock (ticket_id, task_id, clock_type, state, target_minutes, started_at, due_at,
                          spent_minutes, pausable, warn_percent, warned, breached, stopped_at, overrun_minutes)
    SELECT ticket_id, id, 'task', CASE WHEN done_at IS NULL THEN 'running'
                WHEN id %% 7 = 0 THEN 'missed' ELSE 'met' END, 480, opened_at, due_at, 200, false, 80, false, false,
           done_at, CASE WHEN id %% 7 = 0 THEN 90 ELSE 0 END
      FROM cs_ticket_task"""
EVENTS = """
    INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
    SELECT id, registered_at + interval '20 minutes', kind, user_id, '', '', ''
      FROM cs_ticket CROSS JOIN (VALUES ('registered', 1), ('assigned', 1), ('answered', 1), ('resolved', 1),
                                        ('reopened', 13), ('transfer', 11), ('promise_broken', 37)) kinds (kind, every)
     WHERE id %% every = 0"""
CALLBACKS = """
    INSERT INTO cs_callback (rule_id, company_id, ticket_id, ticket_team_id, kind_id, user_id, team_id, state, result,
                             round, event_at, ready_at, due_at, reached_at, done_at, late, attempt_count,
                             create_uid, create_date, write_uid, write_date)
    SELECT %(callback_rule)s, company_id, id, team_id, kind_id, (%(users)s)[1 + id / 3 %% %(people)s], team_id,
           CASE WHEN recent THEN 'todo' WHEN id %% 11 = 0 THEN 'given_up' ELSE 'done' END,
           CASE WHEN recent OR id %% 11 = 0 THEN NULL WHEN id %% 5 = 0 THEN 'unsatisfied' ELSE 'satisfied' END, 1,
           resolved_at, resolved_at, resolved_at + interval '2 days',
           CASE WHEN NOT recent THEN resolved_at + interval '1 hour' END,
           CASE WHEN NOT recent THEN resolved_at + interval '1 hour' END, id %% 8 = 0, 1, 1, resolved_at, 1, resolved_at
      FROM (SELECT *, resolved_at > %(now)s - interval '6 days' AS recent FROM cs_ticket
             WHERE resolved_at IS NOT NULL AND id %% 3 = 0) ended"""
INVITATIONS = """
    INSERT INTO cs_survey_invitation (company_id, ticket_id, partner_id, survey_id, anonymous, state, planned_at,
                                      asked_at, expires_at, answered_at, score, reminders)
    SELECT company_id, id, partner_id, %(survey)s, false, CASE WHEN id %% 2 = 0 THEN 'answered' ELSE 'expired' END,
           resolved_at, resolved_at, resolved_at + interval '30 days',
           CASE WHEN id %% 2 = 0 THEN resolved_at + interval '2 hours' END,
           CASE WHEN id %% 2 = 0 THEN 60 + id %% 41 END, 0
      FROM cs_ticket WHERE resolved_at IS NOT NULL AND id %% 4 IN (0, 1)"""
SHIFTS = """
    INSERT INTO cs_shift_attendance (employee_id, user_id, team_id, company_id, template_id, date, state, is_late,
                                     is_early, is_absent, is_unasked, late_minutes, count, create_uid, create_date)
    SELECT (%(employees)s)[n], (%(users)s)[n], (%(teams)s)[1 + (n - 1) %% %(team_count)s], %(company)s, %(template)s,
           day, CASE WHEN (n * 7 + d) %% 17 = 0 THEN 'late' ELSE 'done' END, (n * 7 + d) %% 17 = 0, false,
           (n * 5 + d) %% 211 = 0, false, 5, 1, 1, day
      FROM generate_series(1, %(people)s) n,
           (SELECT d, (%(begin)s + interval '1 day' * d)::date AS day FROM generate_series(0, %(days)s) d) days
     WHERE extract(isodow FROM day) < 6"""
DAY_REPORTS = """
    INSERT INTO cs_day_report (employee_id, user_id, supervisor_id, team_id, company_id, rule_id, state, date_from,
                               date_to, due_at, missing_at, handed_at, create_uid, create_date, write_uid, write_date)
    SELECT employee_id, user_id, %(leader)s, team_id, company_id, %(report_rule)s, 'read', date, date,
           date + interval '10 hours', date + interval '34 hours', date + interval '9 hours', 1, date, 1, date
      FROM cs_shift_attendance WHERE date < %(today)s - 3"""
CHECKS = """
    INSERT INTO cs_check (checklist_id, company_id, employee_id, user_id, supervisor_id, team_id, ticket_id, subject,
                          purpose, state, date, score, is_self, is_scored, fatal_hit, passed, done_at,
                          create_uid, create_date, write_uid, write_date)
    SELECT %(checklist)s, company_id, (%(employees)s)[1 + (row_number() OVER (ORDER BY id) - 1) %% %(people)s], user_id,
           %(leader)s, team_id, id, 'ticket', 'quality', 'done', resolved_at::date, 60 + id %% 41, false, true,
           id %% 997 = 0, id %% 41 > 5, resolved_at, 1, resolved_at, 1, resolved_at
      FROM cs_ticket WHERE resolved_at IS NOT NULL AND id %% 20 = 3"""
CALLS = """
    INSERT INTO cs_call (company_id, employee_id, user_id, supervisor_id, ticket_id, direction, started_at, seconds,
                         waited_seconds, create_uid, create_date, write_uid, write_date)
    SELECT %(company)s, (%(employees)s)[1 + id / 3 %% %(people)s], (%(users)s)[1 + id / 3 %% %(people)s], %(leader)s,
           id, 'in', registered_at, 30 + id %% 600, id %% 60, 1, registered_at, 1, registered_at
      FROM cs_ticket WHERE id %% 3 = 1"""
#: what facts led to, before the days that are looked at now
WINDOWS = """
    INSERT INTO cs_merit_window (rule_id, employee_id, date_from, touched)
    SELECT %(merit_rule)s, e, month::date, 0
      FROM unnest(%(employees)s) e, generate_series(date_trunc('month', %(begin)s), %(now)s, '1 month') month"""
MERITS = """
    INSERT INTO cs_merit_event (rule_id, nature, employee_id, user_id, supervisor_id, team_id, company_id, window_id,
                                date, state, nth, consequence, amount, balance, points, res_model, res_id,
                                create_uid, create_date, write_uid, write_date)
    SELECT %(merit_rule)s, 'penalty', a.employee_id, a.user_id, %(leader)s, a.team_id, a.company_id, w.id, a.date,
           'counted', 1, 'warning', 0, 0, 1, 'cs.shift.attendance', a.id, 1, a.date, 1, a.date
      FROM cs_shift_attendance a
      JOIN cs_merit_window w ON w.employee_id = a.employee_id AND w.rule_id = %(merit_rule)s
                            AND w.date_from = date_trunc('month', a.date)::date
     WHERE a.is_late AND a.date < %(today)s - 46"""
APPRAISALS = """
    INSERT INTO cs_appraisal (period_id, employee_id, user_id, supervisor_id, team_id, company_id, date_from, date_to,
                              scheme_id, edition_id, state, score, own_score, has_score, error_count, hand_count,
                              is_changed, is_frozen, create_uid, create_date, write_uid, write_date)
    SELECT p.id, (%(employees)s)[n], (%(users)s)[n], %(leader)s, (%(teams)s)[1 + (n - 1) %% %(team_count)s],
           p.company_id, p.date_from, p.date_to, %(scheme)s, e.id, 'shown', 60 + (n * 7 + p.id) %% 40, 60, true, 0, 0,
           false, false, 1, p.date_to, 1, p.date_to
      FROM cs_appraisal_period p JOIN cs_appraisal_edition e ON e.period_id = p.id
     CROSS JOIN generate_series(1, %(people)s) n"""
SCORES = """
    INSERT INTO cs_appraisal_score (appraisal_id, criterion_id, position, value, has_value, good, counted, points,
                                    weight, how, is_changed, is_frozen, period_id, employee_id, user_id, supervisor_id,
                                    company_id, state, evidence, create_uid, create_date, write_uid, write_date)
    SELECT a.id, c.id, c.place, 50 + (a.id + c.id) %% 50, true, 90, 100, (a.id + c.id) %% 6, 5, 'facts', false, false,
           a.period_id, a.employee_id, a.user_id, a.supervisor_id, a.company_id, a.state,
           '{"model": "cs.ticket", "ids": [], "bad": []}', 1, a.date_to, 1, a.date_to
      FROM cs_appraisal a CROSS JOIN (SELECT id, row_number() OVER (ORDER BY sequence, id) - 1 AS place
                                        FROM cs_appraisal_criterion WHERE scheme_id = %(scheme)s) c"""
APPEALS = """
    INSERT INTO cs_appeal (employee_id, user_id, company_id, res_model, res_id, state, words, asked_at, decided_at,
                           decided_by_id, create_uid, create_date, write_uid, write_date)
    SELECT employee_id, user_id, company_id, 'cs.appraisal', id, CASE WHEN id %% 50 = 0 THEN 'open'
                WHEN id %% 3 = 0 THEN 'granted' ELSE 'declined' END, 'It rained.', date_to, date_to, %(leader)s,
           1, date_to, 1, date_to
      FROM cs_appraisal WHERE id %% 4 = 0"""
ALL = (
    TICKETS, CLOCKS, TASKS, TASK_CLOCKS, EVENTS, CALLBACKS, INVITATIONS, SHIFTS, DAY_REPORTS, CHECKS, CALLS, WINDOWS,
    MERITS, APPRAISALS, SCORES, APPEALS,
)  # fmt: skip
