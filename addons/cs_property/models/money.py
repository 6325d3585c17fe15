"""Between Odoo's numbers and exact ones."""

from decimal import Decimal


def exact(amount) -> Decimal:
    """An amount of money as it is written: ``0.1`` is exactly a tenth."""
    return amount if isinstance(amount, Decimal) else Decimal(str(amount or 0))
