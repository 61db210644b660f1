"""The cross tables that are kept of a year, counted from its packed columns as everything else is."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from cases.statistics.decoding import Columns
from cases.statistics.histogram import of_columns
from cases.statistics.keys import universe
from cases.statistics.packed import crossed
from cases.statistics.packed.answers import Question
from cases.statistics.packed.crossed import KEPT, CrossTables
from cases.statistics.packed.index import Year
from cases.statistics.packed.stored import Fixed
from cases.statistics.packed.years import PackedYear


def cross_tables(
    year: int, columns: Columns, like: Mapping[str, CrossTables] | None = None
) -> dict[str, bytes]:
    """The bytes of each row by its name: of all codes there are now, or of those in `like`, by unit."""
    nothing_else = Year({}, asked=0, newest=0, erased=False, spans=False, later=False)
    packed = PackedYear(year, nothing_else, Fixed(columns), last=date.max, places={})
    found = {}
    for unit, kept in KEPT.items():
        numbers = like[unit].numbers if like else tuple(_numbers(name, columns) for name in kept.columns)
        of_column = dict(zip(kept.columns, numbers, strict=True))
        tables = {
            pair: of_columns(packed, Question(unit, kept.where, {name: of_column[name] for name in pair}))
            for pair in kept.tables
        }
        # No cell has more than there are entries, of which some are about nobody, or their persons.
        rows = max(len(columns["sex"]), len(columns["kind"]))
        found[kept.name] = crossed.dump(unit, tables, numbers, rows=rows)
    return found


def _numbers(name: str, columns: Columns) -> tuple[int, ...]:
    """All that the code list has, whoever has them, so that a length tells nothing."""
    return tuple(sorted({0, *universe(name, {}), *np.unique(columns[name]).tolist()}))
