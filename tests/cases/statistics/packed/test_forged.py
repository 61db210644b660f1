"""Packed columns that somebody wrote, altered, moved or put back are counted by nowhere, and made anew."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from audit.actor import SEGMENTS
from audit.models import Entry
from cases.models import Case, Segment
from cases.models.facts import PersonFacts
from cases.statistics.engine import count
from cases.statistics.packed import index
from cases.statistics.packed.crossed import KEPT
from tests.cases.statistics.packed import work
from tests.factories import Member
from tests.security.tampering import key

pytestmark = pytest.mark.django_db
WOMAN = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="NOR")
Rows = list[tuple[Any, bytes]]


@pytest.fixture(autouse=True)
def cases(adviser: Member) -> Iterator[list[Case]]:
    """Two cases of 2025 and one of 2026, packed at the end of June 2027."""
    with time_machine.travel(work.NOON, tick=True):
        days = (date(2025, 5, 1), date(2025, 9, 1), date(2026, 2, 3))
        found = [work.logged(adviser, day, "MR", WOMAN) for day in days]
        work.pack(answers=False)
        yield found


def stored() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, content FROM cases_segment")
        return [(row, bytes(content)) for row, content in cursor.fetchall()]


def write(rows: Rows) -> None:
    """These rows and no other, by SQL."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_segment")
        cursor.executemany("INSERT INTO cases_segment (id, content) VALUES (%s, %s)", rows)


def the_job_finds(what: str) -> None:
    """It says so, fails, and leaves everything right."""
    out = io.StringIO()
    with pytest.raises(CommandError, match=what):
        call_command("segments", stdout=out)
    work.must_count_alike()
    call_command("segments", stdout=out)


def row_of(year: int, name: str) -> Any:
    said = index.current()
    assert said is not None
    return key(UUID(said.years[year].columns[name]))


def test_as_they_were_made_they_are_counted_by() -> None:
    packed = work.must_count_alike()
    assert set(packed.packed) == {2025, 2026, 2027}
    assert not any(year.is_broken for year in packed.packed.values())


@pytest.mark.parametrize("name", ["concern", "c.entries", "persons", "sex", "actions", "post", "s.month"])
def test_an_altered_column_is_not_counted_by(name: str) -> None:
    wanted = row_of(2025, name)
    rows = [(row, one[:-1] + bytes([one[-1] ^ 1]) if row == wanted else one) for row, one in stored()]
    write(rows)
    assert work.must_count_alike().packed[2025].is_broken
    the_job_finds("made anew: 2025")


def test_altered_cross_tables_are_not_counted_by() -> None:
    wanted = row_of(2025, KEPT["cases"].name)
    write([(row, one[:-1] + bytes([one[-1] ^ 1]) if row == wanted else one) for row, one in stored()])
    assert not work.must_count_alike().packed[2025].is_broken
    the_job_finds("made anew: 2025")


def test_cross_tables_that_say_something_else_show_when_columns_are_compared() -> None:
    said = index.current()
    assert said is not None
    name = KEPT["persons"].name
    here, there = (Segment.objects.get(pk=said.years[year].columns[name]) for year in (2025, 2026))
    here.content = there.content
    here.save(update_fields=["content"])
    with pytest.raises(CommandError, match="made anew: 2025"):
        call_command("segments", "--verify", stdout=io.StringIO())
    work.must_cross_alike()


def test_a_column_of_another_year_in_its_place_is_not_counted_by() -> None:
    here, there = row_of(2025, "concern"), row_of(2026, "concern")
    rows = dict(stored())
    rows[here], rows[there] = rows[there], rows[here]
    write(list(rows.items()))
    work.must_count_alike()
    the_job_finds("made anew: 2025, 2026")


def test_a_column_that_is_gone_is_not_counted_without() -> None:
    gone = row_of(2026, "month")
    write([(row, one) for row, one in stored() if row != gone])
    work.must_count_alike()
    the_job_finds("made anew: 2026")


def test_what_stood_there_before_and_was_put_back_is_not_counted_by(cases: list[Case]) -> None:
    before = stored()
    work.corrected(cases[0].pk, concern="TVE_GJ")
    work.pack(answers=False)
    after = count(2027, today=work.TODAY)
    write(before)
    assert not work.must_count_alike().packed
    assert count(2027, today=work.TODAY) == after
    out, errors = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_seals", stdout=out, stderr=errors)
    assert "put back to what they were before" in errors.getvalue()
    the_job_finds("made anew: the index")


def test_columns_put_back_under_the_newest_index_are_not_counted_by(cases: list[Case]) -> None:
    before = dict(stored())
    work.corrected(cases[0].pk, concern="TVE_GJ")
    work.pack(answers=False)
    now = dict(stored())
    old = [one for row, one in before.items() if row not in now]
    new = [row for row in now if row not in before]
    write(list((now | dict(zip(new, old, strict=False))).items()))
    work.must_count_alike()


def test_a_taken_index_is_no_index() -> None:
    write([(row, one) for row, one in stored() if row != key(SEGMENTS)])
    assert not work.must_count_alike().packed
    assert work.pack(answers=False).made == [2025, 2026, 2027]
    assert work.must_count_alike().packed


def test_an_altered_head_of_the_chain_is_no_index() -> None:
    said = "UPDATE audit_chainhead SET number = number + 1, revision = 9 WHERE chain = %s"
    with connection.cursor() as cursor:
        cursor.execute(said, [key(SEGMENTS)])
    assert not work.must_count_alike().packed


def test_a_mark_that_was_taken_away_shows_when_columns_are_compared(cases: list[Case]) -> None:
    """What changed is then not counted, as any fact that was put back by SQL is not, until somebody looks."""
    work.corrected(cases[0].pk, concern="TVE_GJ")
    Case.unscoped.update(uncounted_from=None)
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_seals", stdout=io.StringIO(), stderr=errors)
    assert "the packed columns of 2025 are not what the rows of its cases say" in errors.getvalue()
    with pytest.raises(CommandError, match="made anew: 2025"):
        call_command("segments", "--verify", stdout=io.StringIO())
    work.must_count_alike()
    call_command("segments", "--verify", stdout=io.StringIO())


def test_a_mark_too_many_changes_no_figure() -> None:
    Case.unscoped.update(uncounted_from=9999)
    work.must_count_alike()
    Case.unscoped.update(uncounted_from=1900)
    work.must_count_alike()


def test_what_did_not_hold_is_in_the_trail() -> None:
    wanted = row_of(2025, "concern")
    write([(row, one) for row, one in stored() if row != wanted])
    with pytest.raises(CommandError):
        call_command("segments", stdout=io.StringIO())
    entry = Entry.objects.filter(chain=SEGMENTS).order_by("-number")[0]
    assert "broken-2025" in entry.fields.split()
    assert not Segment.objects.filter(pk=wanted).exists()
