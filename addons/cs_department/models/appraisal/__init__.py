from . import scheme

# isort: split
from . import criterion, grade, period, scheme_content

# isort: split
from . import appraisal

# isort: split
from . import adjustment, score

# isort: split
# these extend what stands above
from . import compute, facts, freeze, guard, late, monthly, preview, rows, run, scheme_words, settings
