"""The attacker: has the files, knows the rules that the notes tell, and solves for what they hide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.cases.statistics.attack.meaning import Figure, figure, no_more, of_cell, sums
from tests.cases.statistics.attack.solving import Unknowns

LEAST_NAMED = 5
BASE = 3
UNLESS_SMALL = ("T01", "T02", "T03", "T05", "T11")
EXACT = figure("exact", 0)
# More than any count of a made-up year.
FAR = 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was published: a number or a sign in each cell, and what each is rounded to."""

    table: str
    year: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | str]
    bases: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def figure(self, row: str, column: str) -> Figure | None:
        return of_cell(self.table, row, column, self.year, self.rows)


# Edition, table by table.
Edition = Sequence[Sheet]
# How much more each figure was at the time of an edition than it is by the last: what an insider knows. That
# there are those that she knows of is no finding; it is what the files tell her beside them.
Since = Mapping[Figure, int]


def unknowns(editions: Sequence[Edition], since: Sequence[Since]) -> tuple[Unknowns[Figure], set[Figure]]:
    """All that the editions tell of the figures as they are by the last one; and which were protected."""
    found: Unknowns[Figure] = Unknowns()
    protected: dict[Figure, bool] = {}
    for edition, moved in zip(editions, since, strict=True):
        for sheet in edition:
            _cells(found, sheet, moved, protected)
            _named(found, sheet, moved)
            _small_ones(found, sheet, moved)
        _shares(found, edition, moved)
    for sheet in (sheet for edition in editions for sheet in edition):
        for total, parts in sums(sheet.table, sheet.rows, sheet.columns, sheet.year):
            if {total, *parts} <= found.between.keys():
                found.are(total, parts)
    for fewer, more in no_more(list(found.between)):
        known = [one for one in fewer if one in found.between]
        if known and set(more) <= found.between.keys():
            terms = Counter(known)
            terms.subtract(more)
            found.at_most(terms)
    return found, {name for name, hidden in protected.items() if hidden}


def _cells(found: Unknowns[Figure], sheet: Sheet, moved: Since, protected: dict[Figure, bool]) -> None:
    """A rounded figure is less than its base away; one that stood exact anywhere is not protected."""
    for (row, column), value in sheet.cells.items():
        name, base = sheet.figure(row, column), sheet.bases.get((row, column), 1)
        if name is None:
            continue
        protected[name] = protected.get(name, True) and (base > 1 or not isinstance(value, int))
        if isinstance(value, int):
            now = value - moved.get(name, 0)
            found.is_between(name, now - base + 1, now + base - 1)
        else:
            found.is_between(name, 0)


def _named(found: Unknowns[Figure], sheet: Sheet, moved: Since) -> None:
    """A country stands by its name from five cases on."""
    for row in sheet.rows if sheet.table == "T06" else ():
        name = sheet.figure(row, str(sheet.year))
        if name and row not in ("other", "unknown", "sum"):
            found.is_between(name, LEAST_NAMED - moved.get(name, 0))


def _small_ones(found: Unknowns[Figure], sheet: Sheet, moved: Since) -> None:
    """Tables that stand exact unless they have a small figure: of a year that is rounded one is small."""
    years: dict[int, list[Figure]] = {}
    for at in sheet.cells if sheet.table in UNLESS_SMALL else ():
        name = sheet.figure(*at)
        if name is not None:
            years.setdefault(name.year, []).append(name)
            if at not in sheet.bases:
                years[name.year] = [*years[name.year], EXACT]
    for year, names in years.items():
        if EXACT in names:
            continue
        are_small = []
        for name in names:
            more = moved.get(name, 0)
            low, high = (bound + more for bound in found.between[name])
            if low < LEAST_NAMED and high > 0:
                # 1 says that this one is 1, 2, 3 or 4; 0 says nothing.
                small = figure("small", year, sheet.table, of=str(name))
                found.is_between(small, 0, 1)
                found.at_most({name: 1, small: FAR}, LEAST_NAMED - 1 - more + FAR)
                found.at_most({small: FAR, name: -1}, more - 1 + FAR)
                are_small.append(small)
        found.at_most(dict.fromkeys(are_small, -1), -1)


# What each row of the shares that are unknown is a share of.
_UNKNOWN = {"sex": "persons", "age": "persons", "background": "persons", "asker": "cases"}


def _shares(found: Unknowns[Figure], edition: Edition, moved: Since) -> None:
    """A percentage of a whole that stands elsewhere is of a part that is rounded as all are."""
    shown: dict[Figure, tuple[int, int]] = {}
    for sheet in edition:
        for (row, column), value in sheet.cells.items():
            name, base = sheet.figure(row, column), sheet.bases.get((row, column), 1)
            if name is not None and isinstance(value, int) and base <= BASE:
                shown[name] = min(shown.get(name, (base, value)), (base, value))
    for sheet in edition:
        for (row, scheme), percent in sheet.cells.items() if sheet.table == "T18" else ():
            unit = _UNKNOWN[row]
            _base, whole = shown.get(figure(unit, sheet.year, scheme), (1, 0))
            part = figure(unit, sheet.year, scheme, **{row: "unknown"})
            if isinstance(percent, int) and whole and part not in shown:
                fit = [n for n in range(0, whole + 1, BASE) if (200 * n + whole) // (2 * whole) == percent]
                more = moved.get(part, 0)
                found.is_between(part, fit[0] - BASE + 1 - more, fit[-1] + BASE - 1 - more)
