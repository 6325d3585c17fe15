from . import customer, thread

# isort: split
# the notice is guarded as the other public pages are
from . import notice
