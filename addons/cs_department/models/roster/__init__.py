from . import hours, res_company

# isort: split
from . import post, template

# isort: split
from . import roster, span

# isort: split
from . import shift

# isort: split
from . import on_duty

# isort: split
# computations ask rosters, and say what came out
from . import run, run_finding, run_settings

# isort: split
from . import run_account, run_queue, run_result, run_words
