"""Where the breaks of a series stand in its drawing, and what the legend says of them."""

from collections.abc import Sequence
from datetime import date

from advisory.charts import Break
from cases.statistics import declarations
from cases.statistics.words import Text, day_name

_BREAK = Text(nb="brudd {day}: {why}", nn="brot {day}: {why}", en="break {day}: {why}")


def breaks_of(breaks: Sequence[declarations.Break], names: Sequence[str], language: str) -> list[Break]:
    """Each break before the first year that is mostly after it; none where the names are not years."""
    if not all(is_year(name) for name in names):
        return []
    found = []
    for one in breaks:
        first = one.day.year + (one.day > date(one.day.year, 6, 30))
        at = sum(int(name) < first for name in names)
        why = _BREAK.filled(language, day=day_name(one.day, language), why=one.why.into(language))
        found.append(Break(at, why))
    return found


def is_year(name: str) -> bool:
    return name.isdecimal() and len(name) == len("2008")
