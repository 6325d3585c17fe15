"""Who is on duty at an instant (D4, D16): the answer that routing and escalation read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of time somebody is on duty by a published roster.

    :param start: and end: naive UTC.
    :param area_ids: the areas that the post answers for, those within them included;
        ``None``: all.
    :param officer: acts for the supervisor.
    :param post_id: where; on_call: not at work, but to be reached.
    """

    user_id: int
    team_id: int
    start: datetime
    end: datetime
    area_ids: frozenset[int] | None = None
    officer: bool = False
    on_call: bool = False
    post_id: int | None = None

    def covers(self, area_id: int | bool | None) -> bool:
        """Whether he answers for the area; a case without one is everybody's."""
        return self.area_ids is None or not area_id or area_id in self.area_ids


def at(duties: Iterable[Duty], moment: datetime) -> list[Duty]:
    """Those on duty at a moment: a shift that ends then is over, one that begins then has begun."""
    return [duty for duty in duties if duty.start <= moment < duty.end]


def present(duties: Iterable[Duty], user_id: int, area_id: int | bool | None) -> bool:
    """Whether somebody is at work for an area, by what is on duty at the moment.

    Who is on call is not at work: he is asked for as duty officer, or by telephone.
    """
    return any(duty.user_id == user_id and not duty.on_call and duty.covers(area_id) for duty in duties)


def officers(duties: Iterable[Duty], team_id: int) -> list[int]:
    """The users who are duty officers: the team's own, else those of the whole company."""
    everybody = [duty for duty in duties if duty.officer]
    own = [duty.user_id for duty in everybody if duty.team_id == team_id]
    return sorted(set(own or [duty.user_id for duty in everybody]))
