from . import dispute, rule

# isort: split
# what is late is worked out by rules, and stops in a dispute
from . import disputed, late_charge, ticket

# isort: split
from . import billing_line

# isort: split
from . import late_run, rule_words, settings, waiver
