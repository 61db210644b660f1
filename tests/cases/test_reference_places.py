"""Who worked where in 2008 and what was printed: the reference files of places, posts and figures.

Still without Django. The counts and sums are those of the service's annual report for 2008.
"""

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from advisory.review_limits import WEEKDAYS
from tests.cases.reference_files import Span, overlaps, published, read, span


def test_no_country_is_covered_twice() -> None:
    spans: dict[str, list[Span]] = defaultdict(list)
    for row in read("coverage"):
        spans[row["country"]].append(span(row))
    assert [country for country, found in spans.items() if overlaps(found)] == []


def test_coverage_stays_within_embassy_and_country() -> None:
    embassies = {row["key"]: span(row) for row in read("embassies")}
    countries = {row["code"]: span(row) for row in read("countries") if row["code"] not in {"NO", "XX", "YY"}}
    for row in read("coverage"):
        first, last = span(row)
        for outer in (embassies[row["embassy"]], countries[row["country"]]):
            assert outer[0] <= first <= last <= outer[1], row
        assert row["advisory_only"] in {"0", "1"}
        assert row["source"]


@pytest.mark.parametrize(
    ("country", "day", "embassy"),
    [
        ("PK", "2008-07-01", "islamabad"),
        ("IQ", "2008-07-01", "amman"),
        ("LB", "2008-07-01", "amman"),
        ("IR", "2008-07-01", "ankara"),
        ("IN", "2008-07-01", "colombo"),
        ("SO", "2008-07-01", "nairobi"),
        ("SD", "2008-07-01", "nairobi"),
        ("SS", "2008-07-01", None),
        ("SS", "2012-07-01", "nairobi"),
        ("EG", "2008-07-01", "rabat"),
        ("US", "2008-07-01", None),
        # No day is known for the change to four stations, so none is entered.
        ("MA", "2020-07-01", "rabat"),
        ("IN", "2020-07-01", "colombo"),
    ],
)
def test_who_covers(country: str, day: str, embassy: str | None) -> None:
    when = date.fromisoformat(day)
    found = [
        r["embassy"] for r in read("coverage") if r["country"] == country and span(r)[0] <= when <= span(r)[1]
    ]
    assert found == ([embassy] if embassy else [])


def test_the_service_of_2008() -> None:
    when = date(2008, 7, 1)
    schools = [row for row in read("schools") if span(row)[0] <= when <= span(row)[1]]
    embassies = [row for row in read("embassies") if span(row)[0] <= when <= span(row)[1]]
    assert len(schools) == published("CAPACITY", "schools") == 29
    assert sum(int(row["advisers"]) for row in schools) == published("CAPACITY", "minority_advisers") == 30
    assert len(embassies) == published("CAPACITY", "embassies") == 6
    assert published("CAPACITY", "integration_advisers") == 6
    for row in embassies:
        assert ZoneInfo(row["time_zone"])
        assert len([day for day in row["weekend"].split() if day in WEEKDAYS]) == 2


def test_keys_are_slugs_and_unique_across_files() -> None:
    keys = [row["key"] for name in ("schools", "embassies", "team") for row in read(name)]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_no_station_has_an_invented_end() -> None:
    assert [row["key"] for row in read("embassies") if row["valid_to"]] == []
    assert [row for row in read("coverage") if row["valid_to"]] == []


def test_team_has_one_coordinator_through_time() -> None:
    agencies = {row["code"] for row in read("codes") if row["field"] == "etat"}
    team = read("team")
    assert {row["kind"] for row in team} == {"coordinator", "representative", "office"}
    assert {row["agency"] for row in team if row["kind"] == "representative"} == agencies
    (coordinator,) = [row for row in team if row["kind"] == "coordinator"]
    terms = sorted((span(row), row["agency"]) for row in read("coordination"))
    assert {row["key"] for row in read("coordination")} == {coordinator["key"]}
    assert [agency for _, agency in terms] == ["UDI", "IMDI", "BUFDIR"]
    for (early, _), (late, _) in pairwise(terms):
        assert (late[0] - early[1]).days == 1
    assert (terms[0][0][0], terms[-1][0][1]) == span(coordinator)


def test_published_sums() -> None:
    assert published("KT", "inquiries") == published("KT", "printed_sum_inquiries") == 645
    assert published("KT", "persons") == published("KT", "printed_sum_persons") == 712
    assert (published("KT", "inquiries", 2008), published("KT", "persons", 2008)) == (248, 269)
    assert published("ADVISERS", "cases") == 381
    parts = [published("ADVISERS", sex) for sex in ("women", "men", "unknown")]
    assert parts == [282, 107, 2]
    assert sum(parts) == published("ADVISERS", "persons") == 391


def test_published_details_of_2008() -> None:
    assert (published("ADVISERS", "concern_TVE_GJ"), published("ADVISERS", "concern_TVE_FR")) == (14, 63)
    assert (published("KT", "concern_TVE_GJ"), published("KT", "concern_TVE_FR")) == (50, 91)
    assert published("KT", "reported_cases") == 28
    assert published("KT", "reported_cases_from_minority_advisers") == 18


def test_published_rows_are_unique_and_sourced() -> None:
    rows = read("published")
    keys = [(r["series"], r["measure"], r["period_from"], r["period_to"]) for r in rows]
    assert len(set(keys)) == len(keys)
    assert {row["source"] for row in rows} == {"IMDi årsrapport 2008"}
    (first,) = [r for r in rows if (r["measure"], r["year"]) == ("inquiries", "2004")]
    assert first["period_from"] == "2004-11-01"
    wrong = {r["value"] for r in rows if r["measure"].startswith("printed_percent") and "wrong" in r["note"]}
    assert wrong == {"28", "56"}
