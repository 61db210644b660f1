"""What others printed of later years, under the names that our tables give the same figures: for the gate.

Left out is what no table counts: sums of several years, persons abroad (T08 counts cases), and other houses'
inquiries and refusals. Which figure of ours is the same stands with each series (`past`).
"""

import calendar
from datetime import date

from cases.models.codes import PublishedFigure
from cases.statistics.declarations import Conditions
from cases.statistics.keys import Key, key_of
from cases.statistics.past import SERIES, Own, Past
from cases.statistics.periods import period


def printed_elsewhere() -> dict[Key, frozenset[int]]:
    """Every value that somebody printed of a figure that a table of ours may show; one query."""
    series = {name: past for past in SERIES for name in past.printed}
    found: dict[Key, set[int]] = {}
    for row in PublishedFigure.objects.order_by("pk"):
        past = series.get((row.series, row.measure))
        key = _key(past, row.period_from, row.period_to) if past else None
        if key is not None:
            found.setdefault(key, set()).add(int(row.value))
    return {key: frozenset(values) for key, values in found.items()}


def _key(past: Past, first: date, last: date) -> Key | None:
    """The name of our figure of these days; None when no table has one."""
    own = past.own or past.counted
    if own is None or first.year != last.year:
        return None
    months = _months(own, first, last)
    return key_of(own.measure, {**own.where, **months}, first.year) if months is not None else None


def _months(own: Own, first: date, last: date) -> Conditions | None:
    """No condition for all of the year in which the schemes were there; None for days within a month."""
    year = period(first.year, own.table.schemes, last)
    if first <= year.first and last == date(first.year, 12, 31):
        return {}
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return None
    return {"month": tuple(str(month) for month in range(first.month, last.month + 1))}
