"""Epochs: opened, wrapped under new key-encryption keys, and in the end destroyed.

Every epoch has a key-encryption key (KEK) of its own, so that one can be destroyed in every kept backup
and no other. A KEK is made durable in the keyring before the database names it, and destroyed after the
database has let go of it, and the trail has said so: whatever moment a crash comes, the database opens, and
doing it again goes on from there. What a row says of its KEK is not believed unless the trail says the same.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.errors import EpochInUse, EpochLost
from advisory.models import Epoch
from advisory.sealing.keys import WrapKeyring, chest, epoch_context, keyring, new_key
from advisory.sealing.uses import uses_of
from advisory.services.epochs_left import window_ends
from advisory.services.epochs_told import DESTROYED, living, must_agree, nothing_is_missing, retired, told
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb

# Why the backup window need not be waited for: words, so that they can stand in the trail.
NO_WINDOW = ("no-backups", "backups-destroyed")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What became of one epoch."""

    epoch: int
    before: int
    now: int


def open_epoch(*, actor: Actor) -> Epoch:
    """A new epoch under a KEK of its own; from now on it seals, and the older ones open. Raises EpochLost."""
    with transaction.atomic():
        rows = list(Epoch.objects.select_for_update().order_by("number"))
        number = max((row.number for row in rows), default=0) + 1
        ring, trail = keyring(), told()
        must_agree(rows, trail)
        kek = _fresh_kek(ring, trail.keks() | {row.kek for row in rows})
        wrapped = ring.wrap_with(kek, new_key(), context=epoch_context(number))
        epoch = Epoch.objects.create(number=number, kek=kek, wrapped=wrapped, opened_at=timezone.now())
        _record(Verb.EPOCH_OPENED if rows else Verb.KEYS_CREATED, actor, f"epoch-{number}", f"kek-{kek}")
    chest.forget()
    return epoch


def rewrap(*, actor: Actor) -> list[Wrapped]:
    """Every epoch under a KEK that is new, all or none; the old KEKs stay until `retire`.

    Costs the same whatever the number of cases. Raises KeyringError, and EpochLost when one does not open or
    is not what the trail says.
    """
    with transaction.atomic():
        rows = list(Epoch.objects.select_for_update().order_by("number"))
        ring, trail = keyring(), told()
        used = trail.keks() | {row.kek for row in rows}
        done = []
        for row in living(rows, ring, trail):
            key = ring.unwrap(row.kek, bytes(row.wrapped or b""), context=epoch_context(row.number))
            before, row.kek = row.kek, _fresh_kek(ring, used)
            used.add(row.kek)
            row.wrapped = ring.wrap_with(row.kek, key, context=epoch_context(row.number))
            row.save(update_fields=["kek", "wrapped"])
            if not hmac.compare_digest(_key_in_database(row.number, ring), key):
                raise EpochLost(f"Epoch {row.number} does not open as it was stored; nothing was changed.")
            _record(Verb.KEYS_ROTATED, actor, f"epoch-{row.number}", f"kek-{before}", f"kek-{row.kek}")
            done.append(Wrapped(row.number, before, row.kek))
    chest.forget()
    return done


def retire(*, actor: Actor) -> list[int]:
    """Destroy the KEKs that nothing here uses, once every epoch was seen to open without them.

    A backup made while one of them was in use cannot be opened afterwards. Asked again after a crash, it
    finishes. Raises EpochLost where a row does not say what the trail says.
    """
    ring = keyring()
    with transaction.atomic():
        rows = list(Epoch.objects.select_for_update().order_by("number"))
        nothing_is_missing()
        trail = told()
        numbers = retired(rows, ring, trail)
        for row in living(rows, ring, trail):
            _key_in_database(row.number, ring)
        unsaid = [f"kek-{number}" for number in numbers if number not in trail.destroyed]
        if unsaid:
            _record(Verb.KEYS_ROTATED, actor, DESTROYED, *unsaid)
    # After the commit: what is destroyed stands in the trail, whenever a crash comes.
    for number in numbers:
        ring.destroy("kek", number)
    return numbers


def destroy_epoch(*, actor: Actor, number: int, now: datetime, window_over: str = "") -> None:
    """For good, in every backup that is still kept. Asked again after a crash, it finishes.

    `window_over` is one of NO_WINDOW. Raises EpochInUse with what stands in the way, EpochLost where a row
    does not say what the trail says.
    """
    ring = keyring()
    with transaction.atomic():
        rows = {row.number: row for row in Epoch.objects.select_for_update()}
        row = rows.get(number)
        if row is None:
            raise EpochInUse(f"There is no epoch {number}.")
        nothing_is_missing()
        must_agree(rows.values(), told())
        if row.destroyed_at is None:
            refuse_while_needed(row, rows, ring, now=now, window_over=window_over)
            row.wrapped, row.destroyed_at = None, now
            row.save(update_fields=["wrapped", "destroyed_at"])
            said = [f"epoch-{number}", f"kek-{row.kek}", *([window_over] if window_over else [])]
            _record(Verb.EPOCH_DESTROYED, actor, *said)
    if row.kek in ring.kek_numbers():
        ring.destroy("kek", row.kek)
    chest.forget()


def refuse_while_needed(
    row: Epoch, rows: dict[int, Epoch], ring: WrapKeyring, *, now: datetime, window_over: str
) -> None:
    """Raises EpochInUse, or EpochLost, with a sentence that says what to do."""
    number, trail = row.number, told()
    alive = living(rows.values(), ring, trail)
    if number == max(rows):
        raise EpochInUse(f"Epoch {number} is the one that seals. Open a new one before.")
    used = uses_of(number)
    if used:
        what = ", ".join(f"{count} {label}" for label, count in sorted(used.items()))
        raise EpochInUse(f"Epoch {number} is still used: {what}. Move them to a newer epoch or erase them.")
    if number not in trail.epochs or trail.epochs[number].kek is None:
        raise EpochInUse(
            f"The trail does not say under which key-encryption key epoch {number} is. Run “manage.py "
            "rotate_keys” before."
        )
    if any(other.kek == row.kek and other.number != number for other in alive):
        raise EpochInUse(
            f"Another epoch has the key-encryption key of epoch {number}. Run “manage.py rotate_keys” before."
        )
    old = retired(rows.values(), ring, trail)
    if old:
        raise EpochInUse(
            f"Older key-encryption keys are kept ({', '.join(map(str, old))}) and may open epoch {number} in "
            "old backups. Run “manage.py rotate_keys --retire” before."
        )
    if window_over:
        if window_over not in NO_WINDOW:
            raise EpochInUse(f"The reason must be one of {', '.join(NO_WINDOW)}.")
        return
    until = window_ends(row, trail)
    if now < until:
        raise EpochInUse(
            f"Backups made before epoch {number} was left are kept until {until:%Y-%m-%d}, and what lives on "
            "could not be read from them. Wait, or say why not with --window-over."
        )


def _key_in_database(number: int, ring: WrapKeyring) -> bytes:
    """The epoch's key by what is stored now. Raises KeyringError."""
    row = Epoch.objects.get(pk=number)
    return ring.unwrap(row.kek, bytes(row.wrapped or b""), context=epoch_context(number))


def _fresh_kek(ring: WrapKeyring, used: Iterable[int]) -> int:
    """A KEK newer than all that this database ever named: a spare, where key keepers made some before."""
    newest = max(used, default=0)
    spare = [number for number in ring.kek_numbers() if number > newest]
    return spare[0] if spare else ring.add("kek")


def _record(verb: Verb, actor: Actor, *said: str) -> None:
    record.write(verb, actor=actor, chain=HOUSE, fields=said)
