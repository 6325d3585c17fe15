from . import run

# isort: split
from . import line

# isort: split
from . import quiet, settle

# isort: split
from . import allocation, allocation_rule, invoice, item

# isort: split
from . import frozen, once, prepayment, rebill, void

# isort: split
from . import batch, notice, run_compute, run_figures, run_verbs, settings
