from . import account_move, account_payment, res_company
