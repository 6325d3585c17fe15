from . import figure, month

# isort: split
# what a month is frozen from, how it is read and printed
from . import dashboard, freeze, indicator, month_sheet, settings
