"""The tables T03 to T18: against a recount in plain Python, whole in every language, and as declared."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Inquiry, StatusChange
from cases.models.facts import PersonFacts
from cases.statistics.engine import count
from cases.statistics.result import Result, Status
from cases.statistics.tables import TABLES
from tests import factories
from tests.cases.statistics.register import Asked, Matter, case_of, hand_over, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_2008")]
TODAY = date(2011, 2, 1)
AUTUMN = date(2009, 9, 9)
YOUNG, GROWN = {"00-15", "16-17", "B"}, {"18-21", "22-25", "26-30", "31-40", "41+", "V"}

days = st.integers(0, 2 * 365 - 1).map(lambda number: date(2009, 1, 1) + timedelta(days=number))
asked = st.builds(
    Asked,
    scheme=st.sampled_from(["MR", "IR", "KT"]),
    day=days,
    asker=st.sampled_from(["SELV", "MR", "IR", "UKJ", ""]),
    outcome=st.sampled_from(["", "", "FEIL"]),
    actions=st.frozensets(st.sampled_from(["RAD", "TOLK", "KURS"]), max_size=2),
)
matters = st.builds(
    Matter,
    asked=st.lists(asked, min_size=1, max_size=4).map(tuple),
    sexes=st.lists(st.sampled_from(["K", "M", "U", ""]), min_size=1, max_size=3).map(tuple),
    concern=st.sampled_from(["TVE_FR", "NSK", "BEK", "ANN", "UKJ"]),
    kind=st.sampled_from(["SAK", "SAK", "SAK", "GEN"]),
    ages=st.lists(st.sampled_from(["16-17", "B", "V", "41+", "UKJ", ""]), min_size=1, max_size=3).map(tuple),
    backgrounds=st.lists(st.sampled_from(["PK", "SO", "XX", ""]), min_size=1, max_size=2).map(tuple),
    whereabouts=st.lists(st.sampled_from(["UTL", "UTL", "NOR", ""]), min_size=1, max_size=2).map(tuple),
)
Found = Counter[tuple[str, str, str]]


def tables(year: int, *names: str, language: str = "nb") -> dict[str, Result]:
    return {one.id: one for one in count(year, tables=names, language=language, today=TODAY).results}


def numbers(found: Iterable[Result]) -> dict[tuple[str, str, str], int]:
    """(table, row, column) to the figure, where there is one and it is not nought."""
    return {
        (table.id, row.key, key): cell.value
        for table in found
        for row in table.rows
        for key, cell in row.cells.items()
        if cell.value
    }


def recount(register: list[Matter], year: int) -> Found:
    """The cells of the tables of cases and persons in the year alone, matter by matter."""
    found: Found = Counter()
    for matter in register:
        first: dict[str, Asked] = {}
        done: dict[str, set[str]] = {}
        for one in matter.asked:
            if one.outcome != "FEIL" and one.day <= TODAY:
                if one.scheme not in first or one.day < first[one.scheme].day:
                    first[one.scheme] = one
                if one.day.year <= year:
                    done.setdefault(one.scheme, set()).update(one.actions)
        there = {scheme: one for scheme, one in first.items() if one.day.year == year}
        for scheme, one in there.items():
            _questions(found, matter, scheme, year)
            if matter.kind == "SAK":
                _scheme(found, matter, one, done[scheme])
        if matter.kind == "SAK" and there:
            _case(found, matter, there, {one for one in first if first[one].day.year <= year}, year)
    return found


def _questions(found: Found, matter: Matter, scheme: str, year: int) -> None:
    for row in (matter.kind, "sum"):
        found["T15", row, f"{scheme}-{year}"] += 1


def concern(matter: Matter) -> str:
    """Negative social control is a group from 2009, child marriage only from 2018."""
    return {"UKJ": "unknown", "BEK": "ANN"}.get(matter.concern, matter.concern)


def age(code: str) -> str:
    return "under_18" if code in YOUNG else "adult" if code in GROWN else "unknown"


def _scheme(found: Found, matter: Matter, one: Asked, done: set[str]) -> None:
    scheme, year = one.scheme, one.day.year
    for row in (concern(matter), "sum"):
        found["T03", row, f"{scheme}-{year}"] += 1
    for row in ({"": "unknown", "UKJ": "unknown"}.get(one.asker, one.asker), "sum"):
        found["T07", row, scheme] += 1
    for row in (f"{one.day.month:02}", "sum"):
        found["T11", row, scheme] += 1
        if scheme == "KT" and one.asker in ("MR", "IR"):
            found["T13", row, one.asker] += 1
            found["T13", row, "sum"] += 1
    for row in (*done, "cases") if done else ("none", "cases"):
        found["T14", row, scheme] += 1
    persons = matter.persons()
    for person in persons:
        for row in (age(person.age_group), "sum"):
            found["T05", row, f"{scheme}-{year}"] += 1
    away = [age(person.age_group) for person in persons if person.whereabouts == "UTL"]
    if away:
        youngest = next(one for one in ("under_18", "adult", "unknown") if one in away)
        for row in (youngest, "sum"):
            found["T08", row, f"{scheme}-{year}"] += 1


def _case(found: Found, matter: Matter, there: dict[str, Asked], known: set[str], year: int) -> None:
    backgrounds = {person.background for person in matter.persons()} - {"", "XX"}
    shared = next(iter(backgrounds)) if len(backgrounds) == 1 else "other" if backgrounds else "unknown"
    # Of so few cases no country reaches the threshold.
    for row in ("other" if shared in ("PK", "SO") else shared, "sum"):
        found["T06", row, str(year)] += 1
    if len(known) > 1:
        name = "all" if len(known) == 3 else "+".join(one for one in ("MR", "IR", "KT") if one in known)
        for row in (name, "sum"):
            found["T16", row, str(year)] += 1
    for party, schemes in (("advisers", {"MR", "IR"}), ("team", {"KT"})):
        of_party = [one for scheme, one in there.items() if scheme in schemes]
        for person in matter.persons() if of_party else ():
            _sexes(found, matter, person, party)


def _sexes(found: Found, matter: Matter, person: PersonFacts, party: str) -> None:
    sex = {"K": "women", "M": "men"}.get(person.sex, "unknown")
    for row in (concern(matter), "sum"):
        for column in (sex, "sum"):
            found["T04", row, f"{party}-{column}"] += 1


COUNTED = ("T03", "T04", "T05", "T06", "T07", "T08", "T11", "T13", "T14", "T15", "T16")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=st.lists(matters, max_size=4))
def test_every_table_counts_what_a_recount_counts(counted_2008: None, register: list[Matter]) -> None:
    with transaction.atomic():
        write(register)
        years = [
            year for year in (2009, 2010) if any(one.day.year == year for m in register for one in m.asked)
        ]
        ours = {year: numbers(tables(year, *COUNTED).values()) for year in years}
        transaction.set_rollback(True)
    for year, found in ours.items():
        of_year = {
            key: number
            for key, number in found.items()
            if "percent" not in key[2] and str(year - 1) not in key[2]
        }
        assert of_year == dict(recount(register, year))


def test_stations_and_counties_are_those_of_the_post_asked_first() -> None:
    oslo, amman = factories.new_post(), factories.new_post(kind="embassy", name="Ambassaden i Amman")
    (school, embassy, both) = write(
        [case_of("MR", AUTUMN), case_of("IR", AUTUMN), Matter((Asked("MR", AUTUMN), Asked("IR", AUTUMN)))]
    )
    assert school.pk != embassy.pk
    Inquiry.unscoped.filter(case=embassy).update(post=amman)
    # Asked a second time, at a school: the embassy was asked first.
    hand_over(embassy, oslo, Asked("IR", AUTUMN + timedelta(days=3)), 5)
    hand_over(both, amman, Asked("IR", AUTUMN - timedelta(days=1)), 6)
    found = numbers(tables(2009, "T09", "T10").values())
    assert found == {
        ("T09", amman.profile["key"], "2009"): 2, ("T09", "sum", "2009"): 2,
        ("T10", "Oslo", "2009"): 2, ("T10", "sum", "2009"): 2,
    }  # fmt: skip


def test_a_country_is_named_from_five_cases_on_and_the_others_stand_together() -> None:
    told = [case_of("KT", AUTUMN, backgrounds=("PK",))] * 5 + [case_of("KT", AUTUMN, backgrounds=("SO",))] * 4
    write([*told, case_of("KT", AUTUMN, sexes=("K", "M"), backgrounds=("PK", "SO")), case_of("KT", AUTUMN)])
    (table,) = tables(2009, "T06").values()
    assert [(row.key, row.cells["2009"].value) for row in table.rows] == [
        ("PK", 5), ("other", 5), ("unknown", 1), ("sum", 11),
    ]  # fmt: skip


def test_new_active_and_closed_cases_are_three_counts() -> None:
    """One of spring closed in autumn and opened again next year; one of autumn that is still open."""
    first, *_others = write(
        [
            case_of("MR", date(2009, 3, 3)),
            case_of("MR", AUTUMN),
            Matter((Asked("MR", AUTUMN, outcome="FEIL"),)),
            case_of("KT", date(2010, 3, 3)),
        ]
    )
    (lane,) = first.inquiries.all()
    for status, at in (
        ("AVSL", datetime(2009, 10, 1, 12, tzinfo=UTC)),
        ("GJEN", datetime(2010, 2, 1, 12, tzinfo=UTC)),
        # Half past midnight on the first of July in Oslo.
        ("AVSL", datetime(2010, 6, 30, 22, 30, tzinfo=UTC)),
    ):
        StatusChange.objects.create(inquiry=lane, status=status, at=at)
    Inquiry.unscoped.filter(pk=lane.pk).update(status="AVSL", next_post=None, next_due_at=None)
    (table,) = tables(2010, "T12").values()
    found = {
        row.key: [row.cells[f"advisers-{key}"].value for key in ("new", "active", "closed")]
        for row in table.rows
    }
    assert found == {
        "2009-H1": [1, 1, 0], "2009-H2": [1, 2, 1], "2010-H1": [0, 2, 0], "2010-H2": [0, 2, 1],
    }  # fmt: skip


def test_months_before_a_scheme_began_are_no_noughts() -> None:
    write([case_of("MR", date(2008, 6, 6)), case_of("KT", date(2008, 1, 1))])
    (table,) = tables(2008, "T11").values()
    school = {row.key: (row.cells["MR"].value, row.cells["MR"].sign) for row in table.rows}
    assert (school["05"], school["06"], school["07"]) == ((None, "."), (1, ""), (0, ""))
    assert table.rows[0].cells["KT"].value == 1


def test_the_unknown_share_is_of_its_own_base() -> None:
    known = [case_of("KT", AUTUMN, sexes=("K", "M"), backgrounds=("PK",))] * 3
    write([*known, Matter((Asked("KT", AUTUMN, asker="UKJ"),), ("U", "K"), ages=("UKJ",))])
    (table,) = tables(2009, "T18").values()
    assert {row.key: row.cells["KT"].value for row in table.rows} == {
        "sex": 13, "age": 25, "background": 25, "asker": 25,
    }  # fmt: skip
    assert {row.cells["IR"].sign for row in table.rows} == {"."}


def test_names_are_those_of_the_year() -> None:
    def rows(year: int, language: str = "nb") -> dict[str, str]:
        (table,) = count(year, tables=["T03"], language=language, today=date(2025, 1, 1)).results
        return {row.key: row.label for row in table.rows}

    assert "NSK" not in rows(2008)
    assert (rows(2017)["NSK"], rows(2018)["NSK"]) == ("Ekstrem kontroll", "Negativ sosial kontroll")
    assert rows(2012, "nn")["UFO"] == "Etterlaten i utlandet"
    (school,) = count(2024, tables=["T10"], today=date(2025, 1, 1)).results
    assert school.title.startswith("Mangfoldsrådgivernes saker etter fylke")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_table_is_whole_in_every_language(printed_2008: None, language: str) -> None:
    found = tables(2008, language=language)
    assert list(found) == list(TABLES) == [f"T{number:02}" for number in range(1, 19)]
    norwegian = tables(2008)
    for name, table in found.items():
        assert [row.cells for row in table.rows] == [row.cells for row in norwegian[name].rows]
        assert [row.key for row in table.rows] == [row.key for row in norwegian[name].rows]
        assert len({row.key for row in table.rows}) == len(table.rows)
        assert len({one.key for one in table.columns}) == len(table.columns)
        said = [table.title, table.unit, *table.notes, *(row.label for row in table.rows)]
        assert all(said), name
        assert not any(re.search(r"[{}]", text) for text in said), name
        assert len(table.notes) == len(norwegian[name].notes)
        assert (table.status is Status.PUBLISHED) == (name in ("T01", "T02"))


def test_parts_with_the_unknown_make_the_sum(printed_2008: None) -> None:
    for name in ("T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T13", "T15", "T16"):
        (table,) = tables(2008, name).values()
        for column in table.columns:
            cells: dict[str, Any] = {row.key: row.cells[column.key].value for row in table.rows}
            if "percent" not in column.key:
                assert sum(value or 0 for key, value in cells.items() if key != "sum") == cells["sum"], name


def test_the_same_figure_is_the_same_in_every_table(printed_2008: None) -> None:
    found = numbers(tables(2008).values())
    assert found["T04", "sum", "advisers-women"] == found["T02", "women", "2008"] == 282
    assert found["T03", "TVE_GJ", "KT-2008"] == 50
    team = [
        found[table, "sum", column] for table, column in (("T03", "KT-2008"), ("T07", "KT"), ("T11", "KT"))
    ]
    assert [*team, found["T15", "SAK", "KT-2008"], found["T14", "cases", "KT"]] == [248] * 5
    assert found["T13", "06", "MR"] == 18
    assert found["T12", "2008-H1", "team-new"] + found["T12", "2008-H2", "team-new"] == 248
