"""Which of the cases in a row are drawn for a callback (D8).

Cases that one rule looks at come in a row: per rule, stratum and period they are
numbered 0, 1, 2…, cut into blocks, and exactly so many of each full block are drawn
(30 % → 3 of each 10). Where in the block the drawn ones lie is decided by a keyed
hash, HMAC-SHA256. The key is kept secret until the period is over: nobody predicts a
draw. Afterwards it is shown and anybody repeats every draw with :func:`is_drawn`.

Inside a block the draw walks along the row (ordered pivotal sampling): every place is
drawn with exactly the rate, and after any number of cases the count is never more than
one away from the rate, so that a month may end anywhere in a block.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

KEY_BYTES = 32
#: a rate is told in hundredths of a percent
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Scheme:
    """``drawn`` of each ``size`` cases."""

    drawn: int
    size: int


def scheme(rate: float, size: int = 0) -> Scheme:
    """The block that gives a rate exactly.

    :param rate: percent, 0 to 100, in hundredths at the finest.
    :param size: cases in a block; 0 = the smallest block that gives the rate.
    :raises ValueError: for no such rate, or a block of this size cannot give it.
    """
    share = Fraction(round(rate * 100), _WHOLE)
    if not 0 <= share <= 1:
        raise ValueError(f"A rate lies between 0 % and 100 %, not at {rate} %.")
    size = size or share.denominator
    drawn = share * size
    if size < 0 or drawn.denominator != 1:
        raise ValueError(f"A block of {size} cannot give {rate} %: use a multiple of {share.denominator}.")
    return Scheme(drawn.numerator, size)


def new_key() -> str:
    """A fresh secret key, in hexadecimal."""
    return secrets.token_hex(KEY_BYTES)


def fingerprint(key: str) -> str:
    """What may be shown of a key from its first day: it cannot be exchanged later."""
    return hashlib.sha256(key.encode()).hexdigest()


def _number(key: str, row: str, block: int, step: int, below: int) -> int:
    """A number in ``0…below-1`` from the hash of (row, block, step).

    The 256 bits are reduced modulo ``below``, which is smaller than 10⁹: the bias is
    below 2⁻²²⁰.
    """
    message = f"{row}\n{block}\n{step}".encode()
    return int.from_bytes(hmac.digest(key.encode(), message, "sha256")) % below


@lru_cache(maxsize=1024)
def places(key: str, row: str, block: int, drawn: int, size: int) -> frozenset[int]:
    """The places (0…size-1) of a block that are drawn, exactly ``drawn`` of them.

    Each place brings the weight drawn/size. Walking along, the one carried so far and
    the next fight: below a whole the winner takes both weights, above it the winner is
    drawn and the other goes on with the rest.

    :param row: names rule, stratum and period.
    """
    if drawn in (0, size):
        return frozenset(range(drawn))
    carried, weight, won = 0, drawn, set()
    for place in range(1, size):
        total = weight + drawn
        if total < size:
            # the newcomer takes over with his share of both weights
            if _number(key, row, block, place, total) < drawn:
                carried = place
            weight = total
            continue
        # the newcomer is drawn with the chance that keeps every place's rate
        loser = place
        if _number(key, row, block, place, 2 * size - total) < size - weight:
            carried, loser = place, carried
        won.add(carried)
        carried, weight = loser, total - size
    return frozenset(won)


def row_name(rule: str, stratum: str, period: str) -> str:
    """The name under which cases of one rule, stratum and period stand in one row."""
    return "\n".join((rule, stratum, period))


def is_drawn(key: str, row: str, position: int, chosen: Scheme) -> bool:
    """Whether the case at a position (0, 1, 2…) of a row is drawn."""
    block, place = divmod(position, chosen.size)
    return place in places(key, row, block, chosen.drawn, chosen.size)
