from . import run

# isort: split
from . import line

# isort: split
from . import allocation
