"""What a row says of its epoch is believed where the trail says the same, and nothing is destroyed else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from advisory.errors import EpochInUse, EpochLost
from advisory.models import Epoch
from advisory.sealing.keys import chest, epoch_context
from advisory.services.epochs import destroy_epoch, open_epoch, retire, rewrap
from advisory.services.epochs_left import leave, let_go
from advisory.services.epochs_told import said_again, told
from audit import record
from audit.actor import HOUSE
from audit.models import Entry
from audit.trimming import NotTrimmed, trim, years_before
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from config.keyring import FileKeyring
from tests import factories
from tests.audit.test_trimming import grow_older
from tests.conftest import unprotected_trail
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisory.services.epochs.uses_of", lambda epoch: {})


def left(number: int, days: int) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        assert number in leave(actor=SUITE, target=number + 1, stuck=set())


def test_a_row_that_names_a_destroyed_key_does_not_cost_the_living_one(
    ring: FileKeyring, adviser: Member
) -> None:
    case = factories.log_case(adviser)
    open_epoch(actor=SUITE)
    rewrap(actor=SUITE)
    retire(actor=SUITE)
    assert (ring.kek_numbers(), ring.destroyed("kek")) == ((3, 4), (1, 2))
    Epoch.objects.filter(pk=1).update(kek=1)
    for options in ([], ["--retire"], ["--new-epoch"], ["--dry-run"]):
        with pytest.raises(CommandError, match="row of epoch 1 says something else than the trail"):
            call_command("rotate_keys", *options)
    assert ring.kek_numbers() == (3, 4)
    Epoch.objects.filter(pk=1).update(kek=3)
    chest.forget()
    assert access.open_case(adviser.standing, case.pk)
    call_command("rotate_keys")
    assert ring.kek_numbers() == (3, 4, 5, 6)


@pytest.mark.usefixtures("unused")
@pytest.mark.parametrize("column", ["destroyed_at", "kek"])
def test_no_epoch_is_destroyed_beside_a_row_that_was_changed(ring: FileKeyring, column: str) -> None:
    open_epoch(actor=SUITE)
    left(1, days=36)
    row, now = Epoch.objects.get(pk=1), timezone.now()
    Epoch.objects.filter(pk=1).update(**{column: now if column == "destroyed_at" else 2})
    with pytest.raises(EpochLost, match="epoch 1"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    with pytest.raises(CommandError, match="epoch 1"):
        call_command("destroy_epoch", "1", "--dry-run")
    with pytest.raises(EpochLost, match="epoch 1"):
        retire(actor=SUITE)
    assert ring.kek_numbers() == (1, 2)
    Epoch.objects.filter(pk=1).update(**{column: getattr(row, column)})
    destroy_epoch(actor=SUITE, number=1, now=now)
    assert ring.kek_numbers() == (2,)


@pytest.mark.usefixtures("unused")
def test_the_days_are_counted_from_what_the_trail_says() -> None:
    open_epoch(actor=SUITE)
    now = timezone.now()
    Epoch.objects.filter(pk=1).update(left_at=now - timedelta(days=90))
    with pytest.raises(EpochInUse, match="never left"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    left(1, days=3)
    Epoch.objects.filter(pk=1).update(left_at=now - timedelta(days=90))
    with pytest.raises(EpochInUse, match="are kept until"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    let_go({1})
    Epoch.objects.filter(pk=1).update(left_at=now - timedelta(days=90))
    with pytest.raises(EpochInUse, match="never left"):
        destroy_epoch(actor=SUITE, number=1, now=now)
    said = Entry.objects.filter(chain=HOUSE, verb=Verb.REENCRYPTED).order_by("number")
    assert [entry.fields for entry in said] == ["left epoch-1", "not-left epoch-1"]
    Epoch.objects.filter(pk=1).update(left_at=None)
    left(1, days=36)
    destroy_epoch(actor=SUITE, number=1, now=now)


def test_an_entry_that_was_written_without_the_key_stops_everything(ring: FileKeyring) -> None:
    rewrap(actor=SUITE)
    assert told().epochs[1].kek == 2
    with unprotected_trail():
        Entry.objects.filter(chain=HOUSE, verb=Verb.KEYS_ROTATED).update(fields="epoch-1 kek-2 kek-1")
    Epoch.objects.filter(pk=1).update(kek=1)
    with pytest.raises(EpochLost, match=r"not whole: entry \d+ was altered"):
        retire(actor=SUITE)
    with pytest.raises(EpochLost, match="about a key epoch, was altered"):
        rewrap(actor=SUITE)
    assert ring.kek_numbers() == (1, 2)


def test_only_keys_that_a_rotation_left_behind_are_retired(ring: FileKeyring) -> None:
    """Of any other nobody knows what it is for, however small its number is beside one in use."""
    for _key in range(3):
        ring.add("kek")
    rewrap(actor=SUITE)
    assert Epoch.objects.get(pk=1).kek == 2
    record.write(Verb.KEYS_ROTATED, actor=SUITE, chain=HOUSE, fields=["epoch-1", "kek-4"])
    Epoch.objects.filter(pk=1).update(
        kek=4,
        wrapped=ring.wrap_with(
            4,
            ring.unwrap(2, bytes(Epoch.objects.get(pk=1).wrapped or b""), context=epoch_context(1)),
            context=epoch_context(1),
        ),
    )
    assert retire(actor=SUITE) == [1]
    assert ring.kek_numbers() == (2, 3, 4)


def test_an_epoch_of_version_0_1_is_wrapped_anew_before_it_can_be_destroyed(
    ring: FileKeyring, unused: None
) -> None:
    """Its entry named no key-encryption key."""
    record.write(Verb.KEYS_CREATED, actor=SUITE, chain=HOUSE, fields=["epoch-1"])
    assert told().epochs[1].kek is None
    open_epoch(actor=SUITE)
    left(1, days=36)
    with pytest.raises(EpochInUse, match="does not say under which"):
        destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    rewrap(actor=SUITE)
    retire(actor=SUITE)
    destroy_epoch(actor=SUITE, number=1, now=timezone.now())
    assert ring.destroyed("kek") == (1, 2, 3)


def test_retiring_that_was_stopped_says_so_and_is_finished_later(
    ring: FileKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrap(actor=SUITE)

    def crash(*args: object) -> None:
        raise RuntimeError

    def said() -> int:
        return Entry.objects.filter(chain=HOUSE, fields="destroyed kek-1").count()

    with monkeypatch.context() as patched:
        patched.setattr(FileKeyring, "destroy", crash)
        with pytest.raises(RuntimeError):
            retire(actor=SUITE)
    assert (said(), ring.kek_numbers()) == (1, (1, 2))
    assert retire(actor=SUITE) == [1]
    assert (said(), ring.kek_numbers()) == (1, (2,))


def trimmed() -> None:
    """As if all of the trail were six years old, and then without what is older than five."""
    record.write(Verb.DEMO_LOADED, actor=SUITE, chain=HOUSE)
    with unprotected_trail():
        grow_older(timezone.now() - timedelta(days=6 * 365), step=timedelta(days=1))
    trim(years_before(timezone.localdate(), 5))


def test_what_is_told_of_epochs_outlives_the_entries_that_told_it(ring: FileKeyring) -> None:
    open_epoch(actor=SUITE)
    open_epoch(actor=SUITE)
    rewrap(actor=SUITE)
    retire(actor=SUITE)
    rewrap(actor=SUITE)
    left(1, days=40)
    assert set(told().replaced) == {1, 2, 3, 4, 5, 6}
    trimmed()
    assert not Entry.objects.filter(chain=HOUSE, verb=Verb.KEYS_CREATED).exists()
    now = told().epochs
    assert {number: one.kek for number, one in now.items()} == {1: 7, 2: 8, 3: 9}
    assert [number for number, one in now.items() if one.left_at] == [1]
    assert set(told().replaced) == {4, 5, 6}
    assert verify().flaws == []
    assert retire(actor=SUITE) == [4, 5, 6]


def test_an_old_rotation_that_is_said_again_is_not_the_last_word(ring: FileKeyring) -> None:
    """The key that it left behind is kept, so it is said again; where the epoch is was said since."""
    rewrap(actor=SUITE)
    again = said_again(Entry.objects.filter(chain=HOUSE).count())
    assert len(again) == 1
    rewrap(actor=SUITE)
    assert [*again, again[0] + 1] == said_again(again[0])


def test_nothing_is_trimmed_where_an_entry_about_epochs_was_altered(ring: FileKeyring) -> None:
    rewrap(actor=SUITE)
    with unprotected_trail():
        Entry.objects.filter(chain=HOUSE, fields="epoch-1 kek-1 kek-2").update(fields="epoch-1 kek-2 kek-1")
    with pytest.raises(NotTrimmed, match="about a key epoch"):
        said_again(1)
