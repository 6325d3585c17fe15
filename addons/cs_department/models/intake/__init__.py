from . import ticket

# isort: split
# the case must be known before what imports it
from . import (
    demo,
    import_case,
    import_column,
    import_error,
    import_word,
    ticket_import,
)

# isort: split
# what an import does extends what it is
from . import (
    ticket_import_check,
    ticket_import_create,
    ticket_import_file,
    ticket_import_run,
    ticket_import_undo,
)
