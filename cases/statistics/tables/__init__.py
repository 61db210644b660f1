"""The year's tables, declared: what they mean, and under which name the same was printed."""

from cases.statistics.tables.advisers import T02
from cases.statistics.tables.team import T01

TABLES = {table.id: table for table in (T01, T02)}

__all__ = ["TABLES"]
