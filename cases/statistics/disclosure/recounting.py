"""What the figures of earlier editions are today, and how much of every figure one adviser knows herself.

An earlier figure that is still right goes on telling of today's; one that was corrected told of another.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from cases.statistics.disclosure.earlier import Earlier, Stand
from cases.statistics.disclosure.statements import Told
from cases.statistics.figures import Known
from cases.statistics.histogram import histogram
from cases.statistics.keys import Key

# Units whose rows have a post of their own.
OF_POSTS = ("cases", "inquiries", "persons")


class Recount:
    """`counts`: of every figure that is asked now or was published before. `elsewhere`: what others printed
    of figures, each value of each.
    """

    def __init__(
        self,
        known: Known,
        asked: Mapping[Key, int],
        earlier: Sequence[Earlier],
        elsewhere: Mapping[Key, Collection[int]] | None = None,
    ) -> None:
        self._known, self._earlier, self._elsewhere = known, earlier, elsewhere or {}
        self.counts = dict(asked)
        for edition in earlier:
            for key, count in edition.counts.items():
                if key not in self.counts:
                    # Of a year of which nothing is left the edition knows more than the register. Where some
                    # cases were erased all figures are of what is left: one of before would not fit them.
                    gone = key.year not in known.data.years
                    self.counts[key] = count if gone else self._count(key)

    @cached_property
    def printed(self) -> dict[Key, int]:
        """The printed figures, as far as they are the same today: what we count otherwise tells nothing."""
        ours = self._known.sources.counted_years | self._known.data.years
        found = {
            key: value
            for key, value in self._known.printed.items()
            if key.year not in ours or value == self._today(key)
        }
        for key, values in self._elsewhere.items():
            if key.year in ours and self._is_read(key) and self._today(key) in values:
                found[key] = self._today(key)
        return found

    def _is_read(self, key: Key) -> bool:
        """Whether what it asks for was read, as it is for an edition."""
        data = self._known.data
        if key in self.counts or key.unit not in OF_POSTS:
            return key in self.counts or key.unit in data.spans
        return {column for column, _numbers in key.where} <= data.entries.keys() | data.persons.keys()

    def _today(self, key: Key) -> int:
        return self.counts[key] if key in self.counts else self._count(key)

    def _count(self, key: Key) -> int:
        where = {column: list(numbers) for column, numbers in key.where}
        return int(histogram(self._known.data, key.unit, where=where, axes={"year": [key.year]})[0])

    @cached_property
    def still_true(self) -> list[Mapping[Key, Stand]]:
        """How figures stood in earlier editions, as far as they are the same today."""
        found: list[Mapping[Key, Stand]] = []
        for edition in self._earlier:
            same = {key for key, count in edition.counts.items() if self.counts[key] == count}
            most = max((len(stands) for stands in edition.stands.values()), default=0)
            found += [
                {
                    key: stands[at]
                    for key, stands in edition.stands.items()
                    if key in same and at < len(stands)
                }
                for at in range(most)
            ]
        return found

    @cached_property
    def corrected(self) -> list[Told[Key]]:
        """What earlier editions tell of today's figures to somebody who knows what was corrected since."""
        found: list[Told[Key]] = []
        for edition in self._earlier:
            for key, stands in edition.stands.items():
                more = self.counts[key] - edition.counts[key]
                for one in stands if more else ():
                    found += [replace(told, value=told.value + more) for told in one.statements(key)]
        return found

    def rounded_before(self, base: int) -> tuple[dict[Key, int], dict[Key, tuple[int, int]]]:
        """The newest rounding of each figure to this base: of those that are the same, and of the others."""
        same: dict[Key, int] = {}
        moved: dict[Key, tuple[int, int]] = {}
        for edition in self._earlier:
            for key, stands in edition.stands.items():
                for value in (one.value for one in stands if one.base == base and one.value is not None):
                    now, then = self.counts[key], edition.counts[key]
                    same.pop(key, None)
                    moved.pop(key, None)
                    if now == then:
                        same[key] = value
                    else:
                        moved[key] = (value, 1 if now > then else -1)
        return same, moved

    @cached_property
    def knowers(self) -> list[Mapping[Key, int]]:
        """For each school and station, how many of each figure are its own."""
        posts = max(self._known.places.numbers.get("post", {}).values(), default=0)
        found: list[dict[Key, int]] = [{} for _ in range(posts)]
        for key, own in self._own(posts):
            for at in np.flatnonzero(own).tolist():
                if not self._all_hers(key, at + 1):
                    found[at][key] = int(own[at])
        return [one for one in found if one]

    def _all_hers(self, key: Key, post: int) -> bool:
        """Whether the figure is of a place with one post: then there are no others in it."""
        numbers = self._known.places.numbers
        for column in ("station", "county"):
            said = key.said(column)
            if said is not None:
                there = {one for one, at in numbers[column].items() if at in said}
                return 0 not in said and {numbers["post"][one] for one in there} == {post}
        return False

    @cached_property
    def own(self) -> Mapping[Key, int]:
        """The most that one of them has of each figure."""
        found: dict[Key, int] = {}
        for knower in self.knowers:
            for key, count in knower.items():
                found[key] = max(found.get(key, 0), count)
        return found

    def _own(self, posts: int) -> Iterator[tuple[Key, "np.ndarray[tuple[int], np.dtype[np.int64]]"]]:
        for key in self.counts if posts else ():
            if (
                key.unit in OF_POSTS
                and key.year in self._known.data.years
                and key.year not in self._known.erased
            ):
                where = {column: list(numbers) for column, numbers in key.where}
                axes = {"year": [key.year], "post": list(range(1, posts + 1))}
                yield key, histogram(self._known.data, key.unit, where=where, axes=axes)[0]
