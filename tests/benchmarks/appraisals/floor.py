"""The same run by hand: one statement that counts everything and writes every score with its records."""

from __future__ import annotations

#: the shipped indicators that the scheme asks, in the order of its criteria, with the values at full and at no points
INDICATORS = {
    "cases_registered": (200, 0),
    "cases_resolved": (200, 0),
    "first_response_in_time": (100, 50),
    "resolved_in_time": (100, 50),
    "first_response_minutes": (0, 400),
    "resolution_minutes": (0, 400),
    "overdue": (0, 30),
    "solved_first_time": (100, 50),
    "reopened": (0, 40),
    "transferred_away": (0, 40),
    "promises_broken": (0, 20),
    "repeats": (0, 20),
    "repeat_rate": (0, 20),
    "complaints": (0, 40),
    "complaint_rate": (0, 40),
    "complaint_justified": (0, 20),
    "callbacks_in_window": (100, 50),
    "callback_satisfied": (100, 50),
    "satisfaction_score": (100, 50),
    "attendance": (100, 50),
}

APPRAISALS = """
    INSERT INTO cs_appraisal (period_id, employee_id, user_id, team_id, company_id, date_from, date_to, scheme_id,
                              edition_id, state, create_uid, create_date, write_uid, write_date)
    SELECT %(period)s, e.id, e.user_id, m.team_id, %(company)s, %(begin)s, %(end)s, %(scheme)s, %(edition)s,
           'computing', 1, now(), 1, now()
      FROM hr_employee e LEFT JOIN cs_team_member_rel m ON m.user_id = e.user_id
     WHERE e.id = ANY(%(employees)s)"""

SCORES = """
WITH people AS (
    SELECT id AS appraisal_id, employee_id, user_id FROM cs_appraisal WHERE period_id = %(period)s
), registered AS (
    SELECT user_id, count(*) AS n, array_agg(t.id) AS ids,
           count(*) FILTER (WHERE k.code = 'complaint') AS complaints,
           array_agg(t.id) FILTER (WHERE k.code = 'complaint') AS complaint_ids
      FROM cs_ticket t JOIN cs_ticket_kind k ON k.id = t.kind_id
     WHERE t.company_id = %(company)s AND t.active AND t.state <> 'cancelled'
       AND registered_at >= %(first)s AND registered_at < %(last)s
  GROUP BY user_id
), resolved AS (
    SELECT user_id, count(*) AS n, array_agg(id) AS ids, count(*) FILTER (WHERE reopen_count = 0) AS once,
           array_agg(id) FILTER (WHERE reopen_count <> 0) AS again
      FROM cs_ticket
     WHERE company_id = %(company)s AND active AND state IN ('resolved', 'closed')
       AND resolved_at >= %(first)s AND resolved_at < %(last)s
  GROUP BY user_id
), repeats AS (
    SELECT o.user_id, count(*) AS n, array_agg(t.id) AS ids
      FROM cs_ticket t JOIN cs_ticket o ON o.id = t.repeat_of_id
     WHERE t.company_id = %(company)s AND t.active AND t.state <> 'cancelled'
       AND t.registered_at >= %(first)s AND t.registered_at < %(last)s
  GROUP BY o.user_id
), blamed AS (
    SELECT t.blamed_id, count(*) AS n, array_agg(t.id) AS ids
      FROM cs_ticket t JOIN cs_ticket_kind k ON k.id = t.kind_id
     WHERE t.company_id = %(company)s AND t.active AND t.state IN ('resolved', 'closed') AND k.code = 'complaint'
       AND t.validity = 'valid' AND t.blamed_id IS NOT NULL
       AND resolved_at >= %(first)s AND resolved_at < %(last)s
  GROUP BY blamed_id
), clocks AS (
    SELECT t.user_id,
           count(*) FILTER (WHERE clock_type = 'first_response') AS first_n,
           count(*) FILTER (WHERE clock_type = 'first_response' AND c.state = 'met') AS first_met,
           array_agg(c.id) FILTER (WHERE clock_type = 'first_response') AS first_ids,
           array_agg(c.id) FILTER (WHERE clock_type = 'first_response' AND c.state <> 'met') AS first_missed,
           sum(spent_minutes::numeric) FILTER (WHERE clock_type = 'first_response') AS first_minutes,
           count(*) FILTER (WHERE clock_type = 'resolution') AS last_n,
           count(*) FILTER (WHERE clock_type = 'resolution' AND c.state = 'met') AS last_met,
           array_agg(c.id) FILTER (WHERE clock_type = 'resolution') AS last_ids,
           array_agg(c.id) FILTER (WHERE clock_type = 'resolution' AND c.state <> 'met') AS last_missed,
           sum(spent_minutes::numeric) FILTER (WHERE clock_type = 'resolution') AS last_minutes
      FROM cs_clock c JOIN cs_ticket t ON t.id = c.ticket_id
     WHERE t.company_id = %(company)s AND t.state <> 'cancelled' AND c.state IN ('met', 'missed')
       AND clock_type IN ('first_response', 'resolution') AND stopped_at >= %(first)s AND stopped_at < %(last)s
  GROUP BY t.user_id
), overdue AS (
    SELECT t.user_id, count(*) AS n, array_agg(c.id) AS ids
      FROM cs_clock c JOIN cs_ticket t ON t.id = c.ticket_id
     WHERE t.company_id = %(company)s AND c.task_id IS NULL AND c.state IN ('running', 'paused') AND c.breached
       AND due_at >= %(first)s AND due_at < %(last)s
  GROUP BY t.user_id
), events AS (
    SELECT t.user_id, count(*) FILTER (WHERE event_type = 'reopened') AS reopened,
           array_agg(e.id) FILTER (WHERE event_type = 'reopened') AS reopened_ids,
           count(*) FILTER (WHERE event_type = 'promise_broken') AS broken,
           array_agg(e.id) FILTER (WHERE event_type = 'promise_broken') AS broken_ids
      FROM cs_ticket_event e JOIN cs_ticket t ON t.id = e.ticket_id
     WHERE t.company_id = %(company)s AND t.state <> 'cancelled' AND event_type IN ('reopened', 'promise_broken')
       AND at >= %(first)s AND at < %(last)s
  GROUP BY t.user_id
), transfers AS (
    SELECT e.user_id, count(*) AS n, array_agg(e.id) AS ids
      FROM cs_ticket_event e JOIN cs_ticket t ON t.id = e.ticket_id
     WHERE t.company_id = %(company)s AND t.state <> 'cancelled' AND event_type = 'transfer'
       AND at >= %(first)s AND at < %(last)s
  GROUP BY e.user_id
), called AS (
    SELECT user_id, count(*) AS n, count(*) FILTER (WHERE late IS NOT TRUE) AS good, array_agg(id) AS ids,
           array_agg(id) FILTER (WHERE late) AS bad
      FROM cs_callback
     WHERE company_id = %(company)s AND state IN ('done', 'refused', 'given_up', 'signed_off')
       AND done_at >= %(first)s AND done_at < %(last)s
  GROUP BY user_id
), pleased AS (
    SELECT t.user_id, count(*) AS n, count(*) FILTER (WHERE result = 'satisfied') AS good, array_agg(b.id) AS ids,
           array_agg(b.id) FILTER (WHERE result <> 'satisfied') AS bad
      FROM cs_callback b JOIN cs_ticket t ON t.id = b.ticket_id
     WHERE b.company_id = %(company)s AND b.state IN ('done', 'signed_off') AND result IS NOT NULL
       AND done_at >= %(first)s AND done_at < %(last)s
  GROUP BY t.user_id
), rated AS (
    SELECT t.user_id, count(*) AS n, sum(score::numeric) AS total, array_agg(i.id) AS ids
      FROM cs_survey_invitation i JOIN cs_ticket t ON t.id = i.ticket_id
     WHERE i.company_id = %(company)s AND i.state = 'answered' AND i.anonymous IS NOT TRUE AND score IS NOT NULL
       AND answered_at >= %(first)s AND answered_at < %(last)s
  GROUP BY t.user_id
), present AS (
    SELECT employee_id, count(*) AS n, array_agg(id) AS ids,
           count(*) FILTER (WHERE settled = 'excused' OR NOT (is_late OR is_early OR is_absent)) AS good,
           array_agg(id) FILTER (
               WHERE (settled = 'excused' OR NOT (is_late OR is_early OR is_absent)) IS NOT TRUE) AS bad
      FROM cs_shift_attendance
     WHERE company_id = %(company)s AND shift_id IS NOT NULL AND state <> 'leave' AND date BETWEEN %(begin)s AND %(end)s
  GROUP BY employee_id
), found AS (
    SELECT p.*, v.position, v.value, v.good, v.counted, v.model, v.ids, v.bad, v.parts
      FROM people p
 LEFT JOIN registered r ON r.user_id = p.user_id LEFT JOIN resolved d ON d.user_id = p.user_id
 LEFT JOIN repeats a ON a.user_id = p.user_id LEFT JOIN blamed b ON b.blamed_id = p.employee_id
 LEFT JOIN clocks c ON c.user_id = p.user_id LEFT JOIN overdue o ON o.user_id = p.user_id
 LEFT JOIN events e ON e.user_id = p.user_id LEFT JOIN transfers x ON x.user_id = p.user_id
 LEFT JOIN called l ON l.user_id = p.user_id LEFT JOIN pleased s ON s.user_id = p.user_id
 LEFT JOIN rated g ON g.user_id = p.user_id LEFT JOIN present h ON h.employee_id = p.employee_id
CROSS JOIN LATERAL (VALUES
    (0, coalesce(r.n, 0)::numeric, 0, r.n, 'cs.ticket', r.ids, NULL::int[], NULL::jsonb),
    (1, coalesce(d.n, 0), 0, d.n, 'cs.ticket', d.ids, NULL, NULL),
    (2, round(100.0 * c.first_met / nullif(c.first_n, 0), 1), c.first_met, c.first_n, 'cs.clock', c.first_ids,
        c.first_missed, NULL),
    (3, round(100.0 * c.last_met / nullif(c.last_n, 0), 1), c.last_met, c.last_n, 'cs.clock', c.last_ids,
        c.last_missed, NULL),
    (4, round(c.first_minutes / nullif(c.first_n, 0), 1), 0, c.first_n, 'cs.clock', c.first_ids, NULL, NULL),
    (5, round(c.last_minutes / nullif(c.last_n, 0), 1), 0, c.last_n, 'cs.clock', c.last_ids, NULL, NULL),
    (6, coalesce(o.n, 0), 0, o.n, 'cs.clock', o.ids, NULL, NULL),
    (7, round(100.0 * d.once / nullif(d.n, 0), 1), d.once, d.n, 'cs.ticket', d.ids, d.again, NULL),
    (8, coalesce(e.reopened, 0), 0, e.reopened, 'cs.ticket.event', e.reopened_ids, NULL, NULL),
    (9, coalesce(x.n, 0), 0, x.n, 'cs.ticket.event', x.ids, NULL, NULL),
    (10, coalesce(e.broken, 0), 0, e.broken, 'cs.ticket.event', e.broken_ids, NULL, NULL),
    (11, coalesce(a.n, 0), 0, a.n, 'cs.ticket', a.ids, NULL, NULL),
    (12, round(100.0 * coalesce(a.n, 0) / nullif(d.n, 0), 1), 0, least(coalesce(a.n, 0), coalesce(d.n, 0)), NULL, NULL,
        NULL, jsonb_build_array(
            jsonb_build_object('id', %(cases_resolved)s, 'value', coalesce(d.n, 0)::text, 'model', 'cs.ticket',
                               'ids', coalesce(d.ids, '{}'), 'bad', '[]'::jsonb),
            jsonb_build_object('id', %(repeats)s, 'value', coalesce(a.n, 0)::text, 'model', 'cs.ticket',
                               'ids', coalesce(a.ids, '{}'), 'bad', '[]'::jsonb))),
    (13, coalesce(r.complaints, 0), 0, r.complaints, 'cs.ticket', r.complaint_ids, NULL, NULL),
    (14, round(100.0 * r.complaints / nullif(r.n, 0), 1), 0, least(coalesce(r.complaints, 0), coalesce(r.n, 0)),
        NULL, NULL, NULL, jsonb_build_array(
            jsonb_build_object('id', %(cases_registered)s, 'value', coalesce(r.n, 0)::text, 'model', 'cs.ticket',
                               'ids', coalesce(r.ids, '{}'), 'bad', '[]'::jsonb),
            jsonb_build_object('id', %(complaints)s, 'value', coalesce(r.complaints, 0)::text, 'model', 'cs.ticket',
                               'ids', coalesce(r.complaint_ids, '{}'), 'bad', '[]'::jsonb))),
    (15, coalesce(b.n, 0), 0, b.n, 'cs.ticket', b.ids, NULL, NULL),
    (16, round(100.0 * l.good / nullif(l.n, 0), 1), l.good, l.n, 'cs.callback', l.ids, l.bad, NULL),
    (17, round(100.0 * s.good / nullif(s.n, 0), 1), s.good, s.n, 'cs.callback', s.ids, s.bad, NULL),
    (18, round(g.total / nullif(g.n, 0), 1), 0, g.n, 'cs.survey.invitation', g.ids, NULL, NULL),
    (19, round(100.0 * h.good / nullif(h.n, 0), 1), h.good, h.n, 'cs.shift.attendance', h.ids, h.bad, NULL)
) v(position, value, good, counted, model, ids, bad, parts)
), scored AS (
    SELECT f.*, c.id AS criterion_id, c.weight,
           round(greatest(0, least(c.weight, c.weight * (f.value - c.worst_value) / (c.best_value - c.worst_value))), 2)
               AS points
      FROM found f
      JOIN (SELECT *, row_number() OVER (ORDER BY sequence, id) - 1 AS place
              FROM cs_appraisal_criterion WHERE scheme_id = %(scheme)s) c ON c.place = f.position
)
INSERT INTO cs_appraisal_score (appraisal_id, criterion_id, position, value, has_value, good, counted, points, weight,
                                how, evidence, is_changed, period_id, employee_id, user_id, company_id, state,
                                create_uid, create_date, write_uid, write_date)
SELECT appraisal_id, criterion_id, position, value, value IS NOT NULL, coalesce(good, 0), coalesce(counted, 0), points,
       weight, CASE WHEN points IS NULL THEN 'skipped' ELSE 'facts' END,
       CASE WHEN parts IS NULL
            THEN jsonb_build_object('model', model, 'ids', coalesce(ids, '{}'), 'bad', coalesce(bad, '{}'))
            ELSE jsonb_build_object('parts', parts) END,
       false, %(period)s, employee_id, user_id, %(company)s, 'computing', 1, now(), 1, now()
  FROM scored"""

TOTALS = """
    UPDATE cs_appraisal a SET own_score = s.points, score = s.points, has_score = true, computed_at = now(),
                              error_count = 0, hand_count = 0, is_changed = false
      FROM (SELECT appraisal_id, sum(points) AS points FROM cs_appraisal_score WHERE period_id = %(period)s
          GROUP BY appraisal_id) s
     WHERE s.appraisal_id = a.id"""
