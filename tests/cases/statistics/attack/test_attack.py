"""Three editions with corrections between them, against somebody who has their files and her own solver.

She models the tables from their titles, rules and notes (`meaning`), reads only what was published
(`reading`), and knows as well what was corrected since. FRITTVALG_ATTACKS says how many years are tried.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from advisory.roles import Role
from cases.models import CountedYear
from cases.services.edition_steps import NotSafe, make_draft, take_step
from cases.services.editions import Issued, Step, editions
from cases.statistics import engine
from cases.statistics.edition import report_of
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_json import as_data
from cases.statistics.formats.as_pdf import can_draw
from cases.statistics.formats.bundle import table_as_px
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES
from tests import factories
from tests.cases.statistics.attack import population, reading
from tests.cases.statistics.attack.attacker import LEAST_NAMED, Edition, Sheet, unknowns
from tests.cases.statistics.attack.meaning import Figure, figure
from tests.cases.statistics.packed import work
from tests.factories import Member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database("What follows from figures that were counted before."),
]
TODAY = date(2010, 2, 1)
YEAR = 2009
# So many made-up years; one is enough to see that nothing has come undone.
SEEDS = range(1, 1 + int(os.environ.get("FRITTVALG_ATTACKS", "1")))
WIDE = 3
# What turns out to be otherwise in one case.
FACTS = ({"asker": "POL"}, {"age_group": "B"}, {"concern": "NSK", "sex": "M"})


@pytest.fixture(autouse=True)
def _in_2010(reference: None) -> Any:
    CountedYear.objects.get_or_create(year=2008)
    with time_machine.travel("2010-02-01T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def officers(reference: None) -> tuple[Member, Member]:
    office = factories.post("kontor")
    return (
        factories.member("officer", Role.STATISTICS, office),
        factories.member("second", Role.STATISTICS, office),
    )


def published(
    officers: tuple[Member, Member],
    left_out: frozenset[str] = frozenset(),
    hides: frozenset[str] = frozenset(),
) -> Issued:
    """An edition that is out. What the gate refuses the officer leaves out, as she is told to."""
    officer, second = officers
    try:
        number = make_draft(
            standing=officer.standing, year=YEAR, reason="Nye tall.", left_out=left_out, hides=hides
        )
    except NotSafe as refused:
        named = {reason[:3] for reason in refused.reasons}
        if named <= left_out:
            raise
        return published(officers, left_out | named, hides)
    for member, step in (
        (officer, Step.CHECKED),
        (second, Step.COUNTERSIGNED),
        (officer, Step.PUBLISHED),
    ):
        take_step(standing=member.standing, number=number, step=step)
    return editions()[0]


def sheets(tables: Sequence[Any]) -> list[Sheet]:
    """Of the JSON, which says what rows and columns are and what each figure is rounded to."""
    return [
        Sheet(
            table["id"],
            YEAR,
            tuple(row["key"] for row in table["rows"]),
            tuple(column["key"] for column in table["columns"]),
            {
                (row["key"], column): row["signs"].get(column, "..") if value is None else value
                for row in table["rows"]
                for column, value in row["cells"].items()
            },
            {
                (row, column): base
                for row, bases in table.get("rounded", {}).items()
                for column, base in bases.items()
            },
        )
        for table in tables
    ]


def counted() -> dict[Figure, int]:
    """What the figures are in truth, and nobody outside knows."""
    report = as_data(engine.count(YEAR, today=TODAY))
    return {
        name: value
        for sheet in sheets(report["tables"])
        for (row, column), value in sheet.cells.items()
        if (name := sheet.figure(row, column)) is not None and isinstance(value, int)
    }


@dataclass(frozen=True)
class Out:
    """An edition as the attacker has it, and the truth at that time."""

    issued: Issued
    sheets: Edition
    truth: dict[Figure, int]


def out(issued: Issued) -> Out:
    return Out(issued, sheets(issued.published["tables"]["nb"]), counted())


def attacked(known: Sequence[Out], *, knows_corrections: bool) -> dict[Figure, tuple[int, int]]:
    """What she finds of each protected figure by these editions."""
    last = known[-1].truth
    since = [
        {name: then - last.get(name, then) for name, then in one.truth.items()} if knows_corrections else {}
        for one in known
    ]
    found, protected = unknowns([one.sheets for one in known], since)
    # The attack itself is right: the truth fits all that she concludes from.
    assert not found.broken(last)
    exact, _protected = unknowns([[plain(sheet) for sheet in one.sheets] for one in known], since)
    follows = exact.reach(protected, WIDE)
    # That there is none of something may be told, and then there is none of any kind of it; so may what is
    # not small, and then what follows from it.
    open_to_her = {
        name for name, (low, high) in follows.items() if low == high and (low == 0 or low >= LEAST_NAMED)
    }
    return found.reach(sorted(protected - open_to_her, key=str), WIDE)


def plain(sheet: Sheet) -> Sheet:
    """Of a table only what stands there as it is."""
    return replace(
        sheet, cells={at: ":" if at in sheet.bases else value for at, value in sheet.cells.items()}
    )


def narrow(found: dict[Figure, tuple[int, int]]) -> dict[Figure, tuple[int, int]]:
    return {name: (low, high) for name, (low, high) in found.items() if high - low + 1 < WIDE}


def corrections(seed: int, adviser: Member) -> list[Callable[[], object]]:
    """Before the second and before the third edition: added, corrected, found to be none, erased."""
    dice = random.Random(seed)
    person = factories.told().persons[0]
    one, wrong, gone = (
        work.logged(adviser, date(YEAR, dice.randrange(1, 13), 5), "MR", person) for _ in range(3)
    )

    def first() -> None:
        population.store(population.matters(seed + 100, 1, (YEAR,)), seed)
        work.corrected(one.pk, **dice.choice(FACTS))

    def second() -> None:
        work.corrected(wrong.pk, outcome="FEIL")
        work.announced(gone.pk)
        work.erased(gone.pk)

    return [first, second]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_three_editions_leave_every_protected_figure_open(
    officers: tuple[Member, Member], adviser: Member, seed: int
) -> None:
    size = (90, 60, 150, 300)[seed % 4]
    population.store(population.matters(seed, size, (YEAR,)), seed)
    later = corrections(seed, adviser)
    known = [out(published(officers))]
    for correction in later:
        correction()
        known.append(out(published(officers)))
    # What all three tell together, each tells a part of.
    found = attacked(known, knows_corrections=True)
    assert len(found) > 100
    assert narrow(found) == {}
    for one in known:
        _every_file_says_the_same(officers[0], one, drawn=one is known[-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_three_editions_that_hide_small_figures_leave_them_open(
    officers: tuple[Member, Member], adviser: Member, seed: int
) -> None:
    population.store(population.matters(seed, 150, (YEAR,)), seed)
    later = corrections(seed, adviser)
    hiding = {"T05", "T07", "T11"}
    options = {"left_out": frozenset(TABLES) - hiding, "hides": frozenset(hiding)}
    known = [out(published(officers, **options))]
    for correction in later:
        correction()
        known.append(out(published(officers, **options)))
    hidden = [sheet for one in known for sheet in one.sheets if ":" in sheet.cells.values()]
    assert len(hidden) > len(known)
    for some in (known[:1], known):
        found = attacked(some, knows_corrections=len(some) > 1)
        assert found
        assert narrow(found) == {}


def test_hiding_small_figures_alone_does_not_keep_them(reference: None) -> None:
    """The attack has teeth: without companions most of what is hidden is found, and found right."""
    population.store(population.matters(0, 90, (YEAR,)), 0)
    tables = [one for one in TABLES if one != "T18"]  # whose percentages are made of what is hidden
    report, truth = sheets(as_data(engine.count(YEAR, tables=tables, today=TODAY))["tables"]), counted()
    found, protected = unknowns([[_hiding(sheet) for sheet in report]], [{}])
    assert not found.broken(truth)
    solved = narrow(found.reach(protected, WIDE))
    assert len(solved) > 10
    assert {name: truth[name] for name, (low, high) in solved.items() if low == high} == {
        name: low for name, (low, high) in solved.items() if low == high
    }


def _hiding(sheet: Sheet) -> Sheet:
    return replace(
        sheet,
        cells={
            at: ":" if isinstance(value, int) and 0 < value < 5 else value
            for at, value in sheet.cells.items()
        },
    )


def test_the_two_unknown_of_2008_hidden_alone_are_found_by_subtraction() -> None:
    shown = {"cases": 381, "women": 282, "men": 107, "unknown": ":", "persons": 391}
    sheet = Sheet("T02", 2008, tuple(shown), ("2008",), {(row, "2008"): said for row, said in shown.items()})
    found, protected = unknowns([[sheet]], [{}])
    unknown = figure("persons", 2008, "MR+IR", sex="unknown")
    assert protected == {unknown}
    assert found.reach(protected, WIDE) == {unknown: (2, 2)}


def test_rounding_each_edition_by_itself_tells_who_knows_what_was_corrected() -> None:
    """Four shown as 6, then one more and shown as 3: they are five, and nothing else fits."""
    name = figure("cases", YEAR, "KT", asker="POL")
    editions_out = [
        [Sheet("T07", YEAR, ("POL",), ("KT",), {("POL", "KT"): shown}, {("POL", "KT"): 3})]
        for shown in (6, 3)
    ]
    found, _protected = unknowns(editions_out, [{name: -1}, {}])
    assert found.reach([name], WIDE) == {name: (5, 5)}


def _every_file_says_the_same(reader: Member, one: Out, *, drawn: bool) -> None:
    """No format tells a cell otherwise than the one that the attack was made with."""
    issued, names = one.issued, [sheet.table for sheet in one.sheets]
    wanted = {
        sheet.table: [[str(sheet.cells[row, column]) for column in sheet.columns] for row in sheet.rows]
        for sheet in one.sheets
    }
    for language in LANGUAGES:
        report = report_of(issued.published, language)
        files = {name: FORMATS[name].write(report) for name in FORMATS if name not in ("px", "pdf")}
        assert reading.of_json(files["json"]) == wanted
        assert reading.of_jsonstat(files["jsonstat"]) == wanted
        assert reading.of_csv(files["csv"], "," if language == "en" else ";") == wanted
        assert reading.of_text(files["text"]) == wanted
        assert reading.of_xlsx(files["xlsx"]) == wanted
        assert reading.of_ods(files["ods"]) == wanted
    for name in names:
        assert reading.of_px(table_as_px(issued.published, name)) == {name: wanted[name]}
    page = reader.client.get(reverse("edition", args=[issued.number])).content.decode()
    assert reading.of_page(page, names) == wanted
    if drawn and can_draw():
        pdf = FORMATS["pdf"].write(report_of(issued.published, "nb"))
        assert reading.of_pdf(pdf, names) == wanted
