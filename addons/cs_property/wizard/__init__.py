from . import arrears_deed
from . import billing_void
from . import late_answers
