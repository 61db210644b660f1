"""Epoch keys and their sub-keys: one purpose cannot open what another sealed, and nothing is guessed."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advisory.models import Account, Epoch
from advisory.sealing import cipher, keys
from advisory.sealing.errors import SealError
from advisory.sealing.keys import Keychest, chest, epoch_context, unwrap_case_key, wrap_case_key
from advisory.sealing.lookup import address_digest, login_digest, normalised
from cases import access
from config.keyring import KeyringError
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
PLACE = cipher.Place("advisory.Post", uuid.uuid4(), "profile", uuid.uuid4())


@pytest.fixture(autouse=True)
def _chest() -> Iterator[None]:
    chest.forget()
    yield
    chest.forget()


def open_epoch(number: int) -> None:
    kek, wrapped = settings.KEYRING.wrap(keys.new_key(), context=epoch_context(number))
    Epoch.objects.create(number=number, kek=kek, wrapped=wrapped, opened_at=timezone.now())
    chest.forget()


def test_migrating_opens_the_first_epoch() -> None:
    assert list(Epoch.objects.values_list("number", flat=True)) == [1]
    assert chest.current() == 1


def test_a_sub_key_is_hkdf_of_the_epoch_key() -> None:
    row = Epoch.objects.get()
    epoch = settings.KEYRING.unwrap(row.kek, bytes(row.wrapped), context=b"frittvalg epoch \0\0\0\1")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"frittvalg seal facts").derive(epoch)
    record = cipher.seal(b"x", key=AESGCM(derived), key_id=1, place=PLACE)
    assert cipher.open_record(record, key=chest.cipher(1, "facts"), key_id=1, place=PLACE) == b"x"


def test_one_purpose_does_not_open_what_another_sealed() -> None:
    for sealed_by in ("house", "facts", "wraps"):
        record = cipher.seal(b"x", key=chest.cipher(1, sealed_by), key_id=1, place=PLACE)
        for opened_by in {"house", "facts", "wraps"} - {sealed_by}:
            with pytest.raises(SealError):
                cipher.open_record(record, key=chest.cipher(1, opened_by), key_id=1, place=PLACE)


def test_a_new_epoch_seals_and_the_old_one_still_opens(adviser: Member) -> None:
    old = factories.log_case(adviser)
    open_epoch(2)
    new = factories.log_case(adviser)
    assert chest.current() == 2
    for case, epoch in ((old, 1), (new, 2)):
        opened = access.open_case(adviser.standing, case.pk)
        assert cipher.key_id_of(opened.__dict__["facts"].record) == epoch
        assert opened.keys.get().epoch == epoch
        assert opened.facts.focus_country == "PK"
        assert opened.inquiries.get().narrative == factories.told().narrative
    assert Account.objects.get(pk=adviser.standing.account_id).name == "Adviser"


def test_an_epoch_that_came_later_is_found_without_a_restart() -> None:
    other = Keychest()
    assert other.current() == 1
    open_epoch(2)
    assert other.cipher(2, "facts")
    assert other.current() == 2


@pytest.mark.django_db(transaction=True)
def test_a_process_that_only_seals_notices_a_new_epoch_in_time(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    now = 1000.0
    monkeypatch.setattr(keys, "monotonic", lambda: now)
    other = Keychest()
    assert other.current() == 1
    open_epoch(2)
    now += keys.LOOK_AGAIN
    with django_assert_num_queries(0):
        assert other.current() == 1
    now += 1
    with transaction.atomic(), django_assert_num_queries(0):
        assert other.current() == 1
    with django_assert_num_queries(1):
        assert other.current() == 2
        assert other.current() == 2


def test_an_epoch_that_is_not_there_is_refused() -> None:
    with pytest.raises(SealError, match="key epoch 7"):
        chest.cipher(7, "facts")


def test_without_an_epoch_nothing_opens() -> None:
    Epoch.objects.all().delete()
    with pytest.raises(SealError, match="no key epoch"):
        chest.current()


def test_an_epoch_key_under_another_number_does_not_open() -> None:
    row = Epoch.objects.get()
    Epoch.objects.create(number=2, kek=row.kek, wrapped=row.wrapped, opened_at=row.opened_at)
    with pytest.raises(KeyringError):
        chest.cipher(2, "facts")


def test_another_key_file_opens_nothing(adviser: Member, tmp_path: object) -> None:
    from pathlib import Path

    from django.test import override_settings

    from config.keyring import FileKeyring

    case = factories.log_case(adviser)
    FileKeyring.create(Path(str(tmp_path)) / "other")
    with override_settings(KEYRING=FileKeyring(Path(str(tmp_path)) / "other")):
        chest.forget()
        with pytest.raises(KeyringError, match="does not open this database"):
            _ = Account.objects.get(pk=adviser.standing.account_id).name
    chest.forget()
    assert access.open_case(adviser.standing, case.pk).facts


def test_a_case_key_is_bound_to_its_row_and_its_case() -> None:
    key, wrap_id, case_id = keys.new_key(), uuid.uuid4(), uuid.uuid4()
    epoch, wrapped = wrap_case_key(key, wrap_id=wrap_id, case_id=case_id)
    assert (epoch, unwrap_case_key(wrapped, wrap_id=wrap_id, case_id=case_id)) == (1, key)
    with pytest.raises(SealError):
        unwrap_case_key(wrapped, wrap_id=uuid.uuid4(), case_id=case_id)
    with pytest.raises(SealError):
        unwrap_case_key(wrapped, wrap_id=wrap_id, case_id=uuid.uuid4())
    for position in range(len(wrapped)):
        flipped = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
        with pytest.raises(SealError):
            unwrap_case_key(flipped, wrap_id=wrap_id, case_id=case_id)


def test_a_key_chest_serves_many_threads() -> None:
    found: list[object] = []
    fresh = Keychest()
    fresh.current()
    threads = [threading.Thread(target=lambda: found.append(fresh.cipher(1, "facts"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16


def test_a_log_in_is_found_however_it_is_spelled() -> None:
    assert login_digest(" Åse@Example.NO ") == login_digest("åse@example.no")
    assert login_digest("a\u030ase@example.no") == login_digest("åse@example.no")
    assert normalised("ﬁ@x") == "fi@x"
    assert login_digest("a@example.no") != login_digest("b@example.no")
    assert len(login_digest("a@example.no")) == 64


def test_an_address_digest_is_short_and_keyed() -> None:
    import hashlib

    digest = address_digest("192.0.2.1")
    assert len(digest) == 16
    assert digest != hashlib.sha256(b"192.0.2.1").digest()[:16]
