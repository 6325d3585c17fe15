from . import posts, sheet

# isort: split
from . import given, grading, showing

# isort: split
from . import appeal, forms

# isort: split
# what follows from scores, and what people see of them
from . import bonus, my_appraisals, needs, nomination, printed
