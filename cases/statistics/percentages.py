"""The one way to a percentage: a part of a named base, rounded half up to a whole per cent.

The report of 2008 printed two wrong ones: growth with the new year as base (28 for 40), and a
share that was cut instead of rounded (56 for 57).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cases.statistics.words import Text


@dataclass(frozen=True, slots=True)
class Base:
    """What a percentage is of: how many, and what they are called."""

    count: int
    name: Text


def percentage(part: int, base: Base) -> int | None:
    """`part` in whole per cent of `base`; a half goes away from zero. None when the base is nothing."""
    if base.count == 0:
        return None
    exact = Decimal(100 * part) / Decimal(base.count)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def growth(before: Base, after: int) -> int | None:
    """Change from `before`, which is the base, in whole per cent."""
    return percentage(after - before.count, before)
