"""What a checkpoint says, as lines of text: how far which chains had come, signed, each bound to the last.

Pure functions over text; nothing here knows the database or where the lines are kept. A block of a book is

    begin 12
    head CHAIN NUMBER DIGEST                         one for each chain that moved since the last
    checkpoint 12 TIME HEADS DIGEST-OF-HEADS DIGEST-OF-CHECKPOINT-11 KEY SIGNATURE

and counts with its last line. What was begun and not ended is what a crash left; the next block says so.
"""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# What is signed begins with this, so that a signature of something else is never one of a checkpoint.
SIGNED_FOR = b"frittvalg checkpoint 1\n"
NOTHING_BEFORE = "0" * 64

# The key of this number, or a LookupError.
PublicKeys = Callable[[int], bytes]
Signer = Callable[[bytes], tuple[int, bytes]]


class BadCheckpoint(ValueError):
    """A book of checkpoints that is not as it was written."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"Checkpoint {number}: {reason}.")
        self.number = number
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A chain stood at this entry, which had this digest."""

    chain: uuid.UUID
    number: int
    digest: bytes

    def line(self) -> str:
        return f"head {self.chain} {self.number} {self.digest.hex()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    number: int
    at: datetime
    heads: tuple[Witnessed, ...]
    line: str

    @property
    def digest(self) -> str:
        """By which the next one names this one."""
        return hashlib.sha256(self.line.encode()).hexdigest()

    def block(self) -> str:
        """As it stands in a book."""
        lines = [f"begin {self.number}", *(head.line() for head in self.heads), self.line]
        return "\n".join(lines) + "\n"


def made(heads: Iterable[Witnessed], *, number: int, at: datetime, previous: str, sign: Signer) -> Checkpoint:
    """A signed checkpoint that follows the one whose digest is `previous`."""
    said = tuple(sorted(heads, key=lambda head: head.chain))
    when = at.astimezone(UTC)
    statement = f"checkpoint {number} {when.isoformat(timespec='microseconds')} {_summed(said)} {previous}"
    key, signature = sign(SIGNED_FOR + statement.encode())
    line = f"{statement} {key} {base64.b64encode(signature).decode()}"
    return Checkpoint(number, when, said, line)


def read(lines: Iterable[str]) -> Iterator[Checkpoint]:
    """Every checkpoint that was ended, in order, as it stands; what a crash left unended is passed over.

    Says nothing of signatures (`checked`). Raises BadCheckpoint for a line that is none.
    """
    number, heads = 0, list[Witnessed]()
    torn = ""
    for text in lines:
        line = text.rstrip("\n")
        kind, _space, rest = line.partition(" ")
        if kind == "begin" and text.endswith("\n"):
            torn, number, heads = "", _number(rest), []
        elif torn:
            # Only the line that a crash cut off may be odd, and only a new beginning may follow it.
            raise BadCheckpoint(number, f"has a line that is none: {torn[:40]!r}")
        elif kind == "head" and number and text.endswith("\n"):
            try:
                heads.append(_head(rest))
            except (ValueError, binascii.Error):
                torn = line
        elif kind == "checkpoint" and number and _is_whole(line):
            yield _checkpoint(line, number, tuple(heads))
            number, heads = 0, []
        elif line:
            torn = line


def checked(
    found: Iterable[Checkpoint],
    public_key: PublicKeys,
    *,
    begun: Callable[[int], bool] = lambda number: False,
) -> Iterator[Checkpoint]:
    """The same, each after its signature and its place in the row were verified. Raises BadCheckpoint.

    `begun` tells whether a book may begin with a later number than 1.
    """
    last: Checkpoint | None = None
    for one in found:
        _statement, previous, key, signature = one.line.rsplit(" ", 3)
        expected = last.number + 1 if last else 1
        if one.number != expected and (last or not begun(one.number)):
            raise BadCheckpoint(one.number, f"checkpoint {expected} is missing or out of order")
        if last and previous != last.digest or one.number == 1 and previous != NOTHING_BEFORE:
            raise BadCheckpoint(one.number, "does not follow from the one before it")
        try:
            verifier = Ed25519PublicKey.from_public_bytes(public_key(int(key)))
            said = one.line.rsplit(" ", 2)[0]
            verifier.verify(base64.b64decode(signature, validate=True), SIGNED_FOR + said.encode())
        except LookupError:
            raise BadCheckpoint(one.number, f"is signed with key {key}, which is not known here") from None
        except (InvalidSignature, ValueError):
            raise BadCheckpoint(one.number, "was altered, or not signed with the key") from None
        if " ".join(one.line.split(" ")[3:5]) != _summed(one.heads):
            raise BadCheckpoint(one.number, "its heads were altered")
        last = one
        yield one


def _summed(heads: tuple[Witnessed, ...]) -> str:
    """How many heads, and the digest of their lines."""
    lines = "".join(head.line() + "\n" for head in heads)
    return f"{len(heads)} {hashlib.sha256(lines.encode()).hexdigest()}"


def _head(text: str) -> Witnessed:
    chain, number, digest = text.split(" ")
    return Witnessed(uuid.UUID(chain), int(number), bytes.fromhex(digest))


def _is_whole(line: str) -> bool:
    parts = line.split(" ")
    return len(parts) == 8 and parts[1].isdigit() and len(parts[7]) == 88


def _checkpoint(line: str, number: int, heads: tuple[Witnessed, ...]) -> Checkpoint:
    said = _number(line.split(" ")[1])
    if said != number:
        raise BadCheckpoint(number, f"is ended as checkpoint {said}")
    try:
        at = datetime.fromisoformat(line.split(" ")[2])
    except ValueError:
        raise BadCheckpoint(number, "has no time") from None
    return Checkpoint(number, at, heads, line)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
