from . import run

# isort: split
from . import line

# isort: split
from . import quiet, settle

# isort: split
from . import allocation, allocation_rule, invoice, item

# isort: split
from . import frozen, prepayment, void
