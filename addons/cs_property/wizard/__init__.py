from . import arrears_deed, billing_void, cashier_words, fee_discount_refuse, fee_preview, late_answers, receipt_list

# isort: split
from . import sign, signoff_refuse

# isort: split
from . import parking, property_notice

# isort: split
from . import custody_deed, renovation_deed

# isort: split
from . import repair_deed, repair_dispatch
