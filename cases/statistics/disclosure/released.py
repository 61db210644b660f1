"""The figures of an edition's table: what was decided of them, and nothing of what was counted.

Percentages, changes and sentences are made from these, so they tell no more than the cells do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cases.statistics import engine
from cases.statistics.declarations import Table
from cases.statistics.disclosure.judging import Decided
from cases.statistics.figures import Asked, Known, TableFigures
from cases.statistics.keys import key_of
from cases.statistics.result import Cell, Origin, Report, Sign, Status
from cases.statistics.words import Text, spans

# Of fewer than so many no percentage is published.
LEAST_BASE = 50
ROUNDED = Text(
    nb="Tallene for {years} er avrundet til tall som kan deles på {base}, av hensyn til konfidensialitet; "
    "summer kan avvike fra hovedtallene.",
    nn="Tala for {years} er avrunda til tal som kan delast på {base}, av omsyn til konfidensialitet; "
    "summar kan avvike frå hovudtala.",
    en="The figures of {years} are rounded to multiples of {base} for confidentiality; sums may differ from "
    "the "
    "headline figures.",
)
HIDDEN = Text(
    nb="Små tall for {years}, og tall de kunne regnes ut av, vises ikke av hensyn til konfidensialitet.",
    nn="Små tal for {years}, og tal dei kunne reknast ut av, blir ikkje viste av omsyn til konfidensialitet.",
    en="Small figures of {years}, and figures from which they could be worked out, are not shown for "
    "confidentiality.",
)
NO_PERCENTAGE = Text(
    nb=f"Prosent regnes ikke av færre enn {LEAST_BASE}.",
    nn=f"Prosent blir ikkje rekna av færre enn {LEAST_BASE}.",
    en=f"No percentage is made of fewer than {LEAST_BASE}.",
)


class ReleasedFigures(TableFigures):
    """Like the figures of the table, each as it was decided."""

    def __init__(self, table: Table, year: int, known: Known, decided: Decided) -> None:
        super().__init__(table, year, known)
        self._decided = decided

    @property
    def least_base(self) -> int:
        return LEAST_BASE

    def status(self, year: int) -> Status:
        return Status.PUBLISHED

    def remarks(self, years: Sequence[int]) -> Sequence[Text]:
        return list(self._remarks(years))

    def _remarks(self, years: Sequence[int]) -> Iterator[Text]:
        by_base: dict[int, list[int]] = {}
        for year in years:
            stands = self._decided.stands.get((self.table.id, year), {}).values()
            for base in sorted({one.base for one in stands} - {1}):
                by_base.setdefault(base, []).append(year)
        for base, found in by_base.items():
            yield _filled(ROUNDED if base else HIDDEN, years=spans(found), base=base)
        if self.table.base is not None:
            yield NO_PERCENTAGE

    def _answer(self, asked: Asked, year: int) -> Cell:
        counted = super()._answer(asked, year)
        if counted.origin is not Origin.COUNTED:
            return counted
        measure, where = asked
        stand = self._decided.of(self.table.id, year, key_of(measure, dict(where), year))
        if stand is None or stand.value is None:
            return Cell(None, Sign.HIDDEN)
        printed = counted.printed if stand.base == 1 else None
        return replace(counted, value=stand.value, printed=printed, base=stand.base)


def released(tables: Sequence[Table], year: int, known: Known, decided: Decided, language: str) -> Report:
    """The tables as they leave the house."""
    results = [
        engine.make_result(ReleasedFigures(table, year, known, decided), year, language) for table in tables
    ]
    return Report(year, language, Status.PUBLISHED, tuple(results))


def _filled(text: Text, **values: object) -> Text:
    return Text(*(text.filled(language, **values) for language in ("nb", "nn", "en")))
