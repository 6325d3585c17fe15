"""What a result lacks to its target."""

from decimal import Decimal

import pytest
from cs_core.gaps import gap


@pytest.mark.parametrize(
    ("result", "target", "higher", "missing"),
    [(90, 95, True, 5), (95, 95, True, 0), (99, 95, True, 0), (3, 0, False, 3), (0, 0, False, 0), (None, 95, True, 0)],
)
def test_a_gap(result, target, higher, missing):
    assert gap(None if result is None else Decimal(result), Decimal(target), higher) == missing
