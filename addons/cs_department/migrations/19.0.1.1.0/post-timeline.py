"""From 19.0.1.0.0: steps from stage to stage say for programs what they were, for previews of rule changes."""


def migrate(cr, version):
    """By the names that the stages have in any language; what cannot be told stays untold (one statement)."""
    cr.execute(
        """
        WITH named AS (
            SELECT n.value AS name, min(s.state) AS state, bool_or(COALESCE(s.pauses_clock, false)) AS pauses
              FROM cs_ticket_stage s, jsonb_each_text(s.name) n
             GROUP BY n.value
            HAVING count(DISTINCT (s.state, COALESCE(s.pauses_clock, false))) = 1
        )
        UPDATE cs_ticket_event e
           SET facts = jsonb_build_object(
               'state', jsonb_build_array(o.state, n.state), 'pauses', jsonb_build_array(o.pauses, n.pauses))
          FROM named o, named n
         WHERE e.facts IS NULL
           AND e.event_type IN ('stage', 'resolved', 'closed', 'cancelled', 'reopened')
           AND o.name = e.old AND n.name = e.new
        """
    )
