"""A span of years from packed columns, and what was changed since they were made from its rows.

Cases that changed are left out of the columns and read as any case is read without columns. Whatever does
not hold (no index, an older one put back, columns made anew meanwhile) ends in reading rows.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256

import numpy as np
from django.db import connection

from advisory.sealing.errors import SealError
from cases import codebook
from cases.statistics import microdata, rows, spans
from cases.statistics.decoding import Column, Columns
from cases.statistics.gathering import REGISTERED_IN_ERROR, gather
from cases.statistics.microdata import Microdata, from_rows
from cases.statistics.packed import index as indices
from cases.statistics.packed.columns import Places
from cases.statistics.packed.index import Index, day_number
from cases.statistics.packed.layout import halves
from cases.statistics.packed.stored import Stored
from cases.statistics.packed.years import PackedYear

# Columns that are made anew all the time are not waited for.
TRIES = 3


def read(first: date, last: date, needs: Collection[str] = (), places: Places | None = None) -> Microdata:
    """What `microdata.from_rows` gives for the same days, by whatever is quickest.

    `first` is the first day of a year. Raises SealError when a row it meets does not open.
    """
    for _try in range(TRIES):
        try:
            index = indices.current()
            if index is None:
                break
            found = _beside_columns(index, first, last, needs, places or {})
        except SealError:
            # What is wrong with the index shows in verify_seals, and the job makes it anew.
            break
        if found is not None:
            return found
    return from_rows(first, last, needs, places)


def _beside_columns(
    index: Index, first: date, last: date, needs: Collection[str], places: Places
) -> Microdata | None:
    """None when the columns were made anew meanwhile, or do not end where they must."""
    years = {year: said for year, said in index.years.items() if first.year <= year <= last.year}
    if any(said.newest > day_number(last) for said in years.values()):
        return from_rows(first, last, needs, places)
    with connection.cursor() as cursor:
        changed = {case: since for case, since, *_rest in rows.uncounted(cursor)}
        # Who reads the list before the columns were made anew reads these columns, and none else.
        if not index.is_current():
            return None
        only = list(changed)
        erased = {year for year, said in index.years.items() if said.erased}
        erased |= rows.years_erased(cursor, only)
    data, since = _changed(first, last, needs, places, changed)
    data.erased = frozenset(erased)
    stored, seen = Stored(index.years), fingerprint(places)
    ids = halves([*map(rows.as_bytes(), only)])

    def instead(year: int) -> Microdata:
        # What was done later for a case of the year may count, and nothing else of later days does.
        until = last if "actions" in needs else min(last, date(year, 12, 31))
        return from_rows(date(year, 1, 1), until, needs, places)

    stored.fetch((year, "c.high") for year in years if (since <= year).any())
    for year, said in years.items():
        made = PackedYear(year, said, stored, last=last, places=places, seen=seen, from_rows=instead)
        made.leave_out(ids, np.flatnonzero(since <= year))
        data.packed[year] = made
    data.years |= {year for year, packed in data.packed.items() if packed.was_asked()}
    if "spans" in needs:
        data.spans = _spans(first, last, only, _years_with_spans(index, range(first.year, last.year + 1)))
    return data


def _changed(
    first: date, last: date, needs: Collection[str], places: Places, changed: Mapping[rows.Id, int]
) -> tuple[Microdata, Column]:
    """The changed cases from their rows; and of each the first year in which columns may hold it."""
    only = list(changed)
    with connection.cursor() as cursor:
        gathered = gather(cursor, first, last, only)
        data = microdata.joined(gathered, needs)
        if "places" in needs:
            microdata.place(cursor, gathered, data, places, only)
    at = {case: place for place, case in enumerate(only)}
    since = np.array(list(changed.values()), dtype=np.int64)
    numbers = np.array([at[case] for case in gathered.found.numbers], dtype=np.int64)
    asked = np.array(gathered.found.received, dtype=np.int64) // 10_000
    np.minimum.at(since, numbers[np.array(gathered.found.owners, dtype=np.int64)], asked)
    return data, since


def _years_with_spans(index: Index, years: Collection[int]) -> set[int]:
    """Those of which half-years are packed, or there are none: what the index leaves out before its last year
    was over when it was made, and no case was asked about or worked on then."""
    last = max(index.years, default=0)
    return {year for year in years if (index.years[year].spans if year in index.years else year < last)}


def _spans(first: date, last: date, only: Sequence[rows.Id], packed: set[int]) -> Mapping[str, Columns]:
    """Half-years of the changed cases in packed years, and of all cases in the others."""
    in_error = codebook.numbers("avslutning")[REGISTERED_IN_ERROR]
    found = spans.in_years(spans.read(first, last, in_error, only), packed)
    others = set(range(first.year, last.year + 1)) - packed
    if others:
        rest = spans.in_years(spans.read(date(min(others), 1, 1), last, in_error), others)
        # Each reading numbers its cases itself; none stands in a year of both.
        found = {unit: spans.beside(found[unit], rest[unit]) for unit in found}
    return found


def fingerprint(places: Places) -> str:
    """Of the numbers that posts have now: answers that are kept by other numbers hold no more."""
    said = sorted((column, post.hex, number) for column, of in places.items() for post, number in of.items())
    return sha256(repr(said).encode()).hexdigest() if said else ""
