# what holds for every move-in, and what is signed
from . import agreement_kind, book, rule, rule_words

# isort: split
# the move-in itself, step by step
from . import move_in

# isort: split
from . import agreement, appointment, closing, inspection, invite, keys, money, next_step, page

# isort: split
from . import desk, report
