"""Who may sign off which tier, so that nobody signs two tiers of one thing."""

from collections.abc import Iterable, Sequence


def can_sign_all(tiers: Sequence[Iterable[int]], gone: Iterable[int] = ()) -> bool:
    """Whether each tier can have a signer of its own.

    :param tiers: ids of those who may sign, a tier each.
    :param gone: ids of those who have signed another tier already.
    """
    people = [set(tier) - set(gone) for tier in tiers]
    seat: dict[int, int] = {}

    def sits(place: int, asked: set[int]) -> bool:
        for person in people[place] - asked:
            asked.add(person)
            if person not in seat or sits(seat[person], asked):
                seat[person] = place
                return True
        return False

    return all(sits(place, set()) for place in range(len(people)))
