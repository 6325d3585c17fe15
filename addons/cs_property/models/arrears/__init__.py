from . import bucket, settings, stage

# isort: split
from . import case

# isort: split
from . import letter, step

# isort: split
from . import interruption, promise

# isort: split
from . import case_figures

# isort: split
from . import case_chase, case_verbs

# isort: split
from . import aging, callback, dispute, indicator
