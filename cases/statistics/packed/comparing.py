"""Whether packed columns open, and say what the rows say: each year is packed once more and compared."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

import numpy as np
from django.db import connection

from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.actor import SEGMENTS
from cases.statistics import rows
from cases.statistics.decoding import Column
from cases.statistics.packed.crossed import KEPT, CrossTables, are_kept
from cases.statistics.packed.crossing import cross_tables
from cases.statistics.packed.index import Year
from cases.statistics.packed.layout import CASES, ENTRIES, LATER, NAMES, PERSONS, POSTS, SPANS, halves
from cases.statistics.packed.making import made
from cases.statistics.packed.stored import Fixed, Stored, opened, records
from cases.statistics.packed.years import PackedYear

PLACE = Place("cases.Segment", SEGMENTS, "content", SEGMENTS)
# What is being changed while it is compared is looked at again.
TRIES = 3


def all_open(year: Year) -> None:
    """Raises SealError when a column of the year, or its answers, does not open."""
    ids = sorted(year.rows())
    found = records(ids)
    for one in ids:
        opened(one, found.get(one))


def as_in_rows(years: Mapping[int, Year], year: int) -> None:
    """Raises SealError when the year's columns are not what its rows say, or a row does not open."""
    if not any(_is_same(years, year) for _try in range(TRIES)):
        raise SealError(f"the packed columns of {year} are not what the rows of its cases say", place=PLACE)


def _is_same(years: Mapping[int, Year], year: int) -> bool:
    """But for the cases that are read from their rows."""
    said = years[year]
    with connection.cursor() as cursor:
        changed = [case for case, *_rest in rows.uncounted(cursor)]
    stored = PackedYear(year, said, Stored(years), last=date.max, places={})
    ids = halves([*map(rows.as_bytes(), changed)])
    stored.leave_out(ids, np.arange(len(changed)))
    if stored.is_broken:
        return False
    ends = date(year, 12, 31)
    again = made(year, ends + timedelta(days=1) if said.spans else ends, changed)
    if again.later and not said.later:
        return False
    fresh = PackedYear(year, said, Fixed(again.columns), last=date.max, places={})
    names = _names(said.spans)
    return (
        all(np.array_equal(stored.whole(name), fresh.whole(name)) for name in names)
        and np.array_equal(_posts(stored), _posts(fresh))
        and _tells_the_same(year, said, Stored(years))
    )


def _tells_the_same(year: int, said: Year, stored: Stored) -> bool:
    """Whether the kept cross tables are those of the stored columns."""
    if not are_kept(said):
        return True
    kept = {unit: stored.bytes_of(year, one.name) for unit, one in KEPT.items()}
    columns = {name: stored.column(year, name) for name in NAMES if name in said.columns}
    again = cross_tables(year, columns, {unit: CrossTables(unit, raw) for unit, raw in kept.items()})
    return all(again[KEPT[unit].name] == raw for unit, raw in kept.items())


def _names(spans: bool) -> Iterator[str]:
    """All but those that number something of their own, and the half-years where there are none."""
    apart: Collection[str] = {"post", POSTS, *LATER}
    for name in (*CASES, *ENTRIES, *PERSONS, *(SPANS if spans else ())):
        if name not in apart and (spans or name != "c.spans"):
            yield name


def _posts(packed: PackedYear) -> Column:
    """The ids of the posts of the entries, in two columns."""
    return packed.posts()[packed.whole("post")]
