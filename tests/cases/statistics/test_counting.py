"""What counts, once, and when: a case in each scheme at the day that scheme was asked first."""

from datetime import date

import pytest
from django.db import connection

from advisory.sealing.errors import SealError
from cases.models import Case, Inquiry, Person
from cases.statistics.engine import count
from cases.statistics.result import Report
from tests import factories
from tests.cases.statistics.register import Asked, Matter, case_of, hand_over, write

TODAY = date(2012, 5, 20)
AUTUMN = date(2008, 9, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_2008")]


def counted(year: int = 2008) -> Report:
    return count(year, tables=("T01", "T02"), today=TODAY)


def team(year: int = 2008) -> tuple[int | None, int | None]:
    """(inquiries, persons) of the team in the year."""
    row = next(row for row in counted(year).results[0].rows if row.key == str(year))
    return row.cells["inquiries"].value, row.cells["persons"].value


def advisers(year: int = 2008) -> dict[str, int | None]:
    return {row.key: row.cells[str(year)].value for row in counted(year).results[1].rows}


def people(**numbers: int) -> dict[str, int]:
    return {"cases": 0, "women": 0, "men": 0, "unknown": 0, "persons": 0} | numbers


def test_an_empty_counted_year_is_zero_and_not_missing() -> None:
    assert team() == (0, 0)
    assert advisers() == people()


def test_every_person_of_a_case_counts_and_what_is_not_recorded_is_unknown() -> None:
    write([case_of("MR", AUTUMN, sexes=("K", "M", "U", "")), case_of("KT", AUTUMN, sexes=("K", "K"))])
    assert advisers() == people(cases=1, women=1, men=1, unknown=2, persons=4)
    assert team() == (1, 2)


def test_general_questions_and_cases_registered_in_error_do_not_count() -> None:
    write(
        [
            case_of("KT", AUTUMN, kind="GEN"),
            case_of("MR", AUTUMN, kind="GEN"),
            Matter((Asked("KT", AUTUMN, outcome="FEIL"),)),
            Matter((Asked("MR", AUTUMN, outcome="FEIL"),)),
        ]
    )
    assert team() == (0, 0)
    assert advisers() == people()


def test_passing_a_case_around_inside_the_team_changes_nothing() -> None:
    (case,) = write([case_of("KT", AUTUMN)])
    before = counted()
    post = factories.new_post(kind="agency")
    hand_over(case, post, Asked("KT", AUTUMN, asker="POL"))
    hand_over(case, post, Asked("KT", date(2008, 12, 31)), 2)
    assert counted() == before
    hand_over(case, post, Asked("KT", date(2009, 1, 5)), 3)
    assert counted() == before
    # Somebody was asked in 2009, but the team had been asked about the case before.
    assert team(2009) == (0, 0)


def test_the_first_inquiry_of_a_scheme_counts_in_its_own_year_whatever_the_order_of_rows() -> None:
    write([Matter((Asked("KT", date(2010, 3, 1)), Asked("KT", date(2009, 3, 1))))])
    assert team(2010) == (0, 0)
    assert team(2009) == (1, 1)


def test_an_error_handed_on_counts_where_it_was_no_error() -> None:
    write([Matter((Asked("KT", date(2009, 3, 1), outcome="FEIL"), Asked("KT", date(2010, 3, 1))))])
    assert team(2009) == (0, 0)
    assert team(2010) == (1, 1)


def test_a_case_at_school_embassy_and_team_counts_once_in_each_table() -> None:
    write([Matter((Asked("MR", AUTUMN), Asked("IR", AUTUMN), Asked("KT", AUTUMN)), ("K", "M"))])
    assert advisers() == people(cases=1, women=1, men=1, persons=2)
    assert team() == (1, 2)


def test_a_case_at_the_school_in_one_year_and_the_embassy_in_the_next_counts_in_both() -> None:
    write([Matter((Asked("MR", date(2009, 12, 31)), Asked("IR", date(2010, 1, 1))))])
    assert advisers(2009)["cases"] == 1
    assert advisers(2010)["cases"] == 1


def test_new_years_eve_and_new_years_day_are_different_years() -> None:
    write([case_of("KT", date(2009, 12, 31)), case_of("KT", date(2010, 1, 1))])
    assert team(2009) == (1, 1)
    assert team(2010) == (1, 1)


def test_june_and_its_source_are_those_of_the_first_inquiry() -> None:
    june = date(2008, 6, 3)
    write(
        [
            Matter((Asked("KT", june, "MR"), Asked("KT", june, "POL"))),
            Matter((Asked("KT", june, "POL"), Asked("KT", june, "MR"))),
            Matter((Asked("KT", date(2008, 5, 31), "MR"), Asked("KT", june, "MR"))),
        ]
    )
    assert "I juni 2008 fikk Kompetanseteamet 2 saker; 1 av dem ble meldt av minoritetsrådgivere." in (
        counted().results[0].sentences
    )


@pytest.mark.parametrize("model", [Case, Inquiry, Person])
def test_one_broken_facts_record_and_nothing_is_counted(model: type) -> None:
    write([case_of("KT", AUTUMN), case_of("MR", AUTUMN)])
    table = model._meta.db_table  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, facts FROM {table}")
        row, facts = cursor.fetchall()[-1]
        broken = bytes(facts)[:-1] + bytes([bytes(facts)[-1] ^ 1])
        cursor.execute(f"UPDATE {table} SET facts = %s WHERE id = %s", [broken, row])
    with pytest.raises(SealError):
        counted()


def test_facts_moved_to_another_case_are_refused() -> None:
    write([case_of("KT", AUTUMN, concern="TVE_GJ"), case_of("KT", AUTUMN)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, facts FROM cases_case")
        (one, first), (other, second) = cursor.fetchall()
        for row, facts in ((one, second), (other, first)):
            cursor.execute("UPDATE cases_case SET facts = %s WHERE id = %s", [bytes(facts), row])
    with pytest.raises(SealError):
        counted()


def test_a_year_takes_the_same_number_of_queries_whatever_the_number_of_cases(
    django_assert_num_queries: object,
) -> None:
    """Declared years, printed figures, packed columns (none), inquiries, earlier ones, cases, persons."""
    write([case_of("KT", AUTUMN)])
    counted()  # keys and code lists are read once a process
    with django_assert_num_queries(7):  # type: ignore[operator]
        counted()
    write([case_of("MR", AUTUMN, sexes=("K", "M"))] * 40)
    with django_assert_num_queries(7):  # type: ignore[operator]
        counted()
