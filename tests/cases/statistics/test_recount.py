"""The engine against a recount in plain Python that shares nothing with it, on random registers."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.statistics.engine import count
from tests.cases.statistics.register import Asked, Matter, write

TODAY = date(2011, 12, 31)
YEARS = range(2008, 2012)

days = st.integers(0, 4 * 365).map(lambda number: date(2008, 1, 1) + timedelta(days=number))
asked = st.builds(
    Asked,
    scheme=st.sampled_from(["MR", "IR", "KT"]),
    day=days,
    outcome=st.sampled_from(["", "", "LOST", "FEIL"]),
)
matters = st.builds(
    Matter,
    asked=st.lists(asked, min_size=1, max_size=4).map(tuple),
    sexes=st.lists(st.sampled_from(["K", "M", "U", ""]), min_size=1, max_size=3).map(tuple),
    kind=st.sampled_from(["SAK", "SAK", "SAK", "GEN"]),
)


def recount(register: list[Matter]) -> Counter[tuple[str, int]]:
    """(what, year) to how many, case by case."""
    found: Counter[tuple[str, int]] = Counter()
    for matter in register:
        if matter.kind == "GEN":
            continue
        first: dict[str, date] = {}
        for one in matter.asked:
            if one.outcome != "FEIL":
                first[one.scheme] = min(one.day, first.get(one.scheme, one.day))
        if "KT" in first:
            found["inquiries", first["KT"].year] += 1
            found["involved", first["KT"].year] += len(matter.sexes)
        for year in {first[scheme].year for scheme in ("MR", "IR") if scheme in first}:
            found["cases", year] += 1
            for sex in matter.sexes:
                found[{"K": "women", "M": "men"}.get(sex, "unknown"), year] += 1
                found["persons", year] += 1
    return found


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=st.lists(matters, max_size=12))
def test_the_engine_counts_what_a_recount_counts(counted_2008: None, register: list[Matter]) -> None:
    expected = recount(register)
    asked_in = {one.day.year for matter in register for one in matter.asked} | {2008}
    with transaction.atomic():
        write(register)
        team, advisers = count(2011, tables=("T01", "T02"), today=TODAY).results
        transaction.set_rollback(True)
    rows = {row.key: row.cells for row in team.rows}
    for year in YEARS:
        there = year in asked_in
        assert rows[str(year)]["inquiries"].value == (expected["inquiries", year] if there else None)
        assert rows[str(year)]["persons"].value == (expected["involved", year] if there else None)
        for row in advisers.rows:
            assert row.cells[str(year)].value == (expected[row.key, year] if there else None)
    printed = 11 + 93 + 116 + 177
    assert rows["sum"]["inquiries"].value == printed + sum(expected["inquiries", year] for year in YEARS)
