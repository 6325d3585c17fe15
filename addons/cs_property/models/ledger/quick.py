"""What Odoo need not do for entries that are made whole: contexts for batches of them."""

#: the entry is in balance, and changes nothing that could bring it out
VALID = {"check_move_validity": False}
#: an entry without taxes and terms, of which all lines are said: none is to be worked out, nor to be analysed anew
ENTRY = {"skip_invoice_sync": True, "skip_analytic_sync": True}
#: matching writes no line of a document
MATCH = {"skip_invoice_sync": True} | VALID
#: the same for whoever is told that a document is paid: he may write documents of his own
USUAL = {"skip_invoice_sync": False, "check_move_validity": True}
