from . import figures, report_rule

# isort: split
from . import report_mixin

# isort: split
from . import book_words, day_report, report_due, week_summary
