from . import book, fee, quota, rule, violation_kind, work

# isort: split
from . import renovation

# isort: split
from . import acceptance, apply, briefing, check, closing, desk, money, on_duty, permit, slot, violation, worker_pass

# isort: split
from . import report, violation_verbs
