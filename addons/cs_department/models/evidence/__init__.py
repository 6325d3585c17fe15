from . import indexes, indicator, target

# isort: split
from . import indicator_domain, indicator_formula, indicator_open, indicator_query, indicator_read

# isort: split
# how far paths may reach is asked before what they lead to
from . import indicator_reach

# isort: split
# what the form says of an indicator
from . import indicator_try, indicator_words
