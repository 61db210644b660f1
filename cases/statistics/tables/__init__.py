"""The year's tables, declared: what they mean, and under which name the same was printed."""

from functools import cache

from cases.statistics.declarations import Measure
from cases.statistics.tables.advisers import T02
from cases.statistics.tables.askers import T07, T13
from cases.statistics.tables.concerns import T03, T04
from cases.statistics.tables.countries import T06, T09, T10
from cases.statistics.tables.overlaps import T16
from cases.statistics.tables.persons import T05, T08, T18
from cases.statistics.tables.team import T01
from cases.statistics.tables.times import T11, T12
from cases.statistics.tables.work import T14, T15, T17
from cases.statistics.walking import within

_ALL = (T01, T02, T03, T04, T05, T06, T07, T08, T09, T10, T11, T12, T13, T14, T15, T16, T17, T18)
TABLES = {table.id: table for table in _ALL}


@cache
def printed_measures() -> tuple[Measure, ...]:
    """Every measure of a table, a change or a sentence that was printed once."""
    found = {id(one): one for one in within(_ALL, Measure) if one.printed_as}
    return tuple(found.values())


__all__ = ["TABLES", "printed_measures"]
