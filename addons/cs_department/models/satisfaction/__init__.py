# answers first: the forms file them
from . import answer

# isort: split
from . import survey, ticket
