"""What happened in a case is handed out to those it was written for, and to nobody else; never changed."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from advisory.sealing.errors import NotHandedOut
from cases import access, codebook
from cases.errors import NotShown
from cases.models import Case, Event, Inquiry
from cases.models.event import EventKind, SeenBy
from cases.models.facts import EventFacts, FactsCodec
from cases.models.inquiry import Answer
from cases.models.slots import RECORD_BYTES
from cases.services.events import seen_by_default
from cases.services.glass import break_glass
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member, representative: Member, embassy: Member) -> Case:
    """A school's, which asked the embassy and an agency; the coordinator may see it, without a lane."""
    made = factories.log_case(adviser)
    for who in (embassy, representative):
        assert who.post is not None
        assert adviser.post is not None
        lane = factories.ask(made, who.post)
        Inquiry.unscoped.filter(pk=lane.pk).update(
            asked_by=adviser.post, answer=Answer.ACCEPTED, answered_at=timezone.now()
        )
    factories.give(made, factories.post("kt-koordinator"))
    return made


def told_to(who: Member, case: Case) -> list[str]:
    return [one.text for one in access.open_case(who.standing, case.pk).events.all()]


READERS = ("adviser", "colleague", "embassy", "representative", "coordinator")


@pytest.mark.parametrize(
    ("seen_by", "readers"),
    [
        (SeenBy.OWN, {"embassy"}),
        (SeenBy.LANE, {"adviser", "colleague", "embassy"}),
        (SeenBy.ALL, set(READERS)),
    ],
)
def test_who_is_told_what_the_embassy_writes_in_its_lane(
    cast: dict[str, Member], case: Case, seen_by: SeenBy, readers: set[str]
) -> None:
    assert [told_to(cast[name], case) for name in READERS] == [[]] * 5
    factories.happens(cast["embassy"], case, text="Skrevet.", facts={"seen_by": seen_by})
    assert {name for name in READERS if told_to(cast[name], case) == ["Skrevet."]} == readers
    assert {name for name in READERS if told_to(cast[name], case) == []} == set(READERS) - readers


def test_in_an_emergency_she_is_told_what_is_for_all(cast: dict[str, Member], case: Case) -> None:
    for seen_by in SeenBy:
        factories.happens(cast["adviser"], case, text=seen_by.name, facts={"seen_by": seen_by})
    break_glass(standing=cast["elsewhere"].standing, case_id=case.pk, reason="I natt.")
    assert told_to(cast["elsewhere"], case) == ["ALL"]


def test_a_row_from_elsewhere_opens_for_nobody_it_was_not_written_for(
    cast: dict[str, Member], case: Case
) -> None:
    """Also where somebody asks for the rows anew beside a case that was handed out to her."""
    hers = factories.happens(cast["embassy"], case, text="Bare her.", facts={"seen_by": SeenBy.OWN})
    opened = access.open_case(cast["embassy"].standing, case.pk)
    assert opened.events.get(pk=hers.pk).text == "Bare her."
    opened = access.open_case(cast["coordinator"].standing, case.pk)
    row = opened.events.get(pk=hers.pk)
    with pytest.raises(NotShown):
        _ = row.facts
    with pytest.raises(NotShown):
        _ = row.text
    bare = Event.unscoped.get(pk=hers.pk)
    for name in ("facts", "text"):
        with pytest.raises(NotHandedOut):
            getattr(bare, name)


def test_a_page_of_cases_hands_out_nothing_of_what_happened(adviser: Member, case: Case) -> None:
    factories.happens(adviser, case, text="Skrevet.")
    (listed,) = access.page(adviser.standing).cases
    (row,) = listed.events.all()
    with pytest.raises(NotHandedOut):
        _ = row.text


def test_what_is_told_where_nobody_says() -> None:
    assert {kind for kind in EventKind if seen_by_default(kind) == SeenBy.OWN} == {
        EventKind.NOTE,
        EventKind.TASK,
        EventKind.DONE,
    }
    assert {kind for kind in EventKind if seen_by_default(kind) == SeenBy.LANE} == {
        EventKind.QUESTION,
        EventKind.REPLY,
        EventKind.ADVICE,
    }


def test_all_facts_come_back(adviser: Member, case: Case) -> None:
    said: dict[str, Any] = {
        "assessment": "AVVERGE",
        "result": "JA",
        "role": "MR",
        "hastens": "VETIKKE",
        "travel_done": frozenset({"KODEORD", "NUMMER"}),
        "week": "26",
        "year": "2026",
        "country": "PK",
    }
    factories.happens(adviser, case, EventKind.ASSESSMENT, facts=said)
    (event,) = access.open_case(adviser.standing, case.pk).events.all()
    assert event.facts == EventFacts(kind="VURDERING", seen_by="ALLE", **said)


@pytest.mark.parametrize("wrong", [{"result": "KANSKJE"}, {"agency": "MR"}, {"travel_done": {"JA"}}])
def test_a_code_of_no_list_is_not_stored(adviser: Member, case: Case, wrong: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        factories.happens(adviser, case, facts=wrong)
    assert not Event.unscoped.filter(case=case).exists()


def test_no_two_facts_lie_in_one_place() -> None:
    taken = [
        place for slot in EventFacts.SLOTS.values() for place in range(slot.offset, slot.offset + slot.size)
    ]
    assert len(taken) == len(set(taken))
    assert min(taken) > 0
    assert max(taken) < RECORD_BYTES
    assert set(EventFacts.__dataclass_fields__) - {"SLOTS"} == set(EventFacts.SLOTS)


def test_every_kind_of_the_code_is_one_of_the_list_and_the_other_way(reference: None) -> None:
    assert set(codebook.numbers("hendelse")) == {kind.value for kind in EventKind}
    assert set(codebook.numbers("synlighet")) == {one.value for one in SeenBy}
    assert len(FactsCodec(EventFacts).dump(EventFacts())) == RECORD_BYTES


def test_the_page_of_a_case_holds_where_something_happened(adviser: Member, case: Case) -> None:
    factories.happens(adviser, case, text="Skrevet.")
    assert adviser.client.get(reverse("case", args=[case.pk])).status_code == 200


def test_what_happened_is_erased_with_the_lane_that_it_stands_in(adviser: Member, case: Case) -> None:
    asked = factories.happens(adviser, case, EventKind.TASK, due_at=timezone.now())
    factories.happens(adviser, case, EventKind.DONE, refers_to=asked)
    Case.unscoped.get(pk=case.pk).delete()
    assert not Event.unscoped.filter(pk=asked.pk).exists()
