"""Hours of the day as people write them."""

from odoo.tools import float_round


def clock(hours: float) -> str:
    """8.5 → 08:30; an end at 24 is 24:00."""
    hour, minute = divmod(round(float_round(hours, 4) * 60), 60)
    return f"{hour:02d}:{minute:02d}"
