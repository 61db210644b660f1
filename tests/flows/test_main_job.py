"""The main job, end to end: an inquiry typed into the form, sealed, counted, and its trail whole."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from audit.verify import verify
from cases.models import CountedYear
from tests.cases.typing_in import SISTER, typed
from tests.factories import Member

YEAR = 2026


def tables(year: int = YEAR) -> dict[str, Any]:
    """The year's tables as the command gives them, by id."""
    out = StringIO()
    call_command("annual_statistics", str(year), "--format", "json", "--internal", stdout=out)
    return {table["id"]: table for table in json.loads(out.getvalue())["tables"]}


def cells(table: dict[str, Any], column: str) -> dict[str, int]:
    return {row["key"]: row["cells"][column] or 0 for row in table["rows"]}


@pytest.fixture(autouse=True)
def _the_year_is_counted_here(reference: None) -> None:
    CountedYear.objects.create(year=YEAR)


def test_two_sisters_change_the_advisers_table_by_exactly_themselves(adviser: Member) -> None:
    before = cells(tables()["T02"], str(YEAR))
    team = tables()["T01"]
    response = adviser.client.post("/saker/ny/", typed(step="save") | SISTER)
    assert response.status_code == 302
    after = cells(tables()["T02"], str(YEAR))
    changed = {key: after[key] - before[key] for key in after}
    assert changed == {"cases": 1, "women": 2, "men": 0, "unknown": 0, "persons": 2}
    assert tables()["T01"] == team
    assert verify().flaws == []


def test_the_same_form_at_the_teams_post_changes_the_teams_table(coordinator: Member) -> None:
    advisers = tables()["T02"]
    before = {row["key"]: row["cells"] for row in tables()["T01"]["rows"]}
    assert coordinator.client.post("/saker/ny/", typed(step="save") | SISTER).status_code == 302
    after = {row["key"]: row["cells"] for row in tables()["T01"]["rows"]}
    for key in (str(YEAR), "sum"):
        assert after[key]["inquiries"] - (before[key]["inquiries"] or 0) == 1
        assert after[key]["persons"] - (before[key]["persons"] or 0) == 2
    assert tables()["T02"] == advisers


def test_a_general_question_changes_the_table_of_questions_alone(adviser: Member) -> None:
    before = tables()
    nobody = {name: None for name in typed() if name.startswith("person")}
    question = typed(step="save", kind="GEN", **nobody)
    assert adviser.client.post("/saker/ny/", question).status_code == 302
    after = tables()
    column = f"MR-{YEAR}"
    changed = {
        key: number - cells(before["T15"], column)[key] for key, number in cells(after["T15"], column).items()
    }
    assert changed == {"SAK": 0, "GEN": 1, "sum": 1}
    # One that did not say what was done is none of the tables' that count cases.
    assert {name for name in after if after[name] != before[name]} == {"T15"}
