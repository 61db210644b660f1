"""Drawing from weights with a fixed seed: codes, exact splits, working days and hours."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.demo.shares import Weights

OSLO = ZoneInfo("Europe/Oslo")
OPENS, MINUTES_OPEN = time(8, 0), 7 * 60


class Draw:
    """One source of chance; the same seed gives the same year."""

    def __init__(self, seed: int) -> None:
        # Invented data has to be repeatable, and guards nothing.
        self.random = random.Random(seed)  # noqa: S311

    def code(self, weights: Weights) -> str:
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def codes(self, weights: Weights, *, most: int) -> frozenset[str]:
        """Up to `most` different codes; none is possible where 0 is drawn."""
        wanted = self.random.randint(0, most)
        return frozenset(self.code(weights) for _ in range(wanted))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def shuffled(self, values: Sequence[str]) -> list[str]:
        mixed = list(values)
        self.random.shuffle(mixed)
        return mixed

    def spread(self, total: int, weights: Weights) -> list[str]:
        """`total` codes in the proportions of the weights (largest remainders), in random order."""
        whole = sum(weights.values())
        exact = {code: total * weight / whole for code, weight in weights.items()}
        counts = {code: int(share) for code, share in exact.items()}
        left = total - sum(counts.values())
        by_remainder = sorted(exact, key=lambda code: counts[code] - exact[code])
        for code in by_remainder[:left]:
            counts[code] += 1
        return self.exactly(counts)

    def exactly(self, counts: dict[str, int]) -> list[str]:
        """Each code as often as counted, in random order."""
        return self.shuffled([code for code, count in counts.items() for _ in range(count)])

    def sizes(self, cases: int, persons: int) -> list[int]:
        """Persons of each case: one at least, three at most, together exactly `persons`."""
        sizes = [1] * cases
        for _ in range(persons - cases):
            place = self.random.randrange(cases)
            while sizes[place] >= 3:
                place = self.random.randrange(cases)
            sizes[place] += 1
        return sizes

    def workday(self, first: date, last: date) -> date:
        """A day from Monday to Friday between the two."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return self.random.choice([day for day in days if day.weekday() < 5])

    def workday_of(self, year: int, month: int) -> date:
        first = date(year, month, 1)
        return self.workday(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def moment(self, day: date) -> datetime:
        """A minute of that day's office hours in Oslo, in UTC."""
        opened = datetime.combine(day, OPENS, tzinfo=OSLO)
        return (opened + timedelta(minutes=self.random.randrange(MINUTES_OPEN))).astimezone(UTC)

    def later(self, moment: datetime) -> datetime:
        """A working moment three days to seven months after."""
        day = moment.date() + timedelta(days=int(self.random.triangular(3, 210, 30)))
        return self.moment(day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0))
