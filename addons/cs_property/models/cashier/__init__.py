from . import means, res_company

# isort: split
from . import shift

# isort: split
from . import receipt

# isort: split
from . import deposit, receipt_book, receipt_payments

# isort: split
from . import account_payment, desk, handover, receipt_back, receipt_list, receipt_take, settings, shift_close, transfer

# isort: split
from . import paper, shift_pin

# isort: split
from . import claim
