from . import indexes, scope

# isort: split
# parts narrow what a scope says, the page shows the parts
from . import parts

# isort: split
from . import dashboard

# isort: split
from . import cards
