"""Which years of the packed columns are not as the rows are, and which cases are not in them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import numpy as np
from django.db import connection

from advisory.sealing.errors import SealError
from cases.statistics import rows, spans
from cases.statistics.packed.comparing import all_open, as_in_rows
from cases.statistics.packed.index import Year
from cases.statistics.packed.layout import halves
from cases.statistics.packed.stored import Stored
from cases.statistics.packed.years import PackedYear

# As `rows.uncounted` gives them.
Waiting = Sequence[tuple[rows.Id, int, int, bool]]


def uncounted() -> Waiting:
    """The cases that are read from their rows."""
    with connection.cursor() as cursor:
        return rows.uncounted(cursor)


def broken(years: Mapping[int, Year], recounting: Callable[[str], None] | None) -> list[int]:
    """Years of which something does not open; those recounted, also where something is not as in the rows."""
    found = []
    for number in sorted(years):
        try:
            all_open(years[number])
            if recounting:
                recounting(f"recounting {number} …")
                as_in_rows(years, number)
        except SealError:
            found.append(number)
    return found


def all_years(today: date) -> set[int]:
    """From the first in which anybody was asked anything to this one."""
    with connection.cursor() as cursor:
        known = rows.years_asked(cursor)
    return set(range(min(known), max(*known, today.year) + 1)) if known else set()


def wanted(
    years: dict[int, Year],
    waiting: Sequence[tuple[rows.Id, int, int, bool]],
    stays: Collection[rows.Id],
    today: date,
) -> set[int]:
    """Years that hold a changed case, that are to hold one, or that were not over when they were made."""
    wanted = {year for year, said in years.items() if not said.spans and year < today.year}
    if not waiting:
        return wanted
    ids = halves([*map(rows.as_bytes(), (case for case, *_rest in waiting))])
    stored, all_of_them = Stored(years), np.arange(len(waiting))
    stored.fetch((year, "c.high") for year in years)
    for year, said in years.items():
        packed_year = PackedYear(year, said, stored, last=today, places={})
        packed_year.leave_out(ids, all_of_them)
        if packed_year.gone or packed_year.is_broken:
            wanted.add(year)
    coming = [case for case, *_rest in waiting if case not in stays]
    if not coming:
        return wanted
    with connection.cursor() as cursor:
        wanted |= rows.years_asked(cursor, coming)
    worked_on = spans.read(date(min(wanted), 1, 1), today, in_error=-1, only=coming)["active"]
    return wanted | {year for year in np.unique(worked_on["year"]).tolist() if year < today.year}
