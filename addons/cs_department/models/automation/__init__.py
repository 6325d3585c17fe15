from . import facts

# isort: split
# the rule is made of its conditions and actions
from . import action, action_more, condition, rule, run, ticket

# isort: split
from . import base_automation, book, preview, server_action
