from . import template

# isort: split
from . import notice, receipt

# isort: split
from . import desk, notice_cases, notice_verbs, report, ticket
