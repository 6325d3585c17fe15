from . import compensation_rule, res_company

# isort: split
# compensations refer to their rules, payments to compensations
from . import (
    account_move,
    approval,
    compensation,
    compensation_limit,
    compensation_pay,
    compensation_propose,
    preview,
    ticket,
)
