"""A question of one's own: the same figures as the declared tables, internal, recorded, and no file."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from audit.verbs import Verb
from cases.statistics import engine
from cases.statistics.asking import ID, MOST_YEARS, Question, answer, clash, goes_with
from cases.statistics.dimensions import COUNTED, DIMENSIONS, YEAR
from cases.statistics.result import Result, Status
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES
from tests.cases.statistics.register import Matter, case_of, write
from tests.cases.statistics.test_tables import TODAY, matters
from tests.factories import Member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_2008")]

URL = "/statistikk/sporsmal/"
QUERIES = 17
ASKED = {"unit": "cases", "rows": "concern", "columns": "scheme", "first": "2008", "last": "2008"}
# The declared table that asks the same, whole or in some of its columns.
SAME: dict[str, Question] = {
    "T03": Question("cases", "concern", "scheme", 2009, 2010),
    "T05": Question("persons", "age", "scheme", 2009, 2010),
    "T06": Question("cases", "case-background", YEAR, 2008, 2010),
    "T07": Question("cases", "asker", "scheme", 2010, 2010),
    "T08": Question("cases", "abroad", "scheme", 2009, 2010),
    "T09": Question("cases", "station", YEAR, 2008, 2010),
    "T10": Question("cases", "county", YEAR, 2008, 2010),
    "T11": Question("cases", "month", "scheme", 2010, 2010),
    "T14": Question("cases", "actions", "scheme", 2010, 2010),
    "T15": Question("inquiries", "kind", "scheme", 2009, 2010),
    "T16": Question("cases", "overlap", YEAR, 2008, 2010),
}
CROSSED = [
    Question(unit, rows, columns, 2010, 2010)
    for unit in COUNTED
    for rows in (*DIMENSIONS, YEAR)
    for columns in (*DIMENSIONS, YEAR)
    if goes_with(unit, rows) and goes_with(unit, columns) and not clash(rows, columns)
]


def asked(question: Question, language: str = "nb") -> Result:
    return answer(question, language=language, today=TODAY)


def figures(result: Result) -> dict[tuple[str, str], tuple[int | None, str]]:
    return {(row.key, key): (cell.value, cell.sign) for row in result.rows for key, cell in row.cells.items()}


def send(who: Member, language: str = "nb", **said: str) -> Any:
    who.client.cookies["language"] = language
    return who.client.post(URL, ASKED | said)


def page(who: Member, language: str = "nb", **said: str) -> str:
    response = send(who, language, **said)
    assert response.status_code == 200
    return unescape(response.content.decode())


# --- the figures ---


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(matters, max_size=12))
def test_where_a_declared_table_asks_the_same_the_figures_are_the_same(register: list[Matter]) -> None:
    with transaction.atomic():
        write(register)
        declared = {one.id: one for one in engine.count(2010, tables=list(SAME), today=TODAY).results}
        for name, question in SAME.items():
            ours, theirs = figures(asked(question)), figures(declared[name])
            shared = ours.keys() & theirs.keys()
            assert len(shared) >= len(ours) > 0, name
            assert {key: ours[key] for key in shared} == {key: theirs[key] for key in shared}, name
        half = {key: asked(Question(key, "half", "scheme", 2010, 2010)) for key in ("active", "closed")}  # type: ignore[arg-type]
        twelve = figures(engine.count(2010, tables=["T12"], today=TODAY).results[0])
        for unit, result in half.items():
            for row in ("H1", "H2"):
                assert figures(result)[row, "KT"] == twelve[f"2010-{row}", f"team-{unit}"]
        transaction.set_rollback(True)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(matters, min_size=1, max_size=12), st.sampled_from(CROSSED))
def test_turned_round_it_is_the_same(register: list[Matter], question: Question) -> None:
    with transaction.atomic():
        write(register)
        turned = Question(question.unit, question.columns, question.rows, question.first, question.last)
        found, other = figures(asked(question)), figures(asked(turned))
        assert {(column, row): cell for (row, column), cell in other.items()} == found
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_that_can_be_asked_is_answered(language: str) -> None:
    write([case_of("KT", date(2010, 3, 3)), case_of("MR", date(2010, 9, 9))])
    for question in CROSSED[LANGUAGES.index(language) :: 6]:
        result = asked(question, language)
        assert result.rows
        assert result.columns
        assert result.status is Status.INTERNAL


def test_what_is_declared_is_offered_and_nothing_of_a_question_is_a_table() -> None:
    assert ID not in TABLES
    for unit in COUNTED:
        assert any(goes_with(unit, one) for one in DIMENSIONS)
    for one in DIMENSIONS.values():
        assert set(one.units) <= set(COUNTED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "names"},
        {"rows": "sex"},
        {"rows": "scheme"},
        {"rows": "month", "columns": "half"},
        {"first": 2007},
        {"first": 2011},
        {"first": 2010 - MOST_YEARS},
    ],
)
def test_what_cannot_be_asked_is_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {
        "unit": "cases", "rows": "concern", "columns": "scheme", "first": 2010, "last": 2010,
    }  # fmt: skip
    Question(**right)
    with pytest.raises(ValueError, match=r"can|the same"):
        Question(**right | wrong)


# --- the page ---


def test_it_is_answered_on_the_page_that_marks_it_and_has_no_file(
    printed_2008: None, statistician: Member
) -> None:
    html = page(statistician)
    assert html.count("<table") == 1
    assert "Saker etter hovedbekymring og ordning (Internt – ikke for publisering)" in html
    assert "<strong>Internt – ikke for publisering</strong>" in html
    row = re.search(r'<th scope="row">Frykt for tvangsekteskap</th>(.*?)</tr>', html, flags=re.DOTALL)
    assert row is not None
    assert re.findall(r'<td class="number">(.*?)</td>', row[1])[-1] == "91"
    main = html[html.index("<main") : html.index("</main>")]
    assert not re.search(r"\bdownload\b|csv|xlsx|/statistikk/sporsmal/\?", main)
    assert 'value="concern" selected' in html


def test_it_begins_with_a_question_that_is_not_asked_yet(printed_2008: None, statistician: Member) -> None:
    before = Entry.objects.filter(verb=Verb.STATISTICS_COUNTED).count()
    html = statistician.client.get(URL).content.decode()
    assert "<table" not in html
    assert 'value="2008" selected' in html
    assert Entry.objects.filter(verb=Verb.STATISTICS_COUNTED).count() == before


def test_it_is_recorded_with_what_was_asked_before_it_is_counted(
    statistician: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    assert statistician.account is not None
    page(statistician)
    entries = Entry.objects.filter(chain=statistician.account.pk, verb=Verb.STATISTICS_COUNTED)
    assert entries.latest("number").fields == "question cases concern scheme 2008 2008"
    monkeypatch.setattr("cases.views.question.answer", fails)
    with pytest.raises(RuntimeError):
        send(statistician, rows="asker")
    assert entries.latest("number").fields == "question cases asker scheme 2008 2008"


def test_what_does_not_go_together_is_said_beside_it_and_the_rest_stays(statistician: Member) -> None:
    html = page(statistician, "en", rows="sex", first="2009")
    assert "“Cases” can be counted by: Scheme, Half-year, Month" in html
    assert "The last year is before the first." in html
    assert 'value="scheme" selected' in html
    assert "<table" not in html
    assert "Rows and columns ask the same." in page(statistician, "en", rows="scheme")
    assert "At most 10 years at a time." in page(statistician, "en", last="2018")
    for wrong in ({"unit": "<b>"}, {"rows": "a" * 5000}, {"first": "1e9"}, {"last": ""}):
        assert "<table" not in page(statistician, "en", **wrong)
    assert not Entry.objects.filter(verb=Verb.STATISTICS_COUNTED).exists()


def test_it_speaks_the_readers_language(printed_2008: None, statistician: Member) -> None:
    assert "Personar etter kjønn og ordning" in page(statistician, "nn", unit="persons", rows="sex")
    assert "Persons by sex and scheme" in page(statistician, "en", unit="persons", rows="sex")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coordinator", 200), ("representative", 200), ("statistician", 200), ("leader", 200),
        ("adviser", 403), ("embassy", 403), ("privacy", 403), ("administrator", 403), ("anonymous", 302),
    ],
)  # fmt: skip
def test_who_may_ask(request: pytest.FixtureRequest, name: str, status: int) -> None:
    member: Member = request.getfixturevalue(name)
    assert send(member).status_code == status


def test_it_costs_the_same_however_many_cases(statistician: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(statistician)
        return len(caught)

    write([case_of("MR", date(2008, 9, 9))])
    page(statistician)
    few = cost()
    write([case_of("MR", date(2008, 9, 9), sexes=("K", "M"))] * 30)
    assert cost() == few == QUERIES
