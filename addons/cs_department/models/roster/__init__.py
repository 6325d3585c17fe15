from . import hours, res_company, shared

# isort: split
from . import post, template

# isort: split
from . import roster, span

# isort: split
from . import shift

# isort: split
from . import on_duty

# isort: split
# rules, demand, rotations and wishes, and what a roster makes of them
from . import book_words, demand, rotation, rule, rule_words, settings, wish

# isort: split
from . import apply, ledger, people, problem

# isort: split
# computations ask rosters, and say what came out
from . import run, run_finding, run_settings

# isort: split
from . import fairness, run_account, run_queue, run_result, run_words

# isort: split
from . import repair, repair_leave, run_repair

# isort: split
# what people see of a roster and write on it
from . import grid, grid_account, grid_edit, grid_sheet

# isort: split
# the side of the people: published, told, traded, overtime, away from the post, beside the time clock
from . import change, duty_settings, receipt, request_mixin

# isort: split
from . import absence, attendance, feed, overtime, request

# isort: split
from . import attendance_compare, leave_conflict, my_shifts, publish, request_rules
