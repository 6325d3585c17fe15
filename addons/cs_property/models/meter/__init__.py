from . import check, meter

# isort: split
from . import reading

# isort: split
from . import exchange, fee_rule, pool, round, sheet, usage

# isort: split
from . import resident
