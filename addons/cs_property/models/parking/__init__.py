from . import rule

# isort: split
from . import lease, vehicle, waiting

# isort: split
from . import book, card, desk, fee, lease_due, lease_verbs, space, waiting_verbs
