from . import estate

# isort: split
from . import bounds

# isort: split
from . import building, unit_type

# isort: split
from . import stair

# isort: split
from . import unit

# isort: split
from . import unit_party, vacancy

# isort: split
from . import ticket, unit_people

# isort: split
from . import chosen, finding, import_file, place, transfer, unit_history, unit_screen

# isort: split
from . import import_run, import_template, import_write

# isort: split
from . import demo
