"""A year as its packed columns say it: what `histogram` counts by. An answer is given once and remembered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases.statistics.decoding import Column, Columns
from cases.statistics.packed import crossed
from cases.statistics.packed.answers import AXES, Answers, Question
from cases.statistics.packed.columns import ACTIONS, Places, YearColumns
from cases.statistics.packed.crossed import CrossTables
from cases.statistics.packed.index import Year
from cases.statistics.packed.layout import LATER, POSTS
from cases.statistics.packed.stored import Stored


def from_cross_tables(years: Sequence["PackedYear"], question: Question) -> dict[int, NDArray[np.int64]]:
    """The answers of those years whose cross tables tell them."""
    if not years or crossed.asked(question) is None:
        return {}
    name = crossed.KEPT[question.unit].name
    years[0].stored.fetch((one.year, name) for one in years if name in one.said.columns and not one.gone)
    kept = {one.year: tables for one in years if (tables := one.cross_tables(question.unit)) is not None}
    return dict(zip(kept, crossed.answers(question, list(kept.values())), strict=True)) if kept else {}


class PackedYear(YearColumns):
    """`seen` is the fingerprint of the places; `from_rows` reads a year where a column does not open."""

    def __init__(
        self,
        year: int,
        said: Year,
        stored: Stored,
        *,
        last: date,
        places: Places,
        seen: str = "",
        from_rows: Callable[[int], Any] | None = None,
    ) -> None:
        super().__init__(year, said, stored, last=last, places=places)
        self.is_broken = False
        self._seen, self._from_rows = seen, from_rows
        self.answered: dict[bytes, NDArray[np.int64]] = {}
        self._lasting: set[bytes] = set()
        self._crossed: dict[str, CrossTables | None] = {}

    def leave_out(self, ids: Columns, candidates: Column) -> None:
        """As the columns do; where they do not open the whole year is broken."""
        try:
            super().leave_out(ids, candidates)
        except SealError:
            self.is_broken = True

    def was_asked(self) -> bool:
        """Whether anybody was asked anything in the year about a case that is counted here."""
        if self.is_broken:
            return self.said.asked > 0
        if self.said.asked > len(self.gone):
            return True
        return bool(self.said.asked) and bool(self.whole("c.asked").any())

    def known(self, question: Question) -> NDArray[np.int64] | None:
        """The answer, if it was given before or is kept and still holds."""
        found = self.answered.get(question.digest)
        if found is not None or self.gone or not self._is_kept(question):
            return found
        return self._kept.get(question.digest)

    def cross_tables(self, unit: str) -> CrossTables | None:
        """Those of the unit, if they are kept, open, and still hold."""
        name = crossed.KEPT[unit].name
        if self.is_broken or self.gone or name not in self.said.columns:
            return None
        if unit not in self._crossed:
            try:
                self._crossed[unit] = CrossTables(unit, self.stored.bytes_of(self.year, name))
            except SealError:
                self._crossed[unit] = None
        return self._crossed[unit]

    def holds(self, question: Question) -> bool:
        """Whether the answer depends on nothing but the packed columns."""
        if question.places and self.said.places != self._seen:
            return False
        return not (self.said.later and not question.names.isdisjoint(ACTIONS))

    def lasting(self) -> dict[bytes, NDArray[np.int64]]:
        """The answers that were given and depend on nothing else, in the order of their digests."""
        return {digest: self.answered[digest] for digest in sorted(self._lasting)}

    def remember(self, question: Question, answer: NDArray[np.int64]) -> None:
        self.answered[question.digest] = answer
        if self._is_kept(question):
            self._lasting.add(question.digest)

    def _is_kept(self, question: Question) -> bool:
        """Whether the answer is one of those that are kept; whole tables are told by cross tables."""
        if len(question.axes) > AXES or (question.axes and crossed.asked(question)):
            return False
        return self.holds(question)

    @cached_property
    def _kept(self) -> Answers:
        return Answers(self.stored.answers(self.year))

    def covers(self, unit: str) -> bool:
        """Whether these columns tell of the unit: of a year that was not over they tell no half-years."""
        return self.said.spans or unit not in ("active", "closed")

    def needed(self, unit: str, names: Iterable[str]) -> Iterator[tuple[int, str]]:
        """The stored columns that counting these takes."""
        wanted = {"c.entries"} if unit in ("cases", "persons") else set()
        if unit in ("active", "closed"):
            wanted = {"c.spans", "s.ended", *(f"s.{name}" for name in names)}
            names = ()
        if unit == "persons":
            wanted.add("persons")
        if self.gone:
            wanted |= {"c.entries", "persons", "c.spans"}
        for name in names:
            if name in self.places:
                wanted |= {"post", POSTS}
            elif name in ACTIONS:
                wanted |= {"actions", *(LATER if self.said.later else ())}
            else:
                wanted.add(name)
        for name in wanted:
            if name in self.said.columns:
                yield self.year, name

    @cached_property
    def instead(self) -> Any:
        """The year read from its rows: what counts where a packed column does not open."""
        if self._from_rows is None:
            raise LookupError(f"The rows of {self.year} are not to be read here.")
        return self._from_rows(self.year)
