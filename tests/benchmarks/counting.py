"""T01 and T02 of a year, from sealed facts, against four GROUP BY queries on clear columns.

The baseline is the best case for SQL: two tables of nothing but short columns that hold what the two tables
ask for, the year beside the scheme and the sex, so that no query joins. It counts the cells; the product
also opens and checks every record, knows the printed years, and writes the sentences.
"""

from collections import Counter
from collections.abc import Iterator

from django.db import models
from django.db.models import Count

from cases.statistics import engine
from tests.benchmarks.population import Logged
from tests.benchmarks.runner import Line, compare, must_equal

YEAR, FIRST_OF_T02 = 2017, 2013
NOT_COUNTED = ("sum", "2004", "2005", "2006", "2007")
SEX_ROWS = {"K": "women", "M": "men", "U": "unknown"}

# (table, row key, column key) to the figure.
Cells = dict[tuple[str, str, str], int]


class Entry(models.Model):
    """A case, as clear columns."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=3)
    scheme = models.CharField(max_length=2)

    class Meta:
        app_label = "plain"


class Concerned(models.Model):
    """A person of a case, as clear columns."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=3)
    scheme = models.CharField(max_length=2)
    sex = models.CharField(max_length=1)

    class Meta:
        app_label = "plain"


def store_in_clear(logged: list[Logged]) -> None:
    entries, persons = [], []
    for one in logged:
        told = one.told
        said = {"year": told.received_on.year, "kind": told.case.kind, "scheme": told.inquiry.scheme}
        entries.append(Entry(**said))
        persons += [Concerned(sex=person.sex, **said) for person in told.persons]
    Entry.objects.bulk_create(entries, batch_size=2000)
    Concerned.objects.bulk_create(persons, batch_size=2000)


def measure(logged: list[Logged], database: str) -> Iterator[Line]:
    """One line; `logged` is everything that the register holds."""
    expected = remembered(logged)
    must_equal("T01 and T02 from clear columns", grouped(), expected)
    must_equal("T01 and T02 from sealed facts", counted(), expected)
    value, [(baseline, ratio)] = compare(counted, grouped, rounds=7, calls=1)
    name = f"T01 and T02 of {YEAR} / GROUP BY on clear columns"
    yield Line(name, database, len(logged), value, baseline, ratio, None)


def counted() -> Cells:
    """The product's cells without sums, changes and printed years; a cell of nobody stays out."""
    cells: Cells = {}
    for result in engine.count(YEAR, tables=("T01", "T02")).results:
        for row in result.rows:
            for column, cell in row.cells.items():
                if cell.value and column != "change_percent" and row.key not in NOT_COUNTED:
                    cells[result.id, row.key, column] = cell.value
    return cells


def grouped() -> Cells:
    """The same cells by GROUP BY."""
    team = {"scheme": "KT", "kind": "SAK", "year__lte": YEAR}
    advisers = {"scheme__in": ("MR", "IR"), "kind": "SAK", "year__range": (FIRST_OF_T02, YEAR)}
    cells: Cells = {}
    for measure_name, model in (("inquiries", Entry), ("persons", Concerned)):
        for row in model.objects.filter(**team).values("year").annotate(number=Count("pk")):
            cells["T01", str(row["year"]), measure_name] = row["number"]
    for row in Entry.objects.filter(**advisers).values("year").annotate(number=Count("pk")):
        cells["T02", "cases", str(row["year"])] = row["number"]
    for row in Concerned.objects.filter(**advisers).values("year", "sex").annotate(number=Count("pk")):
        year = str(row["year"])
        cells["T02", SEX_ROWS[row["sex"]], year] = row["number"]
        cells["T02", "persons", year] = cells.get(("T02", "persons", year), 0) + row["number"]
    return cells


def remembered(logged: list[Logged]) -> Cells:
    """The cells as the fill remembers them, from no database at all."""
    cells: Counter[tuple[str, str, str]] = Counter()
    for one in logged:
        year, persons = one.told.received_on.year, one.told.persons
        if one.told.inquiry.scheme == "KT":
            cells["T01", str(year), "inquiries"] += 1
            cells["T01", str(year), "persons"] += len(persons)
        elif year >= FIRST_OF_T02:
            cells["T02", "cases", str(year)] += 1
            cells["T02", "persons", str(year)] += len(persons)
            for person in persons:
                cells["T02", SEX_ROWS[person.sex], str(year)] += 1
    return dict(cells)
