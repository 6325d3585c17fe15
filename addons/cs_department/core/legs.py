"""Who answers for a late case (D5).

A case passes through legs: the agent's own time and the department tasks. A late
department is late on its leg; the agent answers only for what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lateness:
    """A case's overrun, shared out; all figures are minutes and add up to it.

    :param departments: (leg id, minutes) in the order of the legs; a leg in time
        stands with 0.
    """

    agent: float
    departments: tuple[tuple[int, float], ...]


def attribute(overrun: float, department_overruns: Sequence[tuple[int, float]]) -> Lateness:
    """Share the overrun of a case between its department legs and the agent.

    Each leg answers for what it took beyond its own target, the earliest leg first,
    until the overrun of the case is used up; the remainder is the agent's. A leg that
    was late in a case that is in time costs nobody anything here: the leg's own clock
    tells that.

    :param overrun: minutes of the case beyond its target; below 0 counts as 0.
    :param department_overruns: (leg id, minutes beyond the leg's own target) in the
        order in which the legs began, in the same kind of minutes as ``overrun``.
    """
    left = max(0.0, overrun)
    shares = []
    for leg, minutes in department_overruns:
        share = min(left, max(0.0, minutes))
        left -= share
        shares.append((leg, share))
    return Lateness(agent=left, departments=tuple(shares))
