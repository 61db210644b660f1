"""Sessions in the database: digests and ciphertext, and no use to whoever changes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advisory.models import StoredSession
from advisory.sealing.lookup import account_tag
from advisory.sessions import SessionStore, digest_of, end_sessions
from advisory.sessions import row_of as named
from audit.models import Entry
from audit.verbs import Verb
from tests.factories import BACKEND, Member

pytestmark = pytest.mark.django_db


def saved(**content: Any) -> SessionStore:
    store = SessionStore()
    store.update(content)
    store.save()
    return store


def content_of(key: str | None) -> dict[str, Any]:
    return dict(SessionStore(key).items())


def row_of(store: SessionStore) -> StoredSession:
    assert store.session_key is not None
    return StoredSession.objects.get(pk=digest_of(store.session_key))


def broken_seals() -> int:
    return Entry.objects.filter(verb=Verb.SEAL_BROKEN.value).count()


def test_what_was_kept_comes_back() -> None:
    store = saved(word="æøå", number=7, nested={"list": [1, 2]})

    assert content_of(store.session_key) == {"word": "æøå", "number": 7, "nested": {"list": [1, 2]}}
    assert store.session_key is not None
    assert store.exists(store.session_key)


def test_an_empty_one_has_its_key_at_once() -> None:
    store = saved()

    assert store.session_key is not None
    assert store.exists(store.session_key)


def test_a_change_is_kept_under_the_same_key() -> None:
    store = saved(word="one")
    later = SessionStore(store.session_key)
    later["word"] = "two"
    later.save()

    assert content_of(store.session_key) == {"word": "two"}
    assert StoredSession.objects.count() == 1


def test_the_row_holds_neither_the_cookie_nor_the_content() -> None:
    store = saved(word="kanari-4711")
    assert store.session_key is not None

    row = row_of(store)

    assert len(store.session_key) >= 26  # 128 bits and more in 36 signs
    assert store.session_key not in row.digest
    assert b"kanari" not in bytes(row.content)
    assert len(bytes(row.content)) == len(bytes(row_of(saved(word="k")).content))


def test_no_table_of_djangos_own_sessions() -> None:
    assert "django_session" not in connection.introspection.table_names()


def test_a_new_key_keeps_the_content_and_ends_the_old_key() -> None:
    store = saved(word="kept")
    old = store.session_key

    store.cycle_key()
    store.save()

    assert content_of(store.session_key) == {"word": "kept"}
    assert content_of(old) == {}


def test_flush_ends_the_session() -> None:
    store = saved(word="gone")
    key = store.session_key

    store.flush()

    assert store.session_key is None
    assert content_of(key) == {}
    assert not StoredSession.objects.exists()


def test_a_late_save_does_not_revive_an_ended_session() -> None:
    store = saved(word="gone")
    late = SessionStore(store.session_key)
    late["word"] = "late"
    store.delete()

    with pytest.raises(UpdateError):
        late.save()
    assert not StoredSession.objects.exists()


def test_a_key_that_is_taken_is_not_taken_twice() -> None:
    store = saved(word="first")
    again = SessionStore(store.session_key)

    with pytest.raises(CreateError):
        again.save(must_create=True)
    assert content_of(store.session_key) == {"word": "first"}


def test_an_unknown_key_is_not_adopted() -> None:
    store = SessionStore("a" * 32)

    assert dict(store.items()) == {}
    assert store.session_key is None
    assert broken_seals() == 0


def test_an_ended_session_is_none_and_is_cleared(time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:00Z")
    store = saved(word="old")
    assert content_of(store.session_key) == {"word": "old"}

    time_machine.move_to("2026-06-01T16:00:01Z")

    assert content_of(store.session_key) == {}
    call_command("clearsessions")
    assert not StoredSession.objects.exists()


def test_clearing_leaves_the_others() -> None:
    store = saved(word="live")

    call_command("clearsessions")

    assert content_of(store.session_key) == {"word": "live"}


@pytest.mark.parametrize("position", [0, 1, 5, 10, 40, -1])
def test_a_flipped_bit_is_no_session_and_is_recorded(position: int) -> None:
    store = saved(word="kept")
    row = row_of(store)
    assert content_of(store.session_key) == {"word": "kept"}
    changed = bytearray(row.content)
    changed[position] ^= 1
    StoredSession.objects.filter(pk=row.pk).update(content=bytes(changed))

    assert content_of(store.session_key) == {}
    assert broken_seals() == 1


def test_a_cut_row_is_no_session() -> None:
    store = saved(word="kept")
    row = row_of(store)
    StoredSession.objects.filter(pk=row.pk).update(content=bytes(row.content)[:20])

    assert content_of(store.session_key) == {}
    assert broken_seals() == 1


def test_another_sessions_content_does_not_open_here() -> None:
    mine, hers = saved(who="me"), saved(who="her")
    assert content_of(mine.session_key) == {"who": "me"}
    StoredSession.objects.filter(pk=row_of(mine).pk).update(content=row_of(hers).content)

    assert content_of(mine.session_key) == {}
    assert broken_seals() == 1


def test_a_prolonged_row_is_no_session(time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:00Z")
    store = saved(word="old")
    assert content_of(store.session_key) == {"word": "old"}
    StoredSession.objects.update(expires_at=timezone.now() + timedelta(days=30))

    assert content_of(store.session_key) == {}
    time_machine.move_to("2026-06-01T16:00:01Z")
    assert content_of(store.session_key) == {}
    # Once is enough: it is over from then on.
    assert broken_seals() == 1


def test_a_browser_with_a_tampered_session_is_asked_to_sign_in(adviser: Member) -> None:
    page = reverse("account_logout")
    assert adviser.client.get(page).status_code == 200
    for row in StoredSession.objects.all():
        changed = bytearray(row.content)
        changed[-1] ^= 1
        StoredSession.objects.filter(pk=row.pk).update(content=bytes(changed))

    answer = adviser.client.get(page)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert broken_seals() == 1


def test_the_sessions_of_an_account_are_found_without_opening_one(adviser: Member, colleague: Member) -> None:
    assert adviser.account is not None
    (row,) = StoredSession.objects.filter(account_tag=account_tag(adviser.account.pk))
    assert adviser.account.pk.hex not in str(row.account_tag)
    assert timezone.now() - row.started_at < timedelta(minutes=10)
    started = row.started_at
    adviser.client.get("/")
    row.refresh_from_db()
    assert row.started_at == started
    row.delete()
    assert adviser.client.get("/", follow=True).redirect_chain
    assert colleague.client.get("/", follow=True).status_code == 200


def test_a_session_of_nobody_has_no_tag() -> None:
    assert row_of(saved(word="x")).account_tag is None


def test_a_session_gets_its_tag_with_its_account(adviser: Member) -> None:
    assert adviser.account is not None
    store = saved(word="x")
    store["_auth_user_id"] = str(adviser.account.pk)
    store.save()
    assert row_of(store).account_tag == account_tag(adviser.account.pk)


# -- ending all of an account -------------------------------------------------------------------------


def signed_in_again(member: Member) -> Client:
    assert member.account is not None
    client = Client()
    client.force_login(member.account, backend=BACKEND)
    return client


def digest(client: Client) -> str:
    return digest_of(client.cookies[settings.SESSION_COOKIE_NAME].value)


def opens(client: Client) -> bool:
    return client.get("/saker/").status_code == 200


def test_all_sessions_of_an_account_end_and_nobody_elses(adviser: Member, colleague: Member) -> None:
    assert adviser.account is not None
    second = signed_in_again(adviser)
    assert opens(adviser.client)
    assert opens(second)
    digests = {digest(adviser.client), digest(second)}

    assert end_sessions(adviser.account.pk) == 2

    assert not opens(adviser.client)
    assert not opens(second)
    assert opens(colleague.client)
    ended = Entry.objects.filter(verb=Verb.SIGNED_OUT.value, chain=adviser.account.pk)
    assert {entry.subject for entry in ended} == {named(one) for one in digests}
    assert end_sessions(adviser.account.pk) == 0


def test_one_may_be_left(adviser: Member) -> None:
    assert adviser.account is not None
    second = signed_in_again(adviser)

    assert end_sessions(adviser.account.pk, but=digest(second)) == 1

    assert not opens(adviser.client)
    assert opens(second)


def test_one_that_was_ended_and_is_put_back_is_none(adviser: Member) -> None:
    assert adviser.account is not None
    copy = StoredSession.objects.get(pk=digest(adviser.client))
    end_sessions(adviser.account.pk)

    copy.save(force_insert=True)

    assert not opens(adviser.client)


def test_what_is_rolled_back_ended_nothing(adviser: Member) -> None:
    assert adviser.account is not None
    with transaction.atomic():
        assert end_sessions(adviser.account.pk) == 1
        transaction.set_rollback(True)
    assert opens(adviser.client)
