"""What the declared tables ask of each year, by making them: their answers are kept with its columns."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cases.statistics import engine, microdata
from cases.statistics.figures import Known, TableFigures
from cases.statistics.packed.index import Year
from cases.statistics.packed.reading import fingerprint
from cases.statistics.packed.stored import Stored
from cases.statistics.packed.years import PackedYear
from cases.statistics.places import places
from cases.statistics.sources import sources
from cases.statistics.tables import TABLES

Given = dict[bytes, NDArray[np.int64]]
# So many years after it a table still asks anything new of a year.
SHOWN_FOR = 4


def asked(years: Mapping[int, Year], today: date) -> tuple[dict[int, Given], str]:
    """(the answers of each year that has none by the places as they are, the fingerprint of those).

    Of the packed columns alone, whatever was changed since. Raises SealError when one does not open.
    """
    where, found = places(), sources()
    seen = fingerprint(where.numbers)
    wanted = {year for year, said in years.items() if not said.answers or said.places != seen}
    if not wanted:
        return {}, seen
    needs = {need for table in TABLES.values() for need in table.needs}
    data = microdata.nothing(needs, where.numbers)
    stored = Stored(years)
    last = date(max(years), 12, 31)
    for year, said in years.items():
        kept = replace(said, answers="", places=seen) if year in wanted else said
        data.packed[year] = PackedYear(year, kept, stored, last=last, places=where.numbers, seen=seen)
    data.years = frozenset(years)
    known = Known(data, found, today, where, printed=engine.printed_figures(found))
    shown = {year + more for year in wanted for more in range(SHOWN_FOR + 1)}
    for year in sorted(shown & set(range(engine.first_year(), today.year + 1))):
        for table in engine.chosen_tables(year, (), today):
            engine.make_result(TableFigures(table, year, known), year, "nb")
    return {year: data.packed[year].lasting() for year in wanted}, seen


__all__ = ["Given", "asked"]
