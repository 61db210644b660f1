"""What each trimming let go, in numbers: sealed for its run, and held fast by the house's chain.

Each summary's digest covers the one before, and so do the marks' a digest of them all: the newest entry of a
trimming, which is never trimmed itself, vouches for every summary and every start mark there is.
"""

import hashlib
import json
import secrets
import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import chain as links
from audit.actor import HOUSE
from audit.chain import Flaw, Head
from audit.errors import SummaryBroken
from audit.keyring import keyring
from audit.models import Entry, Summary
from audit.verbs import Verb

PURPOSE = "trail-summary"
NONCE_BYTES = 12
NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Gone:
    """How many entries of which verb and month (UTC) went, and what went with them."""

    before: str
    chains: int
    counts: dict[str, dict[str, int]]
    changes: int
    register: int

    @property
    def entries(self) -> int:
        return sum(count for months in self.counts.values() for count in months.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What the house's entry of a trimming says."""

    entry: int
    summary: int
    digest: str
    marks: str

    @classmethod
    def of(cls, number: int, fields: str) -> "Told":
        """Raises ValueError for an entry that says something else."""
        _before, _entries, summary, digest, marks = fields.split(" ")
        return cls(number, int(summary), digest, marks)


def seal(gone: Gone, *, number: int, at: datetime) -> Summary:
    """The row of a run, not yet saved."""
    key = keyring().mac_number()
    nonce = secrets.token_bytes(NONCE_BYTES)
    said = json.dumps(asdict(gone), sort_keys=True).encode()
    sealed = nonce + _cipher(key).encrypt(nonce, said, _place(number, at, key))
    return Summary(number=number, at=at, key_number=key, sealed=sealed)


def opened(row: Summary) -> Gone:
    """Raises SummaryBroken."""
    try:
        record = bytes(row.sealed)
        place = _place(row.number, row.at, row.key_number)
        said = _cipher(row.key_number).decrypt(record[:NONCE_BYTES], record[NONCE_BYTES:], place)
        return Gone(**json.loads(said))
    except (InvalidTag, ValueError, *links.UNREADABLE) as error:
        raise SummaryBroken(f"Summary {row.number} was altered, or its key is not here.") from error


def summed(rows: Iterable[Summary]) -> Iterator[tuple[Summary, str]]:
    """Each row, in order, with its digest, which covers all before it."""
    last = NOTHING_BEFORE
    for row in rows:
        said = [last, row.number, _time(row.at), row.key_number, bytes(row.sealed).hex()]
        last = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        yield row, last


def marks_digest(starts: Mapping[uuid.UUID, Head]) -> str:
    total = hashlib.sha256()
    for mark in sorted(starts.values(), key=lambda mark: str(mark.chain)):
        said = [str(mark.chain), mark.number, mark.digest.hex(), mark.key_number, mark.seal.hex()]
        total.update(json.dumps([*said, mark.revision]).encode() + b"\n")
    return total.hexdigest()


def summary_flaws(starts: Mapping[uuid.UUID, Head]) -> Iterator[Flaw]:
    """Where summaries or start marks are not those of which the house's chain tells."""
    rows = {row.number: digest for row, digest in summed(Summary.objects.order_by("number"))}
    told = Entry.objects.filter(chain=HOUSE, verb=Verb.TRAIL_TRIMMED).order_by("number")
    last: Told | None = None
    for number, fields in told.values_list("number", "fields"):
        try:
            last = Told.of(number, fields)
        except ValueError:
            # The entry was altered, which its own chain tells.
            return
        if rows.get(last.summary) != last.digest:
            yield Flaw(HOUSE, number, f"summary {last.summary} of what was trimmed was altered or removed")
            return
    if max(rows, default=0) > (last.summary if last else 0):
        yield Flaw(HOUSE, last.entry if last else 1, "there is a summary of which no trimming tells")
    elif marks_digest(starts) != (last.marks if last else marks_digest({})):
        what = "the start marks of trimmed chains are not those that the last trimming left"
        yield Flaw(HOUSE, last.entry if last else 1, what)


def _cipher(number: int) -> AESGCM:
    """Of the MAC's root, like the chains: the trail outlives the epochs. Raises LookupError."""
    return AESGCM(keyring().mac(PURPOSE, b"key", number=number))


def _place(number: int, at: datetime, key: int) -> bytes:
    return b"audit.Summary" + struct.pack(">IH", number, key) + _time(at).encode()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
