from . import arrears_deed
from . import billing_void
from . import fee_preview
from . import late_answers
