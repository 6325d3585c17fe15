from . import kind

# isort: split
from . import item, kind_words

# isort: split
from . import move

# isort: split
from . import back, lend, reminder, stored

# isort: split
from . import book, buttons, desk, handover
