from . import item

# isort: split
from . import rule

# isort: split
from . import charge, charge_price, charge_words, override, price

# isort: split
from . import discount, discount_limit

# isort: split
from . import book, settings, unit, words
