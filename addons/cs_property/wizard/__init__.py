from . import billing_void
