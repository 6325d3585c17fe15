from . import measure

# isort: split
# posts measure, people hold posts
from . import hr_employee, profile

# isort: split
from . import check, words
