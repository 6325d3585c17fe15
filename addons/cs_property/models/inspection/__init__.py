from . import checklist, spot

# isort: split
# what a plan asks for, and what comes of it
from . import plan, plan_make, plan_words, round

# isort: split
# checks of an estate: what they are, on rounds, of people, once more, what they cost
from . import check, check_round, cost, indicator, page, recheck, round_life, staff
