"""Answers that are kept: what the declared tables ask of a year, counted once and sealed with its columns.

A question is known by its digest alone. Whatever else is asked is counted from the columns.
"""

import json
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

DIGEST = 16
# Their length tells how many kinds of things were asked; so it is told in large steps.
STEP = 1 << 14
_COUNT = struct.Struct("<I")
PLACES = frozenset({"station", "county", "post"})


# Kept are answers that have so many axes at most; what has more is not asked by tables.
AXES = 1


class Question:
    """How many of a unit are in each cell of a year: conditions and axes, by the numbers of codes."""

    def __init__(
        self, unit: str, where: Mapping[str, Collection[int]], axes: Mapping[str, Sequence[int]]
    ) -> None:
        self.unit, self.where, self.axes = unit, where, axes

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset((*self.where, *self.axes))

    @property
    def places(self) -> bool:
        return not self.names.isdisjoint(PLACES)

    @cached_property
    def digest(self) -> bytes:
        where = sorted((name, sorted(set(numbers))) for name, numbers in self.where.items())
        axes = [(name, list(numbers)) for name, numbers in self.axes.items()]
        said = json.dumps([self.unit, where, axes], separators=(",", ":"))
        return blake2b(said.encode(), digest_size=DIGEST).digest()

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(numbers) for numbers in self.axes.values())


class Answers:
    """Digest to counts, flat. Empty for what was written by another version."""

    def __init__(self, raw: bytes = b"") -> None:
        self._at: dict[bytes, int] = {}
        if len(raw) < 2 * _COUNT.size:
            return
        number, values = (_COUNT.unpack_from(raw, at)[0] for at in (0, _COUNT.size))
        start = 2 * _COUNT.size
        ends = start + number * DIGEST
        digests = raw[start:ends]
        self._at = {digests[at : at + DIGEST]: at // DIGEST for at in range(0, len(digests), DIGEST)}
        self._begins = np.frombuffer(raw, dtype="<u4", count=number + 1, offset=ends)
        self._values = np.frombuffer(raw, dtype="<u4", count=values, offset=ends + 4 * (number + 1))

    def get(self, digest: bytes) -> NDArray[np.int64] | None:
        at = self._at.get(digest)
        if at is None:
            return None
        found: NDArray[np.int64] = self._values[self._begins[at] : self._begins[at + 1]].astype(np.int64)
        return found

    def items(self) -> dict[bytes, NDArray[np.int64]]:
        return {digest: found for digest in self._at if (found := self.get(digest)) is not None}

    @staticmethod
    def dump(answers: Mapping[bytes, NDArray[np.int64]]) -> bytes:
        lengths = [len(one.ravel()) for one in answers.values()]
        begins = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype("<u4")
        flat = _joined(one.ravel() for one in answers.values()).astype("<u4")
        head = _COUNT.pack(len(answers)) + _COUNT.pack(len(flat))
        raw = head + b"".join(answers) + begins.tobytes() + flat.tobytes()
        return raw + b"\0" * (-len(raw) % STEP)


def _joined(arrays: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, dtype=np.int64), *arrays])
