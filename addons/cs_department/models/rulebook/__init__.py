from . import clock_type, recipient, rule_mixin

# isort: split
# the rules inherit the mixin, which must be defined before them
from . import closing_rule, notice_rule, repeat_rule, routing_rule, settings, sla_rule
