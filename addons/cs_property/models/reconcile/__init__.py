from . import settings, statement, statement_line

# isort: split
from . import batch, difference

# isort: split
from . import known, matcher, notes, record, rematch, settle

# isort: split
from . import import_file
