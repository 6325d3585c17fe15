from . import appraisal_sheet, customer, merit_sheet, month_report, roster_sheet, thread

# isort: split
# the notice and calendars of shifts are guarded as the other public pages are
from . import notice, roster, training
