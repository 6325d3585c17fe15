"""Who gets a case: the decision behind every step of a routing rule (D4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEPS = ("area_agent", "skilled", "duty_officer", "supervisor")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent as routing sees him.

    :param load: open cases that he answers for.
    :param present: at work today (attendance, leave, calendar).
    :param skills: ids of the skills he holds.
    :param member: of the team; the area's agent may come from outside, and is then
        no candidate by skill and load.
    :param barred: has not passed a course that the case needs: no step gives it to him
        (the supervisor gets what nobody else may have, as an alarm, to decide).
    """

    user_id: int
    load: int = 0
    present: bool = True
    skills: frozenset[int] = frozenset()
    member: bool = True
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Outcome: the agent, the step that found him, whether to raise an alarm, and who was barred."""

    user_id: int | None
    step: str
    alarm: bool = False
    passed_over: frozenset[int] = frozenset()


def least_loaded(candidates: Iterable[Candidate], needed: frozenset[int] = frozenset()) -> Candidate | None:
    """The present agent with all needed skills and the fewest open cases.

    Equal loads go to the lower user id, so that a replay gives the same answer.
    """
    able = (c for c in candidates if c.member and c.present and not c.barred and needed <= c.skills)
    return min(able, key=lambda c: (c.load, c.user_id), default=None)


def choose(
    steps: Sequence[str],
    candidates: Sequence[Candidate],
    area_agent_id: int | None,
    supervisor_id: int | None,
    needed: frozenset[int] = frozenset(),
    officers: Sequence[Candidate] = (),
) -> Choice:
    """Walk the steps of the rule in order; the first that finds somebody decides.

    :param steps: names out of :data:`STEPS`, in the order the rule gives.
    :param area_agent_id: the area's own agent; he counts only while present.
    :param officers: who is duty officer at this moment.
    :raises ValueError: for a step that does not exist.
    """
    present = {c.user_id for c in candidates if c.present and not c.barred}
    for step in steps:
        if step == "area_agent":
            if area_agent_id in present:
                return Choice(area_agent_id, step)
        elif step == "skilled":
            best = least_loaded(candidates, needed)
            if best:
                return Choice(best.user_id, step)
        elif step == "duty_officer":
            officer = least_loaded(officers)
            if officer:
                return Choice(officer.user_id, step)
        elif step == "supervisor":
            if supervisor_id:
                return Choice(supervisor_id, step, alarm=True)
        else:
            raise ValueError(f"There is no routing step {step!r}.")
    return Choice(None, "", alarm=True)
