"""What the trail says of key epochs: under which key-encryption key (KEK) each is, when it was left, its end.

The columns of an epoch's row stand in clear and unsealed, so that nothing which cannot be undone follows them
alone: they must agree with entries that were written with the key.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from advisory.errors import EpochLost
from advisory.models import Epoch
from advisory.sealing import keys as sealing_keys
from advisory.sealing.keys import WrapKeyring
from audit import chain
from audit.actor import HOUSE
from audit.keyring import keyring
from audit.models import ChainHead, Entry, StartMark
from audit.trimming import NotTrimmed
from audit.verbs import Verb

VERBS = (
    Verb.KEYS_CREATED,
    Verb.KEYS_ROTATED,
    Verb.EPOCH_OPENED,
    Verb.EPOCH_DESTROYED,
    Verb.REENCRYPTED,
)
# First words of what is said: of an epoch when re-encryption has left it, or moved one more thing off it;
# of KEKs that nothing uses any more.
LEFT, NOT_LEFT, DESTROYED = "left", "not-left", "destroyed"


@dataclass(slots=True)
class Told:
    """Of one epoch. `kek` is None where version 0.1 opened it: it named none."""

    kek: int | None = None
    left_at: datetime | None = None
    destroyed: bool = False
    # The entries that said so.
    named_by: int = 0
    left_by: int = 0


@dataclass(slots=True)
class Trail:
    """Of all epochs, by number. `replaced`: KEKs that a rotation left behind, with entry and epoch."""

    epochs: dict[int, Told] = field(default_factory=dict)
    replaced: dict[int, tuple[int, int]] = field(default_factory=dict)
    destroyed: set[int] = field(default_factory=set)

    def keks(self) -> set[int]:
        """Every KEK that was ever named."""
        return {one.kek for one in self.epochs.values() if one.kek} | self.replaced.keys() | self.destroyed

    def gone(self, ring: WrapKeyring) -> set[int]:
        """Epochs that nothing opens any more, in whatever backup: their KEK was destroyed."""
        destroyed = set(ring.destroyed("kek"))
        return {number for number, one in self.epochs.items() if one.kek in destroyed}


def told() -> Trail:
    """Raises EpochLost where an entry about epochs was not written with the key."""
    trail = Trail()
    for entry in Entry.objects.filter(chain=HOUSE, verb__in=VERBS).order_by("number"):
        _must_be_genuine(entry)
        words = entry.fields.split()
        if words[:1] == [DESTROYED]:
            trail.destroyed |= set(_numbers("kek", words))
        for number in _numbers("epoch", words):
            _take(trail, number, entry, words)
    return trail


def nothing_is_missing() -> None:
    """Raises EpochLost unless the house's chain is whole: an entry that was removed changes what is told.

    Asked before what cannot be undone, for it reads all of the chain.
    """
    links = (entry.link() for entry in Entry.objects.filter(chain=HOUSE).order_by("number").iterator())
    heads = {row.chain: row.head() for row in ChainHead.objects.filter(chain=HOUSE)}
    starts = {row.chain: row.head() for row in StartMark.objects.filter(chain=HOUSE)}
    # Read to its end, so that the database's cursor is closed before anybody rolls back.
    for flaw in list(chain.flaws(links, heads, keyring(), starts=starts)):
        raise EpochLost(
            f"The house's chain is not whole: entry {flaw.number} {flaw.reason}. Nothing was done. Run "
            "verify_trail."
        )


def must_agree(rows: Iterable[Epoch], trail: Trail) -> None:
    """Raises EpochLost, with a sentence, for a row that says something else than the trail."""
    for row in rows:
        one = trail.epochs.get(row.number)
        if one is None:
            # Of an epoch destroyed long ago the entries may have been trimmed.
            differs = row.destroyed_at is None
        else:
            differs = one.kek not in (None, row.kek) or one.destroyed != (row.destroyed_at is not None)
        if differs:
            raise EpochLost(
                f"The row of epoch {row.number} says something else than the trail: somebody changed one of "
                "them. Nothing was done. Run verify_trail, and put the row back from a backup."
            )


def living(rows: Iterable[Epoch], ring: WrapKeyring, trail: Trail | None = None) -> list[Epoch]:
    """Those that can be opened: in a backup put back, epochs destroyed since stand as they were then.

    Raises EpochLost where a row does not say what the trail says.
    """
    rows, trail = list(rows), trail or told()
    must_agree(rows, trail)
    gone = trail.gone(ring)
    return [row for row in rows if row.destroyed_at is None and row.number not in gone]


def retired(rows: Iterable[Epoch], ring: WrapKeyring, trail: Trail | None = None) -> list[int]:
    """KEKs that a rotation left behind and that wrap no epoch any more. Raises EpochLost."""
    trail = trail or told()
    used = {row.kek for row in living(rows, ring, trail)}
    return [number for number in ring.kek_numbers() if number in trail.replaced and number not in used]


def said_again(last: int) -> list[int]:
    """Entries of the house's chain that must be said again when it goes up to `last`: in order, so that what
    each living epoch was told last is told last again. Raises NotTrimmed.
    """
    try:
        trail = told()
    except EpochLost as error:
        raise NotTrimmed(str(error)) from error
    held = sealing_keys.keyring().kek_numbers()
    alive = {number for number, one in trail.epochs.items() if not one.destroyed}
    kept = {(entry, epoch) for kek, (entry, epoch) in trail.replaced.items() if kek in held}
    kept |= {(trail.epochs[epoch].named_by, epoch) for epoch in alive}
    kept = {(entry, epoch) for entry, epoch in kept if entry <= last}
    entries = {entry for entry, _epoch in kept} | {trail.epochs[epoch].named_by for _entry, epoch in kept}
    left = {trail.epochs[epoch].left_by for epoch in alive if trail.epochs[epoch].left_at}
    return sorted(entries | {entry for entry in left if entry <= last})


def _take(trail: Trail, number: int, entry: Entry, words: list[str]) -> None:
    one = trail.epochs.setdefault(number, Told())
    match Verb(entry.verb):
        case Verb.REENCRYPTED:
            if words[0] == LEFT:
                one.left_at, one.left_by = entry.at, entry.number
            elif words[0] == NOT_LEFT:
                one.left_at = None
            return
        case Verb.EPOCH_DESTROYED:
            one.destroyed = True
    keks = _numbers("kek", words)
    one.kek, one.named_by = keks[-1] if keks else None, entry.number
    trail.replaced |= dict.fromkeys(keks[:-1], (entry.number, number))


def _must_be_genuine(entry: Entry) -> None:
    link = entry.link()
    try:
        genuine = hmac.compare_digest(chain.digest(link, keyring()), link.digest)
    except chain.UNREADABLE:
        genuine = False
    if not genuine:
        raise EpochLost(
            f"Entry {entry.number} of the house's chain, about a key epoch, was altered or written without "
            "the key. Nothing was done. Run verify_trail."
        )


def _numbers(kind: str, words: Iterable[str]) -> list[int]:
    """Of words such as `kek-3`, in their order."""
    return [int(word.removeprefix(f"{kind}-")) for word in words if word.startswith(f"{kind}-")]
