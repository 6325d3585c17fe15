from . import figures, report_rule

# isort: split
from . import report_mixin

# isort: split
from . import book_words, day_report, department_plan, evidence, meeting, meeting_line, report_due, week_summary
