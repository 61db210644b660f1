"""What happens to an inquiry: each service does all of its work or none, whoever else is at it."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advisory.sealing import keys
from audit.models import Entry
from audit.verify import verify
from cases import access
from cases.errors import (
    AlreadyClosed,
    AlreadySent,
    ChangedMeanwhile,
    MayReadOnly,
    NoPersons,
    NotClosed,
    NotYours,
)
from cases.models import Case, CaseGroupPermission, CaseKey, Inquiry, Person, StatusChange
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services import lanes
from cases.services.inquiries import change_inquiry, close_inquiry, log_inquiry, reopen_inquiry, told_in
from cases.services.revisions import reseal
from cases.status import NEXT, OPEN, Status, may_follow
from tests import factories
from tests.cases.snapshots import at_once, counts, everything
from tests.factories import Member, told

SISTER = PersonFacts(sex="K", age_group="18-21", background="SO", whereabouts="UTL")
BROTHER = PersonFacts(sex="M", age_group="00-15")


def opened(by: Member, case_id: uuid.UUID) -> tuple[Case, Inquiry]:
    case = access.case_to_change(by.standing, case_id)
    return case, case.inquiries.get()


def stored(by: Member, case_id: uuid.UUID) -> Any:
    case = access.open_case(by.standing, case_id)
    return told_in(case, case.inquiries.get())


def verbs(case_id: uuid.UUID) -> list[str]:
    return list(Entry.objects.filter(chain=case_id).order_by("number").values_list("verb", flat=True))


def change(by: Member, case_id: uuid.UUID, **changes: Any) -> list[str]:
    case, inquiry = opened(by, case_id)
    said = replace(told_in(case, inquiry), **changes)
    return change_inquiry(standing=by.standing, case=case, inquiry=inquiry, revision=case.revision, told=said)


def close(by: Member, case_id: uuid.UUID, outcome: str = "LOST") -> None:
    case, inquiry = opened(by, case_id)
    close_inquiry(standing=by.standing, case=case, inquiry=inquiry, revision=case.revision, outcome=outcome)


def reopen(by: Member, case_id: uuid.UUID) -> None:
    case, inquiry = opened(by, case_id)
    reopen_inquiry(standing=by.standing, case=case, inquiry=inquiry, revision=case.revision)


# --- logging ---


@pytest.mark.django_db
def test_a_first_contact_becomes_a_case_with_one_inquiry(adviser: Member) -> None:
    before = everything()
    said = told(persons=(told().persons[0], SISTER))
    case, made = log_inquiry(standing=adviser.standing, held=adviser.held, told=said, submission=uuid.uuid4())
    assert made
    assert counts(before, everything()) == {
        "cases_case": 1,
        "cases_casekey": 1,
        "cases_inquiry": 1,
        "cases_person": 2,
        "cases_casegrouppermission": 2,
        "audit_entry": 1,
        "audit_chainhead": 1,
    }
    assert stored(adviser, case.pk) == said
    assert verbs(case.pk) == ["case.logged", "case.read"]
    row = Case.unscoped.get(pk=case.pk)
    assert (row.revision, row.closed_at, row.opened_at) == (1, None, row.changed_at)
    inquiry = Inquiry.unscoped.get(case=case)
    assert (inquiry.status, inquiry.post, inquiry.received_on) == (
        Status.RECEIVED,
        adviser.post,
        date(2026, 6, 3),
    )
    grants = CaseGroupPermission.objects.filter(content_object=case)
    assert {(one.group_id, one.opened_at) for one in grants} == {(adviser.held.group_id, row.opened_at)}
    assert verify().flaws == []


@pytest.mark.django_db
def test_the_case_that_was_just_made_opens(adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert case.facts == told().case
    assert case.inquiries.get().narrative == told().narrative


@pytest.mark.django_db
def test_a_general_question_concerns_nobody(adviser: Member) -> None:
    case = factories.log_case(adviser, case=CaseFacts(kind="GEN"), persons=(SISTER,))
    assert stored(adviser, case.pk).persons == ()


@pytest.mark.django_db
def test_a_specific_case_concerns_somebody(adviser: Member) -> None:
    before = everything()
    with pytest.raises(NoPersons):
        factories.log_case(adviser, persons=())
    case = factories.log_case(adviser)
    with pytest.raises(NoPersons):
        change(adviser, case.pk, persons=())
    assert counts(before, everything())["cases_case"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "a", "Ingen – 15 år 🌻\n\n«sitat»\t", "x" * 20_000, "\0 nul"])
def test_a_narrative_comes_back_letter_by_letter(adviser: Member, text: str) -> None:
    case = factories.log_case(adviser, narrative=text)
    assert stored(adviser, case.pk).narrative == text


@pytest.mark.django_db(transaction=True)
def test_a_save_is_at_most_eight_statements(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The design's contract; on SQLite each table is one INSERT, on PostgreSQL all with the trail are one.

    The clock stands: twice a minute a save first looks, before its transaction, for a new epoch.
    """
    monkeypatch.setattr(keys, "monotonic", lambda: 0.0)
    standing, held = adviser.standing, adviser.held
    factories.log_case(adviser)
    for persons in (1, 12):
        said = told(persons=(SISTER,) * persons)
        with CaptureQueriesContext(connection) as seen:
            log_inquiry(standing=standing, held=held, told=said, submission=uuid.uuid4())
        statements = [query["sql"].split()[0] for query in seen.captured_queries]
        assert statements[0] == "BEGIN"
        assert statements[-1] == "COMMIT"
        assert len(statements) == (8 if connection.vendor == "sqlite" else 3), statements


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_case(adviser: Member) -> None:
    submission = uuid.uuid4()
    first, made = log_inquiry(
        standing=adviser.standing, held=adviser.held, told=told(), submission=submission
    )
    before = everything()
    again, made_again = log_inquiry(
        standing=adviser.standing, held=adviser.held, told=told(narrative="Annet"), submission=submission
    )
    assert (made, made_again, again.pk) == (True, False, first.pk)
    # The second sender reads the first one's case, and that is all that is written.
    assert counts(before, everything()) == {"audit_entry": 1}
    assert again.inquiries.get().narrative == told().narrative


@pytest.mark.django_db
def test_a_form_sent_to_another_post_is_refused(adviser: Member, elsewhere: Member) -> None:
    submission = uuid.uuid4()
    log_inquiry(standing=adviser.standing, held=adviser.held, told=told(), submission=submission)
    before = everything()
    with pytest.raises(AlreadySent):
        log_inquiry(standing=elsewhere.standing, held=elsewhere.held, told=told(), submission=submission)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_case(adviser: Member, colleague: Member) -> None:
    for _ in range(5):
        submission, before = uuid.uuid4(), everything()

        def send(by: Member, submission: uuid.UUID = submission) -> tuple[uuid.UUID, bool]:
            case, made = log_inquiry(standing=by.standing, held=by.held, told=told(), submission=submission)
            return case.pk, made

        found = at_once(lambda: send(adviser), lambda: send(adviser), lambda: send(colleague))
        assert len({pk for pk, _made in found}) == 1
        assert sorted(made for _pk, made in found) == [False, False, True]
        assert counts(before, everything())["cases_case"] == 1
    assert verify().flaws == []


# --- changing ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"narrative": "Ny tekst"}, ["narrative"]),
        ({"received_on": date(2026, 6, 2)}, ["received_on"]),
        ({"case": replace(told().case, urgency="AKUTT")}, ["case.urgency"]),
        ({"case": replace(told().case, circumstances=frozenset({"BEK"}))}, ["case.circumstances"]),
        (
            {"inquiry": replace(told().inquiry, asker="FAM", channel="TLF")},
            ["inquiry.channel", "inquiry.asker"],
        ),
        ({"persons": (SISTER,)}, ["persons"]),
        ({"persons": (told().persons[0], SISTER, BROTHER)}, ["persons"]),
        ({"case": CaseFacts(kind="GEN"), "persons": ()}, None),
    ],
)
def test_a_change_is_stored_and_named(
    adviser: Member, changes: dict[str, Any], names: list[str] | None
) -> None:
    case = factories.log_case(adviser)
    before = Case.unscoped.get(pk=case.pk)
    changed = change(adviser, case.pk, **changes)
    assert names is None or changed == names
    assert stored(adviser, case.pk) == replace(told(), **changes)
    after = Case.unscoped.get(pk=case.pk)
    assert (after.revision, after.opened_at) == (2, before.opened_at)
    assert after.changed_at > before.changed_at
    entry = Entry.objects.get(chain=case.pk, verb="case.changed")
    assert entry.fields == " ".join(changed)
    assert str(Inquiry.unscoped.get(case=case).pk) == entry.objects_named


@pytest.mark.django_db
def test_a_change_of_nothing_writes_nothing(adviser: Member) -> None:
    case = factories.log_case(adviser)
    row, inquiry = opened(adviser, case.pk)
    before = everything()
    same = told_in(row, inquiry)
    assert change_inquiry(standing=adviser.standing, case=row, inquiry=inquiry, revision=1, told=same) == []
    assert everything() == before


@pytest.mark.django_db
def test_a_person_keeps_her_row_through_corrections(adviser: Member) -> None:
    case = factories.log_case(adviser, persons=(SISTER, BROTHER))
    first, second = Person.unscoped.filter(case=case).values_list("pk", flat=True)
    three = (replace(SISTER, whereabouts="NOR"), BROTHER, SISTER)
    change(adviser, case.pk, persons=three, person_ids=(first, second))
    assert list(Person.unscoped.filter(case=case).values_list("pk", flat=True))[:2] == [first, second]
    # The first is removed: the second is still herself, now in the first place.
    change(adviser, case.pk, persons=(BROTHER,), person_ids=(second,))
    assert list(Person.unscoped.filter(case=case).values_list("pk", "position")) == [(second, 1)]
    change(adviser, case.pk, persons=(SISTER, BROTHER), person_ids=(None, second))
    (new, at_first), (old, at_second) = Person.unscoped.filter(case=case).values_list("pk", "position")
    assert (at_first, old, at_second) == (1, second, 2)
    assert new not in {first, second}


@pytest.mark.django_db
def test_the_trail_names_fields_and_never_what_stands_in_them(adviser: Member) -> None:
    case = factories.log_case(adviser)
    change(adviser, case.pk, narrative="Hemmelig", case=replace(told().case, focus_country="SO"))
    said = repr(list(Entry.objects.filter(chain=case.pk).values_list()))
    assert "narrative" in said
    assert "Hemmelig" not in said
    assert "'SO'" not in said


@pytest.mark.django_db
def test_an_old_form_is_not_saved_over_a_newer_case(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    slow, lane = opened(adviser, case.pk)
    change(colleague, case.pk, narrative="Kollegaens ord")
    before = everything()
    attempts: list[Callable[[], object]] = [
        lambda: change_inquiry(
            standing=adviser.standing, case=slow, inquiry=lane, revision=1, told=told(narrative="Mine ord")
        ),
        lambda: close_inquiry(standing=adviser.standing, case=slow, inquiry=lane, revision=1, outcome="LOST"),
    ]
    for attempt in attempts:
        with pytest.raises(ChangedMeanwhile):
            attempt()
        assert everything() == before
        # What the reader holds in her hands is untouched too, so that the page can show both.
        assert lane.status == Status.RECEIVED
        assert lane.narrative == told().narrative
    assert stored(colleague, case.pk).narrative == "Kollegaens ord"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    for turn in range(5):
        revision = Case.unscoped.get(pk=case.pk).revision
        mine, yours = f"Mine ord {turn}", f"Dine ord {turn}"
        first, second = opened(adviser, case.pk), opened(colleague, case.pk)

        def save(by: Member, rows: tuple[Case, Inquiry], text: str, revision: int = revision) -> str:
            row, inquiry = rows
            said = replace(told_in(row, inquiry), narrative=text)
            change_inquiry(standing=by.standing, case=row, inquiry=inquiry, revision=revision, told=said)
            return text

        results = at_once(
            lambda first=first, mine=mine: save(adviser, first, mine),
            lambda second=second, yours=yours: save(colleague, second, yours),
        )
        won = [one for one in results if isinstance(one, str)]
        assert len(won) == 1, results
        assert [type(one) for one in results if not isinstance(one, str)] == [ChangedMeanwhile]
        assert stored(adviser, case.pk).narrative == won[0]
        assert Case.unscoped.get(pk=case.pk).revision == revision + 1
    assert verbs(case.pk).count("case.changed") == 5
    assert verify().flaws == []


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_closing_at_once_do_not_mix(adviser: Member, colleague: Member) -> None:
    for _ in range(4):
        case = factories.log_case(adviser)
        first, second = opened(adviser, case.pk), opened(colleague, case.pk)
        results = at_once(
            lambda rows=first: change_inquiry(
                standing=adviser.standing,
                case=rows[0],
                inquiry=rows[1],
                revision=1,
                told=told(inquiry=replace(told().inquiry, asker="FAM")),
            ),
            lambda rows=second: close_inquiry(
                standing=colleague.standing, case=rows[0], inquiry=rows[1], revision=1, outcome="LOST"
            ),
        )
        assert sum(isinstance(one, ChangedMeanwhile) for one in results) == 1, results
        said, row = stored(adviser, case.pk), Inquiry.unscoped.get(case=case)
        closed = row.status == Status.CLOSED
        assert (said.inquiry.outcome, said.inquiry.asker) == (("LOST", "SELV") if closed else ("", "FAM"))
        assert (Case.unscoped.get(pk=case.pk).closed_at is not None) is closed


# --- closing and reopening ---


@pytest.mark.django_db
def test_a_closed_lane_has_an_outcome_and_a_day(adviser: Member) -> None:
    case = factories.log_case(adviser)
    close(adviser, case.pk, "OVERF")
    row = Case.unscoped.get(pk=case.pk)
    assert stored(adviser, case.pk).inquiry.outcome == "OVERF"
    (step,) = StatusChange.objects.filter(inquiry__case=case)
    assert (step.status, step.at, row.revision) == (Status.CLOSED, row.closed_at, 2)
    with pytest.raises(AlreadyClosed):
        close(adviser, case.pk)
    assert "case.closed" in verbs(case.pk)


@pytest.mark.django_db
def test_a_reopened_lane_has_neither(adviser: Member) -> None:
    case = factories.log_case(adviser)
    with pytest.raises(NotClosed):
        reopen(adviser, case.pk)
    close(adviser, case.pk)
    reopen(adviser, case.pk)
    row, inquiry = Case.unscoped.get(pk=case.pk), Inquiry.unscoped.get(case=case)
    assert (row.closed_at, inquiry.status, stored(adviser, case.pk).inquiry.outcome) == (
        None,
        Status.REOPENED,
        "",
    )
    assert [step.status for step in inquiry.status_changes.all()] == [Status.CLOSED, Status.REOPENED]
    close(adviser, case.pk)
    assert Case.unscoped.get(pk=case.pk).closed_at is not None


@pytest.mark.django_db
def test_a_case_is_closed_with_its_last_lane(adviser: Member, embassy: Member) -> None:
    case = factories.log_case(adviser)
    assert embassy.post is not None
    lanes.begun(
        case,
        post_id=embassy.post.pk,
        received_on=date(2026, 6, 5),
        now=case.opened_at,
        submission=uuid.uuid4(),
        facts=InquiryFacts(scheme="IR"),
        narrative="",
    ).save(force_insert=True)
    reseal(case.pk)
    row = access.case_to_change(adviser.standing, case.pk)
    first = row.inquiries.get(post=adviser.post)
    close_inquiry(standing=adviser.standing, case=row, inquiry=first, revision=1, outcome="OVERF")
    assert Case.unscoped.get(pk=case.pk).closed_at is None
    other = row.inquiries.get(post=embassy.post)
    close_inquiry(standing=adviser.standing, case=row, inquiry=other, revision=2, outcome="LOST")
    assert Case.unscoped.get(pk=case.pk).closed_at is not None


def test_every_status_leads_somewhere_and_closed_only_to_reopened() -> None:
    assert set(NEXT) == set(Status)
    assert NEXT[Status.CLOSED] == {Status.REOPENED}
    assert set(Status) - {Status.CLOSED} == OPEN
    assert all(may_follow(status, Status.CLOSED) for status in OPEN)
    assert not any(may_follow(status, status) for status in Status)


@pytest.mark.django_db
def test_whoever_may_not_change_gets_nothing_to_change(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    with pytest.raises(NotYours):
        opened(elsewhere, case.pk)
    CaseGroupPermission.objects.filter(
        content_object=case, permission=access.permission_id("change")
    ).delete()
    reseal(case.pk)
    with pytest.raises(MayReadOnly):
        opened(adviser, case.pk)


# --- a crash in the middle ---


class PowerCut(Exception):
    pass


def cut_at(number: int) -> Callable[..., Any]:
    """An execute wrapper that lets `number` statements pass and raises at the next."""
    left = number

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if left == 0:
            raise PowerCut
        left -= 1
        return execute(sql, params, many, context)

    return wrapper


def writes(run: Callable[[], object]) -> int:
    """How many statements the work takes, transaction marks aside."""
    seen = 0

    def count(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(*rest)

    with connection.execute_wrapper(count):
        run()
    return seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("service", ["log", "change", "close", "reopen"])
def test_a_crash_at_any_statement_leaves_nothing(adviser: Member, service: str) -> None:
    standing, held = adviser.standing, adviser.held
    case = factories.log_case(adviser)
    if service == "reopen":
        close(adviser, case.pk)
    revision = Case.unscoped.get(pk=case.pk).revision
    changed = told(
        narrative="Ny",
        case=replace(told().case, urgency="AKUTT"),
        persons=(SISTER, BROTHER),
    )

    def prepared() -> Callable[[], object]:
        """The rows are opened before the power goes, for reading them writes to the trail."""
        if service == "log":
            return lambda: log_inquiry(standing=standing, held=held, told=changed, submission=uuid.uuid4())
        row, inquiry = opened(adviser, case.pk)
        given: dict[str, Any] = {"standing": standing, "case": row, "inquiry": inquiry, "revision": revision}
        return {
            "change": lambda: change_inquiry(told=changed, **given),
            "close": lambda: close_inquiry(outcome="LOST", **given),
            "reopen": lambda: reopen_inquiry(**given),
        }[service]

    passed = 0
    while True:
        run = prepared()
        before = everything()
        try:
            with connection.execute_wrapper(cut_at(passed)):
                run()
        except PowerCut:
            assert everything() == before, f"after {passed} statements"
            passed += 1
        else:
            break
    # It did reach the end, through as many crashes as there are statements, and was then stored whole.
    # On PostgreSQL a save is one statement, the trail's entry included.
    assert passed >= ((2 if connection.vendor == "sqlite" else 1) if service == "log" else 4)
    assert counts(before, everything())["audit_entry"] == 1
    assert verify().flaws == []


@pytest.mark.django_db
def test_nothing_is_saved_without_its_trail_entry(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that seals the trail is gone: then no case is stored, closed or shown."""
    from django.conf import settings

    case = factories.log_case(adviser)
    standing = adviser.standing
    row, inquiry = opened(adviser, case.pk)
    before = everything()

    def gone(*args: object, **kwargs: object) -> bytes:
        raise OSError("no key")

    monkeypatch.setattr(settings.KEYRING, "mac", gone)
    attempts: list[Callable[[], object]] = [
        lambda: log_inquiry(standing=standing, held=adviser.held, told=told(), submission=uuid.uuid4()),
        lambda: close_inquiry(standing=standing, case=row, inquiry=inquiry, revision=1, outcome="LOST"),
        lambda: access.open_case(standing, case.pk),
        lambda: access.page(standing),
    ]
    for attempt in attempts:
        with pytest.raises(OSError, match="no key"):
            attempt()
    monkeypatch.undo()
    assert everything() == before
    assert CaseKey.objects.filter(case=case).count() == 1
