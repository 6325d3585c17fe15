from . import indicator, target

# isort: split
from . import indicator_domain, indicator_formula, indicator_open, indicator_query, indicator_read
