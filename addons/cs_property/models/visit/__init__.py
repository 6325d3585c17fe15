from . import care, rule

# isort: split
from . import visit

# isort: split
from . import attempt, check, draw, facts, life

# isort: split
from . import book, desk, indicator, way

# isort: split
# disputes between two sides
from . import mediation

# isort: split
from . import proposal, session, term

# isort: split
from . import mediation_end, mediation_report, ticket
