"""Compares the trail with what the witnesses saw of it.

What no key can make undone: a tail that was cut and signed anew, a chain that is gone with its head, an old
copy of the whole database. The witness remembers which entry stood where.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from audit.actor import HOUSE
from audit.chain import Flaw, Head, Link
from audit.checkpoints import BadCheckpoint, Checkpoint, checked, read
from audit.keyring import keyring
from audit.verbs import Verb
from audit.witness import FileWitness, WitnessError

# Nothing younger than a year is trimmed, and the witness sees an entry within a day; the difference is for a
# witness that stood still for a while.
TOO_YOUNG_TO_GO = timedelta(days=300)


class Comparison:
    """Is shown every entry of the trail once (`see`), then says what differs."""

    def __init__(self, books: list[FileWitness]) -> None:
        self.books = books
        self._ends: dict[uuid.UUID, int] = {}
        self._told: dict[int, str] = {}
        self._begun: set[int] = set()
        # (number, digest) by chain, as the first checkpoint that names the entry has it.
        self._marks: dict[uuid.UUID, dict[int, bytes]] = defaultdict(dict)
        self._found: dict[uuid.UUID, set[int]] = defaultdict(set)
        self._starts: dict[uuid.UUID, int] = {}
        # What the witness saw too lately to be trimmed, by chain.
        self._young: dict[uuid.UUID, set[int]] = defaultdict(set)
        self._lately = timezone.now() - TOO_YOUNG_TO_GO
        self._books: list[dict[int, str]] = []
        self.problems: list[str] = []
        for book in books:
            self._read(book)

    def _read(self, book: FileWitness) -> None:
        digests: dict[int, str] = {}
        try:
            for one in checked(read(book.lines()), keyring().public_key, begun=lambda number: True):
                # The first of a book names every chain, however old what it names is.
                young = bool(digests) and one.at > self._lately
                digests[one.number] = one.digest
                for head in one.heads:
                    if self._marks[head.chain].setdefault(head.number, head.digest) == head.digest and young:
                        self._young[head.chain].add(head.number)
        except (BadCheckpoint, WitnessError) as error:
            self.problems.append(f"Witness {book}: {error}")
        if not digests:
            self.problems.append(f"Witness {book}: there is no checkpoint in it.")
        self._books.append(digests)

    def trimmed(self, start: Head) -> None:
        """A genuine start mark, shown before the entries: up to there, what is old may be gone."""
        self._starts[start.chain] = start.number
        self._found[start.chain].update(
            number
            for number, digest in self._marks.get(start.chain, {}).items()
            if number < start.number or (number, digest) == (start.number, start.digest)
        )
        self._found[start.chain] -= self._young.get(start.chain, set())

    def see(self, link: Link) -> None:
        self._ends[link.chain] = link.number
        if self._marks.get(link.chain, {}).get(link.number) == link.digest:
            self._found[link.chain].add(link.number)
        if link.chain != HOUSE:
            return
        if link.verb == Verb.CHECKPOINT_MADE:
            number, _space, digest = link.fields.partition(" ")
            self._told[_number(number)] = digest
        elif link.verb == Verb.WITNESS_BEGUN:
            self._begun.add(_number(link.fields))

    def flaws(self) -> Iterator[Flaw]:
        """For each chain the first entry that is not the one the witnesses saw."""
        for chain, marks in sorted(self._marks.items()):
            good = 0
            for number in sorted(marks):
                if number not in self._found[chain]:
                    yield self._flaw(chain, number, good)
                    break
                good = number

    def _flaw(self, chain: uuid.UUID, number: int, good: int) -> Flaw:
        end = self._ends.get(chain, 0)
        if number <= self._starts.get(chain, 0) and number in self._young.get(chain, ()):
            return Flaw(chain, number, "was trimmed, though it is younger than anything that may be")
        if not end:
            return Flaw(chain, 1, f"the whole chain is missing; the witness saw {number} entries of it")
        vouched = f"the witness vouches for what is there up to entry {good}"
        if end < number:
            return Flaw(chain, end + 1, f"entries {end + 1} to {number} are missing; {vouched}")
        return Flaw(chain, number, f"is not the entry that the witness saw; {vouched}")

    def witness_problems(self) -> list[str]:
        """What is wrong with the witnesses themselves: unsigned, cut, emptied, another's."""
        found = [*self.problems]
        for book, read_first in zip(self.books, self._books, strict=True):
            digests = read_first
            first = min(digests, default=1)
            if first != 1 and first not in self._begun:
                found.append(f"Witness {book}: the checkpoints before {first} are missing.")
            if max(self._told, default=0) > max(digests, default=0):
                # Made while the trail was being read, or cut off the book.
                digests = {one.number: one.digest for one in _whole(book)}
            for number, digest in sorted(self._told.items()):
                if number >= first and digests.get(number) != digest:
                    found.append(
                        f"Witness {book}: the trail knows of checkpoint {number}, which is not there."
                    )
                    break
        return found


def _whole(book: FileWitness) -> list[Checkpoint]:
    """The book as far as it can be read; what is wrong with it was told when it was read first."""
    found: list[Checkpoint] = []
    with suppress(BadCheckpoint, WitnessError):
        found.extend(checked(read(book.lines()), keyring().public_key, begun=lambda number: True))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
