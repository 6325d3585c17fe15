from . import escalation_level, escalation_rule, escalation_step

# isort: split
# clocks and cases climb the ladders that are defined above
from . import clock_ladder, res_company, ticket_escalation, ticket_promises, ticket_urge
