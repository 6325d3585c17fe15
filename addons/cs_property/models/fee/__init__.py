from . import item

# isort: split
from . import rule

# isort: split
from . import charge, price

# isort: split
from . import book, words
