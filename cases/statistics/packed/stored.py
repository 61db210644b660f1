"""Packed columns out of the database: many at a time, each opened once and kept as long as its reader."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from advisory.sealing import cipher
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.sealing.prepared import Column as Sealed
from cases import raw_sql
from cases.models.segment import Segment
from cases.statistics.decoding import Column
from cases.statistics.packed.index import ANSWERS, Year
from cases.statistics.packed.layout import unpacked

LOCK = "segments"
_SEALED = Sealed("cases.Segment", "content")


def opened(row: uuid.UUID, record: Any) -> bytes:
    """Raises SealError for what was sealed as another row, or not by us."""
    stored = bytes(record) if isinstance(record, bytes | memoryview) else b""
    epoch = cipher.key_id_of(stored, place=_SEALED.place(row.bytes, row.bytes))
    return _SEALED.open(stored, row.bytes, row.bytes, key=chest.cipher(epoch, LOCK), key_id=epoch)


def records(wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The stored bytes of these rows, as far as they are there."""
    ids = list(wanted)
    condition, values = raw_sql.among("id", raw_sql.stored_ids(ids))
    sql = f"SELECT id, content FROM {Segment._meta.db_table} WHERE {condition}"  # noqa: S608  (a model's name)
    return {raw_sql.as_uuid(row): content for row, content in raw_sql.ask_in_binary(sql, values)}


class Stored:
    """The columns of a reading. One that does not open is remembered, and raises whenever it is asked."""

    def __init__(self, years: Mapping[int, Year]) -> None:
        self._years = years
        self._opened: dict[tuple[int, str], bytes | SealError] = {}
        self._columns: dict[tuple[int, str], Column] = {}

    def fetch(self, wanted: Iterable[tuple[int, str]]) -> None:
        """Those of these (year, name) that were not fetched yet, by one statement."""
        missing = {
            uuid.UUID(self._years[year].row_of(name)): (year, name)
            for year, name in wanted
            if (year, name) not in self._opened
        }
        if not missing:
            return
        found = records(missing)
        for row, key in missing.items():
            try:
                self._opened[key] = opened(row, found.get(row))
            except SealError as error:
                self._opened[key] = error

    def bytes_of(self, year: int, name: str) -> bytes:
        """Raises SealError for what does not open."""
        self.fetch([(year, name)])
        found = self._opened[year, name]
        if isinstance(found, SealError):
            raise found
        return found

    def column(self, year: int, name: str) -> Column:
        """Raises SealError for one that does not open."""
        if (year, name) not in self._columns:
            self._columns[year, name] = unpacked(self.bytes_of(year, name))
        return self._columns[year, name]

    def answers(self, year: int) -> bytes:
        """What is kept of the year's answers; nothing where none are, or they do not open."""
        if not self._years[year].answers:
            return b""
        try:
            return self.bytes_of(year, ANSWERS)
        except SealError:
            return b""


class Fixed(Stored):
    """Columns that are in memory already."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        super().__init__({})
        self._fixed = columns

    def column(self, year: int, name: str) -> Column:
        return self._fixed[name]
