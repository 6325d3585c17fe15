from . import hours, res_company

# isort: split
from . import post, template

# isort: split
from . import roster, span

# isort: split
from . import shift

# isort: split
from . import on_duty
