from . import scheme

# isort: split
from . import criterion, grade, period

# isort: split
from . import appraisal, scheme_content

# isort: split
from . import adjustment, score
