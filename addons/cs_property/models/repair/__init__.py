from . import book, item, rule

# isort: split
from . import order

# isort: split
from . import accept, agreement, bill, dispatch, line, quote, ticket, warranty, work

# isort: split
from . import desk, page, report
