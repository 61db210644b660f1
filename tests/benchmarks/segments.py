"""Twelve cross tables and the series, from what is packed and what changed since, against three other ways.

GROUP BY on clear columns of tables that hold nothing else is the best case for SQL; DuckDB's encrypted file
the best of what others have for sealed facts; opening as many bytes as a person has facts, and copying them
once, is the least that anything sealed can cost. All give the same figures first. The year's tables are
measured where all years are over, with few cases and with many.
"""

import gc
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.db.models import Count

from advisory.models import Post
from audit.actor import job
from cases import codebook
from cases.models import CountedYear
from cases.services import segments
from cases.statistics import engine
from cases.statistics.histogram import Unit, histogram
from cases.statistics.packed.reading import read
from tests.benchmarks import many_cases, packed_alone, plain
from tests.benchmarks.copies import Copy
from tests.benchmarks.many_cases import CASE, INQUIRY, PERSON, YEARS, ClearCase, ClearPerson
from tests.benchmarks.population import analyse
from tests.benchmarks.runner import Line, compare, must_equal

LISTS = CASE | INQUIRY | PERSON
TAIL = 1_000
# (unit, rows, columns); every year of each.
CROSS: tuple[tuple[Unit, str, str], ...] = (
    ("cases", "concern", "scheme"),
    ("cases", "concern", "asker"),
    ("cases", "asker", "month"),
    ("cases", "channel", "scheme"),
    ("cases", "focus_country", "concern"),
    ("cases", "urgency", "concern"),
    ("persons", "sex", "age_group"),
    ("persons", "sex", "concern"),
    ("persons", "age_group", "concern"),
    ("persons", "background", "sex"),
    ("persons", "whereabouts", "age_group"),
    ("persons", "scheme", "sex"),
)
SERIES: tuple[Unit, ...] = ("cases", "persons")
Tables = list[Any]
# At most so much of each, by database for GROUP BY. They are said of a million cases: of fewer, those that
# changed are a large part, and the figures stand without a target.
TARGETS_FROM = 1_000_000
OF_GROUP_BY = {"sqlite": 1 / 200, "postgresql": 1 / 20}
OF_DUCKDB, OF_THE_LIMIT, FLAT = 0.5, 10.0, 2.0
BYTES_A_PERSON, PERSONS_A_BLOCK = 8, 10_000


def lines(*, quick: bool, million: bool, tell: Callable[[str], None]) -> Iterator[Line]:
    """Raises NotEqualError when two ways do not count the same."""
    few, many = (1_000, 5_000) if quick else (10_000, 1_000_000 if million else 100_000)
    rounds = 5 if million else 7
    database = connection.vendor
    counted_here = [CountedYear(year=year) for year in range(2004, YEARS[-1] + 1)]
    CountedYear.objects.bulk_create(counted_here, ignore_conflicts=True)
    many_cases.let_lanes_be_closed()
    plain.make_tables(ClearCase, ClearPerson)
    post = Post.objects.all()[0].pk
    tell(f"building {few} cases")
    made = [many_cases.fill(few, seed=1, post=post)]
    pack(tell)
    analyse()
    small = Copy()
    tell(f"building {many} cases")
    if million:
        made = [many_cases.draw(many - TAIL, seed=2)]
        ClearCase.objects.all().delete()
        ClearPerson.objects.all().delete()
        many_cases.store_in_clear(made[0])
        packed_alone.store(made[0], post)
    else:
        made.append(many_cases.fill(many - few - TAIL, seed=2, post=post))
        began = time.perf_counter()
        pack(tell)
        tell(f"packed in {time.perf_counter() - began:.0f} s")
    tell(f"at most {memory():.0f} MB so far")
    analyse()
    with small.at_work(report_time) as on_few:
        yield from closed_years(on_few, database, many, rounds)
    made.append(many_cases.fill(TAIL, seed=3, post=post, years=range(YEARS[-1], YEARS[-1] + 1)))
    tell("counting")
    yield from cross_tables(made, database, many, rounds)
    tell(f"at most {memory():.0f} MB")


def pack(tell: Callable[[str], None]) -> None:
    segments.make(actor=job("segments"), tell=tell)


def memory() -> float:
    """Most that this process ever took, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def closed_years(on_few: Callable[[Any], float], database: str, n: int, rounds: int) -> Iterator[Line]:
    year = YEARS[-1]
    on_few(year), report_time(year)
    pairs = [(report_time(year), on_few(year)) for _round in range(rounds)]
    value, baseline = (sorted(one)[rounds // 2] for one in zip(*pairs, strict=True))
    ratio = sorted(a / b for a, b in pairs)[rounds // 2]
    title = f"all tables of {year}, a closed year: {n} cases / few cases"
    yield Line(title, database, n, value, baseline, ratio, FLAT)


def report_time(year: int) -> float:
    """Milliseconds of all the year's tables."""
    gc.collect()
    start = time.perf_counter()
    engine.count(year, today=date(YEARS[-1] + 1, 6, 30))
    return (time.perf_counter() - start) * 1000


def cross_tables(made: list[many_cases.Made], database: str, n: int, rounds: int) -> Iterator[Line]:
    expected = remembered(made)
    must_equal_tables("packed columns", counted(), expected)
    must_equal_tables("GROUP BY", grouped(), expected)
    name = "12 cross tables and the series, 1000 cases changed"
    value, [(baseline, ratio)] = compare(counted, grouped, rounds=rounds, calls=1)
    targets = (OF_GROUP_BY[database], OF_DUCKDB, OF_THE_LIMIT) if n >= TARGETS_FROM else (None,) * 3
    yield Line(f"{name} / GROUP BY on clear columns", database, n, value, baseline, ratio, targets[0])
    duck = Duck(made)
    must_equal_tables("DuckDB", duck(), expected)
    least = Least(sum(len(one.persons["sex"]) for one in made))
    value, [duck_one, least_one] = compare(counted, duck, least, rounds=rounds, calls=1)
    yield Line(f"{name} / DuckDB's encrypted file", database, n, value, *duck_one, targets[1])
    yield Line(f"{name} / opening and copying alone", database, n, value, *least_one, targets[2])


def numbers(name: str) -> list[int]:
    return list(range(1, 13)) if name == "month" else list(codebook.numbers(LISTS[name]).values())


def counted() -> Tables:
    """The product's way: everything read and opened anew."""
    data = read(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
    where = {"kind": [codebook.number_of("henvendelsesart", "SAK")]}
    years = {"year": list(YEARS)}
    found = [
        histogram(data, unit, where=where, axes={**years, row: numbers(row), column: numbers(column)})
        for unit, row, column in CROSS
    ]
    return found + [
        histogram(data, unit, where=where, axes={**years, "scheme": numbers("scheme")}) for unit in SERIES
    ]


def questions() -> list[tuple[Unit, tuple[str, ...]]]:
    tables: list[tuple[Unit, tuple[str, ...]]] = [(unit, ("year", row, col)) for unit, row, col in CROSS]
    return tables + [(unit, ("year", "scheme")) for unit in SERIES]


def remembered(made: list[many_cases.Made]) -> Tables:
    """As the fill remembers them, from no database at all."""
    found = []
    for unit, names in questions():
        axes = [list(YEARS) if name == "year" else numbers(name) for name in names]
        table = np.zeros([len(axis) for axis in axes], dtype=np.int64)
        for one in made:
            columns = one.persons if unit == "persons" else one.cases
            places = [_places(axis)[columns[name]] for axis, name in zip(axes, names, strict=True)]
            np.add.at(table, tuple(places), 1)
        found.append(table)
    return found


def _places(axis: list[int]) -> Any:
    table = np.zeros(max(axis) + 1, dtype=np.int64)
    table[axis] = np.arange(len(axis))
    return table


def grouped() -> Tables:
    """A GROUP BY a table, as Django writes it."""
    found: Tables = []
    for unit, names in questions():
        model = ClearPerson if unit == "persons" else ClearCase
        rows = model.objects.filter(kind="SAK").values(*names).annotate(number=Count("pk"))
        found.append(list(rows))
    return found


class Duck:
    """The same from DuckDB's encrypted file, opened anew each time, with the cipher its package brings."""

    def __init__(self, made: list[many_cases.Made]) -> None:
        import duckdb

        self._duckdb = duckdb
        self._path = Path(settings.HOME) / "plain.duckdb"
        with duckdb.connect() as duck:
            self._attach(duck)
            for name, of in (("cases", "cases"), ("persons", "persons")):
                columns = self._columns([getattr(one, of) for one in made])
                duck.execute(f"CREATE TABLE enc.{name} AS SELECT * FROM columns")
                del columns

    def _columns(self, parts: list[dict[str, Any]]) -> dict[str, Any]:
        return {name: np.concatenate([one[name] for one in parts]).astype(np.uint16) for name in parts[0]}

    def _attach(self, duck: Any) -> None:
        duck.execute("SET force_mbedtls_unsafe = 'true'")
        duck.execute(f"ATTACH '{self._path}' AS enc (ENCRYPTION_KEY 'sixteen bytes ok')")

    def __call__(self) -> Tables:
        found: Tables = []
        specific = codebook.number_of("henvendelsesart", "SAK")
        with self._duckdb.connect() as duck:
            self._attach(duck)
            for unit, names in questions():
                said = ", ".join(names)
                sql = f"SELECT {said}, count(*) FROM enc.{unit} WHERE kind = {specific} GROUP BY {said}"
                found.append(duck.execute(sql).fetchall())
        return found


class Least:
    """Opening eight bytes a person, ten thousand persons at a time, and copying them once."""

    def __init__(self, persons: int) -> None:
        self._key = AESGCM(bytes(32))
        self._nonce = bytes(12)
        blocks = [min(PERSONS_A_BLOCK, persons - at) for at in range(0, persons, PERSONS_A_BLOCK)]
        self._sealed = [
            self._key.encrypt(self._nonce, np.random.default_rng(at).bytes(size * BYTES_A_PERSON), b"")
            for at, size in enumerate(blocks)
        ]

    def __call__(self) -> bytes:
        return b"".join([self._key.decrypt(self._nonce, one, b"") for one in self._sealed])


def must_equal_tables(what: str, found: Tables, expected: Tables) -> None:
    """Cell by cell, whatever form a way gives its cells in."""
    for (unit, names), table, right in zip(questions(), found, expected, strict=True):
        must_equal(f"{what}: {unit} by {', '.join(names)}", _cells(names, table), _cells(names, right))


def _cells(names: tuple[str, ...], table: Any) -> dict[tuple[int, ...], int]:
    """Numbers of codes to how many; what is nothing is left out."""
    if isinstance(table, np.ndarray):
        axes = [list(YEARS) if name == "year" else numbers(name) for name in names]
        return {
            tuple(axis[at] for axis, at in zip(axes, place, strict=True)): int(table[tuple(place)])
            for place in np.argwhere(table).tolist()
        }
    if table and isinstance(table[0], dict):
        return {tuple(_number(name, row[name]) for name in names): row["number"] for row in table}
    return {tuple(row[:-1]): row[-1] for row in table}


def _number(name: str, said: Any) -> int:
    return codebook.number_of(LISTS[name], said) if name in LISTS else int(said)
