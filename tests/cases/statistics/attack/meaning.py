"""What a reader takes a cell of a published table to be of: from titles, rules and notes, not from code.

A figure has one name wherever it stands, so that all tables, years and editions speak of the same unknowns.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

SCHEMES = ("MR", "IR", "KT")
ADVISERS = "MR+IR"
MONTHS = tuple(f"{month:02}" for month in range(1, 13))
HALVES = {"H1": MONTHS[:6], "H2": MONTHS[6:]}


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of `unit` in `year`, asked of `scheme` (none: of any), with one value in each of `of`."""

    unit: str
    year: int
    scheme: str = ""
    of: tuple[tuple[str, str], ...] = ()

    def but(self, dimension: str, value: str = "") -> "Figure":
        """The same with another value in one dimension; without a value, with all there are."""
        rest = {**dict(self.of), dimension: value}
        return Figure(self.unit, self.year, self.scheme, tuple(sorted(p for p in rest.items() if p[1])))

    def asked(self, scheme: str) -> "Figure":
        return Figure(self.unit, self.year, scheme, self.of)

    def as_unit(self, unit: str) -> "Figure":
        return Figure(unit, self.year, self.scheme, self.of)


def figure(unit: str, year: int | str, scheme: str = "", **of: str) -> Figure:
    return Figure(unit, int(year), scheme, tuple(sorted(pair for pair in of.items() if pair[1] != "sum")))


# Row, column and the year the edition is of.
Meaning = Callable[[str, str, int], Figure]


def of_cell(table: str, row: str, column: str, year: int, rows: Sequence[str]) -> Figure | None:
    """None for a cell that is made of others: a percentage, a change, a sum over years."""
    if table not in _OF or column.endswith("percent") or (table == "T01" and row == "sum"):
        return None
    if table == "T06" and row == "other":
        # Which countries are among the others depends on those that are named.
        row = "none of " + ",".join(sorted(one for one in rows if one not in ("other", "unknown", "sum")))
    return _OF[table](row, column, year)


def _two(column: str) -> tuple[str, str]:
    """“KT-2009” and the like."""
    head, _, tail = column.partition("-")
    return {"advisers": ADVISERS, "team": "KT"}.get(head, head), tail


def _t02(row: str, column: str, year: int) -> Figure:
    if row == "cases":
        return figure("cases", column, ADVISERS)
    return figure("persons", column, ADVISERS, sex={"persons": "sum"}.get(row, row))


def _t04(row: str, column: str, year: int) -> Figure:
    party, sex = _two(column)
    return figure("persons", year, party, concern=row, sex=sex)


def _t12(row: str, column: str, year: int) -> Figure:
    (party, unit), (of_year, half) = _two(column), _two(row)
    return figure({"new": "cases"}.get(unit, unit), of_year, party, month=half)


def _t14(row: str, column: str, year: int) -> Figure:
    return figure("cases", year, column, action={"cases": "sum"}.get(row, row))


def _t15(row: str, column: str, year: int) -> Figure:
    scheme, of_year = _two(column)
    return figure("cases", of_year, scheme) if row == "SAK" else figure("all", of_year, scheme, kind=row)


def _by_scheme_and_year(unit: str, dimension: str, total: str = "sum") -> Meaning:
    def of(row: str, column: str, year: int) -> Figure:
        scheme, of_year = _two(column)
        return figure(unit, of_year, scheme, **{dimension: {"sum": total}.get(row, row)})

    return of


def _by_scheme(unit: str, dimension: str) -> Meaning:
    return lambda row, column, year: figure(unit, year, column, **{dimension: row})


def _by_year(dimension: str, scheme: str = "", total: str = "sum") -> Meaning:
    return lambda row, column, year: figure(
        "cases", column, scheme, **{dimension: {"sum": total}.get(row, row)}
    )


_OF: dict[str, Meaning] = {
    "T01": lambda row, column, year: figure({"inquiries": "cases"}.get(column, column), row, "KT"),
    "T02": _t02,
    "T03": _by_scheme_and_year("cases", "concern"),
    "T04": _t04,
    "T05": _by_scheme_and_year("persons", "age"),
    "T06": _by_year("background"),
    "T07": _by_scheme("cases", "asker"),
    "T08": _by_scheme_and_year("cases", "abroad", "anybody"),
    "T09": _by_year("station", "IR"),
    "T10": _by_year("county", "MR"),
    "T11": _by_scheme("cases", "month"),
    "T12": _t12,
    "T13": lambda row, column, year: figure(
        "cases", year, "KT", month=row, asker={"sum": ADVISERS}.get(column, column)
    ),
    "T14": _t14,
    "T15": _t15,
    "T16": _by_year("overlap", total="several"),
    "T17": lambda row, column, year: figure("trainings", year, column),
}
# Which columns of a table are parts of another one.
_COLUMNS = {
    "T04": [
        (f"{party}-sum", [f"{party}-{sex}" for sex in ("women", "men", "unknown")])
        for party in ("advisers", "team")
    ],
    "T13": [("sum", ["MR", "IR"])],
}


def sums(
    table: str, rows: Sequence[str], columns: Sequence[str], year: int
) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each total of the table and its parts: down its rows, and across where its columns add up."""

    def of(row: str, column: str) -> Figure | None:
        return of_cell(table, row, column, year, rows)

    if table != "T01" and "sum" in rows:
        for column in columns:
            yield from _whole(of("sum", column), [of(row, column) for row in rows if row != "sum"])
    for total, parts in _COLUMNS.get(table, ()):
        for row in rows:
            yield from _whole(of(row, total), [of(row, part) for part in parts])
    if table in ("T02", "T11", "T12"):
        yield from _apart(table, rows, columns, year)


def _apart(
    table: str, rows: Sequence[str], columns: Sequence[str], year: int
) -> Iterator[tuple[Figure, list[Figure]]]:
    if table == "T02":
        for column in columns:
            whole = figure("persons", column, ADVISERS)
            yield whole, [whole.but("sex", sex) for sex in ("women", "men", "unknown")]
    for scheme in SCHEMES if table != "T02" else ():
        for one in {year, *(int(row[:4]) for row in rows if table == "T12")}:
            whole = figure("cases", one, scheme)
            yield whole, [whole.but("month", half) for half in HALVES]
            for half, months in HALVES.items():
                yield whole.but("month", half), [whole.but("month", month) for month in months]


def _whole(total: Figure | None, parts: Sequence[Figure | None]) -> Iterator[tuple[Figure, list[Figure]]]:
    known = [part for part in parts if part is not None]
    if total is not None and len(known) == len(parts):
        yield total, known


def no_more(known: Iterable[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """Pairs of lists of which the first together are no more than the second together."""
    there = set(known)
    for one in there:
        yield from _of_schemes(one, there)
        for dimension, value in one.of:
            yield [one], [one.but(dimension)]
            if dimension == "asker" and value in ("MR", "IR"):
                yield [one], [one.but("asker", ADVISERS)]
        if one.unit == "cases":
            yield [one], [one.as_unit("persons")]
            yield [one], [one.as_unit("active")]
            if one.of == (("action", "KURS"),):
                yield [one], [figure("trainings", one.year, one.scheme)]
        if one.unit == "closed":
            yield [one], [one.as_unit("active")]
        if dict(one.of).get("action", "none") != "none":
            # Whatever has an action is not among those that have none.
            yield [one, one.but("action", "none")], [one.but("action")]
        if one.scheme == ADVISERS and one.unit == "cases" and not one.of:
            yield [one], [one.but("month", half) for half in HALVES]
    for year in {one.year for one in there}:
        yield from _of_overlaps(year, there)
    for whole in {one.but("action") for one in there if dict(one.of).get("action")}:
        actions = [one for one in there if one.but("action") == whole and one != whole]
        yield [whole], actions


def _of_schemes(one: Figure, there: set[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """A case may stand in several schemes and counts once in a group of them."""
    for group, members in ((ADVISERS, ("MR", "IR")), ("", SCHEMES), ("", (ADVISERS, "KT"))):
        if one.scheme == group and one.unit not in ("all", "trainings"):
            yield [one], [one.asked(scheme) for scheme in members]
            for scheme in members:
                yield [one.asked(scheme)], [one]


def _of_overlaps(year: int, there: set[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """Entries beyond the first of a case are of one that stands in more than one scheme."""
    cases = {scheme: figure("cases", year, scheme) for scheme in (*SCHEMES, ADVISERS, "")}
    over = {pair: figure("cases", year, overlap=pair) for pair in ("MR+IR", "MR+KT", "IR+KT", "all")}
    everything = [over["MR+IR"], over["MR+KT"], over["IR+KT"], over["all"], over["all"]]
    yield [cases["MR"], cases["IR"], cases["KT"]], [cases[""], *everything]
    yield [cases["MR"], cases["IR"]], [cases[ADVISERS], over["MR+IR"], over["all"]]
    yield [cases[ADVISERS], cases["KT"]], [cases[""], over["MR+KT"], over["IR+KT"], over["all"]]
    # Whatever stands in several was asked about in one of them this year.
    for pair in ("MR+IR", "MR+KT", "IR+KT"):
        yield [over[pair]], [cases[scheme] for scheme in pair.split("+")]
