"""A limit on how often somebody may knock: a sliding window for each key."""

from collections import OrderedDict, deque
from threading import Lock


class Throttle:
    """Counts knocks of the last ``seconds`` for each key.

    Kept in the memory of one worker: a guard against guessing and flooding, not a
    figure. With several workers each allows its own ``most``.

    :param most: knocks allowed within the window.
    :param seconds: length of the window.
    :param keys: how many keys are remembered; the longest silent ones are forgotten.
    """

    def __init__(self, most: int, seconds: float, keys: int = 20_000):
        self.most, self.seconds, self.keys = most, seconds, keys
        self._knocks: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, key: str, now: float, knock: bool = True) -> bool:
        """Whether the key has used up its window.

        :param now: seconds of a clock that only runs forward.
        :param knock: count this one; ``False`` only asks.
        """
        with self._lock:
            times = self._knocks.get(key)
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if times and len(times) >= self.most:
                return True
            if knock:
                self._knocks.setdefault(key, deque()).append(now)
                self._knocks.move_to_end(key)
                if len(self._knocks) > self.keys:
                    self._knocks.popitem(last=False)
            elif times is not None and not times:
                del self._knocks[key]
            return False

    def forget(self):
        """Begin anew."""
        with self._lock:
            self._knocks.clear()
