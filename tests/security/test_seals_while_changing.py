"""Readers beside writers: what is being changed is never taken for what was altered by SQL."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections, transaction
from django.test import RequestFactory

from advisory.account_seal import changing, memberships_of, verified_memberships
from advisory.models import Account, Membership
from advisory.passwords import matches
from advisory.sealing.errors import SealError
from advisory.sign_in import LookupBackend
from advisory.standing import Standing
from audit import record
from audit.models import Entry
from audit.verbs import Verb
from cases import access, seal
from cases.errors import NotYours
from cases.models import Case, CaseGroupPermission
from cases.services import lanes
from cases.services.revisions import changing as changing_case
from tests import factories
from tests.factories import SUITE, Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
READS = 200
PAUSE = 0.003


@contextmanager
def over_and_over(work: Callable[[], None]) -> Iterator[list[int]]:
    """`work` in a thread of its own, again and again; counts the turns, and fails where they fail."""
    turns, done = [0], threading.Event()
    failed: list[BaseException] = []

    def turn() -> None:
        try:
            while not done.is_set():
                work()
                turns[0] += 1
                # SQLite has one writer at a time, and lets the quick one in first.
                done.wait(PAUSE)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield turns
    finally:
        done.set()
        thread.join()
    if failed:
        raise failed[0]


def change_case(case: Case, by: Standing) -> None:
    """A person is stored anew, as a correction does it, whatever revision the case is at."""
    stored = Case.unscoped.get(pk=case.pk)
    stored.lock = case.lock
    with transaction.atomic():
        with changing_case(stored, revision=stored.revision):
            person = stored.persons.get()
            person.facts = factories.told().persons[0]
            person.save(update_fields=["facts"])
        lanes.record_step(
            Verb.CASE_CHANGED, actor=by.actor, case=stored, inquiry=stored.inquiries.get(), fields=["persons"]
        )


def change_account(account_id: uuid.UUID) -> None:
    with transaction.atomic():
        with changing(account_id) as stored:
            stored.memberships.update(ends_at=None)
        record.write(Verb.SEALED, actor=SUITE, chain=stored.pk, subject=stored.pk, revision=stored.revision)


def test_a_case_opens_while_it_is_changed(adviser: Member) -> None:
    case, standing = factories.log_case(adviser), adviser.standing
    with over_and_over(lambda: change_case(case, standing)) as turns:
        for _read in range(READS):
            (person,) = access.open_case(standing, case.pk).persons.all()
            assert person.facts == factories.told().persons[0]
    assert turns[0] > 20
    assert access.open_case(standing, case.pk).revision == turns[0] + 1
    assert not Entry.objects.filter(verb=Verb.SEAL_BROKEN).exists()


def test_an_account_stands_while_it_is_changed(adviser: Member) -> None:
    assert adviser.account is not None
    account_id = adviser.account.pk
    with over_and_over(lambda: change_account(account_id)) as turns:
        for _read in range(READS):
            assert len(verified_memberships(Account.objects.get(pk=account_id))) == 1
    assert turns[0] > 5


def test_a_case_that_changes_at_each_look_opens(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the case's row and the others, every time that nobody keeps writers out."""
    case, standing = factories.log_case(adviser), adviser.standing
    plain, looks = seal.models.prefetch_related_objects, []

    def changed_first(*args: Any) -> None:
        if not connection.in_atomic_block:
            looks.append(case.pk)
            change_case(case, standing)
        plain(*args)

    monkeypatch.setattr(seal.models, "prefetch_related_objects", changed_first)
    for _read in range(20):
        assert access.open_case(standing, case.pk).persons.all()[0].facts.sex == "K"
    assert len(looks) == 20


def test_an_account_that_changes_at_each_look_stands(
    adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert adviser.account is not None
    account_id, looks = adviser.account.pk, []

    def changed_first(asked: uuid.UUID) -> list[Membership]:
        if not connection.in_atomic_block:
            looks.append(asked)
            change_account(account_id)
        return memberships_of(asked)

    monkeypatch.setattr("advisory.account_seal.memberships_of", changed_first)
    for _read in range(20):
        assert adviser.standing.posts
    assert len(looks) == 20


# --- somebody with SQL is quicker than the check ---


def test_a_grant_that_is_there_only_while_it_is_looked_for_opens_nothing(
    adviser: Member, elsewhere: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, standing = factories.log_case(adviser), elsewhere.standing
    grant = CaseGroupPermission(
        group_id=elsewhere.held.group_id,
        permission_id=access.permission_id("view"),
        content_object=case,
        opened_at=case.opened_at,
    )
    grant.save(force_insert=True)
    with pytest.raises(SealError):
        access.open_case(standing, case.pk)
    plain = seal.whole

    def gone_by_then(case_id: uuid.UUID, *, lock: bool = False) -> seal.Whole | None:
        CaseGroupPermission.objects.filter(content_object=case_id, group=elsewhere.held.group_id).delete()
        return plain(case_id, lock=lock)

    monkeypatch.setattr(seal, "whole", gone_by_then)
    with pytest.raises(NotYours):
        access.open_case(standing, case.pk)
    assert access.open_case(adviser.standing, case.pk)


def test_a_password_that_is_there_only_while_it_is_tried_signs_nobody_in(
    adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = factories.give_password(adviser, "a long and honest password")
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    backend, thiefs, told = LookupBackend(), make_password("the thief's"), account.email
    assert backend.authenticate(request, email=told, password="a long and honest password") == account
    Account.objects.filter(pk=account.pk).update(password=thiefs)
    with pytest.raises(SealError):
        backend.authenticate(request, email=told, password="the thief's")

    def tried(typed: str, stored: str) -> bool:
        Account.objects.filter(pk=account.pk).update(password=account.password)
        return matches(typed, stored)

    monkeypatch.setattr("advisory.sign_in.matches", tried)
    assert backend.authenticate(request, email=told, password="the thief's") is None
    assert backend.authenticate(request, email=told, password="a long and honest password") == account
