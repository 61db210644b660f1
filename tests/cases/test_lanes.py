"""Lanes in the database: every step that the table names and no other, and somebody's turn while open."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import changes, record
from audit.verbs import Verb
from cases import access
from cases.models import Case, Inquiry
from cases.models.event import EventKind
from cases.models.inquiry import Answer, Part
from cases.services.inquiries import change_inquiry, close_inquiry, reopen_inquiry, told_in
from cases.services.lanes import begun
from cases.services.passing_on import pass_on_post
from cases.services.revisions import changing
from cases.status import NEXT, OPEN, Status, may_follow
from tests import factories
from tests.factories import Member
from tests.security.tampering import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def lane_of(case: Case) -> Inquiry:
    return Inquiry.unscoped.filter(case=case).earliest("created_at")


# --- the table of steps, in the database ---


def way_to(status: Status) -> list[Status]:
    """Steps from received to this status."""
    ways: dict[Status, list[Status]] = {Status.RECEIVED: []}
    while status not in ways:
        for before, way in list(ways.items()):
            for after in NEXT[before]:
                ways.setdefault(after, [*way, after])
    return ways[status]


def step(lane: Inquiry, status: Status) -> None:
    """By SQL, as whoever may write to the table."""
    closed = status == Status.CLOSED
    values = [status.value, None if closed else key(lane.post_id), None if closed else "2026-06-08 08:00:00"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_inquiry SET status = %s, next_post_id = %s, next_due_at = %s WHERE id = %s",
            [*values, key(lane.pk)],
        )


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_every_step_by_sql_is_that_of_the_table(case: Case, before: Status, after: Status) -> None:
    lane = lane_of(case)
    for one in way_to(before):
        step(lane, one)
    if before == after or may_follow(before, after):
        step(lane, after)
        expected = after
    else:
        with pytest.raises(DatabaseError, match="no such step"):
            step(lane, after)
        expected = before
    lane.refresh_from_db(fields=["status"])
    assert lane.status == expected


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.RECEIVED}))
def test_a_lane_begins_as_received(case: Case, status: Status) -> None:
    lane = lane_of(case)
    lane.pk, lane.submission, lane.status = uuid.uuid4(), uuid.uuid4(), status
    if status == Status.CLOSED:
        lane.next_post = lane.next_due_at = None
    with pytest.raises(DatabaseError, match="begins as received"), transaction.atomic():
        Inquiry.unscoped.bulk_create([_unsealed(lane, case)])
    lane.status, lane.next_post_id, lane.next_due_at = Status.RECEIVED, lane.post_id, timezone.now()
    Inquiry.unscoped.bulk_create([_unsealed(lane, case)])


def _unsealed(lane: Inquiry, case: Case) -> Inquiry:
    lane.case, lane.facts, lane.narrative = case, factories.told().inquiry, ""
    return lane


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only there a row is replaced past its triggers")
def test_no_lane_is_replaced_by_one_that_did_not_begin(case: Case) -> None:
    names = ", ".join(field.column for field in Inquiry._meta.local_concrete_fields)
    chosen = names.replace(", status,", ", 'KT_RAD',")
    with pytest.raises(DatabaseError, match="begins as received"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO cases_inquiry ({names}) SELECT {chosen} FROM cases_inquiry LIMIT 1"
        )


def unprotected() -> list[str]:
    found = run_checks(tags=["database"], databases=["default"], include_deployment_checks=True)
    return [problem.msg for problem in found if problem.id in ("audit.E002", "audit.E003")]


@pytest.mark.parametrize("name", ["cases_inquiry_step", "cases_inquiry_begin"])
def test_a_guard_that_is_gone_is_named_and_laid_again_by_migrate(db: None, name: str) -> None:
    assert unprotected() == []
    on = " ON cases_inquiry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert unprotected() == [f"The trail is not protected: trigger {name} is missing."]
    changes.lay(using="default")
    assert unprotected() == []


# --- the next action is there ---


@pytest.mark.parametrize(
    "columns",
    [
        {"next_post": None},
        {"next_due_at": None},
        {"next_post": None, "next_due_at": None},
        {"status": Status.CLOSED},
        {"status": Status.CLOSED, "next_post": None},
        {"part": "ANNEN"},
        {"answer": Answer.ACCEPTED},
        {"answer": "ANNET"},
    ],
)
def test_what_the_database_refuses_of_a_lane(case: Case, columns: dict[str, Any]) -> None:
    lanes = Inquiry.unscoped.filter(case=case)
    lanes.update(next_due_at=timezone.now(), chased=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        lanes.update(**columns)
    lanes.update(status=Status.CLOSED, next_post=None, next_due_at=None)


def test_a_new_case_is_led_where_it_was_asked_and_hastens_as_it_says(adviser: Member) -> None:
    with time_machine.travel("2031-06-09 08:00Z", tick=False):
        found = {
            urgency: lane_of(factories.log_case(adviser, case=factories.case_facts(urgency=urgency)))
            for urgency in ("AKUTT", "ORD")
        }
        now = timezone.now()
    for lane in found.values():
        assert (lane.part, lane.next_post_id) == (Part.LEAD, lane.post_id)
    assert found["AKUTT"].next_due_at == now + timedelta(minutes=30)
    # A working day later: a Tuesday.
    assert found["ORD"].next_due_at == now + timedelta(days=1)


def opened(who: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(who.standing, case.pk)
    assert who.post is not None
    return found, found.inquiries.get(post=who.post)


def test_whoever_changes_how_it_hastens_changes_by_when(adviser: Member, case: Case) -> None:
    before = lane_of(case).next_due_at
    found, lane = opened(adviser, case)
    told = told_in(found, lane)
    changed = factories.told(case=factories.case_facts(urgency="AKUTT"), person_ids=told.person_ids)
    change_inquiry(standing=adviser.standing, case=found, inquiry=lane, revision=found.revision, told=changed)
    after = lane_of(case).next_due_at
    assert before is not None
    assert after is not None
    assert after < before


def test_closing_ends_whose_turn_it_is_and_opening_again_begins_it(adviser: Member, case: Case) -> None:
    found, lane = opened(adviser, case)
    close_inquiry(
        standing=adviser.standing, case=found, inquiry=lane, revision=found.revision, outcome="LOST"
    )
    lane = lane_of(case)
    assert (lane.next_post, lane.next_due_at, lane.part) == (None, None, Part.LEAD)
    found, lane = opened(adviser, case)
    reopen_inquiry(standing=adviser.standing, case=found, inquiry=lane, revision=found.revision)
    lane = lane_of(case)
    assert (lane.next_post_id, lane.part) == (lane.post_id, Part.LEAD)
    found, lane = opened(adviser, case)
    steps = [one.facts for one in found.events.all() if one.facts.kind == EventKind.STATUS]
    assert [(one.kind, one.status, one.outcome) for one in steps] == [
        (EventKind.STATUS, Status.CLOSED, "LOST"),
        (EventKind.STATUS, Status.REOPENED, ""),
    ]


def leading(case: Case) -> list[uuid.UUID]:
    rows = Inquiry.unscoped.filter(case=case, part=Part.LEAD).exclude(status=Status.CLOSED)
    return [row.post_id for row in rows]


def test_one_open_lane_leads_whoever_closes(adviser: Member, embassy: Member, case: Case) -> None:
    assert adviser.post is not None
    assert embassy.post is not None
    factories.ask(case, embassy.post)
    assert leading(case) == [adviser.post.pk]
    found, lane = opened(adviser, case)
    close_inquiry(
        standing=adviser.standing, case=found, inquiry=lane, revision=found.revision, outcome="OVERF"
    )
    assert leading(case) == [embassy.post.pk]
    found, lane = opened(adviser, case)
    reopen_inquiry(standing=adviser.standing, case=found, inquiry=lane, revision=found.revision)
    assert leading(case) == [embassy.post.pk]
    access.open_case(embassy.standing, case.pk)


def test_two_that_lead_are_refused_loudly(adviser: Member, embassy: Member, case: Case) -> None:
    assert embassy.post is not None
    found, _lane = opened(adviser, case)
    second = begun(
        found,
        post_id=embassy.post.pk,
        received_on=timezone.localdate(),
        facts=factories.told().inquiry,
        narrative="",
        submission=uuid.uuid4(),
        now=timezone.now(),
        part=Part.LEAD,
    )
    with (
        pytest.raises(ValueError, match="two lanes of a case lead"),
        transaction.atomic(),
        changing(found, revision=found.revision),
    ):
        second.save(force_insert=True)


def test_what_passes_on_awaits_the_other_post_and_is_nobodys_by_name(
    adviser: Member, elsewhere: Member, coordinator: Member, case: Case
) -> None:
    assert adviser.account is not None
    assert elsewhere.post is not None
    assert adviser.post is not None
    found, lane = opened(adviser, case)
    with transaction.atomic(), changing(found, revision=found.revision):
        lane.claimed_by = adviser.account
        lane.save(update_fields=["claimed_by"])
    _recorded(adviser, found)
    factories.redate(adviser, starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now())
    pass_on_post(
        standing=coordinator.standing, from_post=adviser.post, to_post=elsewhere.post, reason="Sluttet."
    )
    lane = lane_of(case)
    assert (lane.post_id, lane.next_post_id, lane.claimed_by) == (elsewhere.post.pk, elsewhere.post.pk, None)
    access.open_case(elsewhere.standing, case.pk)


def _recorded(who: Member, case: Case) -> None:
    actor, revision = who.standing.actor, case.revision
    with transaction.atomic():
        record.write(Verb.CASE_CHANGED, actor=actor, chain=case.pk, subject=case.pk, revision=revision)


def test_settling_again_changes_nothing(adviser: Member, embassy: Member, case: Case) -> None:
    """Derived from the same rows, whenever: so a change of something else moves nobody's turn."""
    lane = lane_of(case)
    theirs = _asked_and_accepted(adviser, embassy, case)
    factories.happens(adviser, case, EventKind.QUESTION, lane=theirs, text="Hva nå?")
    before = _settled(case)
    assert embassy.post is not None
    assert before[0][1] == embassy.post.pk
    assert before[0][3] is not None
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        factories.happens(embassy, case, EventKind.EXTENDED)
        assert _settled(case) == before
        factories.happens(embassy, case, EventKind.REPLY, refers_to=_question(adviser, case))
    after = _settled(case)
    assert after[0][1] == lane.post_id
    assert after[0][3] is None
    assert after != before


def test_who_is_awaited_anew_was_not_chased(adviser: Member, case: Case) -> None:
    found, lane = opened(adviser, case)
    with transaction.atomic(), changing(found, revision=found.revision):
        lane.chased = 3
        lane.save(update_fields=["chased"])
    _recorded(adviser, found)
    factories.happens(adviser, case, EventKind.EXTENDED)
    assert lane_of(case).chased == 3
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=True):
        factories.happens(adviser, case, EventKind.ACTION)
    assert lane_of(case).chased == 0


def _settled(case: Case) -> list[Sequence[Any]]:
    rows = Inquiry.unscoped.filter(case=case).order_by("created_at", "pk")
    return list(rows.values_list("part", "next_post", "next_due_at", "paused_left", "chased"))


def _question(who: Member, case: Case) -> Any:
    events = access.open_case(who.standing, case.pk).events.all()
    return next(one for one in events if one.facts.kind == EventKind.QUESTION)


def _asked_and_accepted(by: Member, whom: Member, case: Case) -> Inquiry:
    assert whom.post is not None
    assert by.post is not None
    lane = factories.ask(case, whom.post)
    found, _own = opened(by, case)
    with transaction.atomic(), changing(found, revision=found.revision):
        lane.asked_by_id, lane.answer, lane.answered_at = by.post.pk, Answer.ACCEPTED, timezone.now()
        lane.save(update_fields=["asked_by", "answer", "answered_at"])
    _recorded(by, found)
    return lane


def test_every_open_status_awaits_somebody() -> None:
    assert set(Status) - {Status.CLOSED} == OPEN
