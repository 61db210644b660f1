"""The cross tables that are kept of a year, counted from its packed columns as everything else is."""

from collections.abc import Mapping, Sequence
from datetime import date

from cases.statistics.decoding import Columns
from cases.statistics.histogram import of_columns
from cases.statistics.keys import universe
from cases.statistics.packed import crossed
from cases.statistics.packed.answers import Question
from cases.statistics.packed.crossed import KEPT, CrossTables, Kept
from cases.statistics.packed.index import Year
from cases.statistics.packed.stored import Fixed
from cases.statistics.packed.years import PackedYear


def cross_tables(
    year: int, columns: Columns, like: Mapping[str, CrossTables] | None = None
) -> dict[str, bytes]:
    """The bytes of each row by its name; as large as code lists are now, or as those in `like`, by unit."""
    nothing_else = Year({}, asked=0, newest=0, erased=False, spans=False, later=False)
    packed = PackedYear(year, nothing_else, Fixed(columns), last=date.max, places={})
    found = {}
    for unit, kept in KEPT.items():
        sizes = like[unit].sizes if like else sizes_now(kept)
        numbers = {name: range(size) for name, size in zip(kept.columns, sizes, strict=True)}
        tables = {
            pair: of_columns(packed, Question(unit, kept.where, {name: numbers[name] for name in pair}))
            for pair in kept.tables
        }
        found[kept.name] = crossed.dump(unit, tables, sizes, rows=len(columns["sex"]))
    return found


def sizes_now(kept: Kept) -> Sequence[int]:
    """Of each column one more than its largest number."""
    return [max(universe(one, {})) + 1 for one in kept.columns]
