from . import indexes, scope

# isort: split
# parts narrow what a scope says, the page shows the parts
from . import parts

# isort: split
from . import dashboard

# isort: split
from . import cards

# isort: split
from . import report_content

# isort: split
from . import month_report

# isort: split
# a report on paper and in a spreadsheet
from . import report_paper, report_sheet

# isort: split
# reports go out by themselves
from . import report_schedule, report_sending
