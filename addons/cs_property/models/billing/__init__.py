from . import run

# isort: split
from . import line

# isort: split
from . import settle

# isort: split
from . import allocation, allocation_rule, invoice, item
