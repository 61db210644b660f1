"""Who counts, leads, reviews or administers opens no text of a case, on no page and past no hole."""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse

from advisory.sealing import keys
from advisory.sealing.errors import NotHandedOut
from advisory.sealing.fields import SealedFacts, SealedText
from cases import access, raw_opening
from cases.errors import MayReadOnly, NotYours
from cases.models import Case
from cases.statistics import gathering
from tests import factories
from tests.factories import Member
from tests.matrix import MATRIX, OFFICE

pytestmark = pytest.mark.django_db

# What opens a text or a key to one, and what opens facts of rows one by one or many at a time.
HOOKS: tuple[tuple[str, Any, str], ...] = (
    ("text", SealedText, "open_value"),
    ("text", raw_opening, "text"),
    ("key", keys, "unwrap_case_key"),
    ("key", raw_opening, "case_key"),
    ("facts", SealedFacts, "open_value"),
    ("facts", raw_opening, "facts"),
    ("counted", gathering, "opener"),
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kind of thing was opened since the test began to count; `clear()` begins anew."""
    found: Counter[str] = Counter()

    def hook(kind: str, plain: Any) -> Any:
        def counting(*args: Any, **kwargs: Any) -> Any:
            found[kind] += 1
            return plain(*args, **kwargs)

        return counting

    for kind, owner, name in HOOKS:
        monkeypatch.setattr(owner, name, hook(kind, getattr(owner, name)))
    return found


@pytest.fixture
def case(adviser: Member, cast: dict[str, Member]) -> Case:
    """A case with a text; the office and everybody in it have been given rights to it, wrongly."""
    made = factories.log_case(adviser)
    office = [cast[name] for name in OFFICE]
    assert office[0].post is not None
    factories.give(made, office[0].post, *office, names=("view", "change"))
    return made


def visit_everything(who: Member, case: Case) -> list[HttpResponse]:
    """Every page of the matrix, fetched by her."""
    made = {
        "case": case.pk,
        "year": 2026,
        "number": 1,
        "version": 1,
        "place": 1,
        "language": "nb",
        "table": "T02",
        "name": "csv",
    }
    rows = [row for row in MATRIX if row.verb == "GET"]
    return [
        who.client.get(reverse(row.route, args=[made.get(name, uuid.uuid4()) for name in row.args]))
        for row in rows
    ]


def test_the_hooks_see_an_adviser_read(case: Case, adviser: Member, opened: Counter[str]) -> None:
    opened.clear()
    adviser.client.get(f"/saker/{case.pk}/")
    assert opened["text"]
    assert opened["key"]
    assert opened["facts"]
    opened.clear()
    call_command("verify_seals")
    assert opened["text"]
    assert opened["key"]


@pytest.mark.parametrize("name", OFFICE)
def test_no_page_opens_a_text_for_the_office(
    case: Case, cast: dict[str, Member], opened: Counter[str], name: str
) -> None:
    opened.clear()
    answers = visit_everything(cast[name], case)
    assert {answer.status_code for answer in answers} <= {200, 302, 403, 404}
    assert any(answer.status_code == 200 for answer in answers)
    assert opened["text"] == opened["key"] == opened["facts"] == 0
    # Facts are counted for those who may see totals, and for nobody else.
    assert bool(opened["counted"]) is (name in {"statistician", "leader"})


def test_counting_on_the_command_line_opens_facts_alone(case: Case, opened: Counter[str]) -> None:
    opened.clear()
    call_command("annual_statistics", 2026, stdout=None)
    assert opened["counted"]
    assert opened["text"] == opened["key"] == opened["facts"] == 0


def test_the_privacy_officer_holds_a_case_back_without_opening_it(
    case: Case, privacy: Member, opened: Counter[str]
) -> None:
    opened.clear()
    sent = {"do": "hold", "hold-case": case.pk, "hold-until": "01.01.2027", "hold-reason": "KLAGE"}
    answer = privacy.client.post("/sporing/frister/", sent)
    assert answer.status_code == 302
    case.refresh_from_db(fields=["held_until"])
    assert case.held_until is not None
    assert opened["text"] == opened["key"] == opened["facts"] == 0


@pytest.mark.parametrize("name", OFFICE)
def test_the_door_is_shut_for_the_office_whatever_rows_say(
    case: Case, cast: dict[str, Member], adviser: Member, opened: Counter[str], name: str
) -> None:
    standing = cast[name].standing
    assert access.open_case(adviser.standing, case.pk)
    opened.clear()
    with pytest.raises(NotYours):
        access.open_case(standing, case.pk)
    with pytest.raises(NotYours):
        access.case_to_change(standing, case.pk)
    assert not access.page(standing).cases
    assert access.count_visible(standing) == 0
    assert not opened


@pytest.mark.parametrize("name", OFFICE)
def test_past_a_hole_in_the_door_nothing_is_handed_out(
    case: Case,
    cast: dict[str, Member],
    opened: Counter[str],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows say yes and so does every question of the door: what opens a case asks who she is once more."""
    standing = cast[name].standing
    found = Case.unscoped.get(pk=case.pk)
    monkeypatch.setattr(access, "_granted", lambda *_: found)
    monkeypatch.setattr(access, "_given", lambda *_: True)
    opened.clear()
    for door in (access.open_case, access.case_to_change):
        with pytest.raises((NotYours, MayReadOnly)):
            door(standing, case.pk)
    with pytest.raises(NotYours):
        access._hand_out(standing, found, texts=True)
    assert found.lock is None
    with pytest.raises(NotHandedOut):
        _ = found.facts
    with pytest.raises(NotHandedOut):
        _ = Case.unscoped.get(pk=case.pk).inquiries.get().narrative
    assert opened["key"] == 0
