"""What the packed columns hold, when they are made anew, and what leaves them."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from numpy.typing import NDArray

from advisory.sealing.uses import uses_of
from advisory.services.epochs import open_epoch
from audit.actor import SEGMENTS
from audit.models import Entry
from cases import codebook
from cases.models import Case, CountedYear, Segment, StatusChange
from cases.models.facts import InquiryFacts, PersonFacts
from cases.seal_check import _segments
from cases.services import segments
from cases.services.reencryption import reencrypt
from cases.statistics.dimensions import DIMENSIONS
from cases.statistics.engine import count
from cases.statistics.packed import crossed, index
from cases.statistics.packed.answers import Question
from cases.statistics.packed.crossed import KEPT, CrossTables, answers
from cases.statistics.packed.crossing import cross_tables
from cases.statistics.packed.layout import CASES, ENTRIES, NAMES
from cases.statistics.result import Report
from tests import factories
from tests.cases.statistics import register
from tests.cases.statistics.packed import work
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db
SPRING = date(2025, 5, 1)
WOMAN = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="NOR")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """The last day of June 2027: 2025 and 2026 are over."""
    with time_machine.travel(work.NOON, tick=True):
        yield


@pytest.fixture
def cases(adviser: Member) -> list[Case]:
    """One of 2025 that was closed then, one of 2026 that is open still."""
    found = [work.logged(adviser, SPRING, "MR", WOMAN), work.logged(adviser, date(2026, 2, 3), "MR", WOMAN)]
    work.closed(found[0].pk, work.NOON.replace(year=2025, month=9))
    return found


def marks() -> list[int | None]:
    return list(Case.unscoped.order_by("opened_at").values_list("uncounted_from", flat=True))


def report(year: int = 2027) -> Report:
    return count(year, today=work.TODAY)


def test_every_table_is_the_same_from_rows_and_from_columns(printed_2008: None) -> None:
    today = date(2010, 5, 20)
    before = [count(year, today=today) for year in (2008, 2009, 2010)]
    with time_machine.travel(date(2010, 5, 20)):
        work.pack()
        assert [count(year, today=today) for year in (2008, 2009, 2010)] == before
        register.write([register.case_of("KT", date(2008, 9, 1)), register.case_of("MR", date(2010, 1, 1))])
        beside = [count(year, today=today) for year in (2008, 2009, 2010)]
        segments.forget()
        assert [count(year, today=today) for year in (2008, 2009, 2010)] == beside
    assert beside != before


def test_a_new_case_is_in_the_next_report_and_is_taken_in_by_the_next_run(
    adviser: Member, cases: list[Case]
) -> None:
    work.pack(answers=False)
    assert marks() == [None, None]
    before = report()
    work.logged(adviser, date(2027, 1, 4), "MR", WOMAN)
    assert [mark is None for mark in marks()] == [True, True, False]
    after = report()
    assert after != before
    outcome = work.pack(answers=False)
    assert (outcome.made, outcome.taken_in, outcome.left) == ([2027], 1, 0)
    assert report() == after
    assert work.pack(answers=False).made == []


def test_only_years_that_changed_are_made_anew(cases: list[Case]) -> None:
    assert work.pack(answers=False).made == [2025, 2026, 2027]
    work.corrected(cases[1].pk, concern="TVE_GJ")
    assert work.pack(answers=False).made == [2026]
    # Moved from one year to another, both change.
    work.moved(cases[1].pk, date(2025, 12, 31))
    assert work.pack(answers=False).made == [2025, 2026]
    work.must_count_alike()


def test_a_year_that_is_over_by_now_gets_its_half_years(cases: list[Case]) -> None:
    work.pack(answers=False)
    with time_machine.travel(date(2028, 1, 2), tick=True):
        assert work.pack(answers=False).made == [2027]


def test_of_years_that_are_over_no_lane_is_read_though_the_register_began_after_the_tables(
    cases: list[Case],
) -> None:
    """Tables go back to years in which there was nothing: that is known, and not looked for case by case."""
    lanes = StatusChange._meta.db_table
    with CaptureQueriesContext(connection) as captured:
        before = report(2026)
    assert any(lanes in query["sql"] for query in captured)
    work.pack()
    with CaptureQueriesContext(connection) as captured:
        assert report(2026) == before
    assert not any(lanes in query["sql"] for query in captured)


def test_a_case_of_a_year_before_all_that_is_packed_is_counted_there(
    adviser: Member, cases: list[Case]
) -> None:
    work.pack(answers=False)
    old = work.logged(adviser, date(2021, 3, 1), "MR", WOMAN)
    work.closed(old.pk, work.NOON.replace(year=2023))
    work.must_count_alike(first=date(2020, 1, 1), years=range(2020, 2028))
    work.pack(answers=False)
    work.must_count_alike(first=date(2020, 1, 1), years=range(2020, 2028))


def test_a_lane_is_in_no_half_year_before_the_day_it_was_asked_on(cases: list[Case]) -> None:
    """Whatever happened in it meanwhile, by a day that was corrected since."""
    work.reopened(cases[0].pk, work.NOON.replace(year=2025, month=10))
    work.moved(cases[0].pk, date(2027, 1, 2))
    work.must_count_alike()
    work.pack(answers=False)
    work.must_count_alike()


def test_kept_answers_are_counted_answers(cases: list[Case]) -> None:
    work.asked(cases[0].pk, factories.post("kt-koordinator").pk, SPRING, InquiryFacts(scheme="KT"))
    plain = report(2026)
    work.pack()
    said = index.current()
    assert said is not None
    assert all(year.answers for year in said.years.values())
    assert report(2026) == plain
    # One that does not open is as one that is not there.
    Segment.objects.filter(pk=said.years[2025].answers).delete()
    assert report(2026) == plain


def test_cross_tables_that_are_kept_tell_what_the_rows_say(adviser: Member, cases: list[Case]) -> None:
    """Of cases with several schemes, months, persons and askers, and of a general question."""
    man = PersonFacts(sex="M", age_group="16-17", background="SO", whereabouts="UTL")
    work.logged(adviser, date(2026, 11, 2), "KT", WOMAN, man, concern="TVE_GJ", focus_country="PK")
    work.logged(adviser, date(2026, 11, 2), "KT", kind="GEN")
    for case, day in ((cases[0], date(2025, 9, 1)), (cases[1], date(2026, 7, 1))):
        other = InquiryFacts(scheme="KT", channel="TLF", asker="POL")
        work.asked(case.pk, factories.post("kt-koordinator").pk, day, other)
    work.joined(cases[1].pk, man)
    work.pack(answers=False)
    work.must_cross_alike()


def test_cross_tables_are_made_where_columns_stand_without_them(cases: list[Case]) -> None:
    """As after an upgrade."""
    work.pack(answers=False)
    said = index.current()
    assert said is not None
    names = {name for name in said.years[2025].columns if name in crossed.NAMES}
    assert names == crossed.NAMES
    year = replace(
        said.years[2025],
        columns={name: row for name, row in said.years[2025].columns.items() if name not in names},
    )
    without = index.Index(said.number + 1, said.made_at, {**said.years, 2025: year})
    segments._replace(without, actor=SUITE, made=[], broken=[])
    work.must_count_alike()
    assert work.pack(answers=False).made == []
    work.must_cross_alike()
    assert work.pack(answers=False).number == said.number + 2


def test_columns_that_were_made_by_other_rules_are_not_counted_by_and_are_made_anew(
    adviser: Member, cases: list[Case]
) -> None:
    """As after an upgrade: they say what was right then, which is no alarm and no figure of today."""
    work.pack(answers=False)
    said = index.current()
    assert said is not None
    before = replace(said, number=said.number + 1, rules=index.RULES - 1)
    segments._replace(before, actor=SUITE, made=[], broken=[])
    assert index.current() is None
    assert not work.must_count_alike().packed
    assert not any(found.bad for found in _segments())
    outcome = work.pack(answers=False)
    assert (outcome.number, outcome.made, outcome.broken, outcome.lost) == (
        said.number + 2,
        [2025, 2026, 2027],
        [],
        False,
    )
    assert set(work.must_count_alike().packed) == {2025, 2026, 2027}


def test_an_index_that_names_no_rules_is_of_the_first() -> None:
    old = index.Index(1, work.NOON, {})
    raw = json.loads(old.dump())
    del raw["rules"]
    assert index.load(json.dumps(raw).encode()).rules == 1 < index.RULES


def test_cells_are_as_wide_as_inquiries_without_persons_need() -> None:
    """A general question is about nobody: a year may have more inquiries than persons."""
    number, many = codebook.number_of("henvendelsesart", "GEN"), (1 << 16) + 1
    columns: dict[str, NDArray[Any]] = {name: np.zeros(0, dtype=np.int64) for name in NAMES}
    columns |= {name: np.zeros(many, dtype=np.int64) for name in (*CASES, *ENTRIES)}
    columns |= {"c.low": np.arange(many, dtype=np.int64), "kind": np.full(many, number, dtype=np.int64)}
    columns |= {name: np.ones(many, dtype=np.int64) for name in ("c.asked", "c.entries")}
    kept = KEPT["inquiries"]
    tables = CrossTables(kept.unit, cross_tables(2026, columns)[kept.name])
    assert answers(Question(kept.unit, {"kind": [number]}, {}), [tables]).tolist() == [many]


def test_what_cross_tables_do_not_tell_is_not_asked_of_them() -> None:
    """A case of two schemes stands in two cells of one table, and is one case of both together."""
    specific = {"kind": [codebook.number_of("henvendelsesart", "SAK")]}
    assert crossed.asked(Question("cases", {**specific, "scheme": [1]}, {"month": [1, 2]}))
    assert crossed.asked(Question("cases", {**specific, "concern": [1, 2]}, {}))
    assert crossed.asked(Question("inquiries", {"scheme": [1, 2]}, {}))
    for unit, where, axes in (
        ("cases", {"concern": [1]}, {}),
        ("cases", {"kind": [2], "concern": [1]}, {}),
        ("cases", {**specific, "scheme": [1, 2]}, {}),
        ("cases", {**specific, "month": [1, 2]}, {"concern": [1]}),
        ("cases", {**specific, "scheme": [1], "month": [1]}, {"concern": [1]}),
        ("cases", {**specific, "scheme": [1]}, {"scheme": [1, 2]}),
        ("cases", {**specific, "acted": [1]}, {}),
        ("cases", specific, {}),
        ("active", specific, {"scheme": [1]}),
    ):
        assert crossed.asked(Question(unit, where, axes)) is None


def test_dimensions_of_a_question_are_in_the_cross_tables() -> None:
    """But for what has no place in one: several at once, posts as they are now, persons of many countries."""
    apart = {"actions", "place", "background"}
    for one in DIMENSIONS.values():
        for unit in set(one.units) & crossed.KEPT.keys():
            assert one.column in {*crossed.KEPT[unit].columns, *(apart if unit == "cases" else ())}


def test_a_case_that_is_to_be_erased_leaves_the_columns_and_is_still_counted(cases: list[Case]) -> None:
    work.pack(answers=False)
    before = report()
    work.announced(cases[0].pk)
    assert work.pack(answers=False).left == 1
    assert report() == before
    said = index.current()
    assert said is not None
    assert (said.years[2025].asked, said.years[2026].asked) == (0, 1)
    assert work.pack(answers=False).made == []


def test_a_case_erased_before_the_job_ran_takes_all_columns_with_it(cases: list[Case]) -> None:
    work.pack(answers=False)
    work.announced(cases[0].pk)
    work.erased(cases[0].pk)
    assert not Segment.objects.exists()
    work.pack(answers=False)
    work.must_count_alike()


@pytest.mark.django_db(transaction=True)
def test_columns_are_not_moved_to_another_key_epoch_but_taken_away(adviser: Member) -> None:
    work.logged(adviser, SPRING, "MR", WOMAN)
    work.pack(answers=False)
    open_epoch(actor=SUITE)
    assert "cases.Segment.content" in uses_of(1)
    reencrypt(actor=SUITE, grace=0)
    assert not Segment.objects.exists()
    assert uses_of(1) == {}
    work.pack(answers=False)
    assert uses_of(2)["cases.Segment.content"]
    work.must_count_alike()


def test_a_run_that_came_second_writes_nothing(cases: list[Case]) -> None:
    work.pack(answers=False)
    work.corrected(cases[1].pk, concern="TVE_GJ")
    first_there = [lambda: work.pack(answers=False)]

    def tell(_said: str) -> None:
        if first_there:
            first_there.pop()()

    with pytest.raises(segments.MadeMeanwhile):
        segments.make(actor=SUITE, answers=False, tell=tell)
    work.must_count_alike()
    work.corrected(cases[1].pk, concern="ANN")
    work.pack(answers=False)
    work.must_count_alike()


def test_a_case_that_changes_while_columns_are_made_is_read_from_its_rows(cases: list[Case]) -> None:
    changes = [lambda: work.corrected(cases[0].pk, concern="TVE_GJ")]

    def tell(said: str) -> None:
        if changes and said.startswith("2026"):
            changes.pop()()

    segments.make(actor=SUITE, answers=False, tell=tell)
    assert [mark is None for mark in marks()] == [False, True]
    work.must_count_alike()


def test_the_command_says_what_it_made_and_the_trail_that_it_did(cases: list[Case]) -> None:
    out = io.StringIO()
    call_command("segments", stdout=out)
    assert "Years made: 2025, 2026, 2027. Cases taken in: 2; read from their rows: 0." in out.getvalue()
    entry = Entry.objects.filter(chain=SEGMENTS).get()
    assert (entry.verb, entry.fields, entry.revision) == ("segments.made", "year-2025 year-2026 year-2027", 1)
    call_command("segments", "--verify", stdout=out)
    assert "Years made: none." in out.getvalue()
    call_command("verify_seals", stdout=out)
    assert "packed years: 3" in out.getvalue()


def test_no_year_and_no_case_is_no_error(reference: None) -> None:
    CountedYear.objects.all().delete()
    assert work.pack(answers=False).made == []
    work.pack()
    work.must_count_alike()
