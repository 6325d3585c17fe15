from . import settings, statement_line

# isort: split
from . import batch, difference

# isort: split
from . import known, matcher, record, rematch

# isort: split
from . import import_file
