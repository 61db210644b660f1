"""The published series with our own counts of the same unit: lines of a table, and what the drawing shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases import codebook
from cases.models.codes import Code, PublishedFigure
from cases.statistics import engine
from cases.statistics.figures import Known, TableFigures
from cases.statistics.past import SERIES, Own, Past
from cases.statistics.periods import Period
from cases.statistics.result import Origin
from cases.statistics.tables import TABLES
from cases.statistics.words import month_name

SOURCES, CAVEATS = "trykt_kilde", "trykt_forbehold"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the days it covers. `source` is empty for our own; `address` where it has none."""

    value: int
    period: Period
    source: str = ""
    address: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A published series in the order of its days. `contradicted`: figures that are not of one mind."""

    past: Past
    printed: tuple[Figure, ...]
    own: tuple[Figure, ...]
    contradicted: tuple[tuple[Figure, ...], ...]


def read_all(*, language: str, today: date) -> list[Series]:
    """Every series that has a figure. Reads the register once, as a report does; raises as `engine.read`."""
    printed = _printed(language)
    tables = {one.own.table.id for one in SERIES if one.own}
    known = engine.read([TABLES[name] for name in sorted(tables)], today.year, today)
    return [found for past in SERIES if (found := _series(past, printed, known, today))]


def span_name(period: Period, language: str) -> str:
    """“2008”, “Juni–desember 2008”, “2008–2015”, “Januar 2008 – juni 2012”."""
    first, last = period.first, period.last
    if first.year == last.year:
        return period.label(language)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    ends = (f"{month_name(day.month, language)} {day.year}" for day in (first, last))
    found = " – ".join(ends)
    return found[0].upper() + found[1:]


def _series(
    past: Past, printed: Mapping[tuple[str, str], list[Figure]], known: Known, today: date
) -> Series | None:
    figures = sorted(
        (one for name in past.printed for one in printed.get(name, ())),
        key=lambda one: (one.period.first, one.period.last),
    )
    own = tuple(_own(past.own, known, today)) if past.own else ()
    if not figures and not own:
        return None
    return Series(past, tuple(figures), own, tuple(_contradicted(figures)))


def _printed(language: str) -> dict[tuple[str, str], list[Figure]]:
    sources, caveats = codebook.entries(SOURCES), codebook.entries(CAVEATS)
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    addresses = dict(Code.objects.filter(field=SOURCES).values_list("code", "source"))
    for row in PublishedFigure.objects.order_by("pk"):
        said = sources.get(row.source)
        # The notes of the report of 2008 are for those who keep the files; of a series they are codes.
        notes = [caveats[code].label(language=language) for code in row.note.split() if code in caveats]
        found[row.series, row.measure].append(
            Figure(
                value=int(row.value),
                period=Period(row.period_from, row.period_to, unfinished=False),
                source=said.label(language=language) if said else row.source,
                address=addresses.get(row.source, ""),
                caveats=tuple(notes),
            )
        )
    return found


def _own(own: Own, known: Known, today: date) -> Iterable[Figure]:
    """Ours of each year that is counted here and not taken from print."""
    figures = TableFigures(own.table, today.year, known)
    for year in figures.years:
        cell = figures.cell(own.measure, year, own.where)
        if cell.origin is Origin.COUNTED and cell.value is not None:
            yield Figure(cell.value, figures.period(year))


def _contradicted(figures: Sequence[Figure]) -> Iterable[tuple[Figure, ...]]:
    """Figures of the same days that differ."""
    by_days: dict[tuple[date, date], list[Figure]] = defaultdict(list)
    for one in figures:
        by_days[one.period.first, one.period.last].append(one)
    for found in by_days.values():
        if len({one.value for one in found}) > 1:
            yield tuple(found)
