from . import res_company

# isort: split
# the page of settings and the report show what the company says
from . import report, settings
