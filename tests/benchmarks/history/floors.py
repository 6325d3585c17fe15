"""The same figures by hand, for the pieces of the benchmark."""

from __future__ import annotations

#: the heaviest parts of the cards, each month by month: cases taken, cases resolved, clocks, callbacks
CARDS = """
    SELECT date_trunc('month', timezone('Asia/Shanghai', timezone('UTC', registered_at))), count(*),
           count(*) FILTER (WHERE kind_id = 1)
      FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND registered_at >= %(trend)s AND registered_at < %(last)s
       AND state <> 'cancelled' GROUP BY 1;
    SELECT date_trunc('month', timezone('Asia/Shanghai', timezone('UTC', resolved_at))), count(*),
           count(*) FILTER (WHERE reopen_count = 0)
      FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND resolved_at >= %(trend)s AND resolved_at < %(last)s
       AND state IN ('resolved', 'closed') GROUP BY 1;
    SELECT date_trunc('month', timezone('Asia/Shanghai', timezone('UTC', stopped_at))), clock_type, count(*),
           count(*) FILTER (WHERE c.state = 'met')
      FROM cs_clock c JOIN cs_ticket t ON t.id = c.ticket_id
     WHERE c.state IN ('met', 'missed') AND stopped_at >= %(trend)s AND stopped_at < %(last)s
       AND t.company_id = %(company)s AND t.state <> 'cancelled' AND task_id IS NULL GROUP BY 1, 2;
    SELECT date_trunc('month', timezone('Asia/Shanghai', timezone('UTC', done_at))), count(*),
           count(*) FILTER (WHERE late IS NOT TRUE)
      FROM cs_callback
     WHERE company_id = %(company)s AND done_at >= %(trend)s AND done_at < %(last)s AND state = 'done' GROUP BY 1"""
#: facts of the cases, the grid of a week, the volumes, the times, the backlog
CHARTS = """
    SELECT kind_id, channel_id, team_id, cause_id, count(*) FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND registered_at >= %(first)s AND registered_at < %(last)s
       AND state <> 'cancelled' GROUP BY GROUPING SETS ((kind_id), (channel_id), (team_id), (cause_id));
    SELECT date_part('dow', timezone('Asia/Shanghai', timezone('UTC', registered_at))),
           date_part('hour', timezone('Asia/Shanghai', timezone('UTC', registered_at))), count(*) FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND registered_at >= %(first)s AND registered_at < %(last)s
       AND state <> 'cancelled' GROUP BY 1, 2;
    SELECT date_trunc('month', timezone('Asia/Shanghai', timezone('UTC', registered_at))), kind_id, count(*)
      FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND registered_at >= %(trend)s AND registered_at < %(last)s
       AND state <> 'cancelled' GROUP BY 1, 2;
    SELECT clock_type, width_bucket(spent_minutes::float8, ARRAY[5, 30, 60, 240, 480, 1440, 4320]::float8[]), count(*)
      FROM cs_clock c JOIN cs_ticket t ON t.id = c.ticket_id
     WHERE c.state IN ('met', 'missed') AND stopped_at >= %(first)s AND stopped_at < %(last)s
       AND t.company_id = %(company)s AND task_id IS NULL GROUP BY 1, 2;
    SELECT count(*) FROM cs_ticket
     WHERE active IS TRUE AND company_id = %(company)s AND state IN ('new', 'open', 'waiting')"""
INDICATOR = """
    SELECT t.user_id, count(*), count(*) FILTER (WHERE c.state = 'met'), array_agg(c.id),
           array_agg(c.id) FILTER (WHERE c.state <> 'met')
      FROM cs_clock c JOIN cs_ticket t ON t.id = c.ticket_id
     WHERE c.state IN ('met', 'missed') AND clock_type = 'first_response' AND stopped_at >= %(first)s
       AND stopped_at < %(last)s AND t.company_id = %(company)s AND t.state <> 'cancelled' GROUP BY 1"""
MINE = "SELECT * FROM cs_appraisal WHERE user_id = %(user)s ORDER BY date_from DESC"
SCORES = "SELECT * FROM cs_appraisal_score ORDER BY appraisal_id, position, id LIMIT 80"
PIVOT = """
    SELECT criterion_id, period_id, count(*), avg(points) FROM cs_appraisal_score
     WHERE company_id = %(company)s
  GROUP BY GROUPING SETS ((), (criterion_id), (period_id), (criterion_id, period_id))"""
APPEALS = "SELECT * FROM cs_appeal WHERE state = 'open' ORDER BY id DESC LIMIT 80"
DAY = """
    SELECT id FROM cs_ticket WHERE active IS TRUE AND user_id = %(user)s
       AND resolved_at >= %(now)s - interval '1 day' AND resolved_at < %(now)s;
    SELECT id FROM cs_ticket WHERE active IS TRUE AND user_id = %(user)s AND state IN ('new', 'open', 'waiting')"""
