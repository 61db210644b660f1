"""How much the key service does before it says wait: what a stolen socket is worth is bounded by it."""

import threading
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a second after that."""

    burst: float
    rate: float


# Each process opens each epoch once: twenty years of monthly epochs in nine workers, and a little.
UNWRAPS = Limit(burst=3000, rate=2)
# Two a trail entry, and a trail of 200 000 entries verified in a minute and a half.
MACS = Limit(burst=100_000, rate=5000)


class Bucket:
    """A token bucket. Thread-safe."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._left = limit.burst
        self._at = monotonic()
        self._lock = threading.Lock()

    def take(self, count: int) -> float:
        """0 when `count` were taken; else the seconds to wait, and nothing was taken."""
        with self._lock:
            now = monotonic()
            self._left = min(self.limit.burst, self._left + (now - self._at) * self.limit.rate)
            self._at = now
            if self._left >= count:
                self._left -= count
                return 0.0
            return (count - self._left) / self.limit.rate
