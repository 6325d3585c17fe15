"""How far a target of a department plan has been reached (D18)."""


def progress(actual: float | None, target: float, higher: bool) -> float | None:
    """Percent of a target, from 0 to 100; ``None`` where there is no figure yet.

    :param higher: more is better; else a figure at or below the target is the whole of it,
        and one twice as large is half of it.
    """
    if actual is None:
        return None
    reached = actual >= target if higher else actual <= target
    if reached:
        return 100.0
    whole, part = (target, actual) if higher else (actual, target)
    # an unreached target above nothing: nothing at or below 0 is a part of it
    return max(0.0, min(100.0, 100.0 * part / whole)) if whole > 0 else 0.0
