"""Everything is moved to the newest epoch; what is marked stays, what is broken is named, all else opens."""

import os
import shutil
import signal
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from advisory.models import Account, Epoch, Letter, StoredSession
from advisory.sealing import registry
from advisory.sealing.errors import UnregisteredSeal
from advisory.sealing.keys import chest
from advisory.sealing.uses import uses_of
from advisory.services import log_ins
from advisory.services.epochs import open_epoch
from advisory.standing import standing_of
from audit import record
from audit.actor import HOUSE
from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.models import Case, CaseKey, Draft, Inquiry
from cases.services import moving, reencryption
from cases.services.drafts import keep_draft, typed_in
from cases.services.inquiries import change_inquiry
from cases.services.reencryption import reencrypt
from cases.services.unattended import changing_unattended
from config.keyring import FileKeyring
from tests import factories
from tests.cases.erasing import after, at, closed_case, mark_and_erase
from tests.cases.typing_in import typed
from tests.factories import SUITE, Member
from tests.flows.traffic import finished, started

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Hun er redd for sommeren."


def move(**options: Any) -> reencryption.Outcome:
    return reencrypt(actor=SUITE, grace=0, size=2, **options)


def text_of(member: Member, case_id: uuid.UUID) -> str:
    (lane,) = access.open_case(member.standing, case_id).inquiries.all()
    return str(lane.narrative)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def key(id_: uuid.UUID) -> Any:
    return id_.hex if connection.vendor == "sqlite" else id_


@pytest.fixture
def cases(adviser: Member, colleague: Member, embassy: Member) -> list[Case]:
    made = [factories.log_case(adviser, narrative=f"{TEXT} {number}") for number in range(5)]
    assert embassy.post is not None
    factories.give(made[0], embassy.post, colleague)
    return made


def mark(case: Case, *, held: bool = False) -> None:
    """As erase_expired will, years from now."""

    with transaction.atomic():
        with changing_unattended(case.pk) as found:
            found.case.marked_at = timezone.now()
            found.case.held_until = timezone.now() + timedelta(days=9) if held else None
            found.case.save(update_fields=["marked_at", "held_until"])
        record.write(
            Verb.CASE_MARKED, actor=SUITE, chain=case.pk, subject=case.pk, revision=found.case.revision
        )


def test_everything_moves_and_opens(adviser: Member, embassy: Member, cases: list[Case]) -> None:
    assert adviser.account is not None
    draft = uuid.uuid4()
    keep_draft(account_id=adviser.account.pk, draft_id=draft, typed={"narrative": ["begun"]})
    now = timezone.now()
    Letter.objects.create(account=adviser.account, content="{}", created_at=now, due_at=now, next_try_at=now)
    before = {case.pk: case.revision for case in cases}
    entries = Entry.objects.filter(chain=cases[0].pk).count()
    open_epoch(actor=SUITE)
    assert {label for label in uses_of(1) if label.startswith("advisory.")} >= {
        "advisory.Account.profile",
        "advisory.Account.seal",
        "advisory.Coverage.seal",
        "advisory.Factor.content",
        "advisory.Letter.content",
        "advisory.StoredSession.content",
    }
    outcome = move()
    assert (outcome.cases, outcome.behind, outcome.broken, outcome.left) == (5, 0, [], [1])
    assert uses_of(1) == {}
    assert Entry.objects.filter(chain=cases[0].pk).count() == entries
    assert dict(Case.unscoped.values_list("pk", "revision")) == before
    assert set(CaseKey.objects.values_list("generation", "epoch")) == {(2, 2)}
    assert [text_of(adviser, case.pk) for case in cases] == [f"{TEXT} {number}" for number in range(5)]
    assert text_of(embassy, cases[0].pk) == f"{TEXT} 0"
    assert typed_in(account_id=adviser.account.pk, draft_id=draft) == {"narrative": ["begun"]}
    assert Letter.objects.get().content == "{}"
    assert adviser.client.get("/saker/").status_code == 200
    said = Entry.objects.filter(chain=HOUSE, verb=Verb.REENCRYPTED).order_by("number")
    assert [entry.fields.split()[0] for entry in said] == ["begun", "left", "ended"]
    assert "cases-5" in said[2].fields
    call_command("verify_seals", stdout=StringIO())


def test_done_twice_the_second_does_nothing(cases: list[Case]) -> None:
    open_epoch(actor=SUITE)
    move()
    left_at = Epoch.objects.get(pk=1).left_at
    stored = list(Inquiry.unscoped.order_by("pk").values_list("narrative", flat=True))
    again = move()
    assert (again.cases, again.rows) == (0, 0)
    assert [one.record for one in Inquiry.unscoped.order_by("pk").values_list("narrative", flat=True)] == [
        one.record for one in stored
    ]
    assert Epoch.objects.get(pk=1).left_at == left_at


def test_marked_cases_stay_behind_until_they_are_held_or_unmarked(adviser: Member, cases: list[Case]) -> None:
    mark(cases[0])
    mark(cases[1], held=True)
    open_epoch(actor=SUITE)
    outcome = move()
    assert (outcome.cases, outcome.behind, outcome.left) == (4, 1, [1])
    assert uses_of(1) == {
        "cases.Case.facts": 1,
        "cases.CaseKey.wrapped": 1,
        "cases.Inquiry.facts": 1,
        "cases.Person.facts": 1,
        "cases.Case.seal": 1,
        "cases.CaseGroupPermission.seal": 3,
        "cases.CaseUserPermission.seal": 1,
    }
    assert text_of(adviser, cases[0].pk) == f"{TEXT} 0"
    left_at = Epoch.objects.get(pk=1).left_at
    assert left_at is not None
    mark(cases[0], held=True)
    # The last survivor leaves now, so the days are counted anew.
    assert (move().cases, uses_of(1)) == (1, {})
    later = Epoch.objects.get(pk=1).left_at
    assert later is not None
    assert later > left_at


def test_what_was_erased_moves_too(adviser: Member) -> None:
    case = closed_case(adviser)
    mark_and_erase(after(24))
    only_texts = Case.unscoped.get(pk=case.pk)
    assert (only_texts.erased_at, only_texts.texts_erased_at is None) == (None, False)
    other = closed_case(adviser)
    mark_and_erase(after(110))
    assert Case.unscoped.get(pk=other.pk).erased_at is not None
    chest.forget()
    open_epoch(actor=SUITE)
    assert move().broken == []
    assert {label for label in uses_of(1) if label.startswith("cases.")} == set()
    call_command("verify_seals", stdout=StringIO())


BREAKS: dict[str, Callable[[Case], None]] = {
    "a date": lambda case: sql(
        "UPDATE cases_inquiry SET received_on = '2020-01-01' WHERE case_id = %s", key(case.pk)
    ),
    "the seal": lambda case: sql("UPDATE cases_case SET seal = %s WHERE id = %s", b"", key(case.pk)),
    "its revision": lambda case: sql("UPDATE cases_case SET revision = 7 WHERE id = %s", key(case.pk)),
    "a person": lambda case: sql("DELETE FROM cases_person WHERE case_id = %s", key(case.pk)),
    "its key": lambda case: sql("DELETE FROM cases_casekey WHERE case_id = %s", key(case.pk)),
    "a grant": lambda case: sql(
        "UPDATE cases_casegrouppermission SET seal = %s WHERE content_object_id = %s",
        b"\1" * 37,
        key(case.pk),
    ),
    "a text": lambda case: sql("UPDATE cases_inquiry SET narrative = facts WHERE case_id = %s", key(case.pk)),
}


@pytest.mark.parametrize("what", sorted(BREAKS))
def test_a_broken_case_is_left_and_named_and_the_others_move(
    adviser: Member, cases: list[Case], what: str
) -> None:
    open_epoch(actor=SUITE)
    BREAKS[what](cases[2])
    errors = StringIO()
    with pytest.raises(CommandError, match="1 could not be moved"):
        call_command("reencrypt", "--grace", "0", stdout=StringIO(), stderr=errors)
    assert str(cases[2].pk) in errors.getvalue()
    assert TEXT not in errors.getvalue()
    assert uses_of(1)["cases.Case.facts"] == 1
    assert Epoch.objects.get(pk=1).left_at is None
    assert [text_of(adviser, case.pk) for case in cases if case != cases[2]]


def test_a_broken_account_and_a_broken_place_are_left(adviser: Member, colleague: Member) -> None:
    open_epoch(actor=SUITE)
    assert adviser.account is not None
    assert colleague.post is not None
    Account.objects.filter(pk=adviser.account.pk).update(is_demo=True)
    sql("UPDATE advisory_coverage SET valid_from = '2001-01-01' WHERE valid_from <> '2001-01-01'")
    outcome = move()
    assert {error.place.table for error in outcome.broken if error.place} == {
        "advisory.Account",
        "advisory.Coverage",
    }
    assert outcome.left == []
    assert uses_of(1)["advisory.Account.profile"] == 1


# -- killed, doubled, beside others -------------------------------------------------------------------


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("when", ["before the commit", "after the commit"])
def test_killed_in_a_batch_it_goes_on(adviser: Member, cases: list[Case], when: str) -> None:
    open_epoch(actor=SUITE)

    def killed_in_the_second_batch() -> None:
        write, batches = moving._write, []

        def one_then_die(*args: Any) -> int:
            batches.append(1)
            if len(batches) == 2 and when == "before the commit":
                moving.let_go = die
            written = write(*args)
            return written if len(batches) < 2 else die() or 0

        moving._write = one_then_die  # type: ignore[assignment]
        move()

    assert finished(killed_in_the_second_batch) == -signal.SIGKILL
    chest.forget()
    assert uses_of(1)["cases.CaseKey.wrapped"] == (3 if when == "before the commit" else 1)
    for number, case in enumerate(cases):
        assert text_of(adviser, case.pk) == f"{TEXT} {number}"
    assert move().cases == (3 if when == "before the commit" else 1)
    assert uses_of(1) == {}
    for number, case in enumerate(cases):
        assert text_of(adviser, case.pk) == f"{TEXT} {number}"


def test_two_at_once_do_no_harm(adviser: Member, cases: list[Case]) -> None:
    open_epoch(actor=SUITE)
    running = [started(move), started(move)]
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0, 0]
    chest.forget()
    assert uses_of(1) == {}
    for number, case in enumerate(cases):
        assert text_of(adviser, case.pk) == f"{TEXT} {number}"
    # Each case was moved once: whoever came second saw that it was.
    assert set(CaseKey.objects.values_list("generation", flat=True)) == {2}
    call_command("verify_seals", stdout=StringIO())


def test_opened_before_and_saved_after_the_text_is_kept(adviser: Member, cases: list[Case]) -> None:
    standing = adviser.standing
    opened = access.open_case(standing, cases[0].pk)
    (lane,) = opened.inquiries.all()
    open_epoch(actor=SUITE)
    move()
    said = factories.told(narrative="changed on the old page")
    change_inquiry(standing=standing, case=opened, inquiry=lane, revision=opened.revision, told=said)
    assert text_of(adviser, cases[0].pk) == "changed on the old page"


def test_changed_between_reading_and_writing_the_change_wins(
    adviser: Member, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_epoch(actor=SUITE)
    write, pages = moving._write, [access.open_case(adviser.standing, cases[0].pk)]

    def change_first(ready: Any) -> int:
        if pages and any(one.case.row["id"] == key(cases[0].pk) for one in ready):
            opened = pages.pop()
            (lane,) = opened.inquiries.all()
            told = factories.told(narrative="in between")
            change_inquiry(
                standing=adviser.standing, case=opened, inquiry=lane, revision=opened.revision, told=told
            )
        return write(ready)

    monkeypatch.setattr(moving, "_write", change_first)
    seen: list[int] = []
    outcome = move(tell=lambda progress: seen.append(progress.again))
    assert max(seen) == 1
    assert outcome.cases == 5
    assert text_of(adviser, cases[0].pk) == "in between"
    assert uses_of(1) == {}


def test_a_case_made_under_the_old_epoch_meanwhile_is_found(
    adviser: Member, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_epoch(actor=SUITE)
    waited: list[float] = []

    def another_process_logs_one(seconds: float) -> None:
        waited.append(seconds)
        with monkeypatch.context() as patch:
            patch.setattr(chest, "current", lambda: 1)
            late.append(factories.log_case(adviser, narrative="late"))

    late: list[Case] = []
    outcome = reencrypt(actor=SUITE, grace=30, wait=another_process_logs_one)
    assert 25 < waited[0] <= 30
    assert outcome.cases == 6
    assert uses_of(1) == {}
    assert text_of(adviser, late[0].pk) == "late"


def stale() -> None:
    """This process is now one that lay idle: it knows the first epoch alone, and last looked long ago."""
    chest.current()
    chest._epochs = {1: chest._epochs[1]}
    chest._looked -= 3600


def test_a_worker_that_lay_idle_seals_nothing_under_an_epoch_that_was_left(
    adviser: Member, cases: list[Case]
) -> None:
    open_epoch(actor=SUITE)
    assert move().left == [1]
    for number, case in enumerate(cases[:2]):
        stale()
        opened = access.open_case(adviser.standing, case.pk)
        (lane,) = opened.inquiries.all()
        said = factories.told(narrative=f"changed after a rest {number}")
        change_inquiry(
            standing=adviser.standing, case=opened, inquiry=lane, revision=opened.revision, told=said
        )
        assert uses_of(1) == {}
    stale()
    given = {"submission": str(uuid.uuid4()), **typed()}
    assert adviser.client.post(reverse("draft_save"), given).status_code < 400
    assert Draft.objects.exists()
    assert uses_of(1) == {}


def test_a_job_that_goes_on_for_long_seals_nothing_under_an_epoch_that_was_left(adviser: Member) -> None:
    closed = [closed_case(adviser) for _number in range(2)]
    open_epoch(actor=SUITE)
    move()
    with at(after(24)):
        from cases.management.commands import erase_expired

        found, marked = erase_expired.expired, []

        def long_ago(*args: Any) -> Any:
            marked.append(args)
            due = found(*args)
            stale()
            return due

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(erase_expired, "expired", long_ago)
            call_command("erase_expired", "--mark", stdout=StringIO())
    assert marked
    assert Case.unscoped.filter(marked_at__isnull=False).count() == len(closed)
    assert uses_of(1) == {}


def test_log_ins_are_renewed_under_the_epoch_that_is_newest_then(
    adviser: Member, settings: Any, tmp_path: Path
) -> None:
    shutil.copy(settings.KEYRING.path, tmp_path / "keyring")
    settings.KEYRING = FileKeyring(tmp_path / "keyring")
    open_epoch(actor=SUITE)
    move()
    root = log_ins.newest_root()
    stale()
    *_earlier, last = log_ins.renew(actor=SUITE, root=root)
    assert (last.done, last.broken) == (last.whole, [])
    assert uses_of(1) == {}


# -- what it refuses, and what it says ----------------------------------------------------------------


def test_a_column_that_it_does_not_know_stops_it(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    open_epoch(actor=SUITE)
    monkeypatch.setitem(registry.SEALED, "cases.Case.other", registry.Registered("facts"))
    with pytest.raises(UnregisteredSeal, match=r"cases\.Case\.other"):
        move()


def test_a_dry_run_changes_nothing_and_says_what_there_is(cases: list[Case]) -> None:
    mark(cases[0])
    open_epoch(actor=SUITE)
    before, entries, out = uses_of(1), Entry.objects.count(), StringIO()
    call_command("reencrypt", "--dry-run", stdout=out)
    assert (uses_of(1), Entry.objects.count()) == (before, entries)
    assert "cases.CaseKey.wrapped: 5" in out.getvalue()
    assert "1 marked cases would stay behind" in out.getvalue()


def test_the_command_tells_how_far_it_is(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    open_epoch(actor=SUITE)
    monkeypatch.setattr("cases.management.commands.reencrypt.EVERY", 0.0)
    out = StringIO()
    call_command("reencrypt", "--grace", "0", "--batch", "2", stdout=out)
    assert "2 of 5 cases" in out.getvalue()
    assert "Moved to epoch 2: 5 cases" in out.getvalue()
    assert "Epoch 1: nothing but marked cases is on it any more." in out.getvalue()
    with pytest.raises(CommandError):
        call_command("reencrypt", "--batch", "0")


def test_a_session_goes_on_after_it_was_moved(adviser: Member) -> None:
    open_epoch(actor=SUITE)
    assert adviser.account is not None
    before = bytes(StoredSession.objects.get().content)
    move()
    assert bytes(StoredSession.objects.get().content) != before
    assert adviser.client.get("/saker/").status_code == 200
    assert standing_of(adviser.account).posts
