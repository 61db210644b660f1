"""Epochs come, are wrapped anew and go; whatever is done, what is to live on opens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from advisory.errors import EpochInUse
from advisory.models import Account, Epoch
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.sealing.lookup import login_digest
from advisory.services.epochs import destroy_epoch, open_epoch, retire, rewrap
from advisory.services.epochs_left import leave, let_go
from advisory.sessions import end_sessions
from audit import record
from audit.actor import HOUSE
from audit.models import Entry
from audit.verbs import Verb
from cases import access
from config.keyring import FileKeyring, KeyringError
from tests import factories
from tests.factories import BACKEND, SUITE, Member

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=60)


@pytest.fixture(autouse=True)
def ring(settings: Any, tmp_path: Path) -> Iterator[FileKeyring]:
    """The suite's first keys in a file that this test may change; others may have added some."""
    path = tmp_path / "keyring"
    lines = settings.KEYRING.path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if line.split()[1] == "1"))
    path.chmod(0o400)
    settings.KEYRING = FileKeyring(path)
    chest.forget()
    yield settings.KEYRING
    chest.forget()


def said(verb: Verb) -> list[str]:
    return list(
        Entry.objects.filter(verb=verb, chain=HOUSE).order_by("number").values_list("fields", flat=True)
    )


def keks() -> dict[int, int]:
    return dict(Epoch.objects.values_list("number", "kek"))


def left(number: int, days: int) -> None:
    """As a re-encryption so many days ago would have."""
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        let_go({number})
        assert number in leave(actor=SUITE, target=number + 1, stuck=set())


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing uses any epoch: what uses them is asked of others (tests of the re-encryption)."""
    monkeypatch.setattr("advisory.services.epochs.uses_of", lambda epoch: {})


def test_a_new_epoch_has_a_key_of_its_own(ring: FileKeyring, adviser: Member) -> None:
    old = factories.log_case(adviser)
    open_epoch(actor=SUITE)
    assert keks() == {1: 1, 2: 2}
    assert ring.kek_numbers() == (1, 2)
    assert chest.current() == 2
    assert access.open_case(adviser.standing, old.pk).facts.focus_country == "PK"
    assert said(Verb.EPOCH_OPENED) == ["epoch-2 kek-2"]


def test_rewrapping_gives_every_epoch_a_new_key_and_all_still_open(
    ring: FileKeyring, adviser: Member
) -> None:
    case = factories.log_case(adviser)
    open_epoch(actor=SUITE)
    done = rewrap(actor=SUITE)
    assert [(one.epoch, one.before, one.now) for one in done] == [(1, 1, 3), (2, 2, 4)]
    assert keks() == {1: 3, 2: 4}
    assert ring.kek_numbers() == (1, 2, 3, 4)
    assert access.open_case(adviser.standing, case.pk).inquiries.get().narrative == factories.told().narrative
    assert said(Verb.KEYS_ROTATED) == ["epoch-1 kek-1 kek-3", "epoch-2 kek-2 kek-4"]


def test_keys_that_keepers_made_before_are_taken_first(ring: FileKeyring) -> None:
    ring.add("kek")
    ring.add("kek")
    open_epoch(actor=SUITE)
    rewrap(actor=SUITE)
    assert keks() == {1: 3, 2: 4}
    assert ring.kek_numbers() == (1, 2, 3, 4)


def test_nothing_is_rewrapped_when_one_epoch_does_not_open(ring: FileKeyring) -> None:
    open_epoch(actor=SUITE)
    before = list(Epoch.objects.order_by("number").values_list("kek", "wrapped"))
    Epoch.objects.filter(pk=2).update(wrapped=before[0][1])
    with pytest.raises(KeyringError, match="does not open"):
        rewrap(actor=SUITE)
    assert keks() == {1: 1, 2: 2}


def test_retiring_destroys_old_keys_alone_and_spares_the_spare(ring: FileKeyring, adviser: Member) -> None:
    case = factories.log_case(adviser)
    rewrap(actor=SUITE)
    ring.add("kek")
    assert retire(actor=SUITE) == [1]
    assert (ring.kek_numbers(), ring.destroyed("kek")) == ((2, 3), (1,))
    chest.forget()
    assert access.open_case(adviser.standing, case.pk)
    assert retire(actor=SUITE) == []
    assert said(Verb.KEYS_ROTATED)[-1] == "destroyed kek-1"


def test_nothing_is_retired_while_an_epoch_does_not_open(ring: FileKeyring) -> None:
    rewrap(actor=SUITE)
    Epoch.objects.update(wrapped=b"x" * 60)
    with pytest.raises(KeyringError):
        retire(actor=SUITE)
    assert ring.kek_numbers() == (1, 2)


@pytest.mark.usefixtures("unused")
def test_a_destroyed_epoch_is_gone_and_the_others_open(ring: FileKeyring) -> None:
    wrapped = bytes(Epoch.objects.get(pk=1).wrapped or b"")
    open_epoch(actor=SUITE)
    left(1, days=36)
    destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    row = Epoch.objects.get(pk=1)
    assert (row.wrapped, row.destroyed_at is not None) == (None, True)
    assert (ring.kek_numbers(), ring.destroyed("kek")) == ((2,), (1,))
    assert chest.cipher(2, "facts")
    with pytest.raises(SealError, match="epoch 1 is not in this database"):
        chest.cipher(1, "facts")
    with pytest.raises(KeyringError, match="destroyed"):
        ring.unwrap(1, wrapped, context=b"frittvalg epoch \0\0\0\1")
    assert said(Verb.EPOCH_DESTROYED) == ["epoch-1 kek-1"]
    destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    assert said(Verb.EPOCH_DESTROYED) == ["epoch-1 kek-1"]


@pytest.mark.usefixtures("unused")
def test_a_backup_put_back_opens_all_but_the_destroyed_epoch(ring: FileKeyring) -> None:
    open_epoch(actor=SUITE)
    left(1, days=36)
    backup = transaction.savepoint()
    destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    transaction.savepoint_rollback(backup)
    chest.forget()
    assert chest.current() == 2
    with pytest.raises(SealError):
        chest.cipher(1, "facts")
    assert [one.epoch for one in rewrap(actor=SUITE)] == [2]


def test_a_process_that_held_a_destroyed_epoch_lets_go_of_it(ring: FileKeyring) -> None:
    open_epoch(actor=SUITE)
    assert chest.cipher(1, "facts")
    ring.destroy("kek", 1)
    with pytest.raises(SealError):
        chest.cipher(99, "facts")
    with pytest.raises(SealError):
        chest.cipher(1, "facts")


def test_a_number_neither_held_nor_destroyed_is_the_wrong_keyring(ring: FileKeyring) -> None:
    Epoch.objects.update(kek=7)
    chest.forget()
    with pytest.raises(KeyringError, match="7 is needed"):
        chest.current()


def test_an_epoch_in_use_is_not_destroyed(adviser: Member) -> None:
    factories.log_case(adviser)
    open_epoch(actor=SUITE)
    left(1, days=40)
    with pytest.raises(EpochInUse, match=r"1 cases\.CaseKey\.wrapped"):
        destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    assert Epoch.objects.get(pk=1).destroyed_at is None


@pytest.mark.usefixtures("unused")
def test_what_stands_in_the_way_is_said(ring: FileKeyring) -> None:
    now = timezone.now()
    with pytest.raises(EpochInUse, match="the one that seals"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    with pytest.raises(EpochInUse, match="There is no epoch 9"):
        destroy_epoch(actor=SUITE, number=9, now=now)
    open_epoch(actor=SUITE)
    with pytest.raises(EpochInUse, match="never left"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    left(1, days=34)
    with pytest.raises(EpochInUse, match="Wait, or say why not"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    with pytest.raises(EpochInUse, match="one of no-backups"):
        destroy_epoch(actor=SUITE, number=1, now=now, window_over="because")
    Epoch.objects.update(kek=1)
    record.write(Verb.KEYS_ROTATED, actor=SUITE, chain=HOUSE, fields=["epoch-2", "kek-1"])
    with pytest.raises(EpochInUse, match="Another epoch has the key"):
        destroy_epoch(actor=SUITE, number=1, now=LATER)
    Epoch.objects.filter(pk=2).update(kek=2)
    record.write(Verb.KEYS_ROTATED, actor=SUITE, chain=HOUSE, fields=["epoch-2", "kek-2"])
    rewrap(actor=SUITE)
    with pytest.raises(EpochInUse, match="Older key-encryption keys are kept"):
        destroy_epoch(actor=SUITE, number=1, now=LATER)
    retire(actor=SUITE)
    destroy_epoch(actor=SUITE, number=1, now=now, window_over="no-backups")
    assert said(Verb.EPOCH_DESTROYED) == ["epoch-1 kek-3 no-backups"]
    assert ring.kek_numbers() == (4,)


def test_a_crash_between_the_two_halves_of_destroying_is_finished_later(
    ring: FileKeyring, unused: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_epoch(actor=SUITE)
    left(1, days=36)

    def crash(*args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(FileKeyring, "destroy", crash)
        with pytest.raises(RuntimeError):
            destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    chest.forget()
    assert chest.current() == 2
    assert ring.kek_numbers() == (1, 2)
    destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    assert ring.kek_numbers() == (2,)


def test_the_commands_say_what_they_do_and_a_dry_run_does_nothing(
    ring: FileKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ring.path.read_bytes(), keks()
    for options in ([], ["--new-epoch"], ["--mac"], ["--retire"]):
        call_command("rotate_keys", "--dry-run", *options)
    with pytest.raises(CommandError, match="the one that seals"):
        call_command("destroy_epoch", "1", "--dry-run")
    assert (ring.path.read_bytes(), keks()) == before
    capsys.readouterr()
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "Epoch 1: key-encryption key 1 -> 2" in told
    assert "copy it to both key keepers" in told
    call_command("rotate_keys", "--retire")
    assert "Destroyed 1." in capsys.readouterr().out
    call_command("rotate_keys", "--new-epoch")
    assert "Epoch 2 seals from now on" in capsys.readouterr().out
    with pytest.raises(CommandError, match="still used|never left"):
        call_command("destroy_epoch", "1")


def test_a_new_mac_root_moves_every_log_in_and_nobody_notices(
    ring: FileKeyring, adviser: Member, colleague: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adviser.account is not None
    assert colleague.account is not None
    emails = [adviser.account.email, colleague.account.email]
    before = {email: Account.objects.by_login(email) for email in emails}
    ring.add("mac")
    assert {email: Account.objects.by_login(email) for email in emails} == before, (
        "found under the older root"
    )
    call_command("rotate_keys", "--mac")
    assert "MAC root 2 is in use" in capsys.readouterr().out
    for email, account in before.items():
        found = Account.objects.by_login(email)
        assert found == account is not None
        assert found.login_digest != account.login_digest
    call_command("rotate_keys", "--mac")
    assert ring.mac_numbers() == (1, 2, 3), "all had moved, so another root was asked for"


def test_sessions_begun_under_an_older_mac_root_end_with_the_others(
    ring: FileKeyring, adviser: Member
) -> None:
    assert adviser.account is not None
    ring.add("mac")
    second = Client()
    second.force_login(adviser.account, backend=BACKEND)
    assert adviser.client.get("/saker/").status_code == 200
    assert second.get("/saker/").status_code == 200
    assert end_sessions(adviser.account.pk) == 2
    assert adviser.client.get("/saker/").status_code == second.get("/saker/").status_code == 302


def test_moving_log_ins_goes_on_where_it_was_stopped(
    ring: FileKeyring, adviser: Member, colleague: Member
) -> None:
    from advisory.services import log_ins

    ring.add("mac")
    accounts = list(log_ins.accounts())
    assert log_ins.newest_root() == 2
    revisions = {one.pk: one.revision for one in accounts}
    for _ in range(2):
        *_earlier, last = log_ins.renew(actor=SUITE, root=2)
        assert last == log_ins.Renewed(len(accounts), len(accounts))
    assert {one.pk: one.revision - revisions[one.pk] for one in log_ins.accounts()} == dict.fromkeys(
        revisions, 1
    )


@pytest.mark.parametrize("column", ["is_demo", "profile"])
def test_an_altered_account_stops_nobody_elses_log_in(
    ring: FileKeyring,
    adviser: Member,
    colleague: Member,
    capsys: pytest.CaptureFixture[str],
    column: str,
) -> None:
    accounts = sorted((adviser.account, colleague.account), key=lambda one: one.pk)  # type: ignore[union-attr, type-var]
    broken, other = accounts
    assert broken is not None
    assert other is not None
    before, email = broken.login_digest, other.email
    table, value = Account._meta.db_table, True if column == "is_demo" else b"\1" * 80
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE login_digest = %s", [value, before])
    for root in (2, 3):
        with pytest.raises(CommandError, match="1 accounts do not hold; the others were done"):
            call_command("rotate_keys", "--mac")
        said = capsys.readouterr()
        assert f"Account {broken.pk} does not hold" in said.err
        assert "copy it to both key keepers" in said.out
        assert Account.objects.get(pk=other.pk).login_digest == login_digest(email, root=root)
        assert Account.objects.get(pk=broken.pk).login_digest == before
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN, subject=broken.pk).exists()
