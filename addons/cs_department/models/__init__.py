from . import cached_mixin, due_mixin

# isort: split
# configuration inherits the mixin, which must be defined before it
from . import calendar, rulebook, ticket

# isort: split
# these extend cases, which must be defined before them
from . import intake, privacy, satisfaction

# isort: split
# callbacks ask the questions of satisfaction
from . import callback
