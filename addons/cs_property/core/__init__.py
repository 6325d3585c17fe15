"""What fees, shares, allocations and matches come to: plain typed Python, no Odoo."""
