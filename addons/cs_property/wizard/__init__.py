from . import arrears_deed
from . import billing_void
